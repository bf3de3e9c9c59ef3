//! What a condition says of a question.

use serde::Serialize;

/// What a condition says of a question, or of a condition that is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It is this.
    Is,
    /// It is not this.
    IsNot,
    /// It is less, or earlier.
    Less,
    /// It is not more, or not later.
    AtMost,
    /// It is more, or later.
    More,
    /// It is not less, or not earlier.
    AtLeast,
    /// The choice is taken.
    Includes,
    /// The choice is not taken.
    IncludesNot,
    /// There is an answer.
    Answered,
    /// There is none.
    Unanswered,
    /// All attempts were made, and nobody was reached.
    Exhausted,
    /// There are attempts left, or somebody was reached.
    NotExhausted,
    /// The quoted condition holds.
    Holds,
    /// The quoted condition does not hold.
    HoldsNot,
}

impl Relation {
    /// Whether it is about more and less, of which neither holds where there is no answer.
    pub fn is_order(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }

    /// What holds where this does not.
    pub fn opposite(self) -> Self {
        match self {
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
            Self::Includes => Self::IncludesNot,
            Self::IncludesNot => Self::Includes,
            Self::Answered => Self::Unanswered,
            Self::Unanswered => Self::Answered,
            Self::Exhausted => Self::NotExhausted,
            Self::NotExhausted => Self::Exhausted,
            Self::Holds => Self::HoldsNot,
            Self::HoldsNot => Self::Holds,
        }
    }
}
