//! What is asked of the face and not drawn: words of `appearance` and `style` that do nothing.

use sealform_types::{closest_match, pointer, say};

use super::{Check, Level};
use crate::model::{GROUP_WORDS, Group, PAGE_WORDS, PAGES_STYLE, Question, appearance_words, drawn_words};

const CODE: &str = "document/not-drawn";

impl Check<'_> {
    pub(super) fn question_appearance(&mut self, question: &Question) {
        let kind = question.kind.name();
        let known = drawn_words(question.kind);
        self.appearance(question.appearance.as_deref(), known, &question.pointer, &say!("a question of type `{kind}`"));
    }

    pub(super) fn group_appearance(&mut self, group: &Group, level: Level) {
        let words = group.appearance.as_deref();
        if level == Level::Top {
            let known = [PAGE_WORDS, GROUP_WORDS].concat();
            return self.appearance(words, &known, &group.pointer, "a group");
        }
        let is_page = |word: &&str| PAGE_WORDS.contains(word);
        if let Some(word) = words.and_then(|words| appearance_words(words).find(is_page)) {
            let message = say!("`{word}` makes no page of a group that stands in another one");
            let at = pointer(&group.pointer, "appearance");
            self.warning(CODE, message, &at, "move the group to the top of the form, or remove the word");
        }
        let known = [GROUP_WORDS, PAGE_WORDS].concat();
        self.appearance(words, &known, &group.pointer, "a group");
    }

    /// The form as a whole.
    pub(super) fn style(&mut self) {
        for word in self.questionnaire.settings.style.iter().flat_map(|style| style.split_whitespace()) {
            if word != PAGES_STYLE {
                let message = say!("the style `{word}` is not drawn");
                let hint = match closest_match(word, [PAGES_STYLE]) {
                    Some(near) => say!("did you mean `{near}`?"),
                    None => say!("remove it, or keep it for other programs; `{PAGES_STYLE}` is drawn"),
                };
                self.warning(CODE, message, "/settings/style", hint);
            }
        }
    }

    fn appearance(&mut self, appearance: Option<&str>, known: &[&str], at: &str, what: &str) {
        for word in appearance.into_iter().flat_map(appearance_words).filter(|word| !known.contains(word)) {
            let message = say!("the appearance `{word}` changes nothing: {what} is drawn as without it");
            let hint = match closest_match(word, known.iter().copied()) {
                Some(near) => say!("did you mean `{near}`?"),
                None if known.is_empty() => "remove it, or keep it for other programs".into(),
                None => say!("remove it, or keep it for other programs; drawn are {}", known.join(", ")),
            };
            self.warning(CODE, message, &pointer(at, "appearance"), hint);
        }
    }
}
