//! `sealform score`: what the answers of a sealed file are worth, line by line.

use std::io::Write;

use clap::Args;
use sealform_receiver::{Claim, Recomputed, signer_word};
use sealform_scoring::Detail;
use sealform_submission::{Trust, VerifiedSubmission};
use sealform_types::{Finding, Json, Place};
use serde::Serialize;

use super::print_json;
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, piped_once};
use crate::sealed::{self, Judge};
use crate::{report, sheet};

/// Arguments of `score`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A sealed file; `-` reads it from standard input
    file: Input,
    /// The scoring key
    #[arg(long, short, value_name = "FILE")]
    key: Input,
    /// The questionnaire that was filled
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Input,
    /// Whom to trust: a trust document, or a JWK Set of devices
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
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

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once([&arguments.file, &arguments.key, &arguments.questionnaire].into_iter().chain(&arguments.trust))?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let judge = Judge::new(&arguments.questionnaire, Some(&arguments.key))?;
    let source = arguments.file.read()?;
    let refuse = |findings: Vec<Finding>| Failure {
        exit: Exit::Found,
        reports: vec![FileReport { file: source.name.clone(), text: None, findings }],
    };
    let submission = sealed::open(&source, &trust).map_err(refuse)?;
    if let Some(other) = judge.other_questionnaire(&submission) {
        return Err(refuse(vec![other]));
    }
    let replayed = judge.replay(&submission);
    let (Some(recomputed), Some(session), Some(key)) = (replayed.score, replayed.session, judge.key()) else {
        let nothing = Finding::error("score/none", "these answers cannot be scored", Place::default());
        return Err(refuse(if replayed.findings.is_empty() { vec![nothing] } else { replayed.findings }));
    };
    let findings: Vec<Finding> = submission.warnings().iter().cloned().chain(replayed.findings).collect();
    let exit = sealed::exit(&findings);
    let report = FileReport { file: source.name.clone(), text: None, findings };
    if arguments.json {
        let scored = Scored {
            jti: submission.claims().jti.to_string(),
            signer: signer_word(submission.signer()),
            claim: word(recomputed.claim),
            not_replayed: replayed.not_replayed,
            score: recomputed.sheet.to_json(&key.sha256(), Detail::Lines),
            findings: report::to_json(&report),
        };
        print_json(out, &scored)?;
    } else {
        let language = arguments.language.as_deref().unwrap_or(&submission.claims().form_locale);
        sheet::write(out, &recomputed, &session, &judge, language)?;
        writeln!(out, "{}", said(&recomputed))?;
        if !replayed.not_replayed.is_empty() {
            writeln!(out, "Taken as claimed: {}.", sealed::paths(&replayed.not_replayed))?;
        }
        writeln!(out, "{}", signed(&trust, &submission))?;
        report::write(out, &report)?;
    }
    Ok(exit)
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
