//! Texts: typed, or read from a barcode.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue, IssueView, Part};
use sealform_questionnaire::Question;
use sealform_types::{Json, Level, TextInput, Value};

use super::codec::{Answer, Asked, Codec, Drawn, Judged};
use super::text_rules;
use crate::program::QuestionSpec;

/// A text.
pub(super) enum Text {
    Typed,
    /// Read from a barcode.
    Barcode,
}

impl Codec for Text {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let text = raw.as_str().ok_or_else(|| asked.wrong_kind("a text"))?;
        Ok(match text.trim() {
            "" => Answer { raw: raw.clone(), ..Answer::NONE },
            _ => Answer::read(raw.clone(), Value::Text(text.to_owned())),
        })
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(Json::String(seen.to_text()))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        match self {
            Self::Typed => Control::Text { input: input_of(drawn.spec) },
            Self::Barcode => Control::Barcode,
        }
    }

    fn issues(&self, judged: &Judged<'_>) -> Vec<IssueView> {
        let mut all = issues(judged);
        let input = input_of(judged.spec);
        if let Value::Text(text) = judged.value
            && !input.takes(text)
        {
            all.push(IssueView::new(Issue::Malformed { input }, Level::Hard, Part::Answer));
        }
        all
    }
}

/// What the text of a question is the text of.
fn input_of(spec: &QuestionSpec) -> TextInput {
    spec.parameters.get(TextInput::PARAMETER).and_then(|name| TextInput::named(name)).unwrap_or_default()
}

/// What a text breaks of the rules of its question.
pub(super) fn issues(judged: &Judged<'_>) -> Vec<IssueView> {
    let Value::Text(text) = judged.value else { return Vec::new() };
    text_rules::issues(text, judged.spec.text_rules(), judged.label, Part::Answer)
}
