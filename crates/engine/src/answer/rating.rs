//! A step on a scale.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, ScaleView};
use sealform_questionnaire::Question;
use sealform_types::{Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn};
use super::number::whole;

/// A step on the scale that the question names.
pub(super) struct Rating;

impl Codec for Rating {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Number
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let step = match raw {
            Json::Integer(step) => Some(*step),
            Json::String(text) => text.parse().ok(),
            Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => None,
        };
        let step = step.ok_or_else(|| asked.wrong_kind("a step of the scale"))?;
        let scale = asked.spec.scale.as_ref();
        if !scale.is_some_and(|scale| (scale.start..=scale.end).contains(&step)) {
            return Err(asked.unknown_choice(&step.to_string(), std::iter::empty()));
        }
        Ok(Answer::of(Value::Integer(step)))
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        whole(seen)
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        let Some(scale) = &drawn.spec.scale else { return Control::Note };
        Control::Rating(ScaleView {
            start: scale.start,
            end: scale.end,
            start_label: (drawn.text)(&scale.start_label),
            end_label: (drawn.text)(&scale.end_label),
        })
    }
}
