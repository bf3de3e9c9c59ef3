//! How far each assignment has come, and which file counts for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use sealform_submission::Trust;
use sealform_submission::agency::Assignment;
use sealform_types::{Finding, Place};
use serde::Serialize;

use super::read::{Decision, Found, Reply, Submission};
use crate::history::{self, Issued, Key};

/// How far an assignment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its days are still to come.
    Assigned,
    /// Its days are here, and there is no report.
    Waiting,
    /// Its days have passed, and there is still time to send the report.
    Late,
    /// The report should have been sent.
    Overdue,
    /// A report counts, and nobody has decided about it.
    Submitted,
    /// The report came back with remarks.
    Returned,
    /// The report does not count.
    Rejected,
    /// The report is final.
    Approved,
    /// It was taken back.
    Revoked,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Waiting => "waiting",
            Self::Late => "late",
            Self::Overdue => "overdue",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Approved => "approved",
            Self::Revoked => "revoked",
        }
    }
}

/// One assignment, in its latest version.
#[derive(Debug)]
pub struct Line {
    /// What it says.
    pub assignment: Assignment,
    /// How far it has come.
    pub state: State,
    /// Its files, the one that counts first.
    pub files: Vec<File>,
    /// Whether a file is there that neither counts nor was corrected.
    pub has_conflict: bool,
}

/// A file of an assignment.
#[derive(Debug, Serialize)]
pub struct File {
    /// Its name.
    pub file: String,
    /// Its identity.
    pub jti: String,
    /// The digest of its payload.
    pub sha256: String,
    /// Under which version it was filled.
    pub version: u32,
    /// Whether it counts.
    pub counts: bool,
    /// Whether its signer or its assignment was refused.
    pub refused: bool,
    /// Whether it was sealed after it was due, by the clock of the device.
    pub after_due: bool,
}

/// All of them, in the order of their names.
#[derive(Debug)]
pub struct Status {
    /// Each assignment.
    pub lines: Vec<Line>,
    /// Files that name no assignment that is known.
    pub unassigned: Vec<String>,
    /// What is wrong, by file.
    pub findings: Vec<(String, Finding)>,
}

/// Decides.
pub fn judge(found: Found, trust: &Trust, at: DateTime<FixedOffset>) -> Status {
    let Found { issued, submissions, replies, mut findings } = found;
    let mut of: BTreeMap<Option<Key>, Vec<&Submission>> = BTreeMap::new();
    submissions.iter().for_each(|submission| of.entry(submission.key()).or_default().push(submission));
    let latest = history::latest(&issued);
    let lines = latest.iter().map(|(key, issued)| {
        let files = of.remove(&Some(key.clone())).unwrap_or_default();
        line(issued, &files, &replies, trust, at, &mut findings)
    });
    let lines = lines.collect();
    let unassigned = of.into_values().flatten().map(|submission| submission.file.clone()).collect();
    Status { lines, unassigned, findings }
}

fn line(
    issued: &Issued,
    files: &[&Submission],
    replies: &[Reply],
    trust: &Trust,
    at: DateTime<FixedOffset>,
    findings: &mut Vec<(String, Finding)>,
) -> Line {
    let assignment = issued.assignment.clone();
    let revoked = match trust {
        Trust::Document(document) => document.revoked_to(&assignment.iss, &assignment.assignment).unwrap_or(0),
        Trust::None => 0,
    };
    let corrected: BTreeSet<_> = files.iter().filter_map(|file| file.previous.clone()).collect();
    let last: Vec<&Submission> = files.iter().copied().filter(|file| !corrected.contains(&file.identity)).collect();
    let may_count = |file: &&&Submission| {
        let is_same = file.version() == assignment.version || file.observer() == assignment.observer.as_deref();
        !file.is_refused && file.version() > revoked && is_same
    };
    let order = |file: &&&Submission| (u32::MAX - file.version(), file.sealed, file.identity.clone());
    let counting = last.iter().filter(may_count).min_by_key(order).copied();
    let others = last.iter().copied().filter(|file| counting.is_none_or(|counting| file.identity != counting.identity));
    let others: Vec<&Submission> = others.collect();
    for other in others.iter().filter(|other| !other.is_refused) {
        findings.push((other.file.clone(), conflict(other, counting, &assignment)));
    }
    let state = match counting {
        Some(counting) => decided(counting, &assignment, replies),
        None if assignment.version <= revoked => State::Revoked,
        None => open(&assignment, at),
    };
    let has_conflict = !others.is_empty();
    let rest = files.iter().copied().filter(|file| counting.is_none_or(|counting| counting.identity != file.identity));
    let files = counting.into_iter().chain(rest).map(|file| File {
        file: file.file.clone(),
        jti: file.identity.0.clone(),
        sha256: file.identity.1.clone(),
        version: file.version(),
        counts: counting.is_some_and(|counting| counting.identity == file.identity),
        refused: file.is_refused,
        after_due: assignment.submit_by.is_some_and(|due| due < file.sealed),
    });
    Line { files: files.collect(), assignment, state, has_conflict }
}

/// Why a file does not count though it is intact.
fn conflict(file: &Submission, counting: Option<&Submission>, assignment: &Assignment) -> Finding {
    let Assignment { assignment: name, version, .. } = assignment;
    let place = Place::at("/payload/assignment_token");
    match counting {
        Some(counting) => {
            let message =
                format!("`{name}`: `{}` counts, and neither of the two files corrects the other", counting.file);
            let hint = match file.version() == counting.version() {
                true => {
                    "both are for the same version, and the one that was sealed first counts: ask the observer which is meant"
                }
                false => "the later version of an assignment counts: tell the observer of the other one",
            };
            Finding::error("seal/assignment-twice", message, place).hint(hint)
        }
        None => {
            let message = format!(
                "`{name}`: the file is for version {}, and version {version} went to somebody else",
                file.version()
            );
            Finding::error("status/superseded", message, place)
                .hint("the latest version counts: wait for its report, or issue the assignment again")
        }
    }
}

/// What was said of the file that counts: the last word.
fn decided(counting: &Submission, assignment: &Assignment, replies: &[Reply]) -> State {
    let about = replies.iter().filter(|reply| reply.iss == assignment.iss && reply.identity == counting.identity);
    match about.max_by_key(|reply| (reply.at, reply.decision)).map(|reply| reply.decision) {
        None => State::Submitted,
        Some(Decision::Returned) => State::Returned,
        Some(Decision::Rejected) => State::Rejected,
        Some(Decision::Approved) => State::Approved,
    }
}

/// Where no file counts: what the calendar says.
fn open(assignment: &Assignment, at: DateTime<FixedOffset>) -> State {
    if assignment.submit_by.is_some_and(|due| due < at) {
        return State::Overdue;
    }
    let Some(visit) = &assignment.visit else { return State::Waiting };
    let zone = visit.tz.as_deref().and_then(|name| name.parse::<Tz>().ok());
    let today = zone.map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive());
    match (visit.from, visit.to) {
        (Some(from), _) if today < from => State::Assigned,
        (_, Some(to)) if to < today => State::Late,
        (_, _) => State::Waiting,
    }
}
