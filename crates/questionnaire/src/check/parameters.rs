//! Parameters of texts and files.

use sealform_types::{TextInput, closest_match, pointer, say};

use super::Check;
use crate::model::{ACCEPT, MAX_FILES, MAX_SECONDS, Question, QuestionType, Shape};

impl Check<'_> {
    /// A text may be that of an e-mail address, a telephone number or a web address.
    pub(super) fn text_input(&mut self, question: &Question) {
        let Some(text) = question.parameters.get(TextInput::PARAMETER) else { return };
        let here = pointer(&pointer(&question.pointer, "parameters"), TextInput::PARAMETER);
        if question.kind != QuestionType::Text {
            let message = say!("a question of type `{}` has no parameter `input`", question.kind.name());
            self.warning("document/misplaced", message, &here, "remove it, or make the question a `text`");
        } else if TextInput::named(text).is_none() {
            let message = say!("`{text}` is no kind of text that is entered");
            let names = TextInput::NAMED.map(TextInput::name);
            let hint = match closest_match(text, names) {
                Some(near) => say!("did you mean `{near}`?"),
                None => say!("write {}, or remove it", names.join(", ")),
            };
            self.error("document/out-of-range", message, &here, hint);
        }
    }
    /// How many files there are, of which kinds, and how long a recording is.
    pub(super) fn files(&mut self, question: &Question) {
        let kind = question.kind;
        let takes_files = kind.shape() == Shape::Files;
        let is_recorded = matches!(kind, QuestionType::Audio | QuestionType::Video);
        for (name, is_known) in [(MAX_FILES, takes_files), (ACCEPT, takes_files), (MAX_SECONDS, is_recorded)] {
            let Some(text) = question.parameters.get(name) else { continue };
            let here = pointer(&pointer(&question.pointer, "parameters"), name);
            if !is_known {
                let message = say!("a question of type `{}` has no parameter `{name}`", kind.name());
                self.warning("document/misplaced", message, &here, "remove it");
            } else if name != ACCEPT && text.parse::<u32>().map_or(true, |number| number == 0) {
                let message = say!("`{text}` is not a whole number from 1");
                self.error("document/out-of-range", message, &here, "write a whole number from 1, or remove it");
            }
        }
    }
}
