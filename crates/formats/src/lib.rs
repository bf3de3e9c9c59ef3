//! Forms the world already has, read as questionnaires.
//!
//! ```text
//! .xlsx .xls .csv .md   xlsform   sheets → rows → document
//! XForms XML            xform     model, binds, body → document
//! SurveyJS JSON         surveyjs  pages, elements, expressions → document
//! ```
//!
//! [`detect`] says which format a file is, [`read`] reads it; importers put their [`document`] together of typed parts
//! that keep where they came from. [`xlsform::write`] and [`openrosa`] write; [`diff`](mod@diff) compares two documents.
//!
//! What cannot be carried over is a finding that names the cell, the element or the member; nothing is dropped in
//! silence. Only native programs read forms: the runtime knows nothing but its own JSON.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod detect;
pub mod diff;
pub mod document;
mod imported;
mod language;
mod numbered;
pub mod openrosa;
pub mod surveyjs;
pub mod xform;
pub mod xlsform;

pub use detect::{FormFormat, detect, form_name, read};
pub use imported::Imported;
pub use language::{UNDETERMINED, language_tag};
