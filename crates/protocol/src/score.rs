//! The score as the face shows it. Numbers are text: nothing is computed from them again.

use serde::Serialize;

/// A score sheet in the language shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreView {
    /// The whole.
    pub total: ScorePart,
    /// Sections, in the key's order.
    pub sections: Vec<ScorePart>,
    /// Categories, in the key's order.
    pub categories: Vec<ScorePart>,
    /// The name of the result's band, for example "excellent".
    pub band: Option<String>,
    /// Why the whole was knocked out, if it was.
    pub knocked_out: Option<String>,
}

/// One section, category or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScorePart {
    /// Its label.
    pub label: String,
    /// Points earned, as a decimal or `n/d`.
    pub earned: String,
    /// Points possible.
    pub possible: String,
    /// Rounded percentage; `None` where nothing is possible, which is no result.
    pub percent: Option<String>,
    /// Its lines, one per scored question.
    pub lines: Vec<ScoreLine>,
}

/// One scored question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreLine {
    /// The question's path.
    pub path: String,
    /// The question's label.
    pub label: String,
    /// Points earned.
    pub earned: String,
    /// Points possible.
    pub possible: String,
    /// Why, as a stable word: `answered`, `not_applicable`, `not_relevant`, `unanswered`, `unscored`, `knocked_out`, …
    pub why: String,
    /// What was answered, as a person reads it; empty where nothing was.
    pub answer: String,
}
