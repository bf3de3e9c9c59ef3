//! Evaluates compiled expressions (XPath 1.0 sections 3.4 and 3.5 for operators).

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::ast::{Comparison, Operation};
use crate::compile::Expression;
use crate::functions::{Body, Function, Special};
use crate::kinds::{ListId, Ref};
use crate::nodes::Nodes;
use crate::value::Val;

/// What expressions read from whoever evaluates them.
pub trait Context {
    /// The value read.
    fn read(&self, reference: Ref) -> Val;
    /// The values of all instances; by default the one.
    fn read_many(&self, reference: Ref) -> Vec<Val> {
        vec![self.read(reference)]
    }
    /// The label of a choice in the language shown.
    fn choice_label(&self, list: ListId, choice: &str) -> Option<String>;
    /// What paths walk over.
    fn nodes(&self) -> Option<&dyn Nodes> {
        None
    }
    /// How many seconds a clock in the session's zone is ahead of UTC at a local moment; UTC by default.
    fn seconds_east(&self, local: NaiveDateTime) -> i32 {
        let _ = local;
        0
    }
    /// What the question held before it is calculated, for `once()`.
    fn before(&self) -> Val {
        Val::Blank
    }
    /// Where chance begins, for `random()`, `uuid()` and `randomize()`: another number for each question of each
    /// instance of each session, and always the same one there, so that a session can be replayed.
    fn seed(&self) -> u64 {
        0
    }
    /// A text by its id in the language shown, for `jr:itext()`.
    fn text(&self, id: &str) -> Option<String> {
        let _ = id;
        None
    }
}

/// A compiled piece. It holds no name any more and cannot fail.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Constant(Val),
    Read(Ref),
    ReadMany(Ref),
    Negate(Box<Expr>),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    Arithmetic(Box<Expr>, Vec<(Operation, Expr)>),
    Call(&'static Function, Vec<Expr>),
    /// Whether any of these choices is taken.
    AnySelected(Box<Expr>, Vec<Arc<str>>),
    ChoiceLabel(Box<Expr>, ListId),
}

impl Expression {
    /// The value, given what is read.
    pub fn eval(&self, context: &dyn Context) -> Val {
        eval(&self.expr, context)
    }

    /// The truth, given what is read.
    pub fn holds(&self, context: &dyn Context) -> bool {
        eval(&self.expr, context).to_truth()
    }
}

fn eval(expr: &Expr, context: &dyn Context) -> Val {
    match expr {
        Expr::Constant(value) => value.clone(),
        Expr::Read(reference) => context.read(*reference),
        Expr::ReadMany(reference) => Val::Many(context.read_many(*reference).into()),
        Expr::Negate(inner) => Val::Number(-eval(inner, context).to_number()),
        Expr::Or(all) => Val::Truth(all.iter().any(|one| eval(one, context).to_truth())),
        Expr::And(all) => Val::Truth(all.iter().all(|one| eval(one, context).to_truth())),
        Expr::Compare(left, comparison, right) => {
            Val::Truth(compare(&eval(left, context), *comparison, &eval(right, context)))
        }
        Expr::Arithmetic(first, rest) => {
            let start = eval(first, context).to_number();
            let fold = |so_far, (operation, operand): &(Operation, Expr)| {
                calculate(so_far, *operation, eval(operand, context).to_number())
            };
            Val::Number(rest.iter().fold(start, fold))
        }
        Expr::Call(function, arguments) => call(function, arguments, context),
        Expr::AnySelected(selection, marked) => {
            let value = eval(selection, context);
            Val::Truth(match &value {
                Val::Choices(names) => names.iter().any(|name| marked.contains(name)),
                Val::Text(name) => marked.contains(name),
                _ => false,
            })
        }
        Expr::ChoiceLabel(choice, list) => {
            let name = eval(choice, context).to_text();
            context.choice_label(*list, &name).map_or(Val::Blank, |label| Val::text(&label))
        }
    }
}

fn call(function: &'static Function, arguments: &[Expr], context: &dyn Context) -> Val {
    match (function.body, arguments) {
        (Body::Plain(body), [one]) => body(&[eval(one, context)]),
        (Body::Plain(body), arguments) => {
            let values: Vec<Val> = arguments.iter().map(|argument| eval(argument, context)).collect();
            body(&values)
        }
        (Body::Special(Special::If), [condition, then, otherwise]) => {
            let taken = if eval(condition, context).to_truth() { then } else { otherwise };
            eval(taken, context)
        }
        // The compiler has turned every other special function into something else.
        (Body::Special(_), _) => Val::Blank,
    }
}

fn calculate(left: f64, operation: Operation, right: f64) -> f64 {
    match operation {
        Operation::Add => left + right,
        Operation::Subtract => left - right,
        Operation::Multiply => left * right,
        Operation::Divide => left / right,
        Operation::Remainder => left % right,
    }
}

/// A set of values compares as XPath 1.0 section 3.4 says: it holds where it holds for any of them.
fn compare(left: &Val, comparison: Comparison, right: &Val) -> bool {
    match (left, right) {
        (Val::Many(values), other) => values.iter().any(|value| compare(value, comparison, other)),
        (other, Val::Many(values)) => values.iter().any(|value| compare(other, comparison, value)),
        (left, right) => compare_one(left, comparison, right),
    }
}

fn compare_one(left: &Val, comparison: Comparison, right: &Val) -> bool {
    let number = |holds: fn(&f64, &f64) -> bool| holds(&left.to_number(), &right.to_number());
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::Unequal => !equal(left, right),
        Comparison::Less => number(f64::lt),
        Comparison::LessOrEqual => number(f64::le),
        Comparison::Greater => number(f64::gt),
        Comparison::GreaterOrEqual => number(f64::ge),
    }
}

/// Booleans before numbers before strings.
fn equal(left: &Val, right: &Val) -> bool {
    match (left, right) {
        (Val::Truth(truth), other) | (other, Val::Truth(truth)) => *truth == other.to_truth(),
        (Val::Number(number), other) | (other, Val::Number(number)) => {
            #[expect(clippy::float_cmp, reason = "XPath compares doubles exactly")]
            let same = *number == other.to_number();
            same
        }
        (Val::Moment(left), Val::Moment(right)) => left == right,
        (Val::Date(_) | Val::Moment(_), Val::Date(_) | Val::Moment(_)) => left.to_text() == right.to_text(),
        (Val::Text(left), Val::Text(right)) => left == right,
        (Val::Blank, other) | (other, Val::Blank) => other.to_text().is_empty(),
        (left, right) => left.to_text() == right.to_text(),
    }
}
