//! Texts with inserted answers: `You said ${colour}.`

use std::collections::BTreeSet;

use sealform_types::Findings;

use crate::compile::{Expression, Purpose, compile};
use crate::eval::Context;
use crate::kinds::{Reads, Ref, Scope};

/// A text with answers inserted.
#[derive(Debug, Clone)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
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
            let Some((name, after)) = behind.split_once('}') else { break };
            pieces.push(Piece::Text(before.to_owned()));
            let (insertion, found) = compile(&format!("${{{name}}}"), scope, Purpose::Value, at);
            findings.append(found);
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
        let all: BTreeSet<(Ref, bool)> =
            insertions.flatten().map(|(reference, reads)| (*reference, *reads == Reads::Many)).collect();
        let reads = |many| if many { Reads::Many } else { Reads::One };
        all.into_iter().map(|(reference, many)| (reference, reads(many))).collect()
    }

    /// The text with the answers of now.
    pub fn fill(&self, context: &dyn Context) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Insertion(expression) => expression.eval(context).to_text(),
        });
        pieces.collect()
    }
}
