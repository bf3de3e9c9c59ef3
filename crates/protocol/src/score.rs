//! The score as the user interface shows it. Numbers are text: they are not computed with again.

use serde::Serialize;

/// A score sheet in the language shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScoreView {
    /// Whether it is shown while the form is filled, and not only at the end.
    pub live: bool,
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScorePart {
    /// Its label.
    pub label: String,
    /// Points earned, as people read them: a decimal, or about how much where the sum is a fraction without end.
    pub earned: String,
    /// Points possible, likewise.
    pub possible: String,
    /// Rounded percentage; absent where no points are possible: then there is no result.
    pub percent: Option<String>,
    /// Its lines, one per scored question.
    pub lines: Vec<ScoreLine>,
}

/// One scored question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScoreLine {
    /// The question's path.
    pub path: String,
    /// The question's label.
    pub label: String,
    /// Points earned, as people read them.
    pub earned: String,
    /// Points possible, likewise.
    pub possible: String,
    /// Why it earned what it earned.
    pub why: LineReason,
    /// What was answered, as a person reads it; empty where there was no answer.
    pub answer: String,
}

/// Why a line earned what it earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LineReason {
    /// The question was not asked.
    NotRelevant,
    /// The answer says that the question does not apply.
    NotApplicable,
    /// There is no answer, and that leaves both sums.
    Unanswered,
    /// The key offers no points under these circumstances.
    Excluded,
    /// It never counts.
    Unscored,
    /// The answer earned its points.
    Answered,
    /// The answer says that the question does not apply, and the key counts it all the same.
    NotApplicableCounted,
    /// It could not be observed.
    NotObserved,
    /// There is no answer, and the key counts that as 0.
    UnansweredZero,
    /// The number is above the last band: 0 points.
    OutsideBands,
    /// Several instances make the line, not all alike.
    Instances,
    /// A knock-out took its points.
    KnockedOut,
}
