//! Answers of choices as people read them.

use super::symbols::Symbol;
use crate::surveyjs::expression::Target;
use crate::surveyjs::model::Choice;
use crate::xform::quoted;

/// The most choices of one answer that are written into a text.
const MAX_SHOWN: usize = 30;

/// The choices of an answer one by one, with commas between them.
pub(super) fn each_joined(symbol: &Symbol, answer: &str, one: &dyn Fn(&str) -> String) -> Target {
    let choices = symbol.choices();
    let count = if choices.is_empty() { MAX_SHOWN } else { choices.len().min(MAX_SHOWN) };
    let item = |index: usize| one(&format!("selected-at({answer}, {index})"));
    let first = format!("if({answer} = '', '', {})", item(0));
    let more =
        (1..count).map(|index| format!("if(count-selected({answer}) > {index}, concat(', ', {}), '')", item(index)));
    Target::joined(&std::iter::once(first).chain(more).collect::<Vec<_>>())
}

/// The value that the survey has for the name of a choice.
pub(super) fn value_in_survey(symbol: &Symbol, name: &str) -> String {
    let renamed = symbol.choices().iter().filter(|choice| choice.name != choice.value);
    renamed.fold(name.to_owned(), |otherwise, Choice { name: own, value }| {
        format!("if({name} = {}, {}, {otherwise})", quoted(own), quoted(value))
    })
}

/// A value that is a number where it reads as one.
pub(super) fn number_or_text(value: &str) -> Target {
    if value.parse::<f64>().is_ok() { Target::number(value) } else { Target::text(value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveyjs::expression::Shape;
    use crate::surveyjs::translate::symbols::Answer;

    fn symbol(choices: &[(&str, &str)]) -> Symbol {
        let choice = |(name, value): &(&str, &str)| Choice { name: (*name).to_owned(), value: (*value).to_owned() };
        Symbol {
            key: "l".to_owned(),
            path: "/data/l".to_owned(),
            name: "l".to_owned(),
            shape: Shape::List,
            answer: Answer::Choices(choices.iter().map(choice).collect()),
            is_dynamic_matrix: false,
            inside: Vec::new(),
        }
    }

    #[test]
    fn choices_are_joined_one_by_one() {
        let joined = each_joined(&symbol(&[("a", "a"), ("b", "b")]), "${l}", &|item| item.to_owned());
        let expected = "concat(if(${l} = '', '', selected-at(${l}, 0)), \
            if(count-selected(${l}) > 1, concat(', ', selected-at(${l}, 1)), ''))";
        assert_eq!(joined.expression, expected);
    }

    #[test]
    fn renamed_choices_have_their_value_again() {
        let symbol = symbol(&[("a", "a"), ("x_y", "x y")]);
        assert_eq!(value_in_survey(&symbol, "${l}"), "if(${l} = 'x_y', 'x y', ${l})");
    }
}
