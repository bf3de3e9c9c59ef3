//! What is counted while somebody writes, and how much is done.

use serde::Serialize;

/// How many words there are, and how many are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WordCount {
    /// How many there are (UAX #29).
    pub have: u32,
    /// The fewest; 0 where none are asked for.
    pub min: u32,
}

/// How many characters there are, and between which numbers there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CharCount {
    /// How many there are.
    pub have: u32,
    /// The fewest; 0 where none are asked for.
    pub min: u32,
    /// The most.
    pub max: Option<u32>,
}

/// How much is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Progress {
    /// Relevant questions that wait for an answer or have one: not those that cannot be changed, and not those whose
    /// default nobody has changed.
    pub relevant: u32,
    /// How many of them have one.
    pub answered: u32,
    /// Hard issues: what still blocks sealing.
    pub open: u32,
}
