//! What a questionnaire consists of. Member names are XLSForm's wherever XLSForm has one.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::{Json, Level, Table};
use serde::Serialize;

use crate::rules::TextRules;

/// A whole questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Questionnaire {
    /// Where the JSON Schema of this document stands; for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of this format: 1.
    pub sealform: u32,
    /// The form's id, as in XLSForm's `form_id`.
    pub id: String,
    /// The form's version.
    pub version: String,
    /// The form's title, as in XLSForm's `form_title`.
    pub title: Text,
    /// Language tags (BCP 47) of the texts; the first is the default.
    pub languages: Vec<String>,
    /// Choice lists by name.
    #[serde(skip_serializing_if = "Table::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, Vec<Choice>>"))]
    pub choices: Table<String, Vec<Choice>>,
    /// Groups and questions, in order.
    pub survey: Vec<Item>,
}

/// A text in several languages. In JSON an object from language tag to text, or one plain text
/// where there is only one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(transparent)]
pub struct Text(
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::text"))] pub Table<String, String>,
);

impl Text {
    /// The text in a language: in its own words, else the fallback's, else any. The flag says
    /// whether another language stands in.
    pub fn in_language(&self, language: &str, fallback: &str) -> (&str, Fallback) {
        match (self.0.get(language), self.0.get(fallback), self.0.values().next()) {
            (Some(text), _, _) => (text, Fallback::No),
            (None, Some(text), _) | (None, None, Some(text)) => (text, Fallback::Yes),
            (None, None, None) => ("", Fallback::No),
        }
    }

    /// Whether no language has any text.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }
}

/// Whether a text stands in for one that is missing in the language asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// It is in the language asked for.
    No,
    /// It is in another one.
    Yes,
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Choice {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: Text,
    /// The question does not apply: it leaves both sums of a score.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub not_applicable: bool,
    /// It applies but could not be observed: it stays in what is possible.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub not_observed: bool,
    /// Taking it in a `select_multiple` excludes all others.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub exclusive: bool,
    /// Further columns, for choice filters.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub columns: Table<String, String>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// One row of the survey.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub enum Item {
    /// `"type": "group"` or `"repeat"`.
    Group(Group),
    /// `"type": "terminate"`: where it is relevant, the form ends here.
    Terminate(Terminate),
    /// Any other type.
    Question(Box<Question>),
}

impl Item {
    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Group(group) => &group.name,
            Self::Terminate(terminate) => &terminate.name,
            Self::Question(question) => &question.name,
        }
    }

    /// JSON pointer to it.
    pub(crate) fn pointer(&self) -> &str {
        match self {
            Self::Group(group) => &group.pointer,
            Self::Terminate(terminate) => &terminate.pointer,
            Self::Question(question) => &question.pointer,
        }
    }
}

/// Questions that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Group {
    /// `group`, or `repeat` where there may be several instances.
    #[serde(rename = "type")]
    pub kind: GroupType,
    /// Unique among its siblings.
    pub name: String,
    /// What is read.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub label: Text,
    /// What helps to answer.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub hint: Text,
    /// Expression: whether it applies. Inherited by everything inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Words for the face; `page` starts a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appearance: Option<String>,
    /// Groups and questions, in order.
    pub children: Vec<Item>,
    /// JSON pointer to it, for findings.
    #[serde(skip)]
    pub pointer: String,
}

/// Whether a group has one instance or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum GroupType {
    /// Exactly one.
    Group,
    /// As many as the person adds.
    Repeat,
}

/// Ends the form where it is relevant: nothing behind it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Terminate {
    /// `terminate`.
    #[serde(rename = "type")]
    pub kind: TerminateType,
    /// Unique among its siblings.
    pub name: String,
    /// What the person is told.
    pub label: Text,
    /// Expression: when the form ends here.
    pub relevant: String,
    /// What the submission says became of the contact, for example `disqualified`.
    pub outcome: String,
    /// JSON pointer to it, for findings.
    #[serde(skip)]
    pub pointer: String,
}

/// The one type of a [`Terminate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TerminateType {
    /// Ends the form.
    Terminate,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Question {
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: QuestionType,
    /// Unique among its siblings.
    pub name: String,
    /// What is asked. May insert answers: `${name}`.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub label: Text,
    /// What helps to answer. May insert answers.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub hint: Text,
    /// More help, shown on request.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub guidance_hint: Text,
    /// Whether it must be answered, where it is relevant.
    #[serde(skip_serializing_if = "Required::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required: Required,
    /// What is said where it is required and blank.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required_message: Text,
    /// Expression: whether it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Expression: whether it cannot be changed. In JSON a boolean or an expression.
    #[serde(skip_serializing_if = "Required::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub readonly: Required,
    /// What an answer must satisfy. In JSON also one `constraint` with `constraint_message`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub constraints: Vec<Constraint>,
    /// One constraint, in XLSForm's words; read into `constraints`.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
    /// Expression whose value it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calculation: Option<String>,
    /// The answer it starts with, in the form that submissions use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Value>"))]
    pub default: Option<Json>,
    /// Expression: the answer it starts with, worked out once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_expression: Option<String>,
    /// The name of its choice list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<String>,
    /// Expression, per choice: whether it is offered. Columns of the list are names in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_filter: Option<String>,
    /// Words for the face.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appearance: Option<String>,
    /// The ends of a `rating`.
    #[serde(flatten)]
    pub scale: Option<Scale>,
    /// How often and how long an `attempt_log` tries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<AttemptRules>,
    /// The comment that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// Rules for the words of a `text`.
    #[serde(flatten)]
    pub text_rules: TextRules,
}

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// Free text; `appearance: multiline` for a larger field.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number, kept as typed.
    Decimal,
    /// One of a list.
    SelectOne,
    /// Any of a list.
    SelectMultiple,
    /// A step on a scale.
    Rating,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    #[serde(rename = "dateTime")]
    DateTime,
    /// A length of time, with a stopwatch.
    Duration,
    /// Tries to reach the participant.
    AttemptLog,
    /// A box to tick.
    Acknowledge,
    /// Only read.
    Note,
    /// Only calculated.
    Calculate,
}

impl QuestionType {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Integer,
        Self::Decimal,
        Self::SelectOne,
        Self::SelectMultiple,
        Self::Rating,
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::Duration,
        Self::AttemptLog,
        Self::Acknowledge,
        Self::Note,
        Self::Calculate,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::SelectOne => "select_one",
            Self::SelectMultiple => "select_multiple",
            Self::Rating => "rating",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "dateTime",
            Self::Duration => "duration",
            Self::AttemptLog => "attempt_log",
            Self::Acknowledge => "acknowledge",
            Self::Note => "note",
            Self::Calculate => "calculate",
        }
    }

    /// Whether a person answers it.
    pub fn takes_answer(self) -> bool {
        !matches!(self, Self::Note | Self::Calculate)
    }
}

/// Never, always, or where an expression holds. In JSON a boolean or an expression.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Required {
    /// Never.
    #[default]
    No,
    /// Always.
    Yes,
    /// Where the expression holds.
    When(String),
}

impl Required {
    /// Whether it is never so.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }
}

impl Serialize for Required {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::No => serializer.serialize_bool(false),
            Self::Yes => serializer.serialize_bool(true),
            Self::When(expression) => serializer.serialize_str(expression),
        }
    }
}

/// What an answer must satisfy, or should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Constraint {
    /// Expression that must hold; `.` is the answer. Not evaluated while the answer is blank.
    pub test: String,
    /// What is said where it does not hold.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub message: Text,
    /// What follows where it does not hold.
    #[cfg_attr(feature = "schema", schemars(default, schema_with = "crate::schema::level"))]
    pub level: Level,
    /// JSON pointer to the expression, for findings.
    #[serde(skip)]
    pub pointer: String,
}

impl Constraint {
    /// JSON pointer to the message, for findings.
    pub fn message_pointer(&self) -> String {
        match self.pointer.strip_suffix("/test") {
            Some(constraint) => format!("{constraint}/message"),
            None => format!("{}_message", self.pointer),
        }
    }
}

/// The two ends of a `rating`, in XLSForm's words for `range`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Scale {
    /// The lowest step.
    pub start: i64,
    /// The highest step.
    pub end: i64,
    /// What the lowest step means.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub start_label: Text,
    /// What the highest step means.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub end_label: Text,
}

/// How often and how long to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct AttemptRules {
    /// How many tries count before nobody is reached.
    pub max: u32,
    /// Seconds that each try waits at least before it counts as unanswered.
    pub wait: u32,
    /// Whether tries must lie on different local dates.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub different_days: bool,
    /// By which channels, for example `phone`.
    pub channels: Vec<String>,
}

/// The comment of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Comment {
    /// What is asked; the face has words of its own where this is empty.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub label: Text,
    /// Expression: where it may stand. Elsewhere it is kept in the draft and left out of the submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Whether it is owed; `.` is the question's answer.
    #[serde(skip_serializing_if = "Required::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required: Required,
    /// Rules for its words, which hold wherever there are any.
    #[serde(flatten)]
    pub text_rules: TextRules,
}
