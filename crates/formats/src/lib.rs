//! Forms the world already has, read as questionnaires.
//!
//! ```text
//! .xlsx .xls .csv .md   xlsform   sheets → rows → document
//! XForms XML            xform     model, binds, body → document
//! SurveyJS JSON         surveyjs  pages, elements, expressions → document
//! ```
//!
//! What cannot be carried over is a finding that names the cell, the element or the member; nothing is dropped in
//! silence. Only native programs read forms: the runtime knows nothing but its own JSON.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod diff;
mod members;
pub mod openrosa;
pub mod surveyjs;
pub mod xform;
pub mod xlsform;

use sealform_types::{Finding, Findings, Json, Place};

/// What an import gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The questionnaire document; `None` where there is an error finding.
    pub questionnaire: Option<Json>,
    /// The scoring key, where the form has `score::…` columns.
    pub key: Option<Json>,
    /// Everything the author should know. Places name the sheet and cell (`survey!C5`), the element or the member.
    pub findings: Findings,
    /// Where the members of the document came from: JSON pointer, then the cell or element.
    pub places: Vec<(String, String)>,
}

impl Imported {
    /// A finding about the document, moved to where its author wrote what it is about. What came from nowhere keeps
    /// its JSON pointer.
    #[must_use]
    pub fn located(&self, finding: Finding) -> Finding {
        let mut pointer = finding.place.pointer.as_str();
        loop {
            // The nearest member around it that came from somewhere.
            if let Some((_, cell)) = self.places.iter().find(|(known, _)| known == pointer) {
                let place = Place { pointer: cell.clone(), ..finding.place.clone() };
                return Finding { place, ..finding };
            }
            pointer = match pointer.rsplit_once('/') {
                Some((around, _)) => around,
                None => return finding,
            };
        }
    }
}
