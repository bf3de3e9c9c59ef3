//! Attachments: their names.

use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, FileKind};
use sealform_questionnaire::Question;
use sealform_types::{Json, Value, is_file_name};

use super::codec::{Answer, Asked, Codec, Drawn};
use super::preset::raw as as_it_is;

/// The most attachments of one question.
const MAX_FILES: usize = 100;

/// Pictures, sounds, films, or files of any kind.
pub(super) struct Files(pub FileKind);

impl Codec for Files {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Text
    }

    /// Names of attachments, which are not paths; one that stands twice is one file.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let refused = || asked.wrong_kind("a list of names of attachments");
        let items = raw.as_array().ok_or_else(refused)?;
        let name = |item: &Json| item.as_str().filter(|name| is_file_name(name)).map(str::to_owned);
        let names: Option<Vec<String>> = items.iter().map(name).collect();
        let names = names.filter(|names| names.len() <= MAX_FILES).ok_or_else(refused)?;
        let mut once: Vec<String> = Vec::with_capacity(names.len());
        for name in names {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        Ok(if once.is_empty() { Answer::NONE } else { Answer::of(Value::Files(once)) })
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        let max_pixels = drawn.spec.parameters.get("max-pixels").and_then(|most| most.parse().ok());
        Control::File { kind: self.0, max_pixels }
    }
}
