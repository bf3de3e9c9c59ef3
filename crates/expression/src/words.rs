//! Words by Unicode's rules (UAX #29), and sentences by a few of them: its tables for sentences are larger than all else
//! here, and no rule of a form hangs on the rest.

use unicode_segmentation::UnicodeSegmentation;

/// The words of a text: segments that hold a letter or a digit.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.unicode_words()
}

/// How many words a text has.
///
/// # Example
/// ```
/// assert_eq!(sealform_expression::word_count("Hun sa «hei», og smilte – 2 ganger."), 7);
/// ```
pub fn word_count(text: &str) -> u32 {
    u32::try_from(words(text).count()).unwrap_or(u32::MAX)
}

/// How many sentences a text has; a sentence holds at least one word.
///
/// A sentence ends with a line, or with `.`, `!`, `?` or `…` before a blank; a point before a small letter only
/// abbreviates. Chinese and Japanese marks need no blank.
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
        if holds_word && ends(character, behind) {
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
        '.' | '…' => is_apart && !next.is_some_and(char::is_lowercase),
        _ => false,
    }
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
            let standard = text.unicode_sentences().filter(|sentence| words(sentence).next().is_some());
            assert_eq!(standard.count(), count as usize, "{text}");
        }
    }
}
