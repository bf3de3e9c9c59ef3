//! Numbers: whole, decimal, or between two ends.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue, RangeView};
use sealform_questionnaire::Question;
use sealform_types::{self as types, Json, Value, VecMap};

use super::codec::{Answer, Asked, Codec, Drawn};

/// A whole number.
pub(super) struct Integer;
/// A decimal number.
pub(super) enum Decimal {
    /// Any, kept as typed.
    Any,
    /// One between two ends.
    InRange,
}

impl Codec for Integer {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Number
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        const MOST: i64 = (1 << 53) - 1;
        let number = match raw {
            Json::Integer(number) => Some(*number),
            Json::String(text) => text.trim().replace('−', "-").parse().ok(),
            Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                return Err(asked.wrong_kind("a whole number"));
            }
        };
        Ok(match number.filter(|number| (-MOST..=MOST).contains(number)) {
            Some(number) => Answer::read(raw.clone(), Value::Integer(number)),
            None => Answer::faulty(raw, Issue::NotAnInteger),
        })
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        whole(seen)
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Integer
    }
}

impl Codec for Decimal {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Number
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        match raw {
            Json::Integer(number) => Ok(Answer::read(raw.clone(), Value::Decimal(types::Decimal::from(*number)))),
            Json::String(text) => Ok(match types::Decimal::parse(text) {
                Ok(number) => Answer::read(raw.clone(), Value::Decimal(number)),
                Err(_) => Answer::faulty(raw, Issue::NotADecimal),
            }),
            Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                Err(asked.wrong_kind("a decimal number as text"))
            }
        }
    }

    fn coerce(&self, _: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        types::Decimal::parse(text).ok().map(|_| Json::from(text))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        match self {
            Self::Any => Control::Decimal,
            Self::InRange => Control::Range(range(&drawn.spec.parameters)),
        }
    }
}

/// From 0 to 10 by steps of 1, where the form says nothing else.
fn range(parameters: &VecMap<String, String>) -> RangeView {
    let parameter = |name: &str, usual: &str| parameters.get(name).map_or(usual, |text| text).to_owned();
    RangeView { start: parameter("start", "0"), end: parameter("end", "10"), step: parameter("step", "1") }
}

/// A number without its fraction.
pub(super) fn whole(seen: &Val) -> Option<Json> {
    let number = seen.to_number();
    #[expect(clippy::cast_possible_truncation, reason = "saturates; what is too large is reported")]
    number.is_finite().then_some(Json::Integer(number as i64))
}
