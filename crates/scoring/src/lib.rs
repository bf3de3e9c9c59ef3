//! Scoring keys and exact score sheets.
//!
//! [`ScoringKey::read`] reads the document that says what answers are worth and reports every fault;
//! [`ScoringProgram::compile`] fits it to a questionnaire; [`score`] turns answers into a
//! [`ScoreSheet`], and a [`Tally`] keeps the same sheet up to date while a person answers. Points
//! never pass through floating point: sums are reduced fractions, rounded once, when a percentage is printed.
//!
//! Expressions are only collected here ([`ScoringProgram::conditions`]); the caller says which of them hold.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
#![deny(clippy::wildcard_enum_match_arm)]

mod compile;
mod contacts;
mod evaluate;
mod exact;
mod fault;
mod indicator;
mod key;
mod number;
mod program;
mod read;
mod rule;
#[cfg(feature = "schema")]
mod schema;
mod sheet;
mod tally;
mod wire;

pub use contacts::{mean_of_contacts, pooled};
pub use evaluate::{Answers, Standing};
pub use exact::Exact;
pub use indicator::{Figure, Reading, figure};
pub use key::{
    Band, Indicator, IndicatorKind, Instances, KeyFits, KnockOut, Linear, LinearEnd, Part, ResultBand, Rule,
    ScoringKey, Share, Show, Unanswered,
};
pub use number::Points;
pub use program::{CategoryId, Condition, ConditionId, IndicatorRule, KnockOutId, LineId, ScoringProgram, SectionId};
#[cfg(feature = "schema")]
pub use schema::key_schema;
pub use sheet::{Detail, LineScore, PartScore, ScoreSheet, TooLong, TotalScore, Why};
pub use tally::{Tally, score};

#[cfg(test)]
mod tests;
