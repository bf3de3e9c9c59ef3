//! Texts with inserted answers: `You said ${colour}.`

use std::ops::Range;

use sealform_types::{Finding, Findings, Place, VecSet, Wire, is_name};

use crate::compile::Purpose;
use crate::context::Context;
use crate::expression::Expression;
use crate::kinds::{Reads, Scope, ValueRef};
use crate::parsed::{Parsed, parse};
use crate::usage::Usage;

/// A text with answers inserted.
#[derive(Debug, Clone, Wire)]
pub struct TextTemplate {
    pub(crate) pieces: Vec<TextPart>,
}

#[derive(Debug, Clone, Wire)]
pub(crate) enum TextPart {
    Text(String),
    Insertion(Expression),
    /// Percent-encoded; but for these signs and those that need not be.
    Encoded(Expression, String),
}

/// Whether a text has anything to insert.
pub fn has_insertions(text: &str) -> bool {
    text.contains("${")
}

/// Where the insertions of a text stand, in bytes; one that does not end is none.
///
/// # Example
/// ```
/// use sealform_expression::insertions;
/// assert_eq!(insertions("${a}, ${concat('}', ${b})}, ${c").collect::<Vec<_>>(), [0..4, 6..26]);
/// ```
pub fn insertions(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find("${")?;
        let (inside, _) = closed(text.get(start + "${".len()..)?)?;
        from = start + "${}".len() + inside.len();
        Some(start..from)
    })
}

/// A text whose insertions are parsed and not compiled yet.
#[derive(Debug, Clone)]
pub struct ParsedText<'a> {
    text: &'a str,
    at: &'a str,
    pieces: Vec<ParsedPiece<'a>>,
}

#[derive(Debug, Clone)]
enum ParsedPiece<'a> {
    Text(&'a str),
    /// What is inserted, and how many bytes of the text stand before it.
    Insertion(Result<Box<Parsed<'a>>, Findings>, usize),
    /// From here on, an insertion without an end.
    Unclosed(usize),
}

/// Parses a text that stands at the JSON pointer `at`: each `${name}` or `${expression}` in it is an insertion.
///
/// # Example
/// ```
/// use sealform_expression::parse_text;
/// let text = parse_text("Welcome to ${assignment( 'site' )}, ${name}. Not inserted: assignment('x')", "/survey/0/label");
/// let usage = text.usage();
/// assert_eq!(usage.assignment.iter().collect::<Vec<_>>(), ["site"]);
/// assert_eq!(usage.questions.iter().collect::<Vec<_>>(), ["name"]);
/// ```
pub fn parse_text<'a>(text: &'a str, at: &'a str) -> ParsedText<'a> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, behind)) = rest.split_once("${") {
        let start = text.len() - behind.len() - "${".len();
        let Some((name, after)) = closed(behind) else {
            pieces.push(ParsedPiece::Unclosed(start));
            break;
        };
        pieces.push(ParsedPiece::Text(before));
        // What is no name is an expression: `${/data/a/b}`, `${position(..)}`.
        let is_reference = is_name(name.trim()) || name.starts_with("last-saved#");
        let (source, before) = match is_reference {
            true => (text.get(start..start + "${}".len() + name.len()).unwrap_or(name), start),
            false => (name, start + "${".len()),
        };
        pieces.push(ParsedPiece::Insertion(parse(source, at).map(Box::new), before));
        rest = after;
    }
    pieces.push(ParsedPiece::Text(rest));
    ParsedText { text, at, pieces }
}

impl ParsedText<'_> {
    fn insertions(&self) -> impl Iterator<Item = (&Parsed<'_>, usize)> {
        self.pieces.iter().filter_map(|piece| match piece {
            ParsedPiece::Insertion(Ok(parsed), before) => Some((parsed.as_ref(), *before)),
            ParsedPiece::Insertion(Err(_), _) | ParsedPiece::Text(_) | ParsedPiece::Unclosed(_) => None,
        })
    }

    /// What all insertions use together.
    pub fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        self.insertions().for_each(|(parsed, _)| usage.extend(parsed.usage()));
        usage
    }

    /// Where a question is first named, in bytes of the text.
    pub fn reference(&self, name: &str) -> Option<Range<usize>> {
        let mut found = self.insertions().filter_map(|(parsed, before)| Some((parsed.reference(name)?, before)));
        found.next().map(|(span, before)| span.start + before..span.end + before)
    }

    /// Fits the text to a scope. What is wrong with an insertion is a finding, and nothing is inserted there.
    pub fn compile(&self, scope: &dyn Scope) -> (TextTemplate, Findings) {
        let (mut pieces, mut findings) = (Vec::new(), Findings::default());
        for piece in &self.pieces {
            match piece {
                ParsedPiece::Text(text) => pieces.push(TextPart::Text((*text).to_owned())),
                ParsedPiece::Insertion(parsed, before) => {
                    let (insertion, found) = match parsed {
                        Ok(parsed) => parsed.compile(scope, Purpose::Value),
                        Err(findings) => (None, findings.clone()),
                    };
                    found.into_iter().for_each(|finding| findings.push(in_text(finding, self.text, *before)));
                    pieces.extend(insertion.map(TextPart::Insertion));
                }
                ParsedPiece::Unclosed(start) => {
                    let message = "the insertion that begins with `${` does not end";
                    let place = Place::in_expression(self.at, self.text, *start..self.text.len());
                    findings.push(Finding::error("expr/unclosed-reference", message, place).hint("close it with `}`"));
                }
            }
        }
        (TextTemplate { pieces }, findings)
    }
}

impl TextTemplate {
    /// Compiles a text that stands at the JSON pointer `at`; `${name}` is replaced by the answer.
    pub fn compile(text: &str, scope: &dyn Scope, at: &str) -> (Self, Findings) {
        parse_text(text, at).compile(scope)
    }

    /// Everything it reads, sorted, each once.
    pub fn reads(&self) -> Vec<(ValueRef, Reads)> {
        self.insertions().flat_map(Expression::reads).copied().collect::<VecSet<_>>().into_iter().collect()
    }

    /// What it inserts.
    pub fn insertions(&self) -> impl Iterator<Item = &Expression> {
        self.pieces.iter().filter_map(|piece| match piece {
            TextPart::Text(_) => None,
            TextPart::Insertion(expression) | TextPart::Encoded(expression, _) => Some(expression),
        })
    }

    /// The text with the answers of now.
    pub fn fill(&self, context: &dyn Context) -> String {
        self.pieces.iter().map(|piece| piece.fill(context)).collect()
    }

    /// Makes an address of it: what is inserted is percent-encoded as UTF-8 (RFC 3986), but for unreserved characters and
    /// those that are `kept`. So it is part of the piece of the address where it stands, and begins no other.
    pub fn encode(&mut self, kept: &str) {
        let encoded = |piece: TextPart| match piece {
            TextPart::Insertion(expression) => TextPart::Encoded(expression, kept.to_owned()),
            TextPart::Text(_) | TextPart::Encoded(..) => piece,
        };
        self.pieces = std::mem::take(&mut self.pieces).into_iter().map(encoded).collect();
    }

    /// Where each piece begins in the text with the answers of now, in UTF-16 code units: what stands before the first
    /// insertion, that insertion, what stands behind it, and so on.
    pub fn starts(&self, context: &dyn Context) -> Vec<u32> {
        let mut at = 0;
        let start = |piece: &TextPart| {
            let units = piece.fill(context).encode_utf16().count();
            let start = at;
            at += u32::try_from(units).unwrap_or(0);
            start
        };
        self.pieces.iter().map(start).collect()
    }
}

impl TextPart {
    fn fill(&self, context: &dyn Context) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Insertion(expression) => inserted(expression, context),
            Self::Encoded(expression, kept) => percent_encoded(&inserted(expression, context), kept),
        }
    }
}

/// What is no number is nothing to a person.
fn inserted(expression: &Expression, context: &dyn Context) -> String {
    let value = expression.eval(context);
    if value.as_number().is_some_and(f64::is_nan) { String::new() } else { value.to_text() }
}

fn percent_encoded(text: &str, kept: &str) -> String {
    const UNRESERVED: &str = "-._~";
    let mut encoded = String::new();
    for byte in text.bytes() {
        let sign = char::from(byte);
        if byte.is_ascii_alphanumeric() || UNRESERVED.contains(sign) || kept.contains(sign) {
            encoded.push(sign);
        } else {
            let digit = |half: u8| char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase());
            encoded.extend(std::iter::once('%').chain(digit(byte >> 4)).chain(digit(byte & 15)));
        }
    }
    encoded
}

/// What an insertion holds, and what stands behind it: an expression may have references and texts of its own.
fn closed(behind: &str) -> Option<(&str, &str)> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, sign) in behind.char_indices() {
        match (quote, sign) {
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(sign),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some((behind.get(..at)?, behind.get(at + 1..)?)),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    behind.split_once('}')
}

/// A finding about an insertion, with its columns in the text around it.
fn in_text(mut finding: Finding, text: &str, start: usize) -> Finding {
    let before = text.get(..start).map_or(0, |before| before.chars().count());
    let shift = u32::try_from(before).unwrap_or(u32::MAX);
    let moved = |(first, end): (u32, u32)| (first.saturating_add(shift), end.saturating_add(shift));
    finding.place.columns = finding.place.columns.map(moved);
    finding.place.source = Some(text.to_owned());
    finding
}
