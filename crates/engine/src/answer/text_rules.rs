//! Rules for the words of texts and comments.

use sealform_expression::{sentence_count, word_count, words};
use sealform_protocol::{Issue, IssueView, Part};
use sealform_questionnaire::{TextRule, TextRules};
use sealform_types::{in_order, is_capital, is_small, lowercase};

/// The rules that a text breaks. An empty text breaks none: whether it is required is another rule.
pub(crate) fn issues(text: &str, rules: &TextRules, label: &dyn Fn() -> String, part: Part) -> Vec<IssueView> {
    if rules.is_empty() || text.trim().is_empty() {
        return Vec::new();
    }
    let broken = [lengths(text, rules), manner(text, rules, label)].concat();
    broken.into_iter().map(|(rule, issue)| IssueView::new(issue, rules.level(rule), part)).collect()
}

fn lengths(text: &str, rules: &TextRules) -> Vec<(TextRule, Issue)> {
    let mut broken = Vec::new();
    if rules.min_words.is_some() || rules.max_words.is_some() {
        let have = word_count(text);
        if let Some(min) = rules.min_words.filter(|min| have < *min) {
            broken.push((TextRule::MinWords, Issue::TooFewWords { min, have }));
        }
        if let Some(max) = rules.max_words.filter(|max| have > *max) {
            broken.push((TextRule::MaxWords, Issue::TooManyWords { max, have }));
        }
    }
    let have = char_count(text);
    if let Some(min) = rules.min_chars.filter(|min| have < *min) {
        broken.push((TextRule::MinChars, Issue::TooFewChars { min, have }));
    }
    if let Some(max) = rules.max_chars.filter(|max| have > *max) {
        broken.push((TextRule::MaxChars, Issue::TooManyChars { max, have }));
    }
    if let Some(min) = rules.min_sentences {
        let have = sentence_count(text);
        if have < min {
            broken.push((TextRule::MinSentences, Issue::TooFewSentences { min, have }));
        }
    }
    broken
}

/// How many characters a text has, without the blanks around it.
pub(crate) fn char_count(text: &str) -> u32 {
    u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX)
}

fn manner(text: &str, rules: &TextRules, label: &dyn Fn() -> String) -> Vec<(TextRule, Issue)> {
    let mut broken = Vec::new();
    if rules.no_caps && is_shouted(text) {
        broken.push((TextRule::NoCaps, Issue::AllCaps));
    }
    if rules.no_repeats
        && let Some(word) = repeated_word(text)
    {
        broken.push((TextRule::NoRepeats, Issue::RepeatedWord { word }));
    }
    if rules.no_placeholder && is_placeholder(text) {
        broken.push((TextRule::NoPlaceholder, Issue::Placeholder));
    }
    if rules.no_echo && is_echo(text, &label()) {
        broken.push((TextRule::NoEcho, Issue::Echo));
    }
    broken
}

/// Ten letters or more, and none of them small.
fn is_shouted(text: &str) -> bool {
    let upper = text.chars().filter(|letter| is_capital(*letter)).count();
    upper >= 10 && !text.chars().any(is_small)
}

/// A word of three letters or more that comes three times running, or makes up more than half of five words and more.
fn repeated_word(text: &str) -> Option<String> {
    let all = lowercase_words(text);
    let long = |word: &&String| word.chars().count() >= 3;
    let running = all.windows(3).find_map(|three| match three {
        [a, b, c] if a == b && b == c && long(&a) => Some(a.clone()),
        _ => None,
    });
    running.or_else(|| {
        // A word that makes up more than half stands in the middle when all are sorted.
        let sorted = in_order(all, &|one, other| one.cmp(other));
        let middle = sorted.get(sorted.len() / 2)?;
        let count = sorted.iter().filter(|word| *word == middle).count();
        (sorted.len() >= 5 && count * 2 > sorted.len() && long(&middle)).then(|| middle.clone())
    })
}

/// Only dots, dashes, one letter over and over, or words that stand for "nothing".
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "n/a",
        "na",
        "n.a.",
        "none",
        "nothing",
        "nil",
        "test",
        "asdf",
        "qwerty",
        "todo",
        "tbd",
        "same",
        "ingen",
        "ingenting",
        "samme",
        "brak",
        "nic",
        "žádné",
        "нет",
        "ничего",
        "ok",
        "ikke aktuelt",
    ];
    let text = lowercase(text.trim().trim_end_matches('.'));
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let one_letter = letters.next().is_none_or(|first| letters.all(|other| other == first));
    one_letter || WORDS.contains(&text.as_str())
}

fn lowercase_words(text: &str) -> Vec<String> {
    words(text).into_iter().map(lowercase).collect()
}

/// At least four words, and four of five of them stand in the question.
fn is_echo(text: &str, label: &str) -> bool {
    let asked = lowercase_words(label);
    let said = lowercase_words(text);
    let echoed = said.iter().filter(|word| asked.contains(word)).count();
    said.len() >= 4 && echoed * 5 >= said.len() * 4
}

/// Whether two texts are almost the same: four of five words stand in both, of five or more on average; of three or four, all.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let sorted = |text: &str| in_order(lowercase_words(text), &|one: &String, other| one.cmp(other));
    let (one, other) = (sorted(one), sorted(other));
    let mut rest = other.iter().peekable();
    let is_in_both = |word: &&String| {
        while rest.next_if(|next| next < word).is_some() {}
        rest.next_if(|next| next == word).is_some()
    };
    let common = one.iter().filter(is_in_both).count();
    let all = one.len() + other.len();
    match all {
        ..6 => false,
        6..10 => common * 2 == all,
        10.. => common * 5 >= all * 2,
    }
}

/// The words of a text as phrases are looked for in them.
pub(crate) fn said(text: &str) -> Vec<String> {
    lowercase_words(&text.replace('’', "'"))
}

/// Whether a phrase stands in words that were said.
pub(crate) fn stands_in(phrase: &str, words: &[String]) -> bool {
    let mut wanted: Vec<(String, bool)> = Vec::new();
    for word in phrase.split_whitespace() {
        let (stem, is_open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
        // What is one word to who writes it may be several, such as `e-mail`.
        wanted.extend(said(stem).into_iter().map(|part| (part, false)));
        if let Some((_, last)) = wanted.last_mut() {
            *last = is_open;
        }
    }
    let fits = |(word, (wanted, is_open)): (&String, &(String, bool))| match is_open {
        true => word.starts_with(wanted.as_str()),
        false => word == wanted,
    };
    !wanted.is_empty() && words.windows(wanted.len()).any(|run| run.iter().zip(&wanted).all(fits))
}

/// Whether a text names somebody: it has a part of the name, of three letters or more, with a capital, perhaps inflected.
pub(crate) fn names(text: &str, name: &str) -> bool {
    let said = words(text);
    let is_said = |part: &str| said.iter().any(|word| word.starts_with(is_capital) && is_form_of(word, part));
    words(name).into_iter().any(|part| part.chars().count() >= 3 && is_said(part))
}

/// Whether a word is a name, or the name with another ending: `Anny` of Anna, `Adamem` of Adam, `Olas` of Ola.
fn is_form_of(word: &str, name: &str) -> bool {
    const VOWELS: &str = "aeiouyæøåäöüáéíóúůýěąęаеёиоуыэюя";
    let (word, name) = (lowercase(word), lowercase(name));
    let is_long = name.chars().count() >= 4;
    let stem = name.trim_end_matches(|last| VOWELS.contains(last));
    let other =
        |ending: &str| is_long && ending.starts_with(|first| VOWELS.contains(first)) && ending.chars().count() <= 2;
    let longer = |ending: &str| ending.chars().count() <= if is_long { 3 } else { 1 };
    word.strip_prefix(name.as_str()).is_some_and(longer)
        || (stem != name && !stem.is_empty() && word.strip_prefix(stem).is_some_and(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manners_are_distinguished() {
        assert!(is_shouted("DET VAR IKKE BRA") && !is_shouted("NAV svarte") && !is_shouted("OK"));
        assert_eq!(repeated_word("good good good").as_deref(), Some("good"));
        assert_eq!(repeated_word("fint fint og fint her fint"), Some("fint".to_owned()));
        assert_eq!(repeated_word("he said that that was fine"), None);
        for nothing in ["n/a", "xxx", "…", "---", "N/A.", "brak"] {
            assert!(is_placeholder(nothing), "{nothing}");
        }
        assert!(!is_placeholder("Han sa ingenting."));
        assert!(is_echo("The agent did greet you", "Did the agent greet you?"));
        assert!(!is_echo("The agent was on the phone", "Did the agent greet you?"));
    }
}
