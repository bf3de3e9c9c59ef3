//! Places on earth: one, a line, or a closed line.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::Question;
use sealform_types::{Geopoint, Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn};
use super::preset::raw as as_it_is;

/// The most places in one line.
const MAX_PLACES: usize = 10_000;

/// One place.
pub(super) struct Point;
/// A line of places.
pub(super) struct Trace;
/// A closed line of places.
pub(super) struct Shape;

impl Codec for Point {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    /// A place as an object, or as ODK writes it.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let point = match raw {
            Json::String(text) => Geopoint::parse(text),
            Json::Object(_) => Geopoint::from_json(raw),
            Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Array(_) => {
                return Err(asked.wrong_kind("an object of latitude `lat` and longitude `lon`"));
            }
        };
        Ok(match point {
            Some(point) => Answer::of(Value::Geopoint(point)),
            None => Answer::faulty(raw, Issue::NotADecimal),
        })
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Geopoint
    }
}

impl Codec for Trace {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        places(asked, raw)
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Geotrace
    }
}

impl Codec for Shape {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        places(asked, raw)
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Geoshape
    }
}

/// Places as a list of objects, or as ODK writes them, with semicolons between.
fn places(asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
    let points: Option<Vec<Geopoint>> = match raw {
        Json::String(text) => {
            let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.take(MAX_PLACES + 1).map(Geopoint::parse).collect()
        }
        Json::Array(items) => items.iter().take(MAX_PLACES + 1).map(Geopoint::from_json).collect(),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Object(_) => {
            return Err(asked.wrong_kind("a list of places"));
        }
    };
    match points {
        None => Ok(Answer::faulty(raw, Issue::NotADecimal)),
        Some(points) if points.len() > MAX_PLACES => Err(asked.too_long(MAX_PLACES)),
        Some(points) if points.is_empty() => Ok(Answer::NONE),
        Some(points) => Ok(Answer::of(Value::Places(points))),
    }
}
