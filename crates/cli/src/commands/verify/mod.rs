//! `sealform verify`: is it intact, who sealed it, and could the form have given it?

mod beside;
mod essentials;
mod print;
mod report;
mod together;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sealform_protocol::Remark;
use sealform_receiver::{Claim, Replayed};
use sealform_submission::{Trust, VerifiedSubmission};
use sealform_types::Finding;
use serde::Serialize;

use super::print_json;
use crate::failure::{Exit, Failure};
use crate::input::{Found, Input, Unread, piped_once};
use crate::output::Output;
use crate::progress::Progress;
use crate::sealed::{self, Judge};
use crate::sheet;
use beside::{Audit, Beside};
use essentials::Essentials;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files, or folders with them (`.jws.json`, also in folders inside); `-` reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// Whom to trust: a trust document, or a JWK Set of devices
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// The questionnaire that was filled: plays every answer through it again
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Option<Input>,
    /// The scoring key: computes the score again
    #[arg(long, short, value_name = "FILE", requires = "questionnaire")]
    key: Option<Input>,
    /// The folder with what was sent beside the files: attachments and events (audit.jsonl) are checked
    #[arg(id = "beside", long = "files", value_name = "DIR")]
    beside: Option<PathBuf>,
    /// Write a report of the file for people to read: one page that loads and runs nothing. `-` prints it instead of the outcome
    #[arg(long, value_name = "FILE")]
    report: Option<Output>,
    /// With `--report`: its language [default: that in which the form was filled]
    #[arg(long, visible_alias = "lang", value_name = "TAG", requires = "report")]
    language: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What came of one file.
struct Outcome {
    file: String,
    /// What it says, where it is intact.
    intact: Option<Intact>,
    findings: Vec<Finding>,
    exit: Exit,
    /// Whether it was among the files before: then it counts once.
    is_again: bool,
}

struct Intact {
    essentials: Essentials,
    /// All of it, where a report is written.
    whole: Option<Box<VerifiedSubmission>>,
    replay: Replay,
    /// What kind of document it is, where the form is at hand.
    kind: Option<&'static str>,
    not_replayed: Vec<String>,
    given_by_page: Vec<String>,
    remarks: Vec<Remark>,
    audit: Audit,
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
    /// Everything but what depends on what happened on the way.
    Partial,
    /// Everything.
    Full,
}

impl Outcome {
    /// That of what could not be read.
    fn unread(Unread { name, failure }: &Unread) -> Self {
        let findings = failure.findings().cloned().collect();
        Self { file: name.clone(), intact: None, findings, exit: failure.exit, is_again: false }
    }

    /// Adds what was found; only errors make it fail.
    fn add(&mut self, finding: Finding) {
        self.exit = self.exit.max(sealed::exit(std::slice::from_ref(&finding)));
        self.findings.push(finding);
    }
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let ended = examine(arguments, out);
    match &arguments.report {
        Some(Output::File(path)) => ended.map_err(|failure| report::not_written(failure, path)),
        Some(Output::Printed) | None => ended,
    }
}

fn examine(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let optional = [&arguments.trust, &arguments.questionnaire, &arguments.key];
    piped_once(arguments.files.iter().chain(optional.into_iter().flatten()))?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let judge = arguments.questionnaire.as_ref().map(|form| Judge::new(form, arguments.key.as_ref())).transpose()?;
    if let Some(output) = &arguments.report {
        report::check(arguments, output, judge.as_ref())?;
    }
    let with = With {
        trust: &trust,
        judge: judge.as_ref(),
        beside: &Beside::read(arguments.beside.as_deref())?,
        keeps_whole: arguments.report.is_some(),
    };
    let mut found = Found::default();
    for input in &arguments.files {
        input.sealed_files(&mut found);
    }
    let progress = Progress::over(found.files.len());
    // In the order of the files, whichever processor was first.
    let verified = found.files.par_iter().map(|file| {
        let outcome = file.as_ref().map_or_else(Outcome::unread, |file| verify(file, &with));
        progress.step();
        outcome
    });
    let mut outcomes: Vec<Outcome> = verified.collect();
    drop(progress);
    // A file is in order only where no other file speaks against it.
    together::compare(&mut outcomes);
    let counts = print::Counts::of(&outcomes, found.passed_over);
    if arguments.json {
        print_json(out, &counts)?;
    } else if arguments.report != Some(Output::Printed) {
        outcomes.iter().try_for_each(|outcome| print::print(out, outcome))?;
        if outcomes.len() > 1 || found.passed_over > 0 {
            writeln!(out, "{counts}")?;
        }
    }
    if let (Some(output), [outcome]) = (&arguments.report, outcomes.as_slice()) {
        report::write(arguments, output, judge.as_ref(), outcome, out)?;
    }
    Ok(outcomes.iter().map(|outcome| outcome.exit).max().unwrap_or(Exit::Fine))
}

/// What every file is verified with.
struct With<'a> {
    trust: &'a Trust,
    judge: Option<&'a Judge>,
    beside: &'a Beside,
    /// Whether all of a file is needed afterwards.
    keeps_whole: bool,
}

fn verify(input: &Input, with: &With<'_>) -> Outcome {
    let file = input.name();
    let source = match input.read() {
        Ok(source) => source,
        Err(failure) => return Outcome::unread(&Unread { name: file, failure }),
    };
    let submission = match sealed::open(&source, with.trust) {
        Ok(submission) => submission,
        Err(findings) => return Outcome { file, intact: None, findings, exit: Exit::Found, is_again: false },
    };
    let mut findings = submission.warnings().to_vec();
    let audit = with.beside.audit(&submission, &mut findings);
    let present = with.beside.attachments(&submission, &mut findings);
    let mut intact = Intact {
        essentials: Essentials::of(&submission, &present),
        whole: None,
        replay: Replay::None,
        kind: None,
        not_replayed: Vec::new(),
        given_by_page: Vec::new(),
        remarks: Vec::new(),
        audit,
        score: None,
        claim: None,
    };
    if let Some(judge) = with.judge {
        match judge.other_questionnaire(&submission) {
            Some(other) => findings.push(other),
            None => intact.play(judge, &submission, &mut findings),
        }
    }
    intact.whole = with.keeps_whole.then(|| Box::new(submission));
    let exit = sealed::exit(&findings);
    Outcome { file, intact: Some(intact), findings, exit, is_again: false }
}

impl Intact {
    fn play(&mut self, judge: &Judge, submission: &VerifiedSubmission, findings: &mut Vec<Finding>) {
        let Replayed { findings: found, not_replayed, given_by_page, remarks, score, session: _ } =
            judge.replay(submission);
        findings.extend(found);
        self.kind = Some(judge.kind());
        self.replay = if not_replayed.is_empty() { Replay::Full } else { Replay::Partial };
        self.not_replayed = not_replayed;
        self.given_by_page = given_by_page;
        self.remarks = remarks;
        self.claim = score.as_ref().map(|score| score.claim);
        if let Some(claim) = self.claim {
            self.essentials.scored(submission, claim);
        }
        self.score = score.map(|score| sheet::in_short(&score.sheet.total));
    }
}
