//! Words by Unicode's rules (UAX #29), and sentences by a few of them: its tables for sentences are larger than all else
//! here, and no rule of a form hangs on the rest.

use sealform_types::{is_capital, is_small, lowercase};
use unicode_segmentation::UnicodeSegmentation;

/// The words of a text: segments that hold a letter or a digit. An address (`https://…`, `name@host`) is one, and says no more
/// than that. A list, since each chain of iterators over them is a kilobyte of Wasm.
pub fn words(text: &str) -> Vec<&str> {
    if !holds_address(text) {
        return text.unicode_words().collect();
    }
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        if holds_address(part) && part.contains(char::is_alphanumeric) {
            words.push(part);
        } else {
            words.extend(part.unicode_words());
        }
    }
    words
}

/// What makes a run without blanks an address.
fn holds_address(text: &str) -> bool {
    text.contains("://") || text.contains('@')
}

/// How many words a text has.
///
/// # Example
/// ```
/// assert_eq!(sealform_expression::word_count("Hun sa «hei», og smilte – 2 ganger."), 7);
/// assert_eq!(sealform_expression::word_count("Se https://www.example.no/a-b/c?d=e, eller spør ola@example.no"), 5);
/// ```
pub fn word_count(text: &str) -> u32 {
    u32::try_from(words(text).len()).unwrap_or(u32::MAX)
}

/// How many sentences a text has; a sentence holds at least one word.
///
/// A sentence ends with a line, or with `.`, `!`, `?` or `…` before a blank; a point only abbreviates before a small letter,
/// behind an initial, behind some words that nothing ends with (`f.eks.`, `Dr.`, `np.`, `tzn.`, `ул.`), and behind some before a
/// number (`kl. 12`). Chinese and Japanese marks need no blank.
///
/// # Example
/// ```
/// use sealform_expression::sentence_count;
/// assert_eq!(sentence_count("Hun sa «hei!» Han gikk ca. halv ett (12.30), tror jeg… Ikke sant?"), 3);
/// ```
pub fn sentence_count(text: &str) -> u32 {
    let (mut count, mut holds_word) = (0, false);
    for (at, character) in text.char_indices() {
        holds_word |= character.is_alphanumeric();
        let behind = text.get(at + character.len_utf8()..).unwrap_or_default();
        let is_short = || abbreviates(text.get(..at).unwrap_or_default(), behind);
        if holds_word && ends(character, behind) && !(character == '.' && is_short()) {
            count += 1;
            holds_word = false;
        }
    }
    count + u32::from(holds_word)
}

/// Whether a character ends a sentence before what stands behind it.
fn ends(character: char, behind: &str) -> bool {
    let behind = behind.trim_start_matches(['.', '!', '?', '…', '"', '\'', '”', '“', '’', '»', '«', ')', ']']);
    let next = behind.trim_start().chars().next();
    let is_apart = behind.is_empty() || behind.starts_with(char::is_whitespace);
    match character {
        '\n' | '。' | '！' | '？' => true,
        '!' | '?' => is_apart,
        '.' | '…' => is_apart && !next.is_some_and(is_small),
        _ => false,
    }
}

/// Short words that stand before what they belong to: Norwegian, English, Polish, Czech, Russian.
const SHORT: &str = " f.eks bl.a dvs hr fr frk jf mr mrs ms dr prof e.g i.e vs np tzn tj ul inż mgr p.o m.in tzw np např tzv ing \
    mudr ул им т.е т.к напр г-н г-жа ";
/// Short words that stand before a number.
const BEFORE_NUMBERS: &str = " kl nr no ca tlf ok godz tel ust str č čp cca д стр тел пр ";

/// Whether a point behind `before` only shows that its last word is short.
fn abbreviates(before: &str, behind: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|first: char| !first.is_alphanumeric());
    let mut letters = word.chars();
    // `I` is a word of its own in English and in Polish.
    let is_initial = letters.next().is_some_and(is_capital) && letters.next().is_none() && word != "I";
    let is_listed = |list: &str| list.contains(&[" ", &lowercase(word), " "].concat());
    let is_before_number = behind.trim_start().starts_with(|next: char| next.is_ascii_digit());
    !word.is_empty()
        && behind.starts_with(char::is_whitespace)
        && (is_initial || is_listed(SHORT) || (is_before_number && is_listed(BEFORE_NUMBERS)))
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn sentences_are_counted_as_people_and_uax_29_count_them() {
        assert_eq!(sentence_count(""), 0);
        for (text, count) in [
            ("...", 0),
            ("No end", 1),
            ("One. Two! Three?", 3),
            ("Really?! Yes.", 2),
            ("It was 3.5 km, i.e. far. I walked.", 2),
            ("He said \"Stop.\" Then he left.", 2),
            ("(Short.) Long.", 2),
            ("first line\nsecond line\n\n", 2),
            ("Han kom. Å, nei! Ćma.", 3),
            ("你好。再见！", 2),
            ("Привет. Как дела?", 2),
        ] {
            assert_eq!(sentence_count(text), count, "{text}");
            let standard = text.unicode_sentences().filter(|sentence| !words(sentence).is_empty());
            assert_eq!(standard.count(), count as usize, "{text}");
        }
    }

    #[test]
    fn points_behind_short_words_end_nothing() {
        for (text, count) in [
            ("Jeg møtte f.eks. Kari. Hun smilte.", 2),
            ("Det var kl. 12 da Dr. Berg kom. Han hilste.", 2),
            ("I said no. He left.", 2),
            ("See No. 5. It is open.", 2),
            ("J. K. Olsen hilste.", 1),
            ("So did I. Then we left.", 2),
            ("Byłem np. Na ul. Długiej. Było miło.", 2),
            ("Stálo to cca. 200 Kč. Např. Petr pomohl.", 2),
            ("Магазин на ул. Ленина, д. 5. Меня встретили.", 2),
            ("Он сказал да. Потом ушёл.", 2),
            ("kl.", 1),
        ] {
            assert_eq!(sentence_count(text), count, "{text}");
        }
    }
}
