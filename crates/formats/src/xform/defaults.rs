//! What a question starts with: the words of the instance, or what actions set.

use sealform_questionnaire::{Choice, QuestionType, Shape};
use sealform_types::{Decimal, Finding, Findings, Json, say};

use super::actions::NodeActions;
use super::expressions::quoted;
use super::instance::{Field, InstanceDefault};
use super::source::place;

/// A start as a document writes it.
pub(super) enum Start {
    /// `default`
    Answer(Json),
    /// `default_expression`
    Expression(String),
}

/// What the text of an instance means for a question of that type; `None` where it does not fit.
fn answer(kind: QuestionType, text: &str, choices: Option<&[Choice]>) -> Option<Json> {
    let is_choice = |name: &str| choices.is_none_or(|list| list.iter().any(|choice| choice.name == name));
    match kind.shape() {
        Shape::Integer => text.parse().ok().map(Json::Integer),
        Shape::Decimal => Decimal::parse(text).ok().map(|number| Json::from(number.as_str())),
        // A moment where a day is asked for is its day.
        Shape::Date => Some(Json::from(text.split_once('T').map_or(text, |(day, _)| day))),
        Shape::Time => Some(Json::from(text.get(..8).filter(|time| text.len() > 8 && is_time(time)).unwrap_or(text))),
        Shape::Choice => is_choice(text).then(|| Json::from(text)),
        Shape::Choices => {
            text.split_whitespace().all(is_choice).then(|| text.split_whitespace().map(Json::from).collect())
        }
        Shape::Truth => matches!(text, "OK" | "true" | "1").then_some(Json::Boolean(true)),
        Shape::Location => point(text),
        Shape::Files => None,
        Shape::Text
        | Shape::Step(_)
        | Shape::DateTime
        | Shape::Seconds
        | Shape::Attempts
        | Shape::Locations
        | Shape::Log
        | Shape::Any => Some(Json::from(text)),
    }
}

/// Whether a text begins like `14:05:09`; behind it may stand a fraction and an offset.
fn is_time(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, sign)| if at % 3 == 2 { sign == b':' } else { sign.is_ascii_digit() })
}

/// `lat lon alt? acc?` as a document writes a point.
fn point(text: &str) -> Option<Json> {
    let numbers: Vec<_> = text.split_whitespace().map(Decimal::parse).collect::<Result<_, _>>().ok()?;
    let named = ["lat", "lon", "alt", "acc"].into_iter().zip(&numbers);
    let members = named.map(|(name, number)| (name.to_owned(), Json::from(number.as_str())));
    (2..=4).contains(&numbers.len()).then(|| Json::Object(members.collect()))
}

/// The nearest repeat around a node.
pub(super) struct RepeatAbove {
    /// The way up to it: `../..`.
    pub way: String,
    /// How many instances it has at the start.
    pub instances: usize,
}

/// What decides about the start of a question beside its node.
pub(super) struct Surroundings<'s> {
    /// What actions do to the node.
    pub actions: Option<&'s NodeActions>,
    /// Its choices, where they are known.
    pub choices: Option<&'s [Choice]>,
    /// The nearest repeat around it.
    pub repeat: Option<&'s RepeatAbove>,
}

/// What a question starts with.
pub(super) fn start(
    field: &Field<'_, '_>,
    kind: QuestionType,
    surroundings: &Surroundings<'_>,
    findings: &mut Findings,
) -> Option<Start> {
    let Surroundings { actions, choices, repeat } = *surroundings;
    let text = field.default.trim();
    let at_start = actions.and_then(|actions| actions.at_start.clone());
    if let Some(RepeatAbove { way, instances }) = repeat {
        let first = at_start.unwrap_or_else(|| first_instances(field, way));
        let in_new = actions.and_then(|actions| actions.in_new_instance.clone());
        let later = in_new.unwrap_or_else(|| quoted(text));
        if first != later || first != quoted(text) {
            let expression =
                if first == later { first } else { format!("if(position({way}) <= {instances}, {first}, {later})") };
            return Some(Start::Expression(expression));
        }
    } else if let Some(expression) = at_start {
        return Some(Start::Expression(expression));
    }
    if text.is_empty() {
        return None;
    }
    if let Some(answer) = answer(kind, text, choices) {
        return Some(Start::Answer(answer));
    }
    let message = say!("`{}` starts with `{text}`, which is not a valid answer to it", field.path);
    let finding = Finding::warning("xform/default", message, place(field.node));
    findings.push(finding.hint("write an answer that the question takes, or none"));
    let takes_no_text = kind.is_file() || kind == QuestionType::Acknowledge;
    (!takes_no_text).then(|| Start::Expression(quoted(text)))
}

/// What the first instances start with, by their number.
fn first_instances(field: &Field<'_, '_>, way: &str) -> String {
    let otherwise = quoted(field.default.trim());
    field.first_defaults.iter().rev().fold(otherwise, |otherwise, InstanceDefault { number, text }| {
        format!("if(position({way}) = {number}, {}, {otherwise})", quoted(text.trim()))
    })
}
