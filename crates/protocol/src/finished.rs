//! A finished form as it is handed over: what would be sealed.

use sealform_types::Json;
use serde::Serialize;

/// Answers, repeats, facts, outcome and score as a submission claims them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FinishedForm<'a> {
    /// `completed`, or the outcome of the end that was reached.
    pub outcome: &'a str,
    /// Relevant questions by path.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, shape::AnswerClaim>"))]
    pub answers: &'a Json,
    /// The instances of each repeat in order, by the path of the repeat.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Vec<u32>>"))]
    pub repeats: &'a Json,
    /// Every fact that the form read.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Json>"))]
    pub facts: &'a Json,
    /// The score, where a key is attached.
    #[cfg_attr(feature = "typescript", ts(as = "Option<shape::ScoreClaim>"))]
    pub score: Option<&'a Json>,
}

/// One point that still blocks sealing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenPoint {
    /// The question.
    pub path: String,
    /// What is wrong.
    pub issue: crate::Issue,
    /// Whether the answer or its comment is meant.
    pub part: crate::Part,
}

/// Points earned and possible, and the rounded percentage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Score {
    /// Points earned, as a decimal or `n/d`.
    pub earned: String,
    /// Points possible.
    pub possible: String,
    /// Absent where no points are possible: then there is no result.
    pub percent: Option<String>,
}

/// The shape of trees that other crates write: only their declarations are made of it.
#[cfg(feature = "typescript")]
#[expect(dead_code, reason = "only declarations are made of these types")]
mod shape {
    use sealform_types::Json;

    /// An answer and its comment, as far as there are any.
    #[derive(ts_rs::TS)]
    pub struct AnswerClaim {
        /// The comment.
        #[ts(optional)]
        c: Option<String>,
        /// The answer.
        #[ts(optional)]
        v: Option<Json>,
    }

    /// A score sheet: fractions are `n/d`, percentages rounded decimals.
    #[derive(ts_rs::TS)]
    pub struct ScoreClaim {
        /// SHA-256 of the scoring key.
        key_sha256: String,
        /// The whole.
        total: TotalClaim,
        /// Sections, in the key's order.
        sections: Vec<PartClaim>,
        /// Categories, in the key's order.
        categories: Vec<PartClaim>,
        /// One line per scored question, where the key asks for them.
        #[ts(optional)]
        lines: Option<Vec<LineClaim>>,
    }

    /// The whole score.
    #[derive(ts_rs::TS)]
    pub struct TotalClaim {
        /// Points earned.
        earned: String,
        /// Points possible.
        possible: String,
        /// The share; `null` where nothing is possible.
        result: Option<String>,
        /// The share as a rounded percentage.
        percent: Option<String>,
        /// The name of the result's band.
        #[ts(optional)]
        band: Option<String>,
        /// How many percentage points are missing to the target.
        #[ts(optional)]
        gap: Option<String>,
        /// The index of the rule that knocked it out.
        #[ts(optional)]
        knocked_out: Option<u32>,
    }

    /// The score of a section or a category.
    #[derive(ts_rs::TS)]
    pub struct PartClaim {
        /// Its name.
        name: String,
        /// Its weight, where that is not 1.
        #[ts(optional)]
        weight: Option<String>,
        /// Points earned.
        earned: String,
        /// Points possible.
        possible: String,
        /// The share; `null` where nothing is possible.
        result: Option<String>,
        /// The share as a rounded percentage.
        percent: Option<String>,
        /// The index of the rule that knocked it out.
        #[ts(optional)]
        knocked_out: Option<u32>,
    }

    /// The score of one question.
    #[derive(ts_rs::TS)]
    pub struct LineClaim {
        /// The question's path.
        path: String,
        /// Points earned.
        earned: String,
        /// Points possible.
        possible: String,
        /// Why, as a stable word.
        why: String,
        /// The index of the rule that knocked it out.
        #[ts(optional)]
        knocked_out: Option<u32>,
    }
}
