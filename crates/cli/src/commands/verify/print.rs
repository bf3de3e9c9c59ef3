//! What came of the files, for people and for programs.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use sealform_protocol::Remark;
use sealform_receiver::{Claim, level_word, signer_word};
use sealform_types::Level;
use serde::Serialize;

use super::beside::Audit;
use super::essentials::Claimed;
use super::{Intact, Outcome, Replay};
use crate::attachments::Presence;
use crate::failure::{Exit, FileReport};
use crate::report;
use crate::screen::{plain, quoted};
use crate::sealed;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Prints one file's outcome.
///
/// # Errors
/// If the output cannot be written.
pub fn print(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let Outcome { file, intact, findings, exit, .. } = outcome;
    let file = plain(file);
    match (intact, exit) {
        (Some(intact), Exit::Fine) => writeln!(out, "{file}: {GOOD}{}{GOOD:#}", said(intact))?,
        (Some(intact), _) => writeln!(out, "{file}: {BAD}not in order{BAD:#}, but {}", said(intact))?,
        (None, Exit::Io) => writeln!(out, "{file}: {BAD}not read{BAD:#}")?,
        (None, _) => writeln!(out, "{file}: {BAD}refused{BAD:#}")?,
    }
    report::write(out, &FileReport { file: String::new(), text: None, findings: findings.clone() })?;
    let remarks = intact.iter().flat_map(|intact| &intact.remarks);
    remarks.into_iter().try_for_each(|remark| writeln!(out, "  {}", remarked(remark)))
}

/// `warn[answer/alike]: the comment of …`
pub fn remarked(Remark { level, code, message, .. }: &Remark) -> String {
    let level = match level {
        Level::Flag => "flag",
        Level::Warn => "warn",
        Level::Hard => "hard",
    };
    plain(&format!("{level}[{code}]: {message}"))
}

fn said(intact: &Intact) -> String {
    let essentials = &intact.essentials;
    let form = &essentials.questionnaire;
    let signer = sealed::signer(essentials.signer);
    let (id, version) = (quoted(&form.id), quoted(&form.version));
    let mut said = format!("intact, {signer}, {id} version {version}, outcome {}", quoted(essentials.outcome.as_str()));
    if let Some(kind) = intact.kind.filter(|kind| *kind != "report") {
        said = format!("{kind}, {said}");
    }
    match intact.replay {
        Replay::Full => said.push_str(", replayed"),
        Replay::Partial => {
            let paths = sealed::paths(&intact.not_replayed);
            said.push_str(&format!(", partly replayed (taken as claimed: {paths})"));
        }
        Replay::None => {}
    }
    if !intact.given_by_page.is_empty() {
        said.push_str(&format!(", given by the page: {}", sealed::paths(&intact.given_by_page)));
    }
    if let (Some(score), Some(claim)) = (&intact.score, intact.claim) {
        let compared = match claim {
            Claim::Absent => "recomputed; the file claims none",
            Claim::OtherKey => "recomputed; the file claims one by another key",
            Claim::Same => "as claimed",
            Claim::Differs => "recomputed; the file claims another",
            Claim::Unconfirmed => "as claimed, and not confirmed: it depends on what is taken as claimed",
        };
        said.push_str(&format!(", score {} ({compared})", plain(score)));
    }
    match essentials.missing().count() {
        0 => {}
        1 => said.push_str(", 1 file not at hand"),
        missing => said.push_str(&format!(", {missing} files not at hand")),
    }
    match intact.audit {
        Audit::Checked => {}
        Audit::NotAtHand => said.push_str(&format!(", {} events not at hand", essentials.events)),
        Audit::None => said.push_str(", no events"),
    }
    match essentials.audit_gaps {
        0 => {}
        1 => said.push_str(", 1 gap in its events"),
        gaps => said.push_str(&format!(", {gaps} gaps in its events")),
    }
    if let Some(ms) = essentials.clock_back_ms {
        said.push_str(&format!(", the device's clock was {}.{:03} s behind", ms / 1000, ms % 1000));
    }
    said
}

/// What `--json` prints.
#[derive(Serialize)]
pub struct Counts {
    files: Vec<JsonFile>,
    intact: usize,
    failed: usize,
    #[serde(skip)]
    again: usize,
    /// Other files of the folders that were named.
    passed_over: usize,
}

#[derive(Serialize)]
struct JsonFile {
    file: String,
    ok: bool,
    #[serde(flatten)]
    intact: Option<JsonIntact>,
    findings: Vec<report::JsonFinding>,
}

#[derive(Serialize)]
struct JsonIntact {
    jti: String,
    sha256: String,
    questionnaire: JsonQuestionnaire,
    outcome: String,
    signer: String,
    trust: &'static str,
    level: &'static str,
    replay: Replay,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    not_replayed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given_by_page: Vec<String>,
    remarks: Vec<Remark>,
    score: &'static str,
    audit: Audit,
    audit_gaps: u32,
    attachments: Vec<JsonAttachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_back_ms: Option<u64>,
}

#[derive(Serialize)]
struct JsonAttachment {
    question: String,
    name: String,
    /// What the device says of a picture that it has sealed before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    seen: bool,
    file: Presence,
}

#[derive(Serialize)]
struct JsonQuestionnaire {
    id: String,
    version: String,
    sha256: String,
}

impl Counts {
    /// Counts outcomes, each submission once, beside so many files that are none.
    pub fn of(outcomes: &[Outcome], passed_over: usize) -> Self {
        let counted = || outcomes.iter().filter(|outcome| !outcome.is_again);
        let intact = counted().filter(|outcome| outcome.exit == Exit::Fine).count();
        let failed = counted().count() - intact;
        let again = outcomes.len() - counted().count();
        Self { files: outcomes.iter().map(JsonFile::of).collect(), intact, failed, again, passed_over }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { intact, failed, again, passed_over, .. } = self;
        write!(f, "{} files: {intact} in order, {failed} not", self.files.len())?;
        if *again > 0 {
            write!(f, ", {again} counted already")?;
        }
        match passed_over {
            0 => Ok(()),
            1 => write!(f, "; 1 other file was passed over"),
            more => write!(f, "; {more} other files were passed over"),
        }
    }
}

impl JsonFile {
    fn of(outcome: &Outcome) -> Self {
        let report = FileReport { file: outcome.file.clone(), text: None, findings: outcome.findings.clone() };
        Self {
            file: outcome.file.clone(),
            ok: outcome.exit == Exit::Fine,
            intact: outcome.intact.as_ref().map(JsonIntact::of),
            findings: report::to_json(&report),
        }
    }
}

impl JsonIntact {
    fn of(intact: &Intact) -> Self {
        let essentials = &intact.essentials;
        let (jti, sha256) = &essentials.identity;
        let form = &essentials.questionnaire;
        Self {
            jti: jti.to_string(),
            sha256: sha256.to_string(),
            questionnaire: JsonQuestionnaire {
                id: form.id.clone(),
                version: form.version.clone(),
                sha256: form.sha256.to_string(),
            },
            outcome: essentials.outcome.as_str().to_owned(),
            signer: essentials.sealed_by.to_string(),
            trust: signer_word(essentials.signer),
            level: level_word(essentials.signer),
            replay: intact.replay,
            kind: intact.kind,
            not_replayed: intact.not_replayed.clone(),
            given_by_page: intact.given_by_page.clone(),
            remarks: intact.remarks.clone(),
            score: essentials.score,
            audit: intact.audit,
            audit_gaps: essentials.audit_gaps,
            attachments: essentials.attachments.iter().map(JsonAttachment::of).collect(),
            clock_back_ms: essentials.clock_back_ms,
        }
    }
}

impl JsonAttachment {
    fn of(claimed: &Claimed) -> Self {
        let (question, name) = (claimed.question.clone(), claimed.name.clone());
        Self { question, name, seen: claimed.seen, file: claimed.presence }
    }
}
