//! What an author reads about a document: a code, a sentence, a place and a hint.

use std::fmt;

use serde::Serialize;

use crate::{Json, closest_match};

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
pub struct Findings {
    kept: Vec<Finding>,
    /// What is known of each code.
    codes: Vec<OfCode>,
    /// How often a name was looked for that may have been meant.
    guesses: usize,
}

/// How many findings of one code there are, and the one that counts those that are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OfCode {
    code: &'static str,
    kept: usize,
    left_out: u32,
    rest: Option<Finding>,
}

impl OfCode {
    fn leave_out(&mut self, count: u32, severity: Severity) {
        self.left_out = self.left_out.saturating_add(count);
        let severity = self.rest.as_ref().map_or(severity, |rest| rest.severity.max(severity));
        let message = say!("{} more of this kind", self.left_out);
        self.rest = Some(Finding { severity, ..Finding::error(self.code, message, Place::default()) });
    }
}

impl Findings {
    /// The most findings that are kept of one code: whoever has a hundred mends them in rounds. The rest is counted.
    pub const MOST: usize = 100;

    /// Keeps a finding, or counts it.
    pub fn push(&mut self, finding: Finding) {
        match self.codes.iter_mut().find(|known| known.code == finding.code) {
            Some(known) if known.kept >= Self::MOST => return known.leave_out(1, finding.severity),
            Some(known) => known.kept += 1,
            None => self.codes.push(OfCode { code: finding.code, kept: 1, left_out: 0, rest: None }),
        }
        self.kept.push(finding);
    }

    /// Keeps all of another list.
    pub fn append(&mut self, other: Findings) {
        other.kept.into_iter().for_each(|finding| self.push(finding));
        for other in other.codes {
            let known = self.codes.iter_mut().find(|known| known.code == other.code);
            if let (Some(known), Some(rest)) = (known, other.rest) {
                known.leave_out(other.left_out, rest.severity);
            }
        }
    }

    /// What was most likely meant, see [`closest_match`]. Nobody needs it for more findings than are kept.
    pub fn closest_match<'a>(&mut self, unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.guesses += 1;
        if self.guesses > Self::MOST { None } else { closest_match(unknown, known) }
    }

    /// Whether any of them makes the document unusable.
    pub fn has_errors(&self) -> bool {
        self.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// In the order in which they were found; what was only counted comes last.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.kept.iter().chain(self.codes.iter().filter_map(|known| known.rest.as_ref()))
    }

    /// Changes where each of those stands that are kept.
    pub fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        self.kept.iter_mut().map(|finding| &mut finding.place)
    }

    /// Takes them out.
    pub fn into_vec(self) -> Vec<Finding> {
        let rests = self.codes.into_iter().filter_map(|known| known.rest);
        self.kept.into_iter().chain(rests).collect()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|finding| writeln!(f, "{finding}"))
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
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
    fn what_is_not_kept_is_counted_by_its_code() {
        let mut findings = Findings::default();
        for _ in 0..Findings::MOST + 7 {
            findings.push(Finding::warning("a/c", "small", Place::default()));
        }
        findings.push(Finding::error("a/b", "large", Place::default()));
        let mut others = findings.clone();
        others.append(findings.clone());
        let last = |findings: &Findings| findings.iter().last().map(ToString::to_string).unwrap_or_default();
        assert_eq!(findings.iter().count(), Findings::MOST + 2);
        assert_eq!(last(&findings), "warning[a/c]: 7 more of this kind\n  at document");
        assert_eq!(last(&others), "warning[a/c]: 114 more of this kind\n  at document");
        findings.push(Finding::error("a/c", "large", Place::default()));
        assert_eq!(last(&findings), "error[a/c]: 8 more of this kind\n  at document");
        assert!(findings.has_errors() && findings.into_vec().len() == Findings::MOST + 2);
    }

    #[test]
    fn an_error_behind_many_warnings_of_its_code_makes_the_document_unusable() {
        let mut findings = Findings::default();
        (0..200).for_each(|_| findings.push(Finding::warning("a/c", "small", Place::default())));
        assert!(!findings.has_errors());
        findings.push(Finding::error("a/c", "large", Place::default()));
        assert!(findings.has_errors());
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
