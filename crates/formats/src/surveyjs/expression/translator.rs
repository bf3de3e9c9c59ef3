//! From SurveyJS's tree to an expression of ours.
//!
//! SurveyJS compares and adds loosely; what a question holds decides what an operator means here.

use super::function::Function;
use super::names::Names;
use super::syntax::{BinaryOperator, Tree, UnaryOperator};
use super::target::{Shape, Target, choice_name};

/// What cannot be said in our language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untranslatable {
    /// What it is, in words.
    pub what: String,
}

pub(super) type Translated<T = Target> = Result<T, Untranslatable>;

/// Our expression for a tree.
///
/// # Errors
/// [`Untranslatable`] names what has no counterpart.
///
/// # Example
/// ```
/// use sealform_formats::surveyjs::{Column, Names, Rows, Shape, Target, parse, translate};
///
/// /// One question: `age`, a number.
/// struct Age;
/// impl Names for Age {
///     fn rows(&self, _name: &str) -> Option<Rows> { None }
///     fn find(&self, name: &str) -> Option<Target> {
///         (name == "age").then(|| Target::new("${age}", Shape::Number))
///     }
///     fn column(&self, _rows: &str, _column: &str) -> Option<Column> { None }
/// }
///
/// let adult = parse("{age} >= 18").unwrap();
/// assert_eq!(translate(&adult, &Age).unwrap().expression, "(${age} >= 18)");
/// let custom = parse("myFunction({age})").unwrap();
/// assert_eq!(translate(&custom, &Age).unwrap_err().what, "the function `myFunction`");
/// ```
pub fn translate(tree: &Tree, names: &dyn Names) -> Translated {
    Translator { names }.value(tree, Goal::Words)
}

/// Our expression for a tree that is a condition: where it holds.
///
/// # Errors
/// [`Untranslatable`] names what has no counterpart.
pub fn translate_condition(tree: &Tree, names: &dyn Names) -> Result<String, Untranslatable> {
    Translator { names }.condition(tree)
}

/// What a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum Goal {
    /// Somebody reads it: what the survey's choices are called there.
    Words,
    /// Likewise, where several choices become one text.
    Joined,
    /// It is the answer of a question with choices: their names here.
    Choice,
}

/// What an operator for blanks asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emptiness {
    Empty,
    NotEmpty,
}

/// Translates the expressions of one place, whose names are known.
pub(in crate::surveyjs) struct Translator<'n> {
    pub names: &'n dyn Names,
}

pub(super) fn fail<T>(what: impl Into<String>) -> Translated<T> {
    Err(Untranslatable { what: what.into() })
}

/// The longest expression that is written, in bytes.
const MAX_BYTES: usize = 60_000;

impl Translator<'_> {
    pub(super) fn tree(&self, tree: &Tree) -> Translated {
        let whole = self.whole(tree)?;
        // What operators say twice grows with each one around it.
        if whole.expression.len() > MAX_BYTES { fail("an expression of this length") } else { Ok(whole) }
    }

    /// A tree whose value is an answer.
    pub(in crate::surveyjs) fn value(&self, tree: &Tree, goal: Goal) -> Translated {
        match (tree, goal) {
            (Tree::Call(Function::Iif, arguments), _) => self.choice(arguments, goal),
            (Tree::List(items), Goal::Choice) => chosen_list(items),
            (Tree::Text(text, _), Goal::Choice) => Ok(Target::text(choice_name(text))),
            (Tree::Variable(name), Goal::Words | Goal::Joined) => {
                let found = self.tree(tree)?;
                let is_joined = goal == Goal::Joined && found.shape.is_several();
                let words = self.names.text(name).filter(|_| found.shape == Shape::Text || is_joined);
                Ok(words.map_or(found, |words| Target::new(words, Shape::Text)))
            }
            _ => self.tree(tree),
        }
    }

    fn whole(&self, tree: &Tree) -> Translated {
        Ok(match tree {
            Tree::Number(number) => Target::number(number.clone()),
            Tree::Text(text, _) => Target::text(text.clone()),
            Tree::Truth(truth) => Target::truth(*truth),
            Tree::Null => Target::blank(),
            // What is asked for nowhere is blank.
            Tree::Variable(name) => self.names.find(name).unwrap_or_else(Target::blank),
            Tree::List(_) => return fail("a list outside a comparison"),
            Tree::Call(function, arguments) => self.call(function, arguments)?,
            Tree::Unary(operator, inner) => match operator {
                UnaryOperator::Not => Target::new(format!("not({})", self.truth(inner)?), Shape::Truth),
                UnaryOperator::Minus => Target::new(format!("-({})", self.tree(inner)?.expression), Shape::Number),
                UnaryOperator::Empty => self.emptiness(inner, Emptiness::Empty)?,
                UnaryOperator::NotEmpty => self.emptiness(inner, Emptiness::NotEmpty)?,
            },
            Tree::Binary(operator, left, right) => self.binary(*operator, left, right)?,
        })
    }

    /// A tree; `None` where it is an unknown name, which SurveyJS takes for a blank.
    pub(super) fn known(&self, tree: &Tree) -> Translated<Option<Target>> {
        match tree.variable() {
            Some(name) => Ok(self.names.find(name)),
            None => self.tree(tree).map(Some),
        }
    }

    fn binary(&self, operator: BinaryOperator, left: &Tree, right: &Tree) -> Translated {
        let truth = |expression: String| Target::new(expression, Shape::Truth);
        match operator {
            BinaryOperator::Or | BinaryOperator::And => {
                Ok(truth(format!("({} {} {})", self.truth(left)?, operator.symbol(), self.truth(right)?)))
            }
            BinaryOperator::Add => self.sum(&Tree::operands(left, right)),
            BinaryOperator::Subtract | BinaryOperator::Multiply => self.arithmetic(operator.symbol(), left, right),
            BinaryOperator::Divide => self.divided("div", left, right),
            BinaryOperator::Remainder => self.divided("mod", left, right),
            BinaryOperator::Power => self.power(left, right),
            BinaryOperator::Contains => Ok(truth(self.contains(left, right)?)),
            BinaryOperator::NotContains => Ok(truth(self.lacks(left, right)?)),
            BinaryOperator::AnyOf | BinaryOperator::AllOf | BinaryOperator::NoneOf => self.among(operator, left, right),
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => self.compare(operator, left, right),
        }
    }

    /// A name that nothing has is blank in a comparison.
    pub(super) fn or_blank(&self, tree: &Tree) -> Translated {
        Ok(self.known(tree)?.unwrap_or_else(Target::blank))
    }
}

/// Several choices that are written out, as an answer.
fn chosen_list(items: &[Tree]) -> Translated {
    let names = items.iter().map(|item| match item.written() {
        Some(text) => Ok(choice_name(text)),
        None => fail("a list of calculated values"),
    });
    let names = names.collect::<Translated<Vec<_>>>()?;
    Ok(Target { shape: Shape::List, ..Target::text(names.join(" ")) })
}
