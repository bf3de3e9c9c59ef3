//! Choices: one, several, or all in an order.

use std::borrow::Cow;

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::{CHOICE_VALUES, Choice, JSON_VALUES, Question};
use sealform_types::{Json, Value, VecSet};

use super::codec::{Answer, Asked, Codec, Drawn, Reading};
use crate::program::QuestionSpec;

/// One choice.
pub(super) struct One;
/// Any choices, in the order of the list.
pub(super) struct Multiple;
/// All choices, in an order.
pub(super) struct Rank;

impl Codec for One {
    fn value_kind(&self, _: &Question, list: Option<ListId>) -> ValueKind {
        list.map_or(ValueKind::Text, ValueKind::Choice)
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let name = named(asked, raw).ok_or_else(|| asked.wrong_kind("the name of a choice"))?;
        if !offers(asked, &name) {
            return Err(unknown(asked, &name));
        }
        Ok(Answer::of(Value::Choice(name.into_owned())))
    }

    fn coerce(&self, asked: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        offers(asked, text).then(|| Json::from(text))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        Control::SelectOne { choices: (drawn.choices)() }
    }
}

impl Codec for Multiple {
    fn value_kind(&self, _: &Question, list: Option<ListId>) -> ValueKind {
        list.map_or(ValueKind::Text, ValueKind::Choices)
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let names = names(asked, raw)?;
        if names.is_empty() {
            return Ok(Answer::NONE);
        }
        if asked.spec.list.is_none() {
            return Ok(in_order(&names));
        }
        let taken = listed(asked).iter().filter(|choice| names.iter().any(|name| *name == choice.name));
        let mut groups = VecSet::new();
        let shares_group = taken.clone().filter_map(Choice::response_group).any(|group| !groups.insert(group));
        let is_alone = taken.clone().any(|choice| choice.exclusive);
        let fault = match names.len() > 1 {
            true if is_alone => Some(Issue::Exclusive),
            true if shares_group => Some(Issue::SameGroup),
            true | false => None,
        };
        // In the order of the list, where a name may stand more than once.
        let mut once: Vec<Cow<'_, str>> = Vec::new();
        for choice in taken {
            if once.iter().all(|known| *known != choice.name) {
                once.push(Cow::Borrowed(&choice.name));
            }
        }
        let answer = in_order(&once);
        Ok(Answer { fault, ..answer })
    }

    fn coerce(&self, asked: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        Some(known_names(asked, text))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        Control::SelectMultiple { choices: (drawn.choices)() }
    }
}

impl Codec for Rank {
    fn value_kind(&self, _: &Question, list: Option<ListId>) -> ValueKind {
        list.map_or(ValueKind::Text, ValueKind::Choices)
    }

    /// All in an order; what is not ranked comes behind what is.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let names = names(asked, raw)?;
        Ok(if names.is_empty() { Answer::NONE } else { in_order(&names) })
    }

    fn coerce(&self, asked: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        Some(known_names(asked, text))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        Control::Rank { choices: (drawn.choices)() }
    }
}

fn in_order(names: &[Cow<'_, str>]) -> Answer {
    Answer::of(Value::Choices(names.iter().map(ToString::to_string).collect()))
}

/// Whether the names of choices that are whole numbers or truths are sealed as such.
fn are_json(spec: &QuestionSpec) -> bool {
    spec.parameters.get(CHOICE_VALUES).is_some_and(|word| word == JSON_VALUES)
}

/// The name of a choice that is given by its name, or as what it is sealed as.
fn named<'a>(asked: &Asked<'_>, raw: &'a Json) -> Option<Cow<'a, str>> {
    match raw {
        Json::String(name) => Some(Cow::Borrowed(name)),
        Json::Integer(_) | Json::Boolean(_) if are_json(asked.spec) => Some(Cow::Owned(raw.to_text())),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A value as it is sealed: the name of a choice, or the whole number or truth that it says.
pub(crate) fn sealed(spec: &QuestionSpec, value: &Value) -> Json {
    let one = |name: &str| {
        let read = Json::parse(name.as_bytes()).ok();
        let is_exact = |read: &Json| matches!(read, Json::Integer(_) | Json::Boolean(_)) && read.to_text() == name;
        read.filter(is_exact).unwrap_or_else(|| Json::from(name))
    };
    if let (Value::Choice(name), true) = (value, are_json(spec)) {
        return one(name);
    }
    if let (Value::Choices(names), true) = (value, are_json(spec)) {
        return names.iter().map(|name| one(name)).collect();
    }
    value.to_json()
}

fn listed<'a>(asked: &Asked<'a>) -> &'a [Choice] {
    asked.spec.list.map_or(&[], |list| &asked.program.lists[list])
}

/// Whether a choice may be taken.
fn offers(asked: &Asked<'_>, choice: &str) -> bool {
    // Nodes of the form come and go, and are no list.
    let is_listed = || match (asked.spec.list, asked.spec.offered) {
        (Some(_), _) => listed(asked).iter().any(|known| known.name == choice),
        (None, Some(_)) => true,
        (None, None) => false,
    };
    let is_offered = || match asked.offered {
        Some(Val::Choices(names)) => names.iter().any(|name| **name == *choice),
        Some(_) => false,
        None => true,
    };
    is_listed() && (asked.reading == Reading::Restored || is_offered())
}

fn unknown(asked: &Asked<'_>, choice: &str) -> ApplyError {
    asked.unknown_choice(choice, listed(asked).iter().map(|known| known.name.as_str()))
}

/// The names in a list, each of which is offered now and stands in it once.
fn names<'a>(asked: &Asked<'_>, raw: &'a Json) -> Result<Vec<Cow<'a, str>>, ApplyError> {
    let takes = "a list of names of choices";
    let items = raw.as_array().ok_or_else(|| asked.wrong_kind(takes))?;
    let mut names: Vec<Cow<'_, str>> = Vec::new();
    for item in items {
        let name = named(asked, item).ok_or_else(|| asked.wrong_kind(takes))?;
        if !offers(asked, &name) {
            return Err(unknown(asked, &name));
        }
        if names.contains(&name) {
            return Err(asked.wrong_kind("each choice once"));
        }
        names.push(name);
    }
    Ok(names)
}

/// Those names of a list with blanks between that are choices, each once.
fn known_names(asked: &Asked<'_>, text: &str) -> Json {
    let mut names = Vec::new();
    for name in text.split_whitespace() {
        if !names.contains(&name) && offers(asked, name) {
            names.push(name);
        }
    }
    names.into_iter().map(Json::from).collect()
}
