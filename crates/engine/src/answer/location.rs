//! Locations: one, a line, or a closed line.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::Question;
use sealform_types::{Geopoint, Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn};
use super::preset::raw as as_it_is;

/// The most locations in one line.
const MAX_LOCATIONS: usize = 10_000;

/// One location.
pub(super) struct Point;
/// A line of locations.
pub(super) enum Line {
    Open,
    /// It ends where it began.
    Closed,
}

impl Codec for Point {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    /// A location as an object, or as ODK writes it.
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

impl Codec for Line {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    /// Locations as a list of objects, or as ODK writes them, with semicolons between.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let points: Option<Vec<Geopoint>> = match raw {
            Json::String(text) => {
                let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                parts.take(MAX_LOCATIONS + 1).map(Geopoint::parse).collect()
            }
            Json::Array(items) => items.iter().take(MAX_LOCATIONS + 1).map(Geopoint::from_json).collect(),
            Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Object(_) => {
                return Err(asked.wrong_kind("a list of locations"));
            }
        };
        match points {
            None => Ok(Answer::faulty(raw, Issue::NotADecimal)),
            Some(points) if points.len() > MAX_LOCATIONS => Err(asked.too_long(MAX_LOCATIONS)),
            Some(points) if points.is_empty() => Ok(Answer::NONE),
            Some(points) => Ok(Answer::of(Value::Locations(points))),
        }
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        match self {
            Self::Open => Control::Geotrace,
            Self::Closed => Control::Geoshape,
        }
    }
}
