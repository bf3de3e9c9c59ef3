//! What an author reads about a document: a code, a sentence, a place and a hint.

use std::fmt;

use serde::Serialize;

use crate::Json;

/// Whether findings have words: the feature `explain`.
pub const EXPLAINS: bool = cfg!(feature = "explain");

/// Words for a finding, written like those of `format!`; empty where findings have none.
///
/// # Example
/// ```
/// use sealform_types::say;
/// assert_eq!(say!("unknown question `{}`", "a"), "unknown question `a`");
/// ```
#[macro_export]
macro_rules! say {
    ($($words:tt)*) => {
        if $crate::EXPLAINS { ::std::format!($($words)*) } else { ::std::string::String::new() }
    };
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document works, but probably not as meant.
    Warning,
    /// The document cannot be used as it is.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in a document something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Place {
    /// JSON pointer (RFC 6901) to the member, empty for the whole document.
    pub pointer: String,
    /// Line of the text, from 1, where the text itself could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub line: Option<u32>,
    /// Columns inside the text or the expression: first, from 1, and the one behind the last, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub columns: Option<(u32, u32)>,
    /// The expression in which the columns count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub source: Option<String>,
}

impl Place {
    /// The member at a JSON pointer.
    pub fn at(pointer: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), ..Self::default() }
    }

    /// The columns of a byte range of an expression that stands at `pointer`.
    pub fn in_expression(pointer: impl Into<String>, source: &str, bytes: std::ops::Range<usize>) -> Self {
        let column = |byte: usize| {
            let before = source.char_indices().take_while(|(at, _)| *at < byte).count();
            u32::try_from(before + 1).unwrap_or(u32::MAX)
        };
        Self {
            columns: Some((column(bytes.start), column(bytes.end))),
            source: Some(source.to_owned()),
            ..Self::at(pointer)
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.pointer.is_empty() { "document" } else { &self.pointer })?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        match self.columns {
            Some((first, end)) if end > first + 1 => write!(f, ", columns {first}-{}", end - 1),
            Some((first, _)) => write!(f, ", column {first}"),
            None => Ok(()),
        }
    }
}

/// One thing an author should know about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Finding {
    /// Stable and machine-readable, for example `expr/unknown-question`.
    pub code: &'static str,
    /// Whether the document can be used all the same.
    pub severity: Severity,
    /// One sentence in lower case without a full stop; names in backticks.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What would repair it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub hint: Option<String>,
}

impl Finding {
    /// A finding that makes the document unusable.
    pub fn error(code: &'static str, message: impl Into<String>, place: Place) -> Self {
        let message = if EXPLAINS { message.into() } else { String::new() };
        Self { code, severity: Severity::Error, message, place, hint: None }
    }

    /// A finding that the document survives.
    pub fn warning(code: &'static str, message: impl Into<String>, place: Place) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, place) }
    }

    /// `{code, severity, message, place: {pointer, line?, columns?, source?}, hint?}`
    pub fn to_json(&self) -> Json {
        let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        let number = |number: u32| Json::Integer(i64::from(number));
        let Place { pointer, line, columns, source } = &self.place;
        let mut place = vec![text("pointer", pointer)];
        place.extend(line.map(|line| ("line".to_owned(), number(line))));
        place.extend(columns.map(|(first, end)| ("columns".to_owned(), Json::Array(vec![number(first), number(end)]))));
        place.extend(source.as_ref().map(|source| text("source", source)));
        let mut members = vec![
            text("code", self.code),
            text("severity", self.severity.name()),
            text("message", &self.message),
            ("place".to_owned(), Json::Object(place)),
        ];
        members.extend(self.hint.as_ref().map(|hint| text("hint", hint)));
        Json::Object(members)
    }

    /// Adds what would repair it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if EXPLAINS {
            self.hint = Some(hint.into());
        }
        self
    }

    /// Adds a hint where there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        if EXPLAINS {
            self.hint = hint.or(self.hint);
        }
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.severity.name();
        write!(f, "{word}[{}]: {}\n  at {}", self.code, self.message, self.place)?;
        if let (Some(source), Some((first, end))) = (&self.place.source, self.place.columns)
            && !source.contains('\n')
        {
            let width = end.saturating_sub(first).max(1) as usize;
            write!(f, "\n    {source}\n    {}{}", " ".repeat(first.saturating_sub(1) as usize), "^".repeat(width))?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Findings as they are gathered; reading goes on after each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// The most findings that are kept: whoever has a thousand mends them in rounds.
    pub const MOST: usize = 1000;

    /// Keeps a finding. Where there is no room, an error takes the place of the last warning: it must not go under.
    pub fn push(&mut self, finding: Finding) {
        if self.0.len() >= Self::MOST {
            let is_warning = |known: &Finding| known.severity == Severity::Warning;
            let Some(last) = self.0.iter().rposition(is_warning).filter(|_| finding.severity == Severity::Error) else {
                return;
            };
            self.0.remove(last);
        }
        self.0.push(finding);
    }

    /// Keeps all of another list.
    pub fn append(&mut self, other: Findings) {
        other.0.into_iter().for_each(|finding| self.push(finding));
    }

    /// Whether any of them makes the document unusable.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// Takes them out.
    pub fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| writeln!(f, "{finding}"))
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_says_what_serde_says() {
        let place = Place { line: Some(3), ..Place::in_expression("/a", "1 +", 2..3) };
        let full = Finding::error("a/b", "what", place).hint("how");
        for finding in [full, Finding::warning("a/c", "\"", Place::default())] {
            assert_eq!(finding.to_json().to_text(), serde_json::to_string(&finding).expect("JSON"));
        }
    }

    #[test]
    fn an_error_behind_a_thousand_warnings_is_reported() {
        let mut findings = Findings::default();
        for _ in 0..=Findings::MOST {
            findings.push(Finding::warning("a/c", "small", Place::default()));
        }
        findings.push(Finding::error("a/b", "large", Place::default()));
        assert!(findings.has_errors());
        assert_eq!(findings.iter().count(), Findings::MOST);
        assert_eq!(findings.iter().last().map(|finding| finding.code), Some("a/b"));
    }

    #[test]
    fn an_expression_finding_points_with_carets() {
        let place = Place::in_expression("/survey/0/relevant", "é = ${q_smokr}", 5..15);
        let finding = Finding::error("expr/unknown-question", "unknown question `q_smokr`", place)
            .hint("did you mean `q_smoker`?");
        assert_eq!(
            finding.to_string(),
            "error[expr/unknown-question]: unknown question `q_smokr`\n  at /survey/0/relevant, columns 5-14\n    \
             é = ${q_smokr}\n        ^^^^^^^^^^\n  hint: did you mean `q_smoker`?"
        );
    }
}
