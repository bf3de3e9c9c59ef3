//! What importers make: a typed questionnaire, and beside it where each part of it came from.
//!
//! ```text
//! importer → SurveyItem, Choice, … → Builder → Document { questionnaire, origins } → JSON
//! ```
//!
//! Importers fill the types of `sealform_questionnaire`, never JSON members by name; origins travel beside the parts
//! and become JSON pointers when the [`Builder`] knows where each part stands. Reading and checking documents is not
//! done here: `Questionnaire::read` does both, also for what is imported.

#![deny(clippy::wildcard_enum_match_arm)]

mod builder;
mod json;
mod lists;
mod origins;
mod usage;

pub use builder::{Builder, Document, SurveyItem, constraint_member};
pub(crate) use json::level_name;
pub use json::{question_members, text_json, to_json};
pub(crate) use lists::ChoiceLists;
pub use origins::{MemberOrigin, Origins};
pub use usage::Usage;
