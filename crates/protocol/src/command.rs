//! What a person, or the page around the form, asks of a session.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use sealform_types::Json;
use sealform_types::canonical::JcsFault;
use serde::Serialize;

/// One action and the date and time of it, by the clock of the device on which it was taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    // By name: flattened, the whole action would be written a second time.
    ts(type = "{\n/**\n * A date and time in ISO 8601 with its offset, which `now()` and `today()` read.\n */\n\
               at: string;\n} & Action")
)]
pub struct Command {
    /// A date and time in ISO 8601 with its offset, which `now()` and `today()` read.
    pub at: DateTime<FixedOffset>,
    /// What.
    #[serde(flatten)]
    pub action: Action,
}

/// What a person can do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Answers a question, or clears it with `null`.
    Answer {
        /// The question.
        path: String,
        /// A number, date or time may come as the text that was typed: it is kept even where it
        /// cannot be read, and an issue says so. Choices come by name, several as a list, durations
        /// in seconds, acknowledgements as booleans, attempts as a list of
        /// `{at, channel, outcome, waited?}`.
        value: Json,
    },
    /// Writes the comment of a question.
    Comment {
        /// The question.
        path: String,
        /// The whole text.
        text: String,
    },
    /// Opens a page, or the page of a question.
    Open {
        /// The path of the page, or of a question.
        path: String,
    },
    /// Chooses the language of the form's texts.
    Language {
        /// A tag among the form's languages.
        language: String,
    },
    /// Adds an instance at the end of a repeat.
    AddInstance {
        /// The repeat.
        path: String,
    },
    /// Removes an instance of a repeat, with all its answers.
    RemoveInstance {
        /// The instance: `name[id]`.
        path: String,
    },
    /// Starts the stopwatch of a question that takes a length of time, or of the last attempt of a log; one that runs
    /// already is started over. It stops with the answer that takes its time.
    StartWatch {
        /// The question.
        path: String,
    },
    /// Sets a fact.
    Fact {
        /// Its name, for example `assignment`.
        name: String,
        /// Its value.
        value: Json,
    },
}

impl Action {
    /// Its name in commands and in the log of a draft.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer",
            Self::Comment { .. } => "comment",
            Self::Open { .. } => "open",
            Self::Language { .. } => "language",
            Self::AddInstance { .. } => "add_instance",
            Self::RemoveInstance { .. } => "remove_instance",
            Self::StartWatch { .. } => "start_watch",
            Self::Fact { .. } => "fact",
        }
    }

    /// The question that it answers, or times for its answer.
    pub fn answers(&self) -> Option<&str> {
        match self {
            Self::Answer { path, .. } | Self::StartWatch { path } => Some(path),
            Self::Comment { .. }
            | Self::Open { .. }
            | Self::Language { .. }
            | Self::AddInstance { .. }
            | Self::RemoveInstance { .. }
            | Self::Fact { .. } => None,
        }
    }
}

/// Why a command was refused. The session is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ApplyError {
    /// There is no question at this path.
    UnknownPath {
        /// As given.
        path: String,
        /// A similar path that exists.
        near: Option<String>,
    },
    /// The question is not relevant now, so it cannot have been asked.
    NotRelevant {
        /// As given.
        path: String,
    },
    /// The question takes no answer, or cannot be changed.
    ReadOnly {
        /// As given.
        path: String,
    },
    /// The question has no comment.
    NoComment {
        /// As given.
        path: String,
    },
    /// No control of this question produces a value of this kind.
    WrongKind {
        /// As given.
        path: String,
        /// What it takes, in words.
        takes: &'static str,
    },
    /// The choice is not in the list, or not offered now.
    UnknownChoice {
        /// As given.
        path: String,
        /// The choice named.
        choice: String,
        /// A similar choice that is offered.
        near: Option<String>,
    },
    /// The text is longer than the limit.
    TooLong {
        /// As given.
        path: String,
        /// The limit in bytes.
        most: usize,
    },
    /// The form has no such language.
    UnknownLanguage {
        /// As given.
        language: String,
    },
    /// No more instances can be added.
    TooManyInstances {
        /// The most there may be in all.
        most: u32,
    },
    /// The fact cannot be set.
    BadFact(BadFact),
}

/// A fact that no session takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BadFact {
    /// JSON pointer to what is wrong, from the object of all facts.
    pub pointer: String,
    /// What is wrong.
    pub fault: FactFault,
}

/// What is wrong with a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FactFault {
    /// The session has this fact from its commands and its language.
    Reserved,
    /// An assignment is an object.
    NotAnObject,
    /// A seed is a text.
    NotAText,
    /// Earlier comments are a list of texts.
    NotTexts,
    /// A zone is `{name, transitions}`.
    NotAZone,
    /// No signed file may hold it.
    NotSealable(JcsFault),
    /// All facts together are larger than a sealed file.
    TooLarge,
}

impl FactFault {
    /// One sentence in lower case.
    pub fn message(self) -> &'static str {
        match self {
            Self::Reserved => "this fact cannot be set",
            Self::NotAnObject => "this is not an object",
            Self::NotAText => "this is not a text",
            Self::NotTexts => "this is not a list of texts",
            Self::NotAZone => "this is not a time zone",
            Self::NotSealable(fault) => fault.message(),
            Self::TooLarge => "the facts are larger than a sealed file may be",
        }
    }

    /// What would repair it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Reserved => "leave it out: the form takes it from the clock and from the language that is chosen",
            Self::NotAnObject => "write an object, for example {\"site\": \"17\"}",
            Self::NotAText => "write a text, for example \"42\"",
            Self::NotTexts => "write a list of texts, for example [\"I waited for five minutes.\"]",
            Self::NotAZone => {
                "write {\"name\": \"Europe/Oslo\", \"transitions\": [[seconds of UTC, minutes ahead of UTC], …]}, in order"
            }
            Self::NotSealable(fault) => fault.hint(),
            Self::TooLarge => "leave out what the form does not read",
        }
    }
}

impl fmt::Display for BadFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.fault.message(), self.pointer)
    }
}

impl ApplyError {
    /// A stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPath { .. } => "answer/unknown-question",
            Self::NotRelevant { .. } => "answer/not-relevant",
            Self::ReadOnly { .. } => "answer/read-only",
            Self::NoComment { .. } => "answer/no-comment",
            Self::WrongKind { .. } => "answer/wrong-kind",
            Self::UnknownChoice { .. } => "answer/unknown-choice",
            Self::TooLong { .. } => "answer/too-long",
            Self::UnknownLanguage { .. } => "answer/unknown-language",
            Self::TooManyInstances { .. } => "answer/too-many-instances",
            Self::BadFact(_) => "answer/bad-fact",
        }
    }

    /// The path that was given, where the refusal is about one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::UnknownPath { path, .. }
            | Self::NotRelevant { path }
            | Self::ReadOnly { path }
            | Self::NoComment { path }
            | Self::WrongKind { path, .. }
            | Self::UnknownChoice { path, .. }
            | Self::TooLong { path, .. } => Some(path),
            Self::UnknownLanguage { .. } | Self::TooManyInstances { .. } | Self::BadFact(_) => None,
        }
    }

    /// What would repair it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownPath { near: Some(near), .. } | Self::UnknownChoice { near: Some(near), .. } => {
                Some(format!("did you mean `{near}`?"))
            }
            Self::WrongKind { takes, .. } => Some(format!("give {takes}")),
            Self::BadFact(bad) => Some(bad.fault.hint().to_owned()),
            Self::NotRelevant { .. } => Some("answer the questions that lead to it first, or leave it out".to_owned()),
            Self::UnknownPath { near: None, .. }
            | Self::UnknownChoice { near: None, .. }
            | Self::ReadOnly { .. }
            | Self::NoComment { .. }
            | Self::TooLong { .. }
            | Self::UnknownLanguage { .. }
            | Self::TooManyInstances { .. } => None,
        }
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPath { path, .. } => write!(f, "unknown question `{path}`"),
            Self::NotRelevant { path } => write!(f, "`{path}` is not relevant, so it cannot be answered"),
            Self::ReadOnly { path } => write!(f, "`{path}` cannot be changed"),
            Self::NoComment { path } => write!(f, "`{path}` does not take a comment"),
            Self::WrongKind { path, .. } => write!(f, "`{path}` does not take this kind of value"),
            Self::UnknownChoice { path, choice, .. } => write!(f, "`{path}` does not offer `{choice}`"),
            Self::TooLong { path, most } => write!(f, "the text for `{path}` is longer than {most} bytes"),
            Self::UnknownLanguage { language } => write!(f, "the form is not available in `{language}`"),
            Self::TooManyInstances { most } => write!(f, "there can be at most {most} instances"),
            Self::BadFact(bad) => bad.fmt(f),
        }
    }
}

impl std::error::Error for ApplyError {}
