//! What a receiver learns from a sealed file beyond its signature: could the form have given it, and is its score right?
//!
//! `sealform verify`, `sealform score` and `Engine.verify` in JavaScript say the same, for they ask here.
//! Not here: files, words for people, several files held against one another.

#![deny(clippy::wildcard_enum_match_arm)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod issues;
mod judge;
mod report;
mod verification;

pub use judge::{Claim, Judge, Recomputed, Replayed};
pub use report::{Reader, report, report_of};
pub use verification::{level_word, score_word, signer_word, verify};
