//! Parameters of texts.

use sealform_types::{TextInput, closest_match, pointer, say};

use super::Check;
use crate::model::{Question, QuestionType};

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
}
