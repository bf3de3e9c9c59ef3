//! What lies in the folders: assignments, submissions, and what was said about them.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use sealform_submission::agency::{AgencyDocument, AgencyFault, UnverifiedDocument};
use sealform_submission::{Trust, TrustDocument, VerifiedSubmission};
use sealform_types::{Finding, Json, Place, iso};

use crate::failure::Failure;
use crate::history::{self, Issued, Key};
use crate::input::{Input, Source};
use crate::progress::Progress;
use crate::sealed;

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Found {
    /// All versions of all assignments.
    pub issued: Vec<Issued>,
    /// Submissions, each once.
    pub submissions: Vec<Submission>,
    /// Returns and reviews.
    pub replies: Vec<Reply>,
    /// What is wrong, by file.
    pub findings: Vec<(String, Finding)>,
}

/// A sealed file that is intact.
#[derive(Debug)]
pub struct Submission {
    /// Its file.
    pub file: String,
    /// Under which assignment it was filled, where it says so.
    pub assigned: Option<Issued>,
    /// Its identity.
    pub identity: (String, String),
    /// What it corrects.
    pub previous: Option<(String, String)>,
    /// When it was sealed, by the clock of the device.
    pub sealed: DateTime<FixedOffset>,
    /// Whether its signer is not to be believed, or its assignment was taken back.
    pub is_refused: bool,
}

/// What the agency said of a submission.
#[derive(Debug)]
pub struct Reply {
    /// Who says it.
    pub iss: String,
    /// Which submission is meant.
    pub identity: (String, String),
    /// What became of it.
    pub decision: Decision,
    /// When it was said.
    pub at: Option<DateTime<FixedOffset>>,
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// It came back with remarks.
    Returned,
    /// It does not count.
    Rejected,
    /// It counts as it is.
    Approved,
}

impl Submission {
    /// The name of its assignment.
    pub fn key(&self) -> Option<Key> {
        self.assigned.as_ref().map(Issued::key)
    }

    /// The version of its assignment.
    pub fn version(&self) -> u32 {
        self.assigned.as_ref().map_or(0, |issued| issued.assignment.version)
    }

    /// For whom its assignment was.
    pub fn observer(&self) -> Option<&str> {
        self.assigned.as_ref()?.assignment.observer.as_deref()
    }
}

/// Reads every file of the folders that is one of ours, in the order of their names.
///
/// # Errors
/// [`Failure`] where a folder cannot be read. What is wrong with a file is a finding.
pub fn read(folders: &[PathBuf], trust: &Trust) -> Result<Found, Failure> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(listed(folder)?);
    }
    let progress = Progress::over(files.len());
    let mut found = Found::default();
    for path in files {
        let name = path.display().to_string();
        if name.ends_with(".ndjson") {
            found.history(&name, &path, trust);
        } else {
            match Input::File(path).read() {
                Ok(source) if name.ends_with(".jws.json") => found.submission(&source, trust),
                Ok(source) => found.document(&source, trust),
                Err(failure) => {
                    found.findings.extend(failure.findings().map(|finding| (name.clone(), finding.clone())))
                }
            }
        }
        progress.step();
    }
    Ok(found)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        let message = format!("the folder cannot be read: {error}");
        Failure::io(
            &folder.display().to_string(),
            "file/unreadable",
            message,
            "name a folder of assignments and submissions",
        )
    };
    let entries = fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let is_ours = |path: &PathBuf| {
        let name = path.to_string_lossy();
        path.is_file() && [".ndjson", ".jws", ".jws.json"].iter().any(|ending| name.ends_with(ending))
    };
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_ours).collect();
    files.sort();
    Ok(files)
}

impl Found {
    fn history(&mut self, name: &str, path: &Path, trust: &Trust) {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let finding =
                    Finding::error("file/unreadable", format!("the file cannot be read: {error}"), Place::default());
                self.findings
                    .push((name.to_owned(), finding.hint("take it out of the folder, or mend its permissions")));
                return;
            }
        };
        // The list of the observers' devices may lie beside it.
        if history::first_document(&text) == Some(AgencyDocument::Enrolment) {
            return;
        }
        match history::parse(&text) {
            Ok(issued) => issued.into_iter().for_each(|issued| self.issued(name, issued, trust)),
            Err(findings) => self.findings.extend(findings.into_iter().map(|finding| (name.to_owned(), finding))),
        }
    }

    /// Keeps an assignment that its issuer has signed, once.
    fn issued(&mut self, name: &str, issued: Issued, trust: &Trust) {
        if let Err(fault) = UnverifiedDocument::parse(&issued.token).and_then(|read| believed(read, trust)) {
            let about = issued.assignment.assignment.clone();
            let of_this =
                |finding: &Finding| Finding { message: format!("`{about}`: {}", finding.message), ..finding.clone() };
            self.findings.extend(fault.findings().map(|finding| (name.to_owned(), of_this(finding))));
        } else {
            self.issued.push(issued);
        }
    }

    fn submission(&mut self, source: &Source, trust: &Trust) {
        let name = &source.name;
        let (submission, is_refused) = match sealed::open(source, trust) {
            Ok(submission) => (submission, false),
            Err(findings) => {
                self.findings.extend(findings.into_iter().map(|finding| (name.clone(), finding)));
                // It may be intact all the same: then it is known which assignment it is for.
                match sealed::open(source, &Trust::None) {
                    Ok(submission) => (submission, true),
                    Err(_) => return,
                }
            }
        };
        let identity = (submission.claims().jti.to_string(), submission.payload_sha256().to_string());
        if self.submissions.iter().any(|known| known.identity == identity) {
            return;
        }
        let assigned = self.assigned(name, &submission);
        let previous = submission.claims().previous.as_ref();
        self.submissions.push(Submission {
            file: name.clone(),
            assigned,
            identity,
            previous: previous.map(|previous| (previous.jti.to_string(), previous.sha256.to_string())),
            sealed: submission.claims().clock.sealed,
            is_refused,
        });
    }

    fn assigned(&mut self, name: &str, submission: &VerifiedSubmission) -> Option<Issued> {
        let token = submission.claims().assignment_token.as_deref()?;
        match Issued::of_token(token) {
            Ok(issued) => Some(issued),
            Err(fault) => {
                let message = format!("its assignment cannot be read: {fault}");
                let finding = Finding::error("status/assignment", message, Place::at("/payload/assignment_token"));
                self.findings.push((name.to_owned(), finding.hint("ask the agency which assignment this is")));
                None
            }
        }
    }

    fn document(&mut self, source: &Source, trust: &Trust) {
        let text = String::from_utf8_lossy(&source.bytes);
        // An assignment may lie there as its link.
        let text = text.split_once("#a=").map_or(&*text, |(_, token)| token);
        let result = UnverifiedDocument::parse(text).and_then(|read| match read.document() {
            AgencyDocument::Assignment => Issued::of_token(text).map(|issued| self.issued(&source.name, issued, trust)),
            AgencyDocument::Return | AgencyDocument::Review => {
                let document = read.document();
                let body = believed(read, trust)?;
                self.reply(&source.name, document, &body);
                Ok(())
            }
            AgencyDocument::Receipt | AgencyDocument::Enrolment => Ok(()),
        });
        if let Err(fault) = result {
            self.findings.extend(fault.findings().map(|finding| (source.name.clone(), finding.clone())));
        }
    }

    fn reply(&mut self, name: &str, document: AgencyDocument, body: &Json) {
        let text = |member: &str| body.get(member).and_then(Json::as_str).map(str::to_owned);
        let decision = match (document == AgencyDocument::Review, text("decision").as_deref()) {
            (false, _) => Some(Decision::Returned),
            (true, Some("approve")) => Some(Decision::Approved),
            (true, Some("reject")) => Some(Decision::Rejected),
            (true, _) => None,
        };
        let (Some(iss), Some(jti), Some(sha256), Some(decision)) = (text("iss"), text("jti"), text("sha256"), decision)
        else {
            let message = "it does not say who decided what about which submission";
            let finding = Finding::error("status/reply", message, Place::at("/payload"));
            let hint = "a return has `iss`, `jti` and `sha256`; a review also `decision`: approve or reject";
            self.findings.push((name.to_owned(), finding.hint(hint)));
            return;
        };
        let at = text("at").and_then(|at| iso::read_moment(&at));
        self.replies.push(Reply { iss, identity: (jti, sha256), decision, at });
    }
}

/// What a document says, under the keys of its issuer where there is trust that names any.
fn believed(read: UnverifiedDocument, trust: &Trust) -> Result<Json, AgencyFault> {
    match issuers(trust) {
        Some(trust) => read.verify(trust).map(|verified| verified.body().clone()),
        None => Ok(read.unverified_body().clone()),
    }
}

/// The trust by which signatures of agencies are checked.
pub fn issuers(trust: &Trust) -> Option<&TrustDocument> {
    match trust {
        Trust::Document(document) if document.names_issuers() => Some(document),
        Trust::Document(_) | Trust::None => None,
    }
}
