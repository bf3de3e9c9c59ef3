//! The two ways to use a page, so that one scenario can be played with either.

use anyhow::Result;

use crate::respondent::Respondent;

/// What somebody uses a page with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A mouse or a finger, and a keyboard to write with.
    Pointer,
    /// The keyboard alone: Tab, arrows, the space bar and Enter.
    Keyboard,
}

impl Hand {
    /// Chooses an answer of a question.
    ///
    /// # Errors
    /// If there is no such question or choice, or it cannot be reached.
    pub async fn answers(self, person: &Respondent, question: &str, choice: &str) -> Result<()> {
        match self {
            Self::Pointer => person.answers(question, choice).await,
            Self::Keyboard => person.answers_by_keys(question, choice).await,
        }
    }

    /// Ticks a box that is a question by itself.
    ///
    /// # Errors
    /// If there is no such box, or it cannot be reached.
    pub async fn ticks(self, person: &Respondent, label: &str) -> Result<()> {
        match self {
            Self::Pointer => person.ticks(label).await,
            Self::Keyboard => person.ticks_by_keys(label).await,
        }
    }

    /// Writes into a field whatever was there before.
    ///
    /// # Errors
    /// If there is no such field, or it cannot be reached.
    pub async fn writes(self, person: &Respondent, label: &str, text: &str) -> Result<()> {
        match self {
            Self::Pointer => person.writes(label, text).await,
            Self::Keyboard => person.writes_by_keys(label, text).await,
        }
    }

    /// Chooses an entry of a list.
    ///
    /// # Errors
    /// If there is no such list, or it cannot be reached.
    pub async fn picks(self, person: &Respondent, list: &str, entry: &str) -> Result<()> {
        match self {
            Self::Pointer => person.picks(list, entry).await,
            Self::Keyboard => person.picks_by_keys(list, entry).await,
        }
    }

    /// Presses a button, or follows a link.
    ///
    /// # Errors
    /// If there is none of that name, or it cannot be reached.
    pub async fn presses(self, person: &Respondent, name: &str) -> Result<()> {
        match self {
            Self::Pointer => person.presses(name).await,
            Self::Keyboard => person.presses_by_keys(name).await,
        }
    }
}
