//! Which parts of a text are emphasised, links, headings. The text itself is plain, and complete without them.

use sealform_types::Wire;
use serde::Serialize;

/// What is marked in the texts of a question, a group or a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Markup {
    /// In its label.
    pub label: Vec<Mark>,
    /// In its hint.
    pub hint: Vec<Mark>,
    /// In its guidance hint; a group or a page has none.
    pub guidance_hint: Vec<Mark>,
}

/// A part of a text that is drawn differently. Marks are in order, each before those inside it; none begins in one and ends
/// in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Mark {
    /// Where it begins, in UTF-16 code units.
    pub start: u32,
    /// Where it ends, in UTF-16 code units.
    pub end: u32,
    /// What it is.
    pub kind: MarkKind,
}

/// What a part of a text is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MarkKind {
    /// Emphasised.
    Emphasis,
    /// Strongly emphasised.
    Strong,
    /// Something to be typed as it stands.
    Code,
    /// A link. Whoever draws it asks [`is_followed`] first: answers may be inserted in the address.
    Link {
        /// Where it leads.
        address: String,
    },
    /// A paragraph. This and the next two stand in texts that are read and not asked: notes, guidance, introductions of
    /// groups and pages. What is outside of them (the dots of a list) is for readers who see the text alone.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    Item {
        /// Its number, where the list is numbered.
        number: Option<u32>,
    },
}

impl MarkKind {
    /// Whether it is a block of its own.
    pub fn is_block(&self) -> bool {
        match self {
            Self::Paragraph | Self::Heading | Self::Item { .. } => true,
            Self::Emphasis | Self::Strong | Self::Code | Self::Link { .. } => false,
        }
    }
}

/// Whether an address may be followed from a text of a form: those of the web, of mail and of telephones, never one that
/// runs a script.
///
/// # Example
/// ```
/// use sealform_protocol::is_followed;
/// assert!(is_followed("https://example.org/a") && is_followed("MAILTO:a@example.org"));
/// assert!(!is_followed("javascript:alert(1)") && !is_followed("/a") && !is_followed(" https://example.org"));
/// ```
pub fn is_followed(address: &str) -> bool {
    ["https:", "http:", "mailto:", "tel:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}
