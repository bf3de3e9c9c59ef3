//! Words of `appearance` and `style` that other programs know: what they do there, and what to write here instead.

use sealform_types::say;

use crate::model::QuestionType;

/// A word that other programs know.
pub(super) struct Elsewhere {
    written: Written,
    /// What it does there, as the end of a sentence.
    pub is: &'static str,
    /// What says the same here; empty where nothing does. `#` stands for the number of the word.
    instead: &'static str,
}

/// How such words are written.
enum Written {
    /// As it stands.
    Word(&'static str),
    /// A beginning, followed by a number.
    Numbered(&'static str),
    /// A beginning, followed by anything.
    Begins(&'static str),
}

impl Elsewhere {
    /// What to do about it.
    pub fn hint(&self, word: &str) -> String {
        match (&self.written, self.instead) {
            (_, "") => "remove it, or keep it for other programs".into(),
            (Written::Numbered(stem), instead) => {
                say!("write `{}`", instead.replace('#', word.strip_prefix(stem).unwrap_or_default()))
            }
            (Written::Word(_) | Written::Begins(_), instead) => say!("write `{instead}`"),
        }
    }
}

const fn word(written: &'static str, is: &'static str, instead: &'static str) -> Elsewhere {
    Elsewhere { written: Written::Word(written), is, instead }
}

const fn numbered(stem: &'static str, is: &'static str, instead: &'static str) -> Elsewhere {
    Elsewhere { written: Written::Numbered(stem), is, instead }
}

const fn begins(stem: &'static str, is: &'static str) -> Elsewhere {
    Elsewhere { written: Written::Begins(stem), is, instead: "" }
}

/// Of questions with choices.
const CHOICES: &[Elsewhere] = &[
    word("compact", "it is an old word for choices side by side without buttons", "columns-pack no-buttons"),
    numbered("compact-", "it is an old word for columns of choices without buttons", "columns-# no-buttons"),
    word(
        "quickcompact",
        "it is an old word for choices side by side that go on at once",
        "columns-pack no-buttons quick",
    ),
    numbered(
        "quickcompact-",
        "it is an old word for columns of choices that go on at once",
        "columns-# no-buttons quick",
    ),
    word("horizontal", "it is an old word for choices in columns", "columns"),
    word("horizontal-compact", "it is an old word for choices side by side", "columns-pack"),
    word("list", "it puts choices into one line, their labels above the buttons", "columns"),
    word(
        "image-map",
        "choices are the areas of a picture, which nobody can choose who does not see it or cannot point; they are drawn one by one",
        "",
    ),
    word("spinner", "it is an old word for choices in a list that opens", "minimal"),
];

/// Of groups.
const GROUPS: &[Elsewhere] = &[
    word("no-collapse", "a group cannot be folded; here none can", ""),
    word("compact", "the questions in it stand closer; here the theme `compact` says so for a whole form", ""),
    word("full-screen", "each instance of a repeat has a screen of its own", ""),
    word("summary", "a summary of its answers is shown; here there is one of every form", ""),
];

/// Of the form as a whole.
const STYLES: &[Elsewhere] = &[
    begins("theme-", "it is a theme of another program: here style sheets of the page are themes"),
    word("no-text-transform", "headings keep their capitals, as they do here without it", ""),
    word("logo", "it shows a picture above the form", ""),
];

/// The word of a question of this type.
pub(super) fn of_question(kind: QuestionType, word: &str) -> Option<&'static Elsewhere> {
    find(if kind.has_choices() { CHOICES } else { &[] }, word)
}

/// The word of a group or repeat.
pub(super) fn of_group(word: &str) -> Option<&'static Elsewhere> {
    find(GROUPS, word)
}

/// The word of the style of a form.
pub(super) fn style(word: &str) -> Option<&'static Elsewhere> {
    find(STYLES, word)
}

fn find(words: &'static [Elsewhere], word: &str) -> Option<&'static Elsewhere> {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().find(|known| match known.written {
        Written::Word(written) => word == written,
        Written::Numbered(stem) => word.strip_prefix(stem).is_some_and(is_number),
        Written::Begins(stem) => word.strip_prefix(stem).is_some_and(|rest| !rest.is_empty()),
    })
}
