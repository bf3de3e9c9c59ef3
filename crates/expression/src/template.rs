//! Texts with inserted answers: `You said ${colour}.`

use sealform_types::{Finding, Findings, Place, VecSet, is_name};

use crate::compile::{Purpose, compile};
use crate::eval::Context;
use crate::expression::Expression;
use crate::kinds::{Reads, Ref, Scope};
use crate::value::Val;

/// A text with answers inserted.
#[derive(Debug, Clone)]
pub struct Template {
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(String),
    Insertion(Expression),
}

/// Whether a text has anything to insert.
pub fn has_insertions(text: &str) -> bool {
    text.contains("${")
}

impl Template {
    /// Compiles a text that stands at the JSON pointer `at`; `${name}` is replaced by the answer.
    pub fn compile(text: &str, scope: &dyn Scope, at: &str) -> (Self, Findings) {
        let (mut pieces, mut findings, mut rest) = (Vec::new(), Findings::default(), text);
        while let Some((before, behind)) = rest.split_once("${") {
            let start = text.len() - behind.len() - "${".len();
            let Some((name, after)) = closed(behind) else {
                let message = "the insertion that begins with `${` does not end";
                let place = Place::in_expression(at, text, start..text.len());
                findings.push(Finding::error("expr/unclosed-reference", message, place).hint("close it with `}`"));
                break;
            };
            pieces.push(Piece::Text(before.to_owned()));
            // What is no name is an expression: `${/data/a/b}`, `${position(..)}`.
            let is_reference = is_name(name.trim()) || name.starts_with("last-saved#");
            let source = if is_reference { format!("${{{name}}}") } else { name.to_owned() };
            let (insertion, found) = compile(&source, scope, Purpose::Value, at);
            found.into_iter().for_each(|finding| findings.push(in_text(finding, text, start)));
            pieces.extend(insertion.map(Piece::Insertion));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        (Self { pieces }, findings)
    }

    /// Everything it reads, sorted, each once.
    pub fn reads(&self) -> Vec<(Ref, Reads)> {
        let insertions = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Insertion(expression) => Some(expression.reads()),
        });
        insertions.flatten().copied().collect::<VecSet<_>>().into_iter().collect()
    }

    /// The text with the answers of now.
    pub fn fill(&self, context: &dyn Context) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            // What is no number is nothing to a person.
            Piece::Insertion(expression) => match expression.eval(context) {
                Val::Number(number) if number.is_nan() => String::new(),
                value => value.to_text(),
            },
        });
        pieces.collect()
    }
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
