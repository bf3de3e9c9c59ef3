//! The questionnaire document.
//!
//! [`Questionnaire::read`] turns a JSON tree into the document and reports every fault it meets, each
//! with the JSON pointer of its place; it never stops at the first. Expressions stay source text
//! here: what they mean is the compiler's business.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
#![deny(clippy::wildcard_enum_match_arm)]

mod check;
mod members;
mod model;
mod read;
mod recording;
mod rules;
#[cfg(feature = "schema")]
mod schema;

pub use members::Members;
pub use model::{
    ACCEPT, AttemptRules, CHOICE_VALUES, Choice, ChoicesFrom, Comment, Condition, Constraint, DEFAULT_DIGITS,
    DocumentKind, Ends, Fallback, GEOMETRY, Group, GroupType, Item, JSON_VALUES, LOCATION_DIGITS, MAX_FILES,
    MAX_SECONDS, MOST_ATTEMPTS, MOST_WAIT_DAYS, PAGE_WORDS, PAGES_STYLE, PresetSource, Question, QuestionType,
    Questionnaire, Resource, Role, Scale, ScoredBy, Settings, Shape, Terminate, TerminateType, Text, XmlExtras,
    is_location_digits,
};
pub use recording::recorded_without_notice;
pub use rules::{Names, Phrases, TextRule, TextRules};
#[cfg(feature = "schema")]
pub use schema::questionnaire_schema;

/// The most groups that may stand inside one another.
pub const MAX_GROUP_DEPTH: usize = 64;
/// The most questions a questionnaire may hold.
pub const MAX_QUESTIONS: usize = 100_000;
