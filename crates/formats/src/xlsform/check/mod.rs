//! What must hold between the rows of a form: names, references, triggers, lists, entities, ranges.
//! Not here: what a cell means (`read`), and what expressions mean (the crate that compiles them).

#![deny(clippy::wildcard_enum_match_arm)]

pub mod allocation;
pub mod entities;
pub mod lists;
pub mod names;
pub mod parameters;
pub mod range;
pub mod references;
pub mod triggers;
