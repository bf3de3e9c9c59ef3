//! What a question starts with: the words of the instance, or what actions set.

use sealform_types::{Decimal, Finding, Findings, Json, say};

use super::actions::Set;
use super::expressions::quoted;
use super::fields::Field;
use super::xml::place;

/// A start as a document writes it.
pub(super) enum Start {
    /// `default`
    Answer(Json),
    /// `default_expression`
    Expression(String),
}

/// What the text of an instance means for a question of that type; `None` where it does not fit.
pub(super) fn answer(kind: &str, text: &str, choices: Option<&[Json]>) -> Option<Json> {
    let is_choice = |name: &str| {
        choices.is_none_or(|list| list.iter().any(|choice| choice.get("name").and_then(Json::as_str) == Some(name)))
    };
    match kind {
        "integer" => text.parse().ok().map(Json::Integer),
        "decimal" | "range" => Decimal::parse(text).ok().map(|number| Json::from(number.as_str())),
        // A moment where a day is asked for is its day.
        "date" => Some(Json::from(text.split_once('T').map_or(text, |(day, _)| day))),
        "time" => Some(Json::from(text.get(..8).filter(|time| text.len() > 8 && is_time(time)).unwrap_or(text))),
        "select_one" => is_choice(text).then(|| Json::from(text)),
        "select_multiple" | "rank" => {
            text.split_whitespace().all(is_choice).then(|| text.split_whitespace().map(Json::from).collect())
        }
        "acknowledge" => matches!(text, "OK" | "true" | "1").then_some(Json::Boolean(true)),
        "geopoint" => point(text),
        "image" | "audio" | "video" | "file" => None,
        _ => Some(Json::from(text)),
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

/// What a question starts with. `above_repeat` is the way up to the nearest repeat (`../..`) and how many instances
/// that has at the start.
pub(super) fn start(
    field: &Field<'_, '_>,
    kind: &str,
    set: Option<&Set>,
    choices: Option<&[Json]>,
    above_repeat: Option<(&str, usize)>,
    findings: &mut Findings,
) -> Option<Start> {
    let text = field.default.trim();
    let (at_start, in_new) =
        (set.and_then(|set| set.at_start.clone()), set.and_then(|set| set.in_new_instance.clone()));
    if let Some((way, count)) = above_repeat {
        let first = at_start.unwrap_or_else(|| first_instances(field, way));
        let later = in_new.unwrap_or_else(|| quoted(text));
        if first != later || first != quoted(text) {
            let expression =
                if first == later { first } else { format!("if(position({way}) <= {count}, {first}, {later})") };
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
    let message = say!("`{}` starts with `{text}`, which is no answer to it", field.path);
    let finding = Finding::warning("xform/default", message, place(field.node));
    findings.push(finding.hint("write an answer that the question takes, or none"));
    match kind {
        "image" | "audio" | "video" | "file" | "acknowledge" => None,
        _ => Some(Start::Expression(quoted(text))),
    }
}

/// What the first instances start with, by their number.
fn first_instances(field: &Field<'_, '_>, way: &str) -> String {
    let otherwise = quoted(field.default.trim());
    field.first_defaults.iter().rev().fold(otherwise, |otherwise, (number, text)| {
        format!("if(position({way}) = {number}, {}, {otherwise})", quoted(text.trim()))
    })
}
