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
        levels: VecMap::new(),
    };
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
}

impl TextRule {
    /// All rules.
    pub const ALL: [Self; 9] = [
        Self::MinWords,
        Self::MaxWords,
        Self::MinChars,
        Self::MaxChars,
        Self::MinSentences,
        Self::NoCaps,
        Self::NoRepeats,
        Self::NoPlaceholder,
        Self::NoEcho,
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
        }
    }

    /// The level where the form names no other: counts of words and characters block, the rest warns.
    pub fn usual_level(self) -> Level {
        match self {
            Self::MinWords | Self::MaxWords | Self::MinChars | Self::MaxChars => Level::Hard,
            Self::MinSentences | Self::NoCaps | Self::NoRepeats | Self::NoPlaceholder | Self::NoEcho => Level::Warn,
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
