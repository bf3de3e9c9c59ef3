//! From an issue to a sentence.

use sealform_protocol::{Control, Issue, IssueView, Part};

use super::{Catalogue, Plural, fill};
use crate::time::clock_text;
use crate::value::date_text;

/// The sentence for one issue. The form's own message comes first, where it has one.
pub(crate) fn issue_sentence(words: &Catalogue, control: &Control, view: &IssueView) -> String {
    let said = &words.issues;
    let least = |sentence: &Plural, min: u32, have: u32| words.counted(sentence, min, &have.to_string());
    match &view.issue {
        Issue::Required { message } => own_or(
            message,
            match view.part {
                Part::Answer if matches!(control, Control::Acknowledge) => said.confirm,
                Part::Answer => said.required,
                Part::Comment => said.comment_required,
            },
        ),
        Issue::Constraint { message } => own_or(message, said.constraint),
        Issue::NotAnInteger => said.not_an_integer.to_owned(),
        Issue::NotADuration => said.not_a_duration.to_owned(),
        Issue::NotADecimal => said.not_a_decimal.to_owned(),
        Issue::NotADate => said.not_a_date.to_owned(),
        Issue::Malformed { input } => said.malformed.word(input.name()).to_owned(),
        Issue::TooFewWords { min, have } => least(&said.too_few_words, *min, *have),
        Issue::TooManyWords { max, have } => least(&said.too_many_words, *max, *have),
        Issue::TooFewChars { min, have } => least(&said.too_few_chars, *min, *have),
        Issue::TooManyChars { max, have } => least(&said.too_many_chars, *max, *have),
        Issue::TooFewSentences { min, have } => least(&said.too_few_sentences, *min, *have),
        Issue::AllCaps => said.all_caps.to_owned(),
        Issue::RepeatedWord { word } => fill(said.repeated_word, &[word]),
        Issue::Placeholder => said.placeholder.to_owned(),
        Issue::Echo => said.echo.to_owned(),
        Issue::Alike { path, label } => fill(said.alike, &[if label.is_empty() { path } else { label }]),
        Issue::AlikeEarlier => said.alike_earlier.to_owned(),
        Issue::BannedPhrase { phrase } => fill(said.banned_phrase, &[phrase]),
        Issue::WantedPhrase { phrases } => fill(said.wanted_phrase, &[phrases]),
        Issue::NameGiven { name } => fill(said.name_given, &[name]),
        Issue::NameMissing { name } => fill(said.name_missing, &[name]),
        Issue::Exclusive => said.exclusive.to_owned(),
        Issue::SameGroup => said.same_group.to_owned(),
        Issue::AttemptsDue { have, max } => fill(said.attempts_due, &[&have.to_string(), &max.to_string()]),
        Issue::TooManyAttempts { max } => words.counted(&said.too_many_attempts, *max, ""),
        Issue::AttemptsSameDay => said.same_day.to_owned(),
        Issue::AttemptsOutOfOrder => said.out_of_order.to_owned(),
        Issue::AttemptNotTimed { .. } => said.not_timed.to_owned(),
        Issue::AttemptUnfinished => said.unfinished.to_owned(),
        Issue::WatchRunning => said.watch_running.to_owned(),
        Issue::Total { have, of } => fill(said.total, &[&have.to_string(), &of.to_string()]),
        Issue::AttemptPending { until } => fill(said.pending, &[&date_text(words, &until.to_string())]),
        Issue::OutsideWindow { number } => fill(said.outside_window, &[&number.to_string()]),
        Issue::AttemptTooShort { wait } => fill(said.too_short, &[&clock_text(*wait)]),
    }
}

fn own_or(message: &Option<String>, otherwise: &str) -> String {
    message.as_deref().filter(|own| !own.is_empty()).unwrap_or(otherwise).to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use sealform_types::{Level, TextInput};

    use super::super::tests::{catalogue, every_catalogue};
    use super::*;

    fn issues() -> Vec<Issue> {
        vec![
            Issue::Required { message: None },
            Issue::Constraint { message: None },
            Issue::NotAnInteger,
            Issue::NotADuration,
            Issue::NotADecimal,
            Issue::NotADate,
            Issue::Malformed { input: TextInput::Email },
            Issue::Malformed { input: TextInput::Tel },
            Issue::Malformed { input: TextInput::Url },
            Issue::TooFewWords { min: 8, have: 3 },
            Issue::TooManyWords { max: 8, have: 30 },
            Issue::TooFewChars { min: 8, have: 3 },
            Issue::TooManyChars { max: 8, have: 30 },
            Issue::TooFewSentences { min: 2, have: 1 },
            Issue::AllCaps,
            Issue::RepeatedWord { word: "good".to_owned() },
            Issue::Placeholder,
            Issue::Echo,
            Issue::Alike { path: "greeted".to_owned(), label: "Greeted?".to_owned() },
            Issue::AlikeEarlier,
            Issue::BannedPhrase { phrase: "I felt*".to_owned() },
            Issue::WantedPhrase { phrases: "because, since".to_owned() },
            Issue::NameGiven { name: "Kari".to_owned() },
            Issue::NameMissing { name: "Kari".to_owned() },
            Issue::Exclusive,
            Issue::SameGroup,
            Issue::AttemptsDue { have: 1, max: 2 },
            Issue::TooManyAttempts { max: 2 },
            Issue::AttemptsSameDay,
            Issue::AttemptsOutOfOrder,
            Issue::AttemptTooShort { wait: 300 },
            Issue::AttemptNotTimed { wait: 300 },
            Issue::AttemptUnfinished,
            Issue::AttemptPending { until: NaiveDate::default() },
            Issue::OutsideWindow { number: 2 },
            Issue::WatchRunning,
            Issue::Total { have: 40, of: 100 },
        ]
    }

    fn said(words: &Catalogue, issue: Issue, part: Part) -> String {
        issue_sentence(words, &Control::Integer, &IssueView::new(issue, Level::Hard, part))
    }

    #[test]
    fn a_box_to_tick_is_confirmed() {
        let missing = IssueView::new(Issue::Required { message: None }, Level::Hard, Part::Answer);
        let english = catalogue("en");
        assert_eq!(issue_sentence(english, &Control::Acknowledge, &missing), "Please confirm this.");
        assert_eq!(issue_sentence(english, &Control::Integer, &missing), english.issues.required);
    }

    #[test]
    fn every_issue_has_a_sentence_of_its_own_in_every_language() {
        for words in every_catalogue() {
            let mut sentences: Vec<String> =
                issues().into_iter().map(|issue| said(words, issue, Part::Answer)).collect();
            sentences.push(said(words, Issue::Required { message: None }, Part::Comment));
            for sentence in &sentences {
                assert!(sentence.ends_with('.'), "{}: {sentence}", words.tag);
                assert!(!sentence.contains(['{', '}']), "{}: {sentence}", words.tag);
            }
            let count = sentences.len();
            sentences.sort();
            sentences.dedup();
            assert_eq!(sentences.len(), count, "{}: two issues sound alike", words.tag);
        }
    }

    #[test]
    fn numbers_stand_in_the_sentence() {
        for words in every_catalogue() {
            let sentence = said(words, Issue::TooFewWords { min: 8, have: 3 }, Part::Comment);
            assert!(sentence.contains('8') && sentence.contains('3'), "{}: {sentence}", words.tag);
            let sentence = said(words, Issue::AttemptTooShort { wait: 300 }, Part::Answer);
            assert!(sentence.contains("5:00"), "{}: {sentence}", words.tag);
        }
    }

    #[test]
    fn the_forms_own_message_comes_first() {
        let own = |message: &str| Issue::Constraint { message: Some(message.to_owned()) };
        let english = catalogue("en");
        assert_eq!(said(english, own("Between 9 and 15, please."), Part::Answer), "Between 9 and 15, please.");
        assert_eq!(said(english, own(""), Part::Answer), english.issues.constraint);
    }

    #[test]
    fn nouns_follow_their_number() {
        let count = |tag: &str, min| said(catalogue(tag), Issue::TooFewWords { min, have: 0 }, Part::Answer);
        assert!(count("pl", 1).contains("1 słowo;") && count("pl", 22).contains("22 słowa;"));
        assert!(count("pl", 5).contains("5 słów;") && count("pl", 12).contains("12 słów;"));
        assert!(count("cs", 3).contains("3 slova;") && count("cs", 8).contains("8 slov;"));
        assert!(count("ru", 21).contains("21 слова;") && count("ru", 8).contains("8 слов;"));
        assert!(count("en", 1).contains("1 word;") && count("en", 8).contains("8 words;"));
    }
}
