//! How a command ends when it does not end well.

use std::io;
use std::process::ExitCode;

use sealform_types::{Finding, Place};
use serde::{Deserialize, Serialize};

use crate::input::Source;

/// The exit codes of the program; the numbers are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exit {
    /// Everything is as it should be.
    Fine,
    /// A document has errors, or does not hold what it claims.
    Found,
    /// The program was called in a way that cannot be meant.
    Usage,
    /// Something could not be read or written.
    Io,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::Usage => 2,
            Exit::Io => 3,
        })
    }
}

/// What is reported about one document.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// The document's name, as it was given; empty where no document is meant.
    pub file: String,
    /// Its text, where the places of the findings can be shown in it.
    pub text: Option<String>,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// Why a command did not reach its end. Nothing has been printed about it yet.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What the person reads.
    pub reports: Vec<FileReport>,
}

impl Failure {
    /// The program was called in a way that cannot be meant.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let finding = Finding::error("usage", message, Place::default()).hint(hint);
        Self {
            exit: Exit::Usage,
            reports: vec![FileReport { file: String::new(), text: None, findings: vec![finding] }],
        }
    }

    /// Something could not be read or written.
    pub fn io(file: &str, code: &'static str, message: impl Into<String>, hint: &str) -> Self {
        let finding = Finding::error(code, message, Place::default()).hint(hint);
        Self {
            exit: Exit::Io,
            reports: vec![FileReport { file: file.to_owned(), text: None, findings: vec![finding] }],
        }
    }

    /// What is wrong with a document.
    pub fn found(source: &Source, findings: impl IntoIterator<Item = Finding>) -> Self {
        Self { exit: Exit::Found, reports: vec![source.report(findings)] }
    }

    /// What is wrong with a document that is no [`Source`].
    pub fn of(report: FileReport) -> Self {
        Self { exit: Exit::Found, reports: vec![report] }
    }

    /// All findings, whatever document they are about.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.reports.iter().flat_map(|report| &report.findings)
    }
}

impl From<io::Error> for Failure {
    /// Errors of writing to the terminal or a pipe: whatever concerns a file is reported where it is opened.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => {
                let message = "the output was closed before everything was written";
                Self::io("", "output/closed", message, "let the next program read all output, or write to a file")
            }
            _ => {
                let message = format!("the output cannot be written: {error}");
                Self::io("", "output/unwritable", message, "write to a file instead")
            }
        }
    }
}
