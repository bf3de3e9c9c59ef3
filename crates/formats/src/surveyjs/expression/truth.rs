//! When a value counts as true, as blank, and when a condition holds.

use super::function::Function;
use super::names::{ChoiceName, Offer};
use super::syntax::{BinaryOperator, Tree};
use super::target::{Shape, Target, is_true};
use super::translator::{Emptiness, Translated, Translator};
use crate::xform::quoted;

impl Translator<'_> {
    /// Whether a value is blank, or is not.
    pub(super) fn emptiness(&self, tree: &Tree, wanted: Emptiness) -> Translated {
        let is_blank_wanted = wanted == Emptiness::Empty;
        let Some(inner) = self.known(tree)? else { return Ok(Target::truth(is_blank_wanted)) };
        let sign = if is_blank_wanted { "=" } else { "!=" };
        Ok(match inner.shape {
            Shape::Rows => {
                let filled = tree.variable().and_then(|name| self.names.filled(name));
                let filled = filled.unwrap_or_else(|| format!("count({})", inner.expression));
                let sign = if is_blank_wanted { "=" } else { ">" };
                Target::new(format!("{filled} {sign} 0"), Shape::Truth)
            }
            // A truth value is never blank.
            Shape::Truth => Target::truth(!is_blank_wanted),
            Shape::Text
            | Shape::Number
            | Shape::Boolean
            | Shape::Date
            | Shape::Time
            | Shape::Month
            | Shape::List
            | Shape::Order => Target::new(format!("{} {sign} ''", inner.expression), Shape::Truth),
        })
    }

    /// Whether a value counts as true.
    pub(in crate::surveyjs) fn truth(&self, tree: &Tree) -> Translated<String> {
        let inner = self.tree(tree)?;
        let text = &inner.expression;
        Ok(match inner.shape {
            Shape::Truth => text.clone(),
            Shape::Boolean => is_true(text),
            Shape::Number => format!("boolean(number({text}))"),
            Shape::Rows => self.emptiness(tree, Emptiness::NotEmpty)?.expression,
            Shape::Date | Shape::Time | Shape::Month | Shape::List | Shape::Order => format!("({text} != '')"),
            Shape::Text => self.holds_something(tree, text),
        })
    }

    /// Whether a condition holds: its value is true, or 1. That there is one is not enough.
    pub(in crate::surveyjs) fn condition(&self, tree: &Tree) -> Translated<String> {
        match tree {
            Tree::Binary(BinaryOperator::And, left, right) => {
                Ok(format!("({} and {})", self.truth(left)?, self.condition(right)?))
            }
            // Where the first is something, the second is not asked.
            Tree::Binary(BinaryOperator::Or, left, right) if left.gives_truth() => {
                Ok(format!("({} or {})", self.condition(left)?, self.condition(right)?))
            }
            Tree::Binary(BinaryOperator::Or, left, right) => {
                let (is_something, yes, no) = (self.truth(left)?, self.condition(left)?, self.condition(right)?);
                Ok(format!("({yes} or not({is_something}) and {no})"))
            }
            Tree::Call(Function::Iif, arguments) => self.condition_of_choice(arguments),
            Tree::Number(_)
            | Tree::Text(..)
            | Tree::Truth(_)
            | Tree::Null
            | Tree::Variable(_)
            | Tree::List(_)
            | Tree::Call(..)
            | Tree::Unary(..)
            | Tree::Binary(..) => {
                let whole = self.tree(tree)?;
                let text = &whole.expression;
                Ok(match whole.shape {
                    Shape::Truth => text.clone(),
                    Shape::Boolean => is_true(text),
                    Shape::Number => format!("({text} = 1)"),
                    Shape::Text => format!("(string({text}) = 'true' or string({text}) = '1')"),
                    Shape::Date | Shape::Time | Shape::Month | Shape::List | Shape::Order | Shape::Rows => {
                        "false()".to_owned()
                    }
                })
            }
        }
    }

    fn condition_of_choice(&self, arguments: &[Tree]) -> Translated<String> {
        let branch = |index: usize| arguments.get(index).map_or(Ok("false()".to_owned()), |tree| self.condition(tree));
        let test = arguments.first().map_or(Ok("false()".to_owned()), |tree| self.truth(tree))?;
        Ok(format!("({test} and {} or not({test}) and {})", branch(1)?, branch(2)?))
    }

    /// Whether a text is neither blank nor what a truth or a number is written as that does not hold.
    fn holds_something(&self, tree: &Tree, text: &str) -> String {
        let choice = |value: &str| tree.variable().and_then(|name| self.names.choice(name, value));
        let mut tests = vec![format!("{text} = ''")];
        for value in ["false", "0"] {
            // A choice that is not offered is never the answer.
            tests.extend(match choice(value) {
                Some(ChoiceName { offer: Offer::NotOffered, .. }) => None,
                Some(ChoiceName { name, offer: Offer::Offered }) => Some(format!("{text} = {}", quoted(&name))),
                None => Some(format!("{text} = '{value}'")),
            });
        }
        format!("not({})", tests.join(" or "))
    }
}
