//! Compiles questionnaires and runs sessions.
//!
//! ```text
//! open(questionnaire, key)    → Program            names, expressions, slots in rank order
//! Session::start(program)     → Session            one person filling it
//! Session::apply(command)     → Patch              what that changed
//! Session::finish()           → Finished           answers, facts and score, ready to be sealed
//! replay(program, finished)   → verdict            could the form have accepted them?
//! ```
//!
//! The engine reads no clock, no randomness and no environment: moments come with commands,
//! everything else as facts. It holds no sentence: issues have parameters.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
#![deny(clippy::wildcard_enum_match_arm)]

mod answer;
mod assigned;
mod compile;
mod given;
mod graph;
mod limits;
mod open;
mod program;
mod replay;
mod session;
mod tables;
mod zone;

pub use compile::{Files, NEEDS_KEY, compile, compile_with};
pub use graph::HostFunctions;
pub use limits::{MAX_ATTEMPTS, MAX_INSTANCES, MAX_TEXT_BYTES};
pub use open::{Identified, find_in_expressions, open, open_documents, open_json, read_key, read_questionnaire};
pub use program::{Attached, DecodeError, Program, QuestionInfo, RareFunctions};
pub use replay::{Claimed, Mismatch, Remark, Replay, remarks, replay};
pub use sealform_expression::Val;
#[cfg(feature = "rare")]
pub use sealform_expression::compute_rare;
pub use sealform_questionnaire::Questionnaire;
pub use sealform_scoring::ScoringKey;
pub use session::{
    Beginning, ByFacts, Facts, Finished, Inspected, Inverse, NamedFile, OpenPoint, RestoreError, Session,
};
pub use zone::zone_fact;
