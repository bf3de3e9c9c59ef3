//! Answers in the words of the form.

use sealform_protocol::{
    ChoiceView, Control, RangeView, ReportAttempt, ReportFile, ReportScale, ReportValue, ScaleView,
};
use sealform_submission::Attachment;
use sealform_types::Json;

/// What was answered to a question; what is not of its kind is shown as it stands in the file.
pub fn of(control: &Control, path: &str, value: &Json, files: &[Attachment]) -> ReportValue {
    let read = match control {
        Control::SelectOne { choices } => value.as_str().map(|name| ReportValue::Choices(vec![label(choices, name)])),
        Control::SelectMultiple { choices } => labels(choices, value).map(ReportValue::Choices),
        Control::Rank { choices } => labels(choices, value).map(ReportValue::Ranking),
        Control::Integer | Control::Decimal => digits(value).map(ReportValue::Number),
        Control::Range(RangeView { start, end, .. }) => scaled(value, [start, end], ["", ""]),
        Control::Rating(ScaleView { start, end, start_label, end_label }) => {
            scaled(value, [&start.to_string(), &end.to_string()], [start_label, end_label])
        }
        Control::Date => value.as_str().map(|text| ReportValue::Date(text.to_owned())),
        Control::Time => value.as_str().map(|text| ReportValue::Time(text.to_owned())),
        Control::DateTime => value.as_str().map(|text| ReportValue::Moment(text.to_owned())),
        Control::Duration => seconds(value).map(ReportValue::Duration),
        Control::Acknowledge => truth(value).map(ReportValue::Ticked),
        Control::AttemptLog(_) => each(value, attempt).map(ReportValue::Attempts),
        Control::Geopoint => place(value).map(|place| ReportValue::Places(vec![place])),
        Control::Geotrace | Control::Geoshape => each(value, place).map(ReportValue::Places),
        Control::File { .. } => named_files(path, value, files),
        Control::Text { .. } | Control::Barcode | Control::Note | Control::Calculate => None,
    };
    read.unwrap_or_else(|| without_form(path, value, files))
}

/// What was answered to a question of which nothing is known.
pub fn without_form(path: &str, value: &Json, files: &[Attachment]) -> ReportValue {
    match value {
        Json::String(text) => ReportValue::Text(text.clone()),
        Json::Integer(_) | Json::Float(_) => ReportValue::Number(value.to_text()),
        Json::Boolean(truth) => ReportValue::Ticked(*truth),
        Json::Array(_) => {
            let is_attached = files.iter().any(|file| file.question.to_string() == path);
            let attached = if is_attached { named_files(path, value, files) } else { None };
            let names = || each(value, |name| name.as_str().map(str::to_owned)).map(ReportValue::Choices);
            attached.or_else(names).unwrap_or_else(|| ReportValue::Data(value.to_text()))
        }
        Json::Null | Json::Object(_) => ReportValue::Data(value.to_text()),
    }
}

/// All items of a list; `None` where one of them is of another kind.
fn each<T>(value: &Json, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn label(choices: &[ChoiceView], name: &str) -> String {
    let label = choices.iter().find(|choice| choice.name == name).map(|choice| choice.label.as_str());
    label.filter(|label| !label.is_empty()).unwrap_or(name).to_owned()
}

fn labels(choices: &[ChoiceView], value: &Json) -> Option<Vec<String>> {
    each(value, |name| name.as_str().map(|name| label(choices, name)))
}

fn digits(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Integer(_) | Json::Float(_) => Some(value.to_text()),
        Json::Null | Json::Boolean(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A number with the ends of its scale.
fn scaled(value: &Json, [start, end]: [&str; 2], [start_label, end_label]: [&str; 2]) -> Option<ReportValue> {
    Some(ReportValue::Scale(ReportScale {
        value: digits(value)?,
        start: start.to_owned(),
        end: end.to_owned(),
        start_label: start_label.to_owned(),
        end_label: end_label.to_owned(),
    }))
}

fn truth(value: &Json) -> Option<bool> {
    if let Json::Boolean(truth) = value { Some(*truth) } else { None }
}

fn seconds(value: &Json) -> Option<u32> {
    u32::try_from(value.as_integer()?).ok()
}

fn place(value: &Json) -> Option<String> {
    Some(format!("{}, {}", value.get("lat")?.as_str()?, value.get("lon")?.as_str()?))
}

fn attempt(value: &Json) -> Option<ReportAttempt> {
    let text = |name| value.get(name).and_then(Json::as_str).map(str::to_owned);
    let waited = value.get("waited").and_then(seconds);
    Some(ReportAttempt { at: text("at")?, channel: text("channel")?, outcome: text("outcome")?, waited })
}

fn named_files(path: &str, value: &Json, files: &[Attachment]) -> Option<ReportValue> {
    let file = |name: &Json| {
        let name = name.as_str()?;
        let claim = files.iter().find(|file| file.name == name && file.question.to_string() == path);
        Some(ReportFile {
            name: name.to_owned(),
            media_type: claim.map(|claim| claim.media_type.clone()).unwrap_or_default(),
            sha256: claim.map(|claim| claim.sha256.to_string()).unwrap_or_default(),
        })
    };
    each(value, file).map(ReportValue::Files)
}
