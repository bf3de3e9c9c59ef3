//! Answers as a person reads them.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{ChoiceView, Control, QuestionView};
use sealform_types::{Json, has_word, iso};
use wasm_bindgen::JsValue;

use crate::controls::MASKED;
use crate::messages::Catalogue;
use crate::time::clock_text;

/// The answer in words; `None` where there is none.
pub(crate) fn answer_text(words: &Catalogue, view: &QuestionView) -> Option<String> {
    if view.value == Json::Null {
        return None;
    }
    let text = match &view.control {
        Control::SelectOne { choices } => choice_label(choices, view.value.as_str()?),
        Control::SelectMultiple { choices } | Control::Rank { choices } => {
            list(view.value.as_array()?, |name| choice_label(choices, name.as_str()?).into())
        }
        Control::Duration => clock_text(seconds(&view.value)?),
        Control::Acknowledge => words.question.confirmed.to_owned(),
        Control::Decimal | Control::Range(_) => words.decimal(&plain(&view.value)),
        Control::Date => asked_day(words, view, &plain(&view.value)),
        Control::DateTime => moment_words(words, &plain(&view.value)),
        Control::AttemptLog(_) => list(view.value.as_array()?, |attempt| Some(attempt_words(words, attempt))),
        Control::Geopoint => place_text(&view.value)?,
        Control::Geotrace | Control::Geoshape => list(view.value.as_array()?, place_text),
        Control::File { .. } => list(view.value.as_array()?, |name| Some(name.as_str()?.to_owned())),
        Control::Text { .. } if has_word(&view.appearance, MASKED) => "••••••".to_owned(),
        Control::Text { .. }
        | Control::Integer
        | Control::Rating(_)
        | Control::Time
        | Control::Barcode
        | Control::Note
        | Control::Calculate => plain(&view.value),
    };
    Some(text)
}

/// What a question is called: its label, or where it has none its hint, or its name.
pub(crate) fn called(view: &QuestionView) -> &str {
    let name = view.path.rsplit('/').next().unwrap_or_default();
    [view.label.as_str(), &view.hint, name].into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// A place in degrees.
fn place_text(place: &Json) -> Option<String> {
    Some([place.get("lat")?.as_str()?, " ", place.get("lon")?.as_str()?].concat())
}

/// A value as it stands in a field.
pub(crate) fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => value.to_text(),
    }
}

/// A value as seconds.
pub(crate) fn seconds(value: &Json) -> Option<u32> {
    value.as_integer().and_then(|seconds| u32::try_from(seconds).ok())
}

/// One attempt in words.
pub(crate) fn attempt_words(words: &Catalogue, attempt: &Json) -> String {
    let member = |name| attempt.get(name).and_then(Json::as_str).unwrap_or_default();
    let mut text = [
        &moment_words(words, member("at")),
        " · ",
        words.attempts.channels.word(member("channel")),
        " · ",
        words.attempts.outcomes.word(member("outcome")),
    ]
    .concat();
    if let Some(waited) = attempt.get("waited").and_then(seconds) {
        text.push_str(" · ");
        text.push_str(&clock_text(waited));
    }
    text
}

/// A moment in words, as the browser writes it in this language; in its own offset.
pub(crate) fn moment_words(words: &Catalogue, text: &str) -> String {
    match iso::read_moment(text) {
        Some(moment) => {
            let day = date_text(words, &crate::time::input_text(&moment));
            [&day, ", ", &crate::time::hour_minute(&moment)].concat()
        }
        None => text.to_owned(),
    }
}

/// The day of a moment in words: the day of the week, where that names no other day than this one.
pub(crate) fn day_words(words: &Catalogue, moment: &DateTime<FixedOffset>, now: &DateTime<FixedOffset>) -> String {
    let style = match (now.date_naive() - moment.date_naive()).num_days() {
        0..7 => ("weekday", "long"),
        _ => ("dateStyle", "medium"),
    };
    let text = crate::time::input_text(moment);
    written(words, text.split('T').next().unwrap_or(&text), &[style])
}

/// A day in words, as the browser writes it in this language.
pub(crate) fn date_text(words: &Catalogue, text: &str) -> String {
    let day = text.split('T').next().unwrap_or(text);
    written(words, day, &[("dateStyle", "medium")])
}

/// A day, or as much of it as the question asks for.
fn asked_day(words: &Catalogue, view: &QuestionView, day: &str) -> String {
    if has_word(&view.appearance, "year") {
        day.split('-').next().unwrap_or(day).to_owned()
    } else if has_word(&view.appearance, "month-year") {
        written(words, day, &[("month", "long"), ("year", "numeric")])
    } else {
        date_text(words, day)
    }
}

/// A day as the browser writes it; as it is where it is none.
fn written(words: &Catalogue, day: &str, parts: &[(&str, &str)]) -> String {
    // Only a browser knows how a language writes it.
    if cfg!(not(target_family = "wasm")) {
        return day.to_owned();
    }
    let date = js_sys::Date::new(&JsValue::from_str(day));
    if date.get_time().is_nan() {
        return day.to_owned();
    }
    let options = js_sys::Object::new();
    // A bare day is read as midnight in UTC, so it is written in UTC as well.
    for (name, value) in parts.iter().chain(&[("timeZone", "UTC")]) {
        let set = js_sys::Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        if set.is_err() {
            return day.to_owned();
        }
    }
    date.to_locale_date_string(words.dates, &options).into()
}

fn choice_label(choices: &[ChoiceView], name: &str) -> String {
    choices.iter().find(|choice| choice.name == name).map_or(name, |choice| &choice.label).to_owned()
}

fn list(items: &[Json], word: impl Fn(&Json) -> Option<String>) -> String {
    items.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}
