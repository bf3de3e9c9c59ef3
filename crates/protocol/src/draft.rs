//! What is saved between two sessions: the ground state only.

use chrono::{DateTime, FixedOffset};
use sealform_types::{ChunkMap, Json, VecMap, Wire};

use crate::Position;

/// Everything a person has done, and no derived state.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Draft {
    /// The version of this format: 1.
    pub v: u32,
    /// The draft's UUID, which becomes the submission's `jti`.
    pub id: String,
    /// The questionnaire it belongs to.
    pub questionnaire: Pin,
    /// When it was begun.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub started: DateTime<FixedOffset>,
    /// When the last command came.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: DateTime<FixedOffset>,
    /// Entered values by path, as typed; also those of questions that are not relevant now.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Json>"))]
    pub answers: ChunkMap<String, Json>,
    /// Comments by path.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, String>"))]
    pub comments: ChunkMap<String, String>,
    /// The ids of repeat instances in order, by the path of the repeat.
    #[cfg_attr(feature = "typescript", ts(as = "Option<std::collections::BTreeMap<String, Vec<u32>>>", optional))]
    pub instances: VecMap<String, Vec<u32>>,
    /// The next instance id, never reused.
    pub next_instance: u32,
    /// Paths of the questions whose default has been written: it never comes again.
    #[cfg_attr(
        feature = "typescript",
        ts(as = "Option<std::collections::BTreeMap<String, Json>>", optional, rename = "once")
    )]
    pub defaults_applied: ChunkMap<String, Json>,
    /// Stopwatches that run, by the path of the question that they measure for, with the moment of their start. They are
    /// never sealed.
    #[cfg_attr(feature = "typescript", ts(as = "Option<std::collections::BTreeMap<String, String>>", optional))]
    pub watches: VecMap<String, DateTime<FixedOffset>>,
    /// Facts given at the start or by a command.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Json>"))]
    pub facts: VecMap<String, Json>,
    /// The language of the form's texts.
    pub language: String,
    /// Where the person was.
    pub position: Position,
    /// Which actions were taken when; without any answer.
    pub log: Vec<LogEntry>,
}

/// Which questionnaire, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Pin {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical JSON.
    pub sha256: String,
}

/// One line of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogEntry {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: DateTime<FixedOffset>,
    /// The name of the action.
    #[cfg_attr(feature = "typescript", ts(rename = "do"))]
    pub action: String,
    /// Which question, page or repeat.
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>", optional))]
    pub path: String,
}
