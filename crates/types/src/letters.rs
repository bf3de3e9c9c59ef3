//! Small and capital letters: what the standard library says of them, without its tables, which are 24 kB of Wasm.

include!(concat!(env!("OUT_DIR"), "/letters.rs"));

/// Capital letters that follow each other at one distance, and so do their small ones.
struct Run {
    first: u32,
    last: u32,
    step: u32,
    to_small: i32,
}

impl Run {
    fn holds(&self, letter: u32) -> bool {
        (self.first..=self.last).contains(&letter) && (letter - self.first).is_multiple_of(self.step)
    }
}

/// Whether a word stands among words with blanks between them, as in an appearance.
///
/// # Example
/// ```
/// use sealform_types::has_word;
/// assert!(has_word("minimal  likert", "likert"));
/// assert!(!has_word("likert-items", "likert"));
/// ```
pub fn has_word(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}

/// The word of a form's style that puts all its pages below each other.
pub const ONE_PAGE: &str = "one-page";

/// The text in small letters, each by itself: a sigma at the end of a word is like any other.
///
/// # Example
/// ```
/// assert_eq!(sealform_types::lowercase("ÅPENT КАК Żabka ΟΣ"), "åpent как żabka οσ");
/// ```
pub fn lowercase(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'İ' => small.push_str("i\u{307}"),
            _ => small.push(small_letter(letter)),
        }
    }
    small
}

/// The text in capital letters.
///
/// # Example
/// ```
/// assert_eq!(sealform_types::uppercase("åpent straße как"), "ÅPENT STRASSE КАК");
/// ```
pub fn uppercase(text: &str) -> String {
    let mut capitals = String::with_capacity(text.len());
    for letter in text.chars() {
        match odd_capitals(letter) {
            Some(odd) => capitals.push_str(odd),
            None => capitals.push(capital_letter(letter)),
        }
    }
    capitals
}

/// Whether it is a capital letter: it has a small one.
pub fn is_capital(letter: char) -> bool {
    small_letter(letter) != letter || letter == 'İ'
}

/// Whether it is a small letter: it has a capital one.
///
/// # Example
/// ```
/// use sealform_types::{is_capital, is_small};
/// assert!(is_capital('Ж') && !is_capital('ж') && is_small('ß') && !is_small('7'));
/// ```
pub fn is_small(letter: char) -> bool {
    !is_capital(letter) && (odd_capitals(letter).is_some() || capital_letter(letter) != letter)
}

/// The capital of a letter that has another one than its run says.
fn odd_capitals(letter: char) -> Option<&'static str> {
    CAPITALS.split(' ').filter(|_| !letter.is_ascii()).find_map(|odd| odd.strip_prefix(letter))
}

fn small_letter(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let place = u32::from(letter);
    let behind = SMALL.partition_point(|run| run.first <= place);
    // Runs at a distance of two may lie in each other.
    let before = SMALL.iter().take(behind).rev().take(2);
    moved(letter, before.into_iter().find(|run| run.holds(place)).map(|run| run.to_small))
}

fn capital_letter(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_uppercase();
    }
    let place = u32::from(letter);
    let holds = |run: &&Run| place.checked_add_signed(-run.to_small).is_some_and(|capital| run.holds(capital));
    moved(letter, SMALL.iter().find(holds).map(|run| -run.to_small))
}

fn moved(letter: char, by: Option<i32>) -> char {
    by.and_then(|by| u32::from(letter).checked_add_signed(by)).and_then(char::from_u32).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_what_the_standard_library_makes_of_it() {
        const LAST: char = '\u{1ffff}';
        assert!(
            (LAST..=char::MAX).all(|letter| letter.to_lowercase().eq([letter]) && letter.to_uppercase().eq([letter]))
        );
        for letter in '\0'..=LAST {
            let text = letter.to_string();
            assert_eq!(lowercase(&text), letter.to_lowercase().to_string(), "{letter}");
            assert_eq!(uppercase(&text), letter.to_uppercase().to_string(), "{letter}");
            assert_eq!(is_capital(letter), !letter.to_lowercase().eq([letter]), "{letter}");
            let has_capital = !letter.to_uppercase().eq([letter]);
            assert_eq!(is_small(letter), has_capital && !is_capital(letter), "{letter}");
        }
    }
}
