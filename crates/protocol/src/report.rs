//! A sealed file as people read it: questions in the order of the form, answers in its words.

use serde::Serialize;

use crate::{Remark, Score};

/// One report. Everything of the form is text in one language; moments and numbers are left to whoever draws it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Report {
    /// The form's title; empty without its questionnaire.
    pub title: String,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// Whether the questionnaire was there: without it, questions have paths and choices their names.
    pub has_form: bool,
    /// The language of the texts.
    pub language: String,
    /// The languages in which they can be had.
    pub languages: Vec<String>,
    /// The seal, and what is known of it.
    pub seal: ReportSeal,
    /// The word of the outcome.
    pub outcome: String,
    /// What the form says of an early end; empty where there was none.
    pub outcome_text: String,
    /// When the form was begun, by the clock of the device: ISO 8601 with offset.
    pub begun: String,
    /// When it was sealed, by the clock of the device: ISO 8601 with offset.
    pub sealed: String,
    /// The identity of the submission.
    pub jti: String,
    /// Headings and answers in the order of the form.
    pub rows: Vec<ReportRow>,
    /// Answers that stand nowhere in the form, or only without a text: by path.
    pub others: Vec<ReportAnswer>,
    /// What stands out in the answers.
    pub remarks: Vec<Remark>,
    /// The score, where one is claimed or was computed.
    pub score: Option<ReportScore>,
}

/// The seal of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportSeal {
    /// Whether no finding is an error.
    pub ok: bool,
    /// What is known of the signer: `none`, `key`, `link` or `device`.
    #[cfg_attr(feature = "typescript", ts(as = "crate::verification::shape::Trusted"))]
    pub trust: &'static str,
    /// Whether the answers were played through the form again.
    #[cfg_attr(feature = "typescript", ts(as = "crate::verification::shape::Replay"))]
    pub replay: &'static str,
    /// The thumbprint of the key that signed.
    pub signer: String,
    /// SHA-256 of what was signed, in lower-case hexadecimal.
    pub sha256: String,
    /// The same as a QR code.
    pub code: ReportCode,
}

/// A QR code without its margin, which is four modules wide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportCode {
    /// How many modules it is wide and high.
    pub size: u32,
    /// The dark ones, as the path of an SVG element: one module is one unit.
    pub path: String,
}

/// A heading or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ReportRow {
    /// A page, a group, or one instance of a repeat.
    Heading {
        /// 0 for pages, more for what stands in them.
        level: u32,
        /// Its text; may be empty for an instance.
        text: String,
        /// Which of its siblings an instance is, from 1.
        number: Option<u32>,
    },
    /// A question that was asked.
    Answer(ReportAnswer),
}

/// A question that was asked, with what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportAnswer {
    /// Its path.
    pub path: String,
    /// What was asked; the path where that is not known.
    pub question: String,
    /// The answer; absent where there is none.
    pub value: Option<ReportValue>,
    /// The comment.
    pub comment: Option<String>,
    /// Whether the value was taken as claimed, for it depends on what happened on the way.
    pub is_claimed: bool,
}

/// An answer in the words of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum ReportValue {
    /// As it was typed.
    Text(String),
    /// A number in digits, with a point for decimals.
    Number(String),
    /// A number on a scale.
    Scale(ReportScale),
    /// A box that was ticked, or not.
    Ticked(bool),
    /// Labels of choices.
    Choices(Vec<String>),
    /// Labels of choices, the first one first.
    Ranking(Vec<String>),
    /// A day in ISO 8601.
    Date(String),
    /// A time of day in ISO 8601.
    Time(String),
    /// A moment in ISO 8601 with offset.
    Moment(String),
    /// Seconds.
    Duration(u32),
    /// Degrees: latitude and longitude.
    Places(Vec<String>),
    /// What travels beside the file.
    Files(Vec<ReportFile>),
    /// Attempts to reach somebody.
    Attempts(Vec<ReportAttempt>),
    /// Anything else, as JSON.
    Data(String),
}

/// A number on a scale, with the two ends of the scale: in digits, with a point for decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportScale {
    /// What was chosen.
    pub value: String,
    /// Where the scale begins.
    pub start: String,
    /// Where it ends.
    pub end: String,
    /// What `start` means; may be empty.
    pub start_label: String,
    /// What `end` means; may be empty.
    pub end_label: String,
}

/// A file that was attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportFile {
    /// Its name.
    pub name: String,
    /// Its media type; empty where the file claims nothing of it.
    pub media_type: String,
    /// The digest of its bytes, in lower-case hexadecimal; empty where the file claims nothing of it.
    pub sha256: String,
}

/// One attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportAttempt {
    /// When: ISO 8601 with offset.
    pub at: String,
    /// By which channel.
    pub channel: String,
    /// What came of it.
    pub outcome: String,
    /// How long somebody waited, in seconds.
    pub waited: Option<u32>,
}

/// What a file claims of its score, and what was computed of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportScore {
    /// How the two compare.
    #[cfg_attr(feature = "typescript", ts(as = "crate::verification::shape::ScoreState"))]
    pub state: &'static str,
    /// The whole.
    pub total: ReportScorePart,
    /// Sections in the key's order.
    pub sections: Vec<ReportScorePart>,
    /// The name of the result's band; empty where there is none.
    pub band: String,
    /// Why the whole was knocked out; empty where it was not.
    pub knocked_out: String,
}

/// One section, or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportScorePart {
    /// Its label, or its name where there is none; empty for the whole.
    pub label: String,
    /// What was computed here. Sums that are fractions without end are about how much: the file has them exactly.
    pub computed: Option<Score>,
    /// What the file claims, written likewise.
    pub claimed: Option<Score>,
}
