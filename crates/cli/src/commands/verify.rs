//! `sealform verify`: is it intact, who sealed it, and could the form have given it?

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::Args;
use sealform_submission::{JwkSet, Signer, Trust, TrustLevel, VerifiedSubmission};
use sealform_types::{Finding, Place};
use serde::Serialize;

use super::print_json;
use crate::documents::{self, DocumentKind};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, piped_once};
use crate::progress::Progress;
use crate::sealed::{self, Claim, Judge, Replayed};
use crate::{report, sheet};

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// Keys that are trusted, a JWK Set
    #[arg(long, short, value_name = "SET")]
    trust: Option<Input>,
    /// The questionnaire that was filled: plays every answer through it again
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Option<Input>,
    /// The scoring key: computes the score again
    #[arg(long, short, value_name = "FILE", requires = "questionnaire")]
    key: Option<Input>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// What came of one file.
struct Outcome {
    file: String,
    /// What it says, where it is intact.
    intact: Option<Intact>,
    findings: Vec<Finding>,
    exit: Exit,
}

struct Intact {
    submission: VerifiedSubmission,
    replay: Replay,
    /// The recomputed score in one line.
    score: Option<String>,
    claim: Option<Claim>,
}

/// Whether a file was played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Replay {
    /// There was no questionnaire to play it with.
    None,
    /// Every answer.
    Full,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let optional = [&arguments.trust, &arguments.questionnaire, &arguments.key];
    piped_once(arguments.files.iter().chain(optional.into_iter().flatten()))?;
    let trust = arguments.trust.as_ref().map_or(Ok(Trust::None), trust)?;
    let judge = arguments.questionnaire.as_ref().map(|form| Judge::new(form, arguments.key.as_ref())).transpose()?;
    let progress = Progress::over(arguments.files.len());
    let mut seen = BTreeMap::new();
    let mut counts = Counts { files: Vec::new(), intact: 0, failed: 0, exit: Exit::Fine };
    for input in &arguments.files {
        let mut outcome = verify(input, &trust, judge.as_ref());
        conflict(&mut outcome, &mut seen);
        if !arguments.json {
            progress.print(out, |out| print(out, &outcome))?;
        }
        counts.add(&outcome, arguments.json);
        progress.step();
    }
    drop(progress);
    if arguments.json {
        print_json(out, &counts)?;
    } else if arguments.files.len() > 1 {
        writeln!(out, "{} files: {} in order, {} not", counts.intact + counts.failed, counts.intact, counts.failed)?;
    }
    Ok(counts.exit)
}

fn trust(input: &Input) -> Result<Trust, Failure> {
    let (source, json) = documents::read(input, DocumentKind::KeySet)?;
    JwkSet::from_json(&json).map(Trust::Keys).map_err(|error| Failure::found(&source, [error.into()]))
}

fn verify(input: &Input, trust: &Trust, judge: Option<&Judge>) -> Outcome {
    let file = input.name();
    let source = match input.read() {
        Ok(source) => source,
        Err(failure) => {
            let findings = failure.findings().cloned().collect();
            return Outcome { file, intact: None, findings, exit: failure.exit };
        }
    };
    let submission = match sealed::open(&source, trust) {
        Ok(submission) => submission,
        Err(findings) => return Outcome { file, intact: None, findings, exit: Exit::Found },
    };
    let mut findings: Vec<Finding> =
        judge.and_then(|judge| judge.other_questionnaire(&submission)).into_iter().collect();
    let mut intact = Intact { submission, replay: Replay::None, score: None, claim: None };
    if let Some(judge) = judge.filter(|_| findings.is_empty()) {
        let Replayed { findings: found, score } = judge.replay(&intact.submission);
        findings.extend(found);
        intact.replay = Replay::Full;
        intact.claim = score.as_ref().map(|score| score.claim);
        intact.score = score.map(|score| sheet::in_short(&score.sheet.total));
    }
    let exit = if findings.is_empty() { Exit::Fine } else { Exit::Found };
    Outcome { file, intact: Some(intact), findings, exit }
}

/// The same identity with other content is a conflict: only one of the two can count.
fn conflict(outcome: &mut Outcome, seen: &mut BTreeMap<String, (String, String)>) {
    let Some(Intact { submission, .. }) = &outcome.intact else { return };
    let (jti, sha256) = (submission.claims().jti.to_string(), submission.payload_sha256().to_string());
    match seen.get(&jti) {
        Some((first, other)) if *other != sha256 => {
            let message = format!("`{first}` has the same identity but different content");
            let finding = Finding::error("seal/conflict", message, Place::at("/payload/jti"));
            outcome.findings.push(finding.hint("only one of the two can count: ask the sender which"));
            outcome.exit = outcome.exit.max(Exit::Found);
        }
        Some(_) => {}
        None => drop(seen.insert(jti, (outcome.file.clone(), sha256))),
    }
}

fn print(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let Outcome { file, intact, findings, exit } = outcome;
    match (intact, exit) {
        (Some(intact), Exit::Fine) => writeln!(out, "{file}: {GOOD}{}{GOOD:#}", said(intact))?,
        (Some(intact), _) => writeln!(out, "{file}: {BAD}not in order{BAD:#}, but {}", said(intact))?,
        (None, Exit::Io) => writeln!(out, "{file}: {BAD}not read{BAD:#}")?,
        (None, _) => writeln!(out, "{file}: {BAD}refused{BAD:#}")?,
    }
    report::write(out, &FileReport { file: String::new(), text: None, findings: findings.clone() })
}

fn said(intact: &Intact) -> String {
    let claims = intact.submission.claims();
    let form = &claims.questionnaire;
    let mut said =
        format!("intact, {}, {} {}, {}", signer(&intact.submission), form.id, form.version, claims.outcome.as_str());
    match intact.replay {
        Replay::Full => said.push_str(", replayed"),
        Replay::None => {}
    }
    if let (Some(score), Some(claim)) = (&intact.score, intact.claim) {
        let compared = match claim {
            Claim::Absent => "recomputed; the file claims none",
            Claim::OtherKey => "recomputed; the file claims one by another key",
            Claim::Same => "as claimed",
            Claim::Differs => "recomputed; the file claims another",
        };
        said.push_str(&format!(", score {score} ({compared})"));
    }
    said
}

fn signer(submission: &VerifiedSubmission) -> &'static str {
    match submission.signer() {
        Signer::Unknown => "signer unknown",
        Signer::Known => "sealed by a trusted key",
        Signer::HolderOfLink => "sealed by whoever held the agency's link",
        Signer::EnrolledDevice => "sealed by the enrolled device",
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Counts {
    files: Vec<JsonFile>,
    intact: usize,
    failed: usize,
    #[serde(skip)]
    exit: Exit,
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
    score: &'static str,
}

#[derive(Serialize)]
struct JsonQuestionnaire {
    id: String,
    version: String,
    sha256: String,
}

impl Counts {
    fn add(&mut self, outcome: &Outcome, json: bool) {
        self.exit = self.exit.max(outcome.exit);
        match outcome.exit {
            Exit::Fine => self.intact += 1,
            Exit::Found | Exit::Usage | Exit::Io => self.failed += 1,
        }
        if json {
            let report = FileReport { file: outcome.file.clone(), text: None, findings: outcome.findings.clone() };
            self.files.push(JsonFile {
                file: outcome.file.clone(),
                ok: outcome.exit == Exit::Fine,
                intact: outcome.intact.as_ref().map(JsonIntact::of),
                findings: report::to_json(&report),
            });
        }
    }
}

impl JsonIntact {
    fn of(intact: &Intact) -> Self {
        let submission = &intact.submission;
        let claims = submission.claims();
        let form = &claims.questionnaire;
        Self {
            jti: claims.jti.to_string(),
            sha256: submission.payload_sha256().to_string(),
            questionnaire: JsonQuestionnaire {
                id: form.id.clone(),
                version: form.version.clone(),
                sha256: form.sha256.to_string(),
            },
            outcome: claims.outcome.as_str().to_owned(),
            signer: submission.key().thumbprint().to_string(),
            trust: match submission.signer() {
                Signer::Unknown => "none",
                Signer::Known => "key",
                Signer::HolderOfLink => "link",
                Signer::EnrolledDevice => "device",
            },
            level: match submission.signer().level() {
                TrustLevel::L1 => "L1",
                TrustLevel::L2 => "L2",
                TrustLevel::L3 => "L3",
            },
            replay: intact.replay,
            score: match intact.claim {
                Some(Claim::Same) => "confirmed",
                Some(Claim::Differs) => "differs",
                Some(Claim::OtherKey) => "other_key",
                Some(Claim::Absent) => "computed",
                None if claims.score.is_some() => "claimed",
                None => "none",
            },
        }
    }
}
