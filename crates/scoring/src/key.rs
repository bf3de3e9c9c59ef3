//! What a scoring key consists of.

#[cfg(feature = "schema")]
use std::collections::BTreeMap;

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_questionnaire::Text;
use sealform_types::{Finding, Place, VecMap, Wire, say};

use crate::number::Points;
use crate::program::Condition;

/// A whole scoring key: the document beside a questionnaire that says what answers are worth.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct ScoringKey {
    /// Where the JSON Schema of this document stands; for editors.
    #[cfg_attr(feature = "schema", schemars(rename = "$schema"))]
    pub schema: Option<String>,
    /// The version of this format: 1.
    pub sealform_key: u32,
    /// The questionnaire that it fits.
    pub questionnaire: KeyFits,
    /// When the person who answers may see the score.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub show: Show,
    /// Digits behind the point of printed percentages: 0 to 6, usually 1.
    #[cfg_attr(feature = "schema", schemars(default, range(max = 6)))]
    pub places: u32,
    /// What becomes of a scored question that nobody answered.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub unanswered: Unanswered,
    /// Whether bonus points cannot lift the whole above what is possible.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub cap_at_possible: bool,
    /// The parts of the whole. A question belongs to at most one.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub sections: Vec<Part>,
    /// Other views of the same points, such as courtesy or speed. A question belongs to any number.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub categories: Vec<Part>,
    /// The rule of each question, by its path without instance ids.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Rule>"))]
    pub questions: VecMap<String, Rule>,
    /// What sets a section or the whole to a fixed value. The first that holds counts.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub knock_out: Vec<KnockOut>,
    /// Names for ranges of the result.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub bands: Vec<ResultBand>,
    /// The percentage to reach.
    pub target: Option<Points>,
    /// What is counted beside points, for each contact by its class and over many contacts as a figure.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub indicators: Vec<Indicator>,
    /// 32 random bytes in base64url, for a commitment to a key that is opened later.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[0-9A-Za-z_-]{43}$")))]
    pub salt: Option<String>,
}

/// The questionnaire that a key fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct KeyFits {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its digest, SHA-256 of its canonical form in 64 lower-case hexadecimal digits: then no other text fits,
    /// even with the same id and version.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[0-9a-f]{64}$")))]
    pub sha256: Option<String>,
}

impl ScoringKey {
    /// The finding that the questionnaire has another digest than the key names.
    /// [`crate::ScoringProgram::compile`] compares id and version only, for digests are not computed here.
    pub fn check_digest(&self, sha256: &str) -> Option<Finding> {
        let wanted = self.questionnaire.sha256.as_deref()?;
        (wanted != sha256).then(|| {
            let message = say!("the key belongs to the questionnaire with the digest `{wanted}`, not `{sha256}`");
            Finding::error("key/other-questionnaire", message, Place::at("/questionnaire/sha256"))
                .hint("use the key that belongs to this version, or enter the new digest")
        })
    }
}

/// When the person who answers may see the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Show {
    /// Never.
    #[default]
    Never,
    /// In the summary and on the receipt.
    AtEnd,
    /// All the time.
    Live,
}

/// What becomes of a scored question that is relevant and that nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Unanswered {
    /// It leaves both sums.
    #[default]
    Leave,
    /// Nothing earned, but still possible.
    Zero,
}

/// A section or a category.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Part {
    /// Unique among its like.
    pub name: String,
    /// What is read.
    pub label: Text,
    /// Multiplies both sums; usually 1.
    pub weight: Option<Points>,
    /// How a section enters the whole. Categories have none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub share: Share,
    /// Whether bonus points cannot lift it above what is possible.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub cap_at_possible: bool,
    /// Paths of its questions; the path of a group stands for every question of the key inside it.
    pub questions: Vec<String>,
    /// JSON pointer to it, for findings.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
}

/// How a section enters the whole. In JSON `"pooled"` or `{"fixed": 5}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Share {
    /// Its points are added to those of the rest.
    #[default]
    Pooled,
    /// Its result makes that many percent of the whole, whatever its points.
    Fixed(Points),
}

/// What one question's answers are worth. Exactly one of `points`, `bands`, `linear` and `unscored` is there.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Rule {
    /// Points by choice. The highest is what is possible; of several choices, the sum of those that pay.
    #[cfg_attr(feature = "schema", schemars(with = "Option<BTreeMap<String, Points>>"))]
    pub points: Option<VecMap<String, Points>>,
    /// Points by range of a number, a rating or a length of time, lowest first. The first that fits counts.
    pub bands: Option<Vec<Band>>,
    /// Points on a straight line between two ends, and no further.
    pub linear: Option<Linear>,
    /// It never counts.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub unscored: bool,
    /// The most that several choices earn together.
    pub max: Option<Points>,
    /// The least that several choices earn together; usually 0.
    pub min: Option<Points>,
    /// Multiplies both sums; usually 1.
    pub weight: Option<Points>,
    /// It adds to what is earned, never to what is possible.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub bonus: bool,
    /// What a choice that says "not applicable" earns, where the question shall stay in what is possible.
    pub counts_as: Option<Points>,
    /// What becomes of it unanswered, where that differs from the key.
    pub unanswered: Option<Unanswered>,
    /// How the instances of a repeat make one line.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub instances: Instances,
    /// Expression: where the rule counts at all, for example on one channel.
    pub when: Option<Condition>,
    /// JSON pointer to it, for findings.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
}

/// How the instances of a repeat make one line. Instances in which the question leaves the sums do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Instances {
    /// Their sums.
    #[default]
    Sum,
    /// Their means.
    Mean,
    /// The one with the lowest result.
    Worst,
    /// The one with the highest result.
    Best,
}

/// Points for one range.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Band {
    /// The highest number in it; the last band may leave it out.
    pub up_to: Option<Points>,
    /// What it earns.
    pub points: Points,
    /// Expression: where the band exists, for example on one channel.
    pub when: Option<Condition>,
    /// JSON pointer to it, for findings.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
}

/// Points on a straight line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Linear {
    /// One end.
    pub from: LinearEnd,
    /// The other.
    pub to: LinearEnd,
}

/// One end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct LinearEnd {
    /// The number answered.
    pub at: Points,
    /// What it earns.
    pub points: Points,
}

/// What sets a section or the whole to a fixed value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct KnockOut {
    /// Expression: when.
    pub when: Condition,
    /// The section; the whole where it is left out.
    pub section: Option<String>,
    /// The percentage of what is possible that is then earned; usually 0.
    pub value: Option<Points>,
    /// Why, in the sheet.
    pub reason: Text,
    /// JSON pointer to it, for findings.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
}

/// A name for a range of the result.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct ResultBand {
    /// Unique.
    pub name: String,
    /// What is read.
    pub label: Text,
    /// The lowest percentage in it, compared with the exact result.
    pub from: Points,
}

/// What is counted beside points. In JSON `{"name": "likely", "label": …, "kind": "nps", "question": "likely"}`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Indicator {
    /// Unique.
    pub name: String,
    /// What is read.
    pub label: Text,
    /// What it is.
    #[cfg_attr(feature = "schema", schemars(flatten))]
    pub kind: IndicatorKind,
    /// The path of the question that it is read from.
    pub question: String,
    /// JSON pointer to it, for findings.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
}

/// What an indicator is, with what its kind needs.
#[derive(Debug, Clone, PartialEq, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(tag = "kind", rename_all = "snake_case"))]
pub enum IndicatorKind {
    /// Customer satisfaction: the share of the top boxes of a rating.
    Csat {
        /// The lowest step of the top boxes.
        top: Points,
    },
    /// Net promoter score: the share of promoters less that of detractors.
    Nps,
    /// Customer effort score: the mean of a rating, and the share of its top boxes.
    Ces {
        /// The lowest step of the top boxes.
        top: Points,
    },
    /// How long somebody waited: a duration, or the answered try of a log of attempts.
    ResponseTime {
        /// The limit in seconds; who waited that long is within it.
        limit_s: u32,
    },
}

impl IndicatorKind {
    /// The word in documents.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Csat { .. } => "csat",
            Self::Nps => "nps",
            Self::Ces { .. } => "ces",
            Self::ResponseTime { .. } => "response_time",
        }
    }
}
