//! Locations: one, a line, or a closed line.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::{LOCATION_DIGITS, Question};
use sealform_types::{Geopoint, Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn, Reading};
use super::preset::raw as as_it_is;

/// The most locations in one line.
const MAX_LOCATIONS: usize = 10_000;

/// A location that a person or a device gives, as exact as the form asks for: one that asks for the shop has no use for the
/// spot on which somebody stood. What the form itself says is nobody's position, and stays as its author wrote it.
fn kept(asked: &Asked<'_>, point: Geopoint) -> Geopoint {
    let is_measured = asked.reading == Reading::Entered || asked.spec.kind.is_metadata();
    match asked.spec.parameters.get(LOCATION_DIGITS).and_then(|text| text.parse().ok()) {
        Some(digits) if is_measured => point.rounded(digits),
        Some(_) | None => point,
    }
}

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
            Some(point) => Answer::of(Value::Geopoint(kept(asked, point))),
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
            Some(points) => {
                let points = points.into_iter().map(|point| kept(asked, point));
                Ok(Answer::of(Value::Locations(points.collect())))
            }
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
