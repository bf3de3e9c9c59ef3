//! From an issue to a sentence.

use sealform_protocol::{Issue, IssueView, Part};

use super::{Catalogue, Plural, fill};
use crate::time::clock_text;

/// What a person is told about one issue. The form's own words come first where it has any.
pub(crate) fn issue_sentence(words: &Catalogue, view: &IssueView) -> String {
    let said = &words.issues;
    let least = |sentence: &Plural, min: u32, have: u32| words.counted(sentence, min, &have.to_string());
    match &view.issue {
        Issue::Required { message } => own_or(
            message,
            match view.part {
                Part::Answer => said.required,
                Part::Comment => said.comment_required,
            },
        ),
        Issue::Constraint { message } => own_or(message, said.constraint),
        Issue::NotAnInteger => said.not_an_integer.to_owned(),
        Issue::NotADecimal => said.not_a_decimal.to_owned(),
        Issue::NotADate => said.not_a_date.to_owned(),
        Issue::TooFewWords { min, have } => least(&said.too_few_words, *min, *have),
        Issue::TooManyWords { max, have } => least(&said.too_many_words, *max, *have),
        Issue::TooFewChars { min, have } => least(&said.too_few_chars, *min, *have),
        Issue::TooManyChars { max, have } => least(&said.too_many_chars, *max, *have),
        Issue::TooFewSentences { min, have } => least(&said.too_few_sentences, *min, *have),
        Issue::AllCaps => said.all_caps.to_owned(),
        Issue::RepeatedWord { word } => fill(said.repeated_word, &[word]),
        Issue::Placeholder => said.placeholder.to_owned(),
        Issue::Echo => said.echo.to_owned(),
        Issue::Exclusive => said.exclusive.to_owned(),
        Issue::AttemptsDue { have, max } => fill(said.attempts_due, &[&have.to_string(), &max.to_string()]),
        Issue::TooManyAttempts { max } => words.counted(&said.too_many_attempts, *max, ""),
        Issue::AttemptsSameDay => said.same_day.to_owned(),
        Issue::AttemptsOutOfOrder => said.out_of_order.to_owned(),
        Issue::AttemptTooShort { wait } => fill(said.too_short, &[&clock_text(*wait)]),
    }
}

fn own_or(message: &Option<String>, otherwise: &str) -> String {
    message.as_deref().filter(|own| !own.is_empty()).unwrap_or(otherwise).to_owned()
}
