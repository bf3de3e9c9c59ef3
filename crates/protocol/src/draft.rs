//! What is kept between two sessions: ground state only.

use chrono::{DateTime, FixedOffset};
use sealform_types::{ChunkMap, Json, VecMap};

use crate::Position;

/// Everything a person has done, and nothing that follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The version of this format: 1.
    pub v: u32,
    /// The draft's UUID, which becomes the submission's `jti`.
    pub id: String,
    /// The questionnaire it belongs to.
    pub questionnaire: Pin,
    /// When it was begun.
    pub started: DateTime<FixedOffset>,
    /// When the last command came.
    pub at: DateTime<FixedOffset>,
    /// Entered values by path, as typed; also those of questions that are not relevant now.
    pub answers: ChunkMap<String, Json>,
    /// Comments by path.
    pub comments: ChunkMap<String, String>,
    /// The ids of repeat instances in order, by the path of the repeat.
    pub instances: VecMap<String, Vec<u32>>,
    /// The next instance id, never reused.
    pub next_instance: u32,
    /// Paths of the questions whose default has been written: it never comes again.
    pub defaults_applied: ChunkMap<String, Json>,
    /// Facts told at the start or by a command.
    pub facts: VecMap<String, Json>,
    /// The language of the form's texts.
    pub language: String,
    /// Where the person was.
    pub position: Position,
    /// What was done when; without any answer.
    pub log: Vec<LogEntry>,
}

/// Which questionnaire, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pin {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical JSON.
    pub sha256: String,
}

sealform_types::coded! {
    struct Pin { id, version, sha256 }
}

/// One line of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// What: the command's word.
    pub action: String,
    /// Which question, page or repeat.
    pub path: String,
}
