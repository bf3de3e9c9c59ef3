//! Cells of the column `trigger`: questions that a person can change.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sealform_questionnaire::QuestionType;
use sealform_types::Place;

use crate::xlsform::read::context::ReadContext;
use crate::xlsform::read::node::{Node, NodeKind, Visibility};
use crate::xlsform::read::references::{Names, malformed, references};
use crate::xlsform::read::table::Table;
use crate::xlsform::read::values::{expression, is_yes};

/// Reports cells `trigger` that name no question.
pub fn cells(context: &mut ReadContext, table: &Table, nodes: &[Node], names: &Names) {
    let mut questions = HashSet::new();
    question_names(nodes, &mut questions);
    for record in table.records() {
        let (Some(field), Some(_)) = (record.get("trigger"), record.get("type")) else { continue };
        if record.text("disabled").is_some_and(is_yes) {
            continue;
        }
        let text = expression(field.text);
        let cell = Cell { names, questions: &questions, text: &text, at: &field.at };
        let mut start = 0;
        for part in text.split(',') {
            cell.part(context, part, start);
            start += part.len() + 1;
        }
        if references(&text).is_empty() && malformed(&text).is_none() {
            let place = Place::at(&field.at);
            context.error("xlsform/bad-reference", "a trigger is a question", place, "write `${name}`");
        }
    }
}

/// A cell of the column `trigger`.
struct Cell<'c> {
    names: &'c Names,
    questions: &'c HashSet<&'c str>,
    text: &'c str,
    at: &'c str,
}

impl Cell<'_> {
    /// One part between commas, which begins at that byte.
    fn part(&self, context: &mut ReadContext, part: &str, start: usize) {
        let Self { names, questions, text, at } = *self;
        let place = |range: Range<usize>| Place::in_expression(at, text, start + range.start..start + range.end);
        if let Some(range) = malformed(part) {
            let hint = "write `${name}`, closed and without blanks inside";
            return context.error("xlsform/bad-reference", "this is not a reference to a question", place(range), hint);
        }
        match references(part).as_slice() {
            [] => {}
            [one] if !questions.contains(one.name) => {
                let message = format!("no question is called `{}`", one.name);
                let place = place(one.start..one.end);
                context.error("xlsform/unknown-reference", message, place, names.hint(one.name));
            }
            [one] if part.trim().len() != one.end - one.start => {
                let message = format!("a trigger is a question: only `{}` of this is read", one.name);
                context.warning("xlsform/reference-list", message, Place::at(at), "write `${name}` alone");
            }
            [_] => {}
            _ => {
                let message = "several triggers have a comma between each";
                context.error("xlsform/reference-list", message, Place::at(at), "write `${a}, ${b}`");
            }
        }
    }
}

fn question_names<'a>(nodes: &'a [Node], names: &mut HashSet<&'a str>) {
    for node in nodes {
        match node.is_container() {
            true => question_names(&node.children, names),
            false => drop(names.insert(&node.name)),
        }
    }
}

/// How a question that nobody sees changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// By a calculation.
    ByItself,
    /// From outside.
    FromOutside,
}

/// Reports triggers that nobody can see change.
pub fn unseen(context: &mut ReadContext, nodes: &[Node]) {
    let mut hidden = HashMap::new();
    unseen_questions(nodes, &mut hidden);
    level(context, nodes, &hidden);
}

/// Questions that nobody sees, and how they change.
fn unseen_questions<'a>(nodes: &'a [Node], hidden: &mut HashMap<&'a str, Change>) {
    for node in nodes {
        unseen_questions(&node.children, hidden);
        let Some(question) = node.question() else { continue };
        let is_by_itself = question.calculation.is_some()
            || !question.trigger.is_empty()
            || ["calculation", "trigger"].iter().any(|name| node.sets(name));
        let has_words = node.has_text("label", |question| &question.label)
            || node.has_text("hint", |question| &question.hint)
            || !question.media.is_empty()
            || node.sets("media");
        let is_seen = node.visibility == Visibility::Shown && (has_words || !is_by_itself);
        if !is_seen && is_by_itself {
            hidden.insert(&node.name, Change::ByItself);
        } else if !is_seen && node.kind() == NodeKind::Question(QuestionType::Hidden) {
            hidden.insert(&node.name, Change::FromOutside);
        }
    }
}

fn level(context: &mut ReadContext, nodes: &[Node], hidden: &HashMap<&str, Change>) {
    for node in nodes {
        let triggers = node.question().map(|question| question.trigger.as_slice()).unwrap_or_default();
        for name in triggers {
            let Some(change) = hidden.get(name.as_str()) else { continue };
            let message = format!("`{name}` is never shown, so a person cannot change it");
            let place = Place::at(node.cell("/trigger"));
            let hint = "name a question that a person answers";
            // Places are taken and hidden questions are named without a word of other programs.
            let is_start = node.kind() == NodeKind::Question(QuestionType::StartGeopoint);
            match *change == Change::ByItself && !is_start {
                true => context.error("xlsform/trigger-hidden", message, place, hint),
                false => context.warning("xlsform/trigger-hidden", message, place, hint),
            }
        }
        level(context, &node.children, hidden);
    }
}
