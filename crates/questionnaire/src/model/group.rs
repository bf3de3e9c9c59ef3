//! Groups, repeats and ends.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use sealform_types::VecMap;
use serde::Serialize;

use super::{Condition, Item, Text, XmlExtras, is_false};

/// Questions that belong together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
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
    /// Expression: whether nothing in it can be changed. In JSON a boolean or an expression.
    #[serde(skip_serializing_if = "Condition::is_no")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub readonly: Condition,
    /// Expression: how many instances a repeat has. The person then adds and removes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_count: Option<String>,
    /// How many instances a repeat starts with, where it has no `repeat_count`; none where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instances: Option<u32>,
    /// Whether the person neither adds nor removes instances of a repeat.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fixed: bool,
    /// The person removes instances of a repeat only while there are more; none where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_instances: Option<u32>,
    /// The person adds instances of a repeat only while there are fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_instances: Option<u32>,
    /// Whether the person adds no instances of a repeat.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub no_add: bool,
    /// Whether the person removes no instances of a repeat.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub no_remove: bool,
    /// What the whole numbers in it add up to, of a group of such questions: as long as some are answered and they do not, it
    /// cannot be sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// How the UI draws it, in words separated by spaces; `page` or `field-list` makes a page of a group at the top, `table-list` a
    /// matrix.
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
    /// Groups and questions, in order.
    pub children: Vec<Item>,
    /// JSON pointer to it, for findings.
    #[serde(skip)]
    pub pointer: String,
}

/// Whether a group has one instance or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum GroupType {
    /// Exactly one.
    #[default]
    Group,
    /// As many as the person adds, or as `repeat_count` says.
    Repeat,
}

/// Ends the form where it is relevant: nothing after it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Terminate {
    /// `terminate`.
    #[serde(rename = "type")]
    pub kind: TerminateType,
    /// Unique among its siblings.
    pub name: String,
    /// The text that the person reads.
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
