//! A length of time in whole seconds.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::Question;
use sealform_types::{Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn};
use super::number::whole;

/// The longest length of time, in seconds: about eleven days.
const MAX_DURATION: u32 = 1_000_000;

/// A length of time.
pub(super) struct Duration;

impl Codec for Duration {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Number
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        match raw {
            Json::Integer(seconds) => match u32::try_from(*seconds).ok().filter(|seconds| *seconds <= MAX_DURATION) {
                Some(seconds) => Ok(Answer::read(raw.clone(), Value::Duration(seconds))),
                None => Err(asked.wrong_kind("seconds from 0 to 1000000")),
            },
            Json::String(_) => Ok(Answer::faulty(raw, Issue::NotADuration)),
            Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                Err(asked.wrong_kind("whole seconds"))
            }
        }
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        whole(seen)
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Duration
    }
}
