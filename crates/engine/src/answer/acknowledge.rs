//! A box to tick.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control};
use sealform_questionnaire::Question;
use sealform_types::{Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn};

/// Ticked, or no answer.
pub(super) struct Acknowledge;

impl Codec for Acknowledge {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Truth
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        match raw {
            Json::Boolean(true) => Ok(Answer::of(Value::Boolean(true))),
            Json::Boolean(false) => Ok(Answer::NONE),
            Json::Null | Json::Integer(_) | Json::Float(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
                Err(asked.wrong_kind("`true` or `false`"))
            }
        }
    }

    fn coerce(&self, _: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        matches!(text, "OK" | "true" | "1").then_some(Json::Boolean(true))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Acknowledge
    }
}
