//! Questions.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::{Json, Level, VecMap, Wire};
use serde::Serialize;

use super::{QuestionType, Text, XmlExtras, is_false, is_zero};
use crate::rules::TextRules;

/// One question.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
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
    #[serde(skip_serializing_if = "Condition::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required: Condition,
    /// The message where it is required and blank.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required_message: Text,
    /// Expression: whether it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Expression: whether it cannot be changed. In JSON a boolean or an expression.
    #[serde(skip_serializing_if = "Condition::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub readonly: Condition,
    /// What an answer must satisfy. In JSON also one `constraint` with `constraint_message`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub constraints: Vec<Constraint>,
    /// JSON pointer to it, for findings.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub pointer: String,
    /// Expression whose value it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calculation: Option<String>,
    /// Names of questions: the calculation runs when the answer of one of them changes, and not otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub trigger: Vec<String>,
    /// The answer it starts with, in the form that submissions use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Value>"))]
    pub default: Option<Json>,
    /// Expression: the answer it starts with, worked out once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_expression: Option<String>,
    /// Expression: the answer as long as nobody has given another. It follows what it reads; clearing an answer brings it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// The name of its choice list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<String>,
    /// Where its choices are, in place of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices_from: Option<ChoicesFrom>,
    /// Expression, per choice: whether it is offered. Columns of the list are names in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_filter: Option<String>,
    /// How the UI draws it, in words separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appearance: Option<String>,
    /// Pictures and sounds: `image`, `audio`, `video`, `big-image`.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, Text>"))]
    pub media: VecMap<String, Text>,
    /// Settings by name, as in XLSForm's column `parameters`.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub parameters: VecMap<String, String>,
    /// Attributes of an XML form that have no member here, in three places.
    #[serde(flatten)]
    pub xml: XmlExtras,
    /// The property of an entity that the answer is saved to, carried for XML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_to: Option<String>,
    /// The ends of a `rating`.
    #[serde(flatten)]
    pub scale: Option<Scale>,
    /// The rules of an `attempt_log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<AttemptRules>,
    /// The comment that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// Rules for the words of a `text`.
    #[serde(flatten)]
    pub text_rules: TextRules,
}

/// Choices that are not a list of the form: the rows of a file, or nodes of the form itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct ChoicesFrom {
    /// The name of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Expression: a path to a repeat, whose instances are the choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodeset: Option<String>,
    /// The column or question that is stored: `name`, or `id` in GeoJSON, where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The column or question that is read: `label`, or `title` in GeoJSON, where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// Never, always, or where an expression holds. In JSON a boolean or an expression.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Condition {
    /// Never.
    #[default]
    No,
    /// Always.
    Yes,
    /// Where the expression holds.
    When(String),
}

impl Condition {
    /// Whether it is never so.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }
}

impl Serialize for Condition {
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
    /// The message where it does not hold.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Wire)]
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

/// How many attempts a log may have.
pub const MOST_ATTEMPTS: u32 = 100;
/// For how many working days each may wait.
pub const MOST_WAIT_DAYS: u32 = 250;

/// How many attempts there are, and how long they wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct AttemptRules {
    /// How many attempts there are before nobody counts as reached.
    pub max: u32,
    /// Seconds that each attempt waits at least before it counts as unanswered.
    pub wait: u32,
    /// Working days that each attempt waits at least, the day on which it was made among them where it is one: Monday to
    /// Friday, or what an assignment says of its visit, without its holidays. None where this is 0.
    #[serde(skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub wait_days: u32,
    /// Whether attempts must be on different local dates.
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
    /// What is asked; where this is empty, the UI has a text of its own.
    #[serde(skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub label: Text,
    /// Expression: where it applies. Elsewhere it stays in the draft and is left out of the submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Whether it is required; `.` is the question's answer.
    #[serde(skip_serializing_if = "Condition::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required: Condition,
    /// Rules for its words, which hold wherever there are any.
    #[serde(flatten)]
    pub text_rules: TextRules,
}
