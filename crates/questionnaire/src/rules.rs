//! Rules for the words of a text or a comment.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::{Level, VecMap, Wire};
use serde::Serialize;

/// What the words of a text or a comment must be like. Counts are of Unicode words and characters (UAX #29).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(default))]
pub struct TextRules {
    /// The fewest words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_words: Option<u32>,
    /// The most words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_words: Option<u32>,
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// The fewest sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_sentences: Option<u32>,
    /// Not all in capitals.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_caps: bool,
    /// Not one word over and over.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_repeats: bool,
    /// Not "n/a", "xxx" or "…".
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_placeholder: bool,
    /// Not the question's own words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_echo: bool,
    /// Not almost the same as another comment of the form, or as one that the same person wrote lately.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub distinct: bool,
    /// Words that must not be there, and words of which one must.
    #[serde(skip_serializing_if = "Phrases::is_empty")]
    pub phrases: Phrases,
    /// Whose names must be there, or must not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// Other levels than the usual ones, by rule.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::levels"))]
    pub levels: VecMap<TextRule, Level>,
}

impl TextRules {
    /// No rule.
    pub const NONE: Self = Self {
        min_words: None,
        max_words: None,
        min_chars: None,
        max_chars: None,
        min_sentences: None,
        no_caps: false,
        no_repeats: false,
        no_placeholder: false,
        no_echo: false,
        distinct: false,
        phrases: Phrases { banned: VecMap::new(), wanted: VecMap::new() },
        names: None,
        levels: VecMap::new(),
    };
}

/// Lists of phrases by language. A phrase is one word or several in a row, in any case; a word that ends in `*` stands for every
/// word that begins so. What holds is the list of the language that the form is shown in, else that of its first language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Phrases {
    /// None of them may be there.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Vec<String>>"))]
    pub banned: VecMap<String, Vec<String>>,
    /// One of them must be there.
    #[serde(skip_serializing_if = "VecMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Vec<String>>"))]
    pub wanted: VecMap<String, Vec<String>>,
}

impl Phrases {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.banned.is_empty() && self.wanted.is_empty()
    }
}

/// Names that people enter elsewhere in the form: in texts, by the names of the questions. In JSON `{"required": ["agent"]}` or
/// `{"forbidden": ["agent"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// One of them must be there, where one is entered.
    Required(Vec<String>),
    /// None of them may be there.
    Forbidden(Vec<String>),
}

impl Names {
    /// The questions that hold them.
    pub fn questions(&self) -> &[String] {
        match self {
            Self::Required(questions) | Self::Forbidden(questions) => questions,
        }
    }
}

/// The name of a rule in [`TextRules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Wire)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextRule {
    /// See [`TextRules::min_words`].
    MinWords,
    /// See [`TextRules::max_words`].
    MaxWords,
    /// See [`TextRules::min_chars`].
    MinChars,
    /// See [`TextRules::max_chars`].
    MaxChars,
    /// See [`TextRules::min_sentences`].
    MinSentences,
    /// See [`TextRules::no_caps`].
    NoCaps,
    /// See [`TextRules::no_repeats`].
    NoRepeats,
    /// See [`TextRules::no_placeholder`].
    NoPlaceholder,
    /// See [`TextRules::no_echo`].
    NoEcho,
    /// See [`TextRules::distinct`].
    Distinct,
    /// See [`TextRules::phrases`].
    Phrases,
    /// See [`TextRules::names`].
    Names,
}

impl TextRule {
    /// All rules.
    pub const ALL: [Self; 12] = [
        Self::MinWords,
        Self::MaxWords,
        Self::MinChars,
        Self::MaxChars,
        Self::MinSentences,
        Self::NoCaps,
        Self::NoRepeats,
        Self::NoPlaceholder,
        Self::NoEcho,
        Self::Distinct,
        Self::Phrases,
        Self::Names,
    ];

    /// The member's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::MinWords => "min_words",
            Self::MaxWords => "max_words",
            Self::MinChars => "min_chars",
            Self::MaxChars => "max_chars",
            Self::MinSentences => "min_sentences",
            Self::NoCaps => "no_caps",
            Self::NoRepeats => "no_repeats",
            Self::NoPlaceholder => "no_placeholder",
            Self::NoEcho => "no_echo",
            Self::Distinct => "distinct",
            Self::Phrases => "phrases",
            Self::Names => "names",
        }
    }

    /// The level where the form names no other: counts of words and characters block, the rest warns.
    pub fn usual_level(self) -> Level {
        match self {
            Self::MinWords | Self::MaxWords | Self::MinChars | Self::MaxChars => Level::Hard,
            Self::MinSentences
            | Self::NoCaps
            | Self::NoRepeats
            | Self::NoPlaceholder
            | Self::NoEcho
            | Self::Distinct
            | Self::Phrases
            | Self::Names => Level::Warn,
        }
    }
}

impl TextRules {
    /// The level of a rule in this form.
    pub fn level(&self, rule: TextRule) -> Level {
        self.levels.get(&rule).copied().unwrap_or_else(|| rule.usual_level())
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
