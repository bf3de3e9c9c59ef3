//! Small readings of cells: yes and no, expressions, defaults.

use sealform_questionnaire::{Condition, QuestionType, Shape};
use sealform_types::Json;

/// Reads yes, no or an expression; the words for yes and no are those that pyxform has.
pub fn condition(text: &str) -> Condition {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" | "true()" => Condition::Yes,
        "no" | "false" | "false()" => Condition::No,
        _ => Condition::When(expression(text)),
    }
}

/// An expression; yes and no are `true()` and `false()`.
pub fn condition_expression(text: &str) -> String {
    match condition(text) {
        Condition::Yes => "true()".to_owned(),
        Condition::No => "false()".to_owned(),
        Condition::When(text) => text,
    }
}

/// Whether a cell says yes.
pub fn is_yes(text: &str) -> bool {
    condition(text) == Condition::Yes
}

/// An expression with the quotes that word processors bend made straight again.
pub fn expression(text: &str) -> String {
    let straight = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{a0}' => ' ',
        c => c,
    };
    text.trim().chars().map(straight).collect()
}

/// Whether a default is worked out rather than written: it has a reference, a function or a sum in it.
///
/// The rule is pyxform's own, which searches the text of the cell, and is followed as it is: a default need not be an
/// expression, so there may be no tree to ask, and both programs have to take the same cells for expressions.
pub fn is_dynamic(text: &str, kind: QuestionType) -> bool {
    let plain = without_quoted(text);
    if plain.contains("${") {
        return true;
    }
    use QuestionType::{Date, DateTime, Geopoint, Geoshape, Geotrace, Time};
    let dated = matches!(kind, Date | DateTime | Time | Geopoint | Geotrace | Geoshape);
    if dated && plain.contains('-') && !plain.contains('(') {
        return false;
    }
    has_call(&plain) || has_sum(&plain)
}

fn without_quoted(text: &str) -> String {
    let mut quote = None;
    let mut plain = String::new();
    for c in expression(text).chars() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None => plain.push(c),
        }
    }
    plain
}

/// A name right before a bracket.
fn has_call(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices('(').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        before.bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && bytes.get(at + 1..).is_some_and(|rest| rest.contains(&b')'))
    })
}

/// An operator between two operands.
fn has_sum(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let between = |word: &&str| matches!(*word, "+" | "-" | "*" | "div" | "mod" | "|");
    let inside = words.len() > 2 && words.iter().skip(1).take(words.len() - 2).any(between);
    let tight = text.bytes().any(|byte| matches!(byte, b'+' | b'*'))
        && text.split(['+', '*']).all(|side| !side.trim().is_empty() && super::parameters::is_number(side.trim()));
    inside || tight
}

/// A default as the document writes it, by type; `None` where the type has no such answer.
pub fn default_value(kind: QuestionType, text: &str) -> Option<Json> {
    match kind.shape() {
        Shape::Integer | Shape::Step(_) | Shape::Seconds => text.parse::<i64>().ok().map(Json::Integer),
        Shape::Decimal if kind == QuestionType::Range => {
            Some(text.parse::<i64>().map_or_else(|_| Json::from(text), Json::Integer))
        }
        Shape::Choices => Some(text.split_whitespace().map(Json::from).collect()),
        Shape::Truth => match text.to_lowercase().as_str() {
            "ok" | "yes" | "true" => Some(Json::Boolean(true)),
            "no" | "false" => Some(Json::Boolean(false)),
            _ => None,
        },
        Shape::Files => Some(std::iter::once(Json::from(file_name(text))).collect()),
        Shape::Attempts => None,
        Shape::Any if matches!(kind, QuestionType::Note | QuestionType::Calculate) => None,
        Shape::Text | Shape::Decimal | Shape::Choice | Shape::Date | Shape::Time | Shape::DateTime => {
            Some(Json::from(text))
        }
        Shape::Location | Shape::Locations | Shape::Log | Shape::Any => Some(Json::from(text)),
    }
}

/// The name of a file that may stand as an address: `jr://images/house.png`.
fn file_name(text: &str) -> &str {
    let address = text.strip_prefix("jr://");
    address.and_then(|path| path.rsplit('/').next()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_stand_at_the_start_are_lists_of_names() {
        let house: Json = std::iter::once(Json::from("house.png")).collect();
        for text in ["house.png", "jr://images/house.png"] {
            assert_eq!(default_value(QuestionType::Image, text), Some(house.clone()));
        }
    }

    #[test]
    fn some_defaults_are_worked_out() {
        for dynamic in ["now()", "${a}", "1 + 2", "uuid()", "3 * ${x}", "if(1, 2, 3)", "2+2"] {
            assert!(is_dynamic(dynamic, QuestionType::Text), "{dynamic}");
        }
        for fixed in ["foo-bar", "2026-11-21", "a word (with brackets)", "'now()'", "C++", "1 - a", ""] {
            assert!(!is_dynamic(fixed, QuestionType::Date), "{fixed}");
        }
    }
}
