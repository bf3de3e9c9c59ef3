//! One file: is it intact, who sealed it, and could the form have given it?

use sealform_submission::{Trust, VerifiedSubmission};
use sealform_types::digest;

use super::beside::{Audit, Beside};
use super::essentials::Essentials;
use super::intact::{Intact, Replay};
use super::journal::{self, Journal};
use super::print;
use super::row::{Links, Row, Seen};
use super::spool::to_line;
use crate::failure::{Exit, Failure};
use crate::input::{Input, Source};
use crate::sealed::{self, Judge};
use crate::sources::{Content, Item};

/// What every file is verified with.
pub struct With<'a> {
    pub trust: &'a Trust,
    pub judge: Option<&'a Judge>,
    pub beside: &'a Beside,
    /// Whether all of a file is needed afterwards.
    pub keeps_whole: bool,
}

/// What came of a file.
pub struct Judged {
    pub row: Row,
    /// The same as a line.
    pub line: Vec<u8>,
    /// What is added to the journal.
    pub entry: Option<Vec<u8>>,
    /// All of the file, where a report is written.
    pub whole: Option<Whole>,
}

/// A submission, and which of its files are not at hand.
pub struct Whole {
    pub submission: VerifiedSubmission,
    pub missing: Vec<String>,
}

/// Judges one thing. What was judged before is taken from the journal.
///
/// # Errors
/// [`Failure`] where the result cannot be kept; what is wrong with the file is a part of the result.
pub fn judge(item: Item, with: &With<'_>, journal: Option<&Journal>) -> Result<Judged, Failure> {
    let Item { name, content } = item;
    let read = match content {
        Content::File(path) => Input::File(path).read(),
        Content::Bytes(bytes) => Ok(Source { name: name.clone(), bytes }),
        Content::Unread(failure) => Err(failure),
    };
    let source = match read {
        Ok(source) => source,
        Err(failure) => {
            let row = Row::refused(name, failure.findings().cloned().collect(), failure.exit);
            return Ok(Judged { line: to_line(&row)?, row, entry: None, whole: None });
        }
    };
    let sha256 = journal.map(|journal| (journal, digest(&source.bytes)));
    if let Some(known) = sha256.as_ref().and_then(|(journal, sha256)| journal.get(sha256)) {
        let row = Row { file: name, ..known };
        return Ok(Judged { line: to_line(&row)?, row, entry: None, whole: None });
    }
    let (row, whole) = verify(name, &source, with);
    // What lies beside a file may have changed when the run goes on.
    let is_kept = !(with.beside.is_given() && row.intact.as_ref().is_some_and(Seen::has_files));
    let entry = sha256.filter(|_| is_kept).map(|(_, sha256)| journal::entry(&sha256, &row)).transpose()?;
    Ok(Judged { line: to_line(&row)?, row, entry, whole })
}

fn verify(file: String, source: &Source, with: &With<'_>) -> (Row, Option<Whole>) {
    let submission = match sealed::open(source, with.trust) {
        Ok(submission) => submission,
        Err(findings) => return (Row::refused(file, findings, Exit::Found), None),
    };
    let mut findings = submission.warnings().to_vec();
    let audit = with.beside.audit(&submission, &mut findings);
    let present = with.beside.attachments(&submission, &mut findings);
    let mut intact = Intact {
        essentials: Essentials::of(&submission, &present),
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
            None => {
                intact.play(judge, &submission, &mut findings);
                findings.extend(judge.other_commitment(&submission));
            }
        }
    }
    let missing = || intact.essentials.missing().map(|claimed| claimed.name.clone()).collect();
    let whole = with.keeps_whole.then(|| Whole { submission, missing: missing() });
    let row = Row {
        file,
        exit: sealed::exit(&findings),
        said: Some(print::said(&intact)),
        links: Some(Links::of(&intact.essentials)),
        computed: intact.score.clone(),
        intact: Some(Seen::of(&intact)),
        findings,
        is_again: false,
    };
    (row, whole)
}

impl Seen {
    /// Whether anything is to be found beside it.
    fn has_files(&self) -> bool {
        !self.attachments.is_empty() || self.audit != Audit::None
    }
}
