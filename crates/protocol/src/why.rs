//! Why a question is asked, required or closed: conditions in the terms of their authors. What they say in a language is in
//! the catalogues of the UI.

use sealform_types::Relation;
use serde::Serialize;

/// One thing that is so for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reason {
    /// What is so.
    pub about: ReasonFor,
    /// Why: all of this holds now. What is nearest to the question comes first.
    pub clauses: Vec<Clause>,
}

/// What there is a reason for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReasonFor {
    /// It is asked.
    Asked,
    /// It is not asked.
    NotAsked,
    /// It must be answered.
    Required,
    /// It cannot be changed.
    Locked,
    /// A comment is asked for.
    Comment,
}

/// One thing that a condition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Clause {
    /// The path of the question that it is about; empty where the condition is only quoted.
    pub path: String,
    /// What that question is called, in the language shown; or the quoted condition.
    pub subject: String,
    /// Whether it is about how many of its choices are taken.
    pub counted: bool,
    /// What is said of it.
    pub relation: Relation,
    /// What it is compared with, where it is.
    pub object: Option<Operand>,
}

/// What a question is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", content = "text", rename_all = "snake_case")]
pub enum Operand {
    /// A choice, by its label, or a text.
    Text(String),
    /// A number, with a point before its fraction.
    Number(String),
    /// A day, or a date and time, in ISO 8601.
    Date(String),
    /// The answer of the question that is called so.
    Answer(String),
}
