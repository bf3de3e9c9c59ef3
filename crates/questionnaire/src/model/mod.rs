//! What a questionnaire consists of. Member names are XLSForm's wherever XLSForm has one.
//! Not here: how it is read (`read`) and checked (`check`), and what expressions mean.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::{Json, VecMap, Wire};
use serde::Serialize;

mod appearance;
mod group;
mod kind;
mod question;

pub use appearance::{
    GEOMETRY, GRID_STYLE, GROUP_WORDS, NumberedWord, PAGE_WORDS, PAGES_STYLE, PARTS, drawn_words, meaning_elsewhere,
    numbered_words, words as appearance_words,
};
pub use group::{Group, GroupType, Terminate, TerminateType};
pub use kind::{
    ACCEPT, CHOICE_VALUES, DEFAULT_DIGITS, Ends, JSON_VALUES, LOCATION_DIGITS, MAX_FILES, MAX_SECONDS, PresetSource,
    QuestionType, Role, ScoredBy, Shape, is_location_digits,
};
pub use question::{
    AttemptRules, ChoicesFrom, Comment, Condition, Constraint, MOST_ATTEMPTS, MOST_WAIT_DAYS, Question, Scale,
};

/// A whole questionnaire.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Questionnaire {
    /// The address of the JSON Schema of this document, for editors.
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
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, Vec<Choice>>"))]
    pub choices: VecMap<String, Vec<Choice>>,
    /// Settings of the form as a whole, as on XLSForm's sheet `settings`.
    #[serde(skip_serializing_if = "Settings::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub settings: Settings,
    /// Files that the form reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub resources: Vec<Resource>,
    /// Entities that submissions create or update, as on XLSForm's sheet `entities`: carried for XML, not interpreted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(default, with = "Vec<std::collections::BTreeMap<String, serde_json::Value>>")
    )]
    pub entities: Vec<Json>,
    /// Groups and questions, in order.
    pub survey: Vec<Item>,
}

/// Settings of the form as a whole. Each may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Settings {
    /// What kind of document is sealed; a report where it is absent.
    #[serde(skip_serializing_if = "DocumentKind::is_report")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub kind: DocumentKind,
    /// Expression: what a filled form is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_name: Option<String>,
    /// How the UI draws the form, in words separated by spaces: `pages` makes a page of each group and question at the top,
    /// `one-page` puts all pages below each other, `theme-grid` puts questions beside each other where they say their width
    /// (`w1` to `w12`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// The first step of absolute paths, and the root element of an instance in XML; `data` where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Namespaces by prefix, carried for XML.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub namespaces: VecMap<String, String>,
    /// The RSA key of OpenRosa's encryption, carried for XML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// Where OpenRosa clients send instances, carried for XML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission_url: Option<String>,
    /// Whether OpenRosa clients send automatically, carried for XML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_send: Option<String>,
    /// Whether OpenRosa clients delete what they have sent, carried for XML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_delete: Option<String>,
    /// Functions that its expressions call and that the page around the form computes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub functions: Vec<String>,
    /// Whether a choice list may hold a name twice, for filters that let one of them through.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub allow_choice_duplicates: bool,
    /// Whether what is only doubtful in an expression (a choice that the list lacks, a path that leads nowhere, a
    /// number compared with a word) is a warning, as in the programs that a foreign form was made for.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub tolerant: bool,
    /// Whether texts are read as they stand, not as Markdown.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub plain_text: bool,
    /// How many percent of the answers may say "not applicable" before a receiver is told; 25 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_not_applicable: Option<u32>,
    /// How many seconds of work a filled form takes at least, or a receiver is told; where it is absent, as many as reading takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_seconds: Option<u32>,
    /// Whether "next" leaves a page only when nothing on it is open; where it is absent, open points wait for the summary.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub immediate_requirements: bool,
    /// SHA-256 (64 hexadecimal digits) of the scoring key without which it cannot be filled, for forms whose questions depend on
    /// `score()`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_key: Option<String>,
    /// Attributes of the root element, carried for XML.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub attributes: VecMap<String, String>,
}

impl Settings {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a filled form is to whoever receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// What was observed.
    #[default]
    Report,
    /// Somebody wants to observe.
    Application,
    /// A test of what observers have to know.
    Training,
    /// An assignment cannot be completed.
    Refusal,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Report, Self::Application, Self::Training, Self::Refusal];

    /// As documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Application => "application",
            Self::Training => "training",
            Self::Refusal => "refusal",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_report(&self) -> bool {
        *self == Self::Report
    }
}

/// A file that a form reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Resource {
    /// Its name, with the extension that says how it is read: `.csv`, `.geojson` and `.xml` are read as tables.
    pub name: String,
    /// The name that `instance('…')` uses; the file name without its extension where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its media type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// Its SHA-256 in lower-case hexadecimal; another file is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Resource {
    /// What `instance('…')` and `pulldata('…', …)` call it.
    pub fn stem(&self) -> &str {
        match &self.id {
            Some(id) => id,
            None => self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem),
        }
    }
}

/// A text in several languages. In JSON an object from language tag to text, or one plain text
/// where there is only one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(transparent)]
pub struct Text(
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::text"))] pub VecMap<String, String>,
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

    /// Whether no language has more than blanks.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Choice {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: Text,
    /// The question does not apply: it counts in neither sum of a score.
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
    /// Pictures and sounds: `image`, `audio`, `video`, `big-image`.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, Text>"))]
    pub media: VecMap<String, Text>,
    /// Further columns, for choice filters.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub columns: VecMap<String, String>,
}

/// The column of a choice list with the names of response groups: choices of one group exclude one another.
const RESPONSE_GROUP: &str = "response_group";

impl Choice {
    /// The response group that it belongs to: of choices of one group, one may be taken.
    pub fn response_group(&self) -> Option<&str> {
        self.columns.get(RESPONSE_GROUP).map(String::as_str).filter(|group| !group.is_empty())
    }
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// One row of the survey.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[allow(
    clippy::large_enum_variant,
    reason = "nearly all items are questions, and those are boxed; on 32 bits they are small enough"
)]
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

/// Attributes of an XML form that have no member here, by name. They are carried so that the form can be written as XML again
/// without a loss.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct XmlExtras {
    /// Of its bind.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub bind: VecMap<String, String>,
    /// Of its control.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub body: VecMap<String, String>,
    /// Of its node in the instance.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default, with = "std::collections::BTreeMap<String, String>"))]
    pub instance: VecMap<String, String>,
}
