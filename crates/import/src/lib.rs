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

pub mod openrosa;
pub mod surveyjs;
pub mod xform;

use sealform_types::{Findings, Json};

/// What an import gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The questionnaire document; `None` where there is an error finding.
    pub questionnaire: Option<Json>,
    /// The scoring key, where the form has `score::…` columns.
    pub key: Option<Json>,
    /// Everything the author should know. Places name the sheet and cell (`survey!C5`), the element or the member.
    pub findings: Findings,
}
