//! Why a document of an agency cannot be used.

use std::fmt;

use sealform_types::{Finding, Findings, Place};

use crate::error::VerifyError;
use crate::jwk::JwkError;

/// Why a document of an agency cannot be used: at least one finding, each with code, sentence, place and hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyFault(Box<Findings>);

impl AgencyFault {
    /// All findings, as they were found.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// The code of the first finding, for example `assignment/missing`.
    pub fn code(&self) -> &'static str {
        self.findings().next().map_or("document/unreadable", |finding| finding.code)
    }

    pub(super) fn one(code: &'static str, message: impl Into<String>, at: impl Into<String>, hint: &str) -> Self {
        Finding::error(code, message, Place::at(at)).hint(hint).into()
    }

    /// The same faults, of something that stands deeper.
    pub(super) fn under(mut self, at: &str) -> Self {
        self.0.places().for_each(|place| place.pointer.insert_str(0, at));
        self
    }
}

impl From<Findings> for AgencyFault {
    fn from(findings: Findings) -> Self {
        Self(Box::new(findings))
    }
}

impl From<Box<Finding>> for AgencyFault {
    fn from(finding: Box<Finding>) -> Self {
        (*finding).into()
    }
}

impl From<Finding> for AgencyFault {
    fn from(finding: Finding) -> Self {
        let mut findings = Findings::default();
        findings.push(finding);
        findings.into()
    }
}

impl From<VerifyError> for AgencyFault {
    fn from(error: VerifyError) -> Self {
        error.finding().clone().into()
    }
}

impl From<JwkError> for AgencyFault {
    fn from(error: JwkError) -> Self {
        Finding::from(error).into()
    }
}

impl From<AgencyFault> for Findings {
    fn from(fault: AgencyFault) -> Self {
        *fault.0
    }
}

impl fmt::Display for AgencyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings().next() {
            Some(finding) => write!(f, "{} at {}", finding.message, finding.place),
            None => f.write_str("the document cannot be read"),
        }
    }
}

impl std::error::Error for AgencyFault {}
