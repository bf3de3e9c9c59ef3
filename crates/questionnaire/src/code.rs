//! What of the document goes into a compiled program: what a session asks of it. Expressions, labels and messages are
//! compiled, and names and pointers are for authors.

use sealform_types::{Coded, Decoder, Encoder, coded};

use crate::model::{AttemptRules, Choice, Comment, Constraint, Question, QuestionType, Scale, Text};
use crate::rules::{TextRule, TextRules};

coded! {
    struct Choice { name, label, not_applicable, not_observed, exclusive, media, columns }
    struct Question {
        kind, default, appearance, media, parameters, scale, attempts, constraints, comment, text_rules;
        without name, label, hint, guidance_hint, required, required_message, relevant, readonly, pointer, calculation,
        trigger, default_expression, suggestion, choices, choices_from, choice_filter, kept, save_to,
    }
    struct Constraint { level; without test, message, pointer }
    struct Comment { text_rules; without label, relevant, required }
    struct Scale { start, end, start_label, end_label }
    struct AttemptRules { max, wait, different_days, channels }
    struct TextRules {
        min_words, max_words, min_chars, max_chars, min_sentences, no_caps, no_repeats, no_placeholder, no_echo, levels,
    }
}

impl Coded for Text {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self(Coded::read(from))
    }
}

/// By their places in the lists of all.
macro_rules! listed {
    ($($name:ident)*) => {$(
        impl Coded for $name {
            fn write(&self, to: &mut Encoder) {
                to.length(Self::ALL.iter().position(|one| one == self).unwrap_or(Self::ALL.len()));
            }
            fn read(from: &mut Decoder<'_>) -> Self {
                Self::ALL.get(usize::read(from)).copied().unwrap_or_else(|| {
                    from.damage();
                    Self::ALL[0]
                })
            }
        }
    )*};
}

listed! { QuestionType TextRule }
