//! From what was entered to a typed value. What cannot be read is kept as typed, with an issue.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::{ApplyError, Issue};
use sealform_questionnaire::QuestionType;
use sealform_types::{Decimal, Json, Value, iso, nearest};

use super::form::Form;
use super::{attempts, others};
use crate::graph::InstanceId;
use crate::limits::MAX_TEXT_BYTES;
use crate::program::QuestionPlan;

/// The longest length of time, in seconds: about eleven days.
const MAX_DURATION: i64 = 1_000_000;

/// How strictly an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Somebody enters it: it must be among what is offered now.
    Entered,
    /// It was there before, or the form writes it: a filter may let it through again.
    Kept,
}

/// What was entered and what it means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// As entered; `null` where nothing is.
    pub raw: Json,
    /// What it means; nothing where it cannot be read.
    pub value: Option<Value>,
    /// Why it cannot be read, or what is wrong with it in itself.
    pub fault: Option<Issue>,
}

impl Answer {
    /// Nothing entered.
    pub const NONE: Self = Self { raw: Json::Null, value: None, fault: None };

    pub fn read(raw: Json, value: Value) -> Self {
        Self { raw, value: Some(value), ..Self::NONE }
    }

    pub fn faulty(raw: Json, fault: Issue) -> Self {
        Self { raw, fault: Some(fault), ..Self::NONE }
    }
}

/// A calculated value as submissions write it.
pub(crate) fn calculated(seen: &Val) -> Option<Value> {
    match seen {
        Val::Blank | Val::Attempts(_) => None,
        // As text: the first of them.
        Val::Many(values) => values.first().and_then(calculated),
        Val::Text(text) => Some(Value::Text(text.to_string())),
        Val::Number(number) => number.is_finite().then_some(Value::Number(*number)),
        Val::Truth(truth) => Some(Value::Boolean(*truth)),
        Val::Date(day) => Some(Value::Date(*day)),
        Val::Time(time) => Some(Value::Time(*time)),
        Val::Moment(moment) => Some(Value::DateTime(*moment)),
        Val::Choices(names) => Some(Value::Choices(names.iter().map(ToString::to_string).collect())),
    }
}

impl Form {
    /// Reads what was entered for a question.
    pub(crate) fn read_answer(
        &self,
        plan: &QuestionPlan,
        instance: InstanceId,
        path: &str,
        raw: &Json,
        at: DateTime<FixedOffset>,
        reading: Reading,
    ) -> Result<Answer, ApplyError> {
        if matches!(raw, Json::Null) || raw.as_str().is_some_and(str::is_empty) {
            return Ok(Answer::NONE);
        }
        if raw.as_str().is_some_and(|text| text.len() > MAX_TEXT_BYTES) {
            return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_TEXT_BYTES });
        }
        match plan.source.kind {
            QuestionType::Text | QuestionType::Barcode => text(raw, path),
            QuestionType::Integer => integer(raw, path),
            QuestionType::Decimal | QuestionType::Range => decimal(raw, path),
            QuestionType::SelectOne => self.select_one(plan, instance, path, raw, reading),
            QuestionType::SelectMultiple => self.select_multiple(plan, instance, path, raw, reading),
            QuestionType::Rank => self.rank(plan, instance, path, raw, reading),
            QuestionType::Rating => rating(plan, path, raw),
            QuestionType::Date | QuestionType::Today => {
                moment_like(raw, path, |text| iso::read_date(text).map(Value::Date))
            }
            QuestionType::Time => moment_like(raw, path, |text| iso::read_time(text).map(Value::Time)),
            QuestionType::DateTime | QuestionType::Start | QuestionType::End => date_time(raw, path, at),
            QuestionType::Duration => duration(raw, path),
            QuestionType::AttemptLog => attempts::read(plan, path, raw),
            QuestionType::Acknowledge => match raw {
                Json::Boolean(true) => Ok(Answer::read(raw.clone(), Value::Boolean(true))),
                Json::Boolean(false) => Ok(Answer::NONE),
                _ => Err(wrong_kind(path, "`true` or `false`")),
            },
            QuestionType::Geopoint | QuestionType::StartGeopoint => others::geopoint(raw, path),
            QuestionType::Geotrace | QuestionType::Geoshape => others::places(raw, path),
            QuestionType::Image | QuestionType::Audio | QuestionType::Video | QuestionType::File => {
                others::files(raw, path)
            }
            QuestionType::Note
            | QuestionType::Calculate
            | QuestionType::Hidden
            | QuestionType::DeviceId
            | QuestionType::Username
            | QuestionType::PhoneNumber
            | QuestionType::Email
            | QuestionType::SimSerial
            | QuestionType::SubscriberId
            | QuestionType::Audit
            | QuestionType::BackgroundAudio => Ok(others::written(raw)),
        }
    }

    pub(super) fn offers(&self, plan: &QuestionPlan, instance: InstanceId, choice: &str, reading: Reading) -> bool {
        // Nodes of the form come and go, and are no list.
        let is_listed = || match (plan.list, plan.offered) {
            (Some(list), _) => self.program().lists[list].iter().any(|known| known.name == choice),
            (None, Some(_)) => true,
            (None, None) => false,
        };
        let offered = || match plan.filter.map(|filter| self.graph.get(filter, instance)) {
            Some(Val::Choices(names)) => names.iter().any(|name| **name == *choice),
            Some(_) => false,
            None => true,
        };
        is_listed() && (reading == Reading::Kept || offered())
    }

    fn unknown_choice(&self, plan: &QuestionPlan, path: &str, choice: &str) -> ApplyError {
        let known = plan.list.map_or(&[][..], |list| &self.program().lists[list]);
        let near = nearest(choice, known.iter().map(|known| known.name.as_str())).map(str::to_owned);
        ApplyError::UnknownChoice { path: path.to_owned(), choice: choice.to_owned(), near }
    }

    fn select_one(
        &self,
        plan: &QuestionPlan,
        instance: InstanceId,
        path: &str,
        raw: &Json,
        reading: Reading,
    ) -> Result<Answer, ApplyError> {
        match raw {
            Json::String(name) if self.offers(plan, instance, name, reading) => {
                Ok(Answer::read(raw.clone(), Value::Choice(name.clone())))
            }
            Json::String(name) => Err(self.unknown_choice(plan, path, name)),
            _ => Err(wrong_kind(path, "the name of a choice")),
        }
    }

    /// All in an order; what is not ranked comes behind what is.
    fn rank(
        &self,
        plan: &QuestionPlan,
        instance: InstanceId,
        path: &str,
        raw: &Json,
        reading: Reading,
    ) -> Result<Answer, ApplyError> {
        let names = self.offered_names(plan, instance, path, raw, reading)?;
        if names.is_empty() {
            return Ok(Answer::NONE);
        }
        let value = Value::Choices(names.into_iter().map(str::to_owned).collect());
        Ok(Answer::read(value.to_json(), value))
    }

    /// The names in a list, each of which is offered now and stands in it once.
    fn offered_names<'a>(
        &self,
        plan: &QuestionPlan,
        instance: InstanceId,
        path: &str,
        raw: &'a Json,
        reading: Reading,
    ) -> Result<Vec<&'a str>, ApplyError> {
        let takes = "a list of names of choices";
        let items = raw.as_array().ok_or_else(|| wrong_kind(path, takes))?;
        let mut names: Vec<&str> = Vec::new();
        for item in items {
            let name = item.as_str().ok_or_else(|| wrong_kind(path, takes))?;
            if !self.offers(plan, instance, name, reading) {
                return Err(self.unknown_choice(plan, path, name));
            }
            if names.contains(&name) {
                return Err(wrong_kind(path, "each choice once"));
            }
            names.push(name);
        }
        Ok(names)
    }

    fn select_multiple(
        &self,
        plan: &QuestionPlan,
        instance: InstanceId,
        path: &str,
        raw: &Json,
        reading: Reading,
    ) -> Result<Answer, ApplyError> {
        let names = self.offered_names(plan, instance, path, raw, reading)?;
        if names.is_empty() {
            return Ok(Answer::NONE);
        }
        let Some(list) = plan.list else {
            let value = Value::Choices(names.into_iter().map(str::to_owned).collect());
            return Ok(Answer::read(value.to_json(), value));
        };
        let taken = self.program().lists[list].iter().filter(|choice| names.contains(&choice.name.as_str()));
        let exclusive = taken.clone().any(|choice| choice.exclusive) && names.len() > 1;
        let value = Value::Choices(taken.map(|choice| choice.name.clone()).collect());
        let raw = value.to_json();
        Ok(Answer { fault: exclusive.then_some(Issue::Exclusive), ..Answer::read(raw, value) })
    }
}

pub(crate) fn wrong_kind(path: &str, takes: &'static str) -> ApplyError {
    ApplyError::WrongKind { path: path.to_owned(), takes }
}

fn text(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    match raw {
        Json::String(text) if text.trim().is_empty() => Ok(Answer { raw: raw.clone(), ..Answer::NONE }),
        Json::String(text) => Ok(Answer::read(raw.clone(), Value::Text(text.clone()))),
        _ => Err(wrong_kind(path, "a text")),
    }
}

fn integer(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    const MOST: i64 = (1 << 53) - 1;
    let number = match raw {
        Json::Integer(number) => Some(*number),
        Json::String(text) => text.trim().replace('−', "-").parse().ok(),
        _ => return Err(wrong_kind(path, "a whole number")),
    };
    Ok(match number.filter(|number| (-MOST..=MOST).contains(number)) {
        Some(number) => Answer::read(raw.clone(), Value::Integer(number)),
        None => Answer::faulty(raw.clone(), Issue::NotAnInteger),
    })
}

fn decimal(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    match raw {
        Json::Integer(number) => Ok(Answer::read(raw.clone(), Value::Decimal(Decimal::from(*number)))),
        Json::String(text) => Ok(match Decimal::parse(text) {
            Ok(number) => Answer::read(raw.clone(), Value::Decimal(number)),
            Err(_) => Answer::faulty(raw.clone(), Issue::NotADecimal),
        }),
        _ => Err(wrong_kind(path, "a decimal number as text")),
    }
}

fn rating(plan: &QuestionPlan, path: &str, raw: &Json) -> Result<Answer, ApplyError> {
    let step = match raw {
        Json::Integer(step) => Some(*step),
        Json::String(text) => text.parse().ok(),
        _ => None,
    };
    let Some(step) = step else { return Err(wrong_kind(path, "a step of the scale")) };
    let on_scale = plan.source.scale.as_ref().is_some_and(|scale| (scale.start..=scale.end).contains(&step));
    if !on_scale {
        return Err(ApplyError::UnknownChoice { path: path.to_owned(), choice: step.to_string(), near: None });
    }
    Ok(Answer::read(Json::Integer(step), Value::Integer(step)))
}

fn moment_like(raw: &Json, path: &str, read: fn(&str) -> Option<Value>) -> Result<Answer, ApplyError> {
    let text = raw.as_str().ok_or_else(|| wrong_kind(path, "a date or time in ISO 8601"))?;
    Ok(match read(text.trim()) {
        Some(value) => Answer::read(raw.clone(), value),
        None => Answer::faulty(raw.clone(), Issue::NotADate),
    })
}

/// A moment with offset, or, as browsers give it, without: then the offset of the command's moment is meant.
fn date_time(raw: &Json, path: &str, at: DateTime<FixedOffset>) -> Result<Answer, ApplyError> {
    let text = raw.as_str().ok_or_else(|| wrong_kind(path, "a date and time in ISO 8601"))?.trim();
    let local = || iso::read_local(text)?.and_local_timezone(*at.offset()).single();
    Ok(match iso::read_moment(text).or_else(local) {
        Some(moment) => {
            let value = Value::DateTime(moment);
            Answer::read(value.to_json(), value)
        }
        None => Answer::faulty(raw.clone(), Issue::NotADate),
    })
}

fn duration(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    match raw {
        Json::Integer(seconds) => match u32::try_from(*seconds).ok().filter(|_| *seconds <= MAX_DURATION) {
            Some(seconds) => Ok(Answer::read(raw.clone(), Value::Duration(seconds))),
            None => Err(wrong_kind(path, "seconds from 0 to 1000000")),
        },
        Json::String(_) => Ok(Answer::faulty(raw.clone(), Issue::NotADuration)),
        _ => Err(wrong_kind(path, "whole seconds")),
    }
}

/// An answer as a person reads it, for a score sheet.
pub(crate) fn in_words(form: &Form, plan: &QuestionPlan, instance: InstanceId, value: &Value) -> String {
    let label = |name: &str| form.choice_label(plan, instance, name);
    match value {
        Value::Choice(name) => label(name),
        Value::Choices(names) => names.iter().map(|name| label(name)).collect::<Vec<_>>().join(", "),
        Value::Duration(seconds) => format!("{}:{:02}", seconds / 60, seconds % 60),
        Value::Attempts(tries) => tries.len().to_string(),
        other => match Val::from(other) {
            Val::Text(text) => Arc::as_ref(&text).to_owned(),
            seen => seen.to_text(),
        },
    }
}
