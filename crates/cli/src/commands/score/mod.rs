//! `sealform score`: what the answers of sealed files are worth, of one file line by line, of several together.

mod contacts;
mod indicators;

use std::io::Write;

use clap::Args;
use sealform_engine::Session;
use sealform_receiver::{Claim, Recomputed, signer_word};
use sealform_scoring::Detail;
use sealform_submission::{Trust, VerifiedSubmission};
use sealform_types::{Finding, Json, Place};
use serde::Serialize;

use super::{Format, print_json};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, piped_once};
use crate::screen::plain;
use crate::sealed::{self, Judge};
use crate::{report, sheet};

/// Arguments of `score`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files; `-` reads one from standard input. One is scored line by line, several together
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// The scoring key
    #[arg(long, short, value_name = "FILE")]
    key: Input,
    /// The questionnaire that was filled
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Input,
    /// Whom to trust: a trust document, or a JWK Set of devices
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// What was said of the key before: what `sealform commit` printed. Where an assignment says it, it is compared anyway
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    commitment: Option<String>,
    /// The language of the sheet [default: the one in which the form was filled]
    #[arg(long, short, value_name = "TAG")]
    language: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Scored {
    jti: String,
    signer: &'static str,
    claim: &'static str,
    not_replayed: Vec<String>,
    score: Json,
    findings: Vec<report::JsonFinding>,
}

/// A sealed file, scored.
struct One {
    submission: VerifiedSubmission,
    recomputed: Recomputed,
    session: Session,
    not_replayed: Vec<String>,
    report: FileReport,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let others = [&arguments.key, &arguments.questionnaire];
    piped_once(arguments.files.iter().chain(others).chain(&arguments.trust))?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let judge = Judge::new(&arguments.questionnaire, Some(&arguments.key))?;
    judge.check_commitment(arguments.commitment.as_deref())?;
    match arguments.files.as_slice() {
        [file] => alone(arguments, &score(file, &trust, &judge)?, &trust, &judge, out),
        files => {
            let scored = files.iter().map(|file| (file.name(), score(file, &trust, &judge))).collect();
            contacts::write(scored, &judge, Format::of(arguments.json), out)
        }
    }
}

/// Scores one file.
fn score(file: &Input, trust: &Trust, judge: &Judge) -> Result<One, Failure> {
    let source = file.read()?;
    let refuse = |findings: Vec<Finding>| Failure {
        exit: Exit::Found,
        reports: vec![FileReport { file: source.name.clone(), text: None, findings }],
    };
    let submission = sealed::open(&source, trust).map_err(refuse)?;
    if let Some(other) = judge.other_questionnaire(&submission) {
        return Err(refuse(vec![other]));
    }
    let replayed = judge.replay(&submission);
    let (Some(recomputed), Some(session)) = (replayed.score, replayed.session) else {
        let nothing = Finding::error("score/none", "these answers cannot be scored", Place::default());
        return Err(refuse(if replayed.findings.is_empty() { vec![nothing] } else { replayed.findings }));
    };
    let other = judge.other_commitment(&submission);
    let findings = submission.warnings().iter().cloned().chain(replayed.findings).chain(other).collect();
    let report = FileReport { file: source.name.clone(), text: None, findings };
    Ok(One { submission, recomputed, session, not_replayed: replayed.not_replayed, report })
}

/// One file line by line.
fn alone(arguments: &Arguments, one: &One, trust: &Trust, judge: &Judge, out: &mut dyn Write) -> Result<Exit, Failure> {
    let One { submission, recomputed, session, not_replayed, report } = one;
    let Some(key) = judge.key() else { return Ok(Exit::Fine) };
    let readings = indicators::readings(key.scoring_key(), submission.claims());
    if arguments.json {
        let scored = Scored {
            jti: submission.claims().jti.to_string(),
            signer: signer_word(submission.signer()),
            claim: word(recomputed.claim),
            not_replayed: not_replayed.clone(),
            score: with_classes(recomputed.sheet.to_json(&key.sha256(), Detail::Lines), session),
            findings: report::to_json(report),
        };
        print_json(out, &scored)?;
    } else {
        let language = arguments.language.as_deref().unwrap_or(&submission.claims().form_locale);
        sheet::write(out, recomputed, session, judge, language)?;
        for (indicator, read) in &readings {
            let number = read.reading.number.to_plain();
            writeln!(out, "{}: {} ({number})", plain(&indicator.name), read.reading.class)?;
        }
        writeln!(out, "{}", said(recomputed))?;
        if !not_replayed.is_empty() {
            writeln!(out, "Taken as claimed: {}.", sealed::paths(not_replayed))?;
        }
        writeln!(out, "{}", signed(trust, submission))?;
        report::write(out, report)?;
    }
    Ok(sealed::exit(&report.findings))
}

/// A sheet with the class of each indicator, as it is claimed.
fn with_classes(mut sheet: Json, session: &Session) -> Json {
    let classes = session.score_claim().and_then(|claim| claim.get("indicators").cloned());
    if let (Json::Object(members), Some(classes)) = (&mut sheet, classes) {
        members.push(("indicators".to_owned(), classes));
    }
    sheet
}

/// What is known of the signer. Points of whoever made a key are as good as those of an observer, unless somebody is trusted.
fn signed(trust: &Trust, submission: &VerifiedSubmission) -> String {
    match trust {
        Trust::None => {
            "The file is intact. Its signer was not checked: `--trust` says whom to trust, and `sealform verify` \
                        checks everything."
                .to_owned()
        }
        Trust::Document(_) => format!("The file is intact, {}.", sealed::signer(submission.signer())),
    }
}

fn word(claim: Claim) -> &'static str {
    match claim {
        Claim::Absent => "none",
        Claim::OtherKey => "other_key",
        Claim::Same => "same",
        Claim::Differs => "differs",
        Claim::Unconfirmed => "unconfirmed",
    }
}

fn said(recomputed: &Recomputed) -> &'static str {
    match recomputed.claim {
        Claim::Absent => "The file claims no score.",
        Claim::OtherKey => "The file claims a score that was computed with another key.",
        Claim::Same => "The file claims the same score, byte for byte.",
        Claim::Differs => "The file claims another score.",
        Claim::Unconfirmed => "The file claims the same score, and it depends on answers that cannot be played again.",
    }
}
