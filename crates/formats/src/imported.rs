//! What reading a form of another format gives.

use sealform_types::{Finding, Findings, Json, Place};

use crate::document::Origins;

/// What an import gave.
///
/// # Example
/// ```
/// let imported = sealform_formats::xform::read(b"<html/>");
/// assert!(imported.questionnaire.is_none());
/// assert_eq!(imported.findings.iter().next().unwrap().code, "xform/no-model");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The questionnaire document; `None` where there is an error finding.
    pub questionnaire: Option<Json>,
    /// The scoring key, where the form has `score::…` columns.
    pub key: Option<Json>,
    /// Everything the author should know. Places name the sheet and cell (`survey!C5`), the element or the member.
    pub findings: Findings,
    /// Where the parts of the document came from.
    pub origins: Origins,
}

impl Imported {
    /// A finding about the document, moved to where its author wrote what it is about. What came from nowhere keeps
    /// its JSON pointer.
    ///
    /// # Example
    /// ```
    /// use sealform_formats::Imported;
    /// use sealform_types::{Finding, Place};
    /// let mut imported = Imported::default();
    /// imported.origins.add("/survey/0", "survey!A2");
    /// let about = Finding::error("expr/unknown-question", "unknown question `a`", Place::at("/survey/0/relevant"));
    /// assert_eq!(imported.located(about).place.pointer, "survey!A2");
    /// ```
    #[must_use]
    pub fn located(&self, finding: Finding) -> Finding {
        match self.origins.nearest(&finding.place.pointer) {
            Some(origin) => {
                let place = Place { pointer: origin.to_owned(), ..finding.place };
                Finding { place, ..finding }
            }
            None => finding,
        }
    }
}
