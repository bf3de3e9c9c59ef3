//! Sentences that change with a number.

/// One sentence in the three forms that the languages here tell apart: one, few, many.
/// English and Norwegian use the first and the last.
pub(crate) struct Plural(pub &'static str, pub &'static str, pub &'static str);

impl Plural {
    /// The form of that index, as a plural rule gives it.
    pub fn form(&self, index: usize) -> &'static str {
        match index {
            0 => self.0,
            1 => self.1,
            _ => self.2,
        }
    }
}

/// English, Norwegian: one, or any other number.
pub(super) fn one_or_other(number: u32) -> usize {
    if number == 1 { 0 } else { 2 }
}

/// Polish: only 1 itself is one; 2 to 4 are few in every ten but the second.
pub(super) fn polish(number: u32) -> usize {
    if number == 1 { 0 } else { few_or_many(number) }
}

/// Czech: 1; 2 to 4; all others.
pub(super) fn czech(number: u32) -> usize {
    match number {
        1 => 0,
        2..=4 => 1,
        _ => 2,
    }
}

/// Russian: 1 and 21 are one, 11 is not.
pub(super) fn russian(number: u32) -> usize {
    if number % 10 == 1 && number % 100 != 11 { 0 } else { few_or_many(number) }
}

fn few_or_many(number: u32) -> usize {
    if (2..=4).contains(&(number % 10)) && !(12..=14).contains(&(number % 100)) { 1 } else { 2 }
}

/// Puts values into the places `{0}`, `{1}`, … of a sentence.
pub(crate) fn fill(sentence: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some(value) = place.parse::<usize>().ok().and_then(|place| values.get(place)) {
            text.push_str(value);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_takes_the_form_its_grammar_asks_for() {
        let forms = |rule: fn(u32) -> usize| [0, 1, 2, 4, 5, 11, 12, 21, 22, 25, 101, 111, 112, 122].map(rule);
        assert_eq!(forms(one_or_other), [2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(forms(polish), [2, 0, 1, 1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 1]);
        assert_eq!(forms(czech), [2, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(forms(russian), [2, 0, 1, 1, 2, 2, 2, 0, 1, 2, 0, 2, 2, 1]);
    }

    #[test]
    fn values_stand_where_the_sentence_wants_them() {
        assert_eq!(fill("{1} of {0}", &["8", "5"]), "5 of 8");
        assert_eq!(fill("no place", &["8"]), "no place");
        assert_eq!(fill("{0} and {0}, {7} open {", &["8"]), "8 and 8,  open ");
    }
}
