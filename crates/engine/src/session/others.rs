//! Answers that are places, files, or written by the form itself.

use sealform_protocol::{ApplyError, Issue};
use sealform_types::{Geopoint, Json, Value};

use super::answers::{Answer, wrong_kind};

/// The most places in one line.
const MAX_PLACES: usize = 10_000;
/// The most attachments of one question.
const MAX_FILES: usize = 100;

/// A place as an object, or as ODK writes it.
pub(crate) fn geopoint(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    let point = match raw {
        Json::String(text) => Geopoint::parse(text),
        Json::Object(_) => Geopoint::from_json(raw),
        _ => return Err(wrong_kind(path, "an object of latitude `lat` and longitude `lon`")),
    };
    Ok(match point {
        Some(point) => Answer::read(point.to_json(), Value::Geopoint(point)),
        None => Answer::faulty(raw.clone(), Issue::NotADecimal),
    })
}

/// Places as a list of objects, or as ODK writes them, with semicolons between.
pub(crate) fn places(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    let points: Option<Vec<Geopoint>> = match raw {
        Json::String(text) => {
            let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.take(MAX_PLACES + 1).map(Geopoint::parse).collect()
        }
        Json::Array(items) => items.iter().take(MAX_PLACES + 1).map(Geopoint::from_json).collect(),
        _ => return Err(wrong_kind(path, "a list of places")),
    };
    let Some(points) = points else { return Ok(Answer::faulty(raw.clone(), Issue::NotADecimal)) };
    if points.len() > MAX_PLACES {
        return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_PLACES });
    }
    if points.is_empty() {
        return Ok(Answer::NONE);
    }
    let value = Value::Places(points);
    Ok(Answer::read(value.to_json(), value))
}

/// Names of attachments; a name is no path.
pub(crate) fn files(raw: &Json, path: &str) -> Result<Answer, ApplyError> {
    let takes = "a list of names of attachments";
    let items = raw.as_array().ok_or_else(|| wrong_kind(path, takes))?;
    let is_plain = |name: &&str| !name.trim().is_empty() && name.len() <= 255 && !name.contains(['/', '\\']);
    let names: Option<Vec<String>> =
        items.iter().map(|item| item.as_str().filter(is_plain).map(str::to_owned)).collect();
    let names = names.filter(|names| names.len() <= MAX_FILES).ok_or_else(|| wrong_kind(path, takes))?;
    if names.is_empty() {
        return Ok(Answer::NONE);
    }
    Ok(Answer::read(raw.clone(), Value::Files(names)))
}

/// What the form has written where nobody answers.
pub(crate) fn written(raw: &Json) -> Answer {
    let value = match raw {
        Json::Null => return Answer::NONE,
        Json::Boolean(truth) => Value::Boolean(*truth),
        Json::Integer(number) => Value::Integer(*number),
        Json::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_text()),
    };
    Answer::read(raw.clone(), value)
}
