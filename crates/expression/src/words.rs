//! Words and sentences by Unicode's rules (UAX #29).

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
pub fn sentence_count(text: &str) -> u32 {
    u32::try_from(text.unicode_sentences().filter(|sentence| words(sentence).next().is_some()).count())
        .unwrap_or(u32::MAX)
}
