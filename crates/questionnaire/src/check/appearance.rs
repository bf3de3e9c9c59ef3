//! What is asked of the face and not drawn: words of `appearance` and `style` that do nothing.

use sealform_types::{ONE_PAGE, closest_match, pointer, say};

use super::elsewhere::{self, Elsewhere};
use super::{Check, Level};
use crate::model::{
    GEOMETRY, GRID_STYLE, GROUP_WORDS, Group, NumberedWord, PAGE_WORDS, PAGES_STYLE, PARTS, Question, QuestionType,
    appearance_words, drawn_words, meaning_elsewhere, numbered_words,
};

const CODE: &str = "document/not-drawn";
const STYLES: [&str; 3] = [PAGES_STYLE, ONE_PAGE, GRID_STYLE];

/// What the words of an appearance belong to.
struct Subject<'a> {
    /// The words that are drawn.
    known: &'a [&'static str],
    /// Those with a number.
    numbered: &'a [NumberedWord],
    /// What other programs do at a word.
    elsewhere: &'a dyn Fn(&str) -> Option<&'static Elsewhere>,
    /// How a sentence calls it.
    called: &'a str,
}

impl Check<'_> {
    pub(super) fn question_appearance(&mut self, question: &Question) {
        let numbered = [numbered_words(question.kind), &[PARTS]].concat();
        let subject = Subject {
            known: drawn_words(question.kind),
            numbered: &numbered,
            elsewhere: &|word| elsewhere::of_question(question.kind, word),
            called: &say!("a question of type `{}`", question.kind.name()),
        };
        self.appearance(question.appearance.as_deref(), &subject, &question.pointer);
        self.map_of_choices(question);
        let is_quick = |word: &str| question.kind == QuestionType::SelectOne && word == "quick";
        if question.appearance.as_deref().is_some_and(|words| appearance_words(words).any(is_quick))
            && !self.has_style(PAGES_STYLE)
        {
            let hint = say!("add `\"style\": \"{PAGES_STYLE}\"` to `settings`, or remove the word");
            let message = "`quick` goes on to the next page, and no question of this form has a page of its own";
            self.warning(CODE, message, &pointer(&question.pointer, "appearance"), hint);
        }
    }

    /// A map needs places: those of the choices, where they are a list of the form.
    fn map_of_choices(&mut self, question: &Question) {
        let asks =
            question.appearance.as_deref().is_some_and(|words| appearance_words(words).any(|word| word == "map"));
        let list = question.choices.as_ref().and_then(|list| self.questionnaire.choices.get(list));
        if asks && list.is_some_and(|list| !list.iter().any(|choice| choice.columns.contains_key(GEOMETRY))) {
            let message = say!("there is no map: no choice of `{}` has a place", question.name);
            let hint = say!("add the column `{GEOMETRY}` to the choices, for example `59.91 10.75 0 0`");
            self.warning(CODE, message, &pointer(&question.pointer, "appearance"), hint);
        }
    }

    pub(super) fn group_appearance(&mut self, group: &Group, level: Level) {
        let words = group.appearance.as_deref();
        let known = [GROUP_WORDS, PAGE_WORDS].concat();
        let subject = Subject { known: &known, numbered: &[PARTS], elsewhere: &elsewhere::of_group, called: "a group" };
        let is_page = |word: &&str| PAGE_WORDS.contains(word);
        if level != Level::Top
            && let Some(word) = words.and_then(|words| appearance_words(words).find(is_page))
        {
            let message = say!("`{word}` makes no page of a group that stands in another one");
            let at = pointer(&group.pointer, "appearance");
            self.warning(CODE, message, &at, "move the group to the top of the form, or remove the word");
        }
        self.appearance(words, &subject, &group.pointer);
    }

    /// The form as a whole.
    pub(super) fn style(&mut self) {
        for word in self.questionnaire.settings.style.iter().flat_map(|style| style.split_whitespace()) {
            if !STYLES.contains(&word) {
                let message = say!("the style `{word}` is not drawn");
                let hint = match (closest_match(word, STYLES), elsewhere::style(word)) {
                    (Some(near), _) => say!("did you mean `{near}`?"),
                    (None, Some(known)) => say!("{}; {}", known.is, known.hint(word)),
                    (None, None) => {
                        let drawn = STYLES.map(|style| say!("`{style}`")).join(", ");
                        say!("remove it, or keep it for other programs; {drawn} are drawn")
                    }
                };
                self.warning(CODE, message, "/settings/style", hint);
            }
        }
    }

    fn has_style(&self, word: &str) -> bool {
        let style = self.questionnaire.settings.style.as_deref();
        style.is_some_and(|style| style.split_whitespace().any(|one| one == word))
    }

    fn appearance(&mut self, appearance: Option<&str>, subject: &Subject<'_>, at: &str) {
        let at = pointer(at, "appearance");
        for word in appearance.into_iter().flat_map(appearance_words) {
            if let Some(numbered) = subject.numbered.iter().find(|numbered| numbered.number(word).is_some()) {
                self.numbered(*numbered, word, &at);
            } else if !subject.known.contains(&word) {
                self.not_drawn(word, subject, &at);
            }
        }
    }

    /// A word with a number that is drawn, and whether it does something here.
    fn numbered(&mut self, numbered: NumberedWord, word: &str, at: &str) {
        if !numbered.includes(word) {
            let NumberedWord { stem, last } = numbered;
            let message = say!("the appearance `{word}` changes nothing: numbers go from 1 to {last}");
            self.warning(CODE, message, at, say!("write `{stem}1` to `{stem}{last}`"));
        } else if numbered == PARTS && !self.has_style(GRID_STYLE) {
            let message = say!("`{word}` is a width in the style `{GRID_STYLE}`, and this form has another one");
            self.warning(
                CODE,
                message,
                at,
                say!("add `\"style\": \"{GRID_STYLE}\"` to `settings`, or remove the word"),
            );
        }
    }

    fn not_drawn(&mut self, word: &str, subject: &Subject<'_>, at: &str) {
        let Subject { known, numbered, elsewhere, called } = subject;
        if let Some(known) = elsewhere(word) {
            let message = say!("the appearance `{word}` means nothing here: {}", known.is);
            return self.warning(CODE, message, at, known.hint(word));
        }
        if let Some(meaning) = meaning_elsewhere(word) {
            let message = say!("`{word}` {meaning}, and means nothing here: {called} is drawn as without it");
            return self.warning(CODE, message, at, "remove it, or keep it for other programs");
        }
        let message = say!("the appearance `{word}` changes nothing: {called} is drawn as without it");
        let of_others = QuestionType::ALL.into_iter().find(|kind| drawn_words(*kind).contains(&word));
        let hint = match (closest_match(word, known.iter().copied()), of_others) {
            (Some(near), _) => say!("did you mean `{near}`?"),
            (None, Some(kind)) => say!("remove it: it is for questions of type `{}`", kind.name()),
            (None, None) if known.is_empty() => say!("remove it, or keep it for other programs"),
            (None, None) => {
                let numbered = numbered.iter().map(|NumberedWord { stem, last }| say!("{stem}1 to {stem}{last}"));
                let drawn: Vec<_> = known.iter().map(|word| (*word).to_owned()).chain(numbered).collect();
                say!("remove it, or keep it for other programs; drawn are {}", drawn.join(", "))
            }
        };
        self.warning(CODE, message, at, hint);
    }
}
