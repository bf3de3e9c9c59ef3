//! Values that nobody enters: notes, calculations, and what is known of the session.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Draft, IssueView};
use sealform_questionnaire::{PresetSource as Source, Question, QuestionType, Role};
use sealform_types::iso::{SecondParts, write_date, write_moment};
use sealform_types::{Json, Value};

use super::codec::{Answer, Asked, Codec, Drawn, Judged};
use super::text;

/// Written by the form itself.
pub(super) enum Written {
    /// Shown.
    Note,
    /// Not shown.
    Calculation,
}
/// Taken from the clock or a fact, in the shape of another kind.
pub(super) struct Preset(pub &'static dyn Codec);

impl Codec for Written {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    fn read(&self, _: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        Ok(written(raw))
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(raw(seen))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        match self {
            Self::Note => Control::Note,
            Self::Calculation => Control::Calculate,
        }
    }

    fn issues(&self, judged: &Judged<'_>) -> Vec<IssueView> {
        text::issues(judged)
    }
}

impl Codec for Preset {
    fn value_kind(&self, question: &Question, list: Option<ListId>) -> ValueKind {
        self.0.value_kind(question, list)
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        self.0.read(asked, raw)
    }

    fn coerce(&self, asked: &Asked<'_>, seen: &Val, text: &str) -> Option<Json> {
        self.0.coerce(asked, seen, text)
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Calculate
    }
}

/// What the form has written where nobody answers.
fn written(raw: &Json) -> Answer {
    let value = match raw {
        Json::Null => return Answer::NONE,
        Json::Boolean(truth) => Value::Boolean(*truth),
        Json::Integer(number) => Value::Integer(*number),
        Json::String(text) => Value::Text(text.clone()),
        Json::Float(_) | Json::Array(_) | Json::Object(_) => Value::Text(raw.to_text()),
    };
    Answer::read(raw.clone(), value)
}

/// A value as it is, in JSON.
pub(crate) fn raw(seen: &Val) -> Json {
    match seen {
        Val::Truth(truth) => Json::Boolean(*truth),
        Val::Choices(names) => names.iter().map(|name| Json::from(&**name)).collect(),
        Val::Blank => Json::Null,
        Val::Text(_)
        | Val::Number(_)
        | Val::Date(_)
        | Val::Time(_)
        | Val::Moment(_)
        | Val::Attempts(_)
        | Val::Many(_) => {
            if seen.is_blank() {
                Json::Null
            } else {
                Json::String(seen.to_text())
            }
        }
    }
}

/// What clock and facts say about the session, for a kind of question that takes it; `None` for other kinds.
pub(crate) fn preset_value(kind: QuestionType, draft: &Draft) -> Option<Json> {
    match kind.role() {
        Role::Preset(Source::StartTime) => Some(Json::String(write_moment(&draft.started, SecondParts::AsNeeded))),
        Role::Preset(Source::StartDay) => Some(Json::String(write_date(draft.started.date_naive()))),
        Role::Preset(Source::Fact) => Some(draft.facts.get(kind.name()).cloned().unwrap_or(Json::Null)),
        Role::Entered | Role::Shown | Role::Computed => None,
    }
}
