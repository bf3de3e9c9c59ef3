//! Evaluates compiled expressions (XPath 1.0 sections 3.4 and 3.5 for operators).

use sealform_types::Wire;
use std::cell::Cell;
use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::ast::{Comparison, Operation};
use crate::expression::Expression;
use crate::functions::patterns::Pattern;
use crate::functions::rare::RareFunction;
use crate::functions::{Args, Body, Function};
use crate::kinds::{ListId, ValueRef};
use crate::nodes::{NodeId, Nodes};
use crate::value::Val;
use crate::walk::{self, Walk};

/// What expressions read from whoever evaluates them.
pub trait Context {
    /// The value read.
    fn read(&self, reference: ValueRef) -> Val;
    /// The values of all instances; by default the one.
    fn read_many(&self, reference: ValueRef) -> Vec<Val> {
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
    /// Has a rare function computed that is not built in. Arguments and answer are an encoded list of values and an encoded
    /// value; `None` where there is no answer, or nobody to ask.
    fn rare_function(&self, function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
        let _ = (function, arguments);
        None
    }
}

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvalError {
    /// It looked at more than [`crate::MAX_NODES`] nodes.
    TooManyNodes,
    /// A function was given a value that it has no answer for, such as `geofence()` a shape of no points.
    NoAnswer,
}

/// A compiled piece. It holds no name any more and cannot fail.
#[derive(Debug, Clone, Wire)]
pub(crate) enum Expr {
    Constant(Val),
    Read(ValueRef),
    ReadMany(ValueRef),
    /// The values of the nodes that a path leads to.
    Nodes(Box<Walk>),
    Negate(Box<Expr>),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    Arithmetic(Box<Expr>, Vec<(Operation, Expr)>),
    Call(&'static Function, Vec<Expr>),
    /// A call of a function that few forms use.
    Rare(RareFunction, Vec<Expr>),
    /// Whether something in the text matches.
    Matches(Box<Expr>, Pattern),
    /// Whether any of these choices is taken.
    AnySelected(Box<Expr>, Vec<Arc<str>>),
    ChoiceLabel(Box<Expr>, ListId),
}

/// Where an evaluation stands: at the top, or at one node of a set that a predicate looks through.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub context: &'a dyn Context,
    pub node: Option<NodeId>,
    pub position: u32,
    pub size: u32,
    pub limits: &'a Limits,
}

/// What is left to spend, and what went wrong first.
pub(crate) struct Limits {
    pub nodes: Cell<u32>,
    pub error: Cell<Option<EvalError>>,
}

impl Limits {
    pub fn new() -> Self {
        Self { nodes: Cell::new(crate::MAX_NODES), error: Cell::new(None) }
    }
}

impl Frame<'_> {
    pub fn number(&self, value: &Val) -> f64 {
        match value {
            Val::Number(number) => *number,
            other @ (Val::Blank
            | Val::Text(_)
            | Val::Truth(_)
            | Val::Date(_)
            | Val::Time(_)
            | Val::Moment(_)
            | Val::Choices(_)
            | Val::Attempts(_)
            | Val::Many(_)) => other.to_number_in(&|local| self.context.seconds_east(local)),
        }
    }

    /// The days of a text that is a day or a moment.
    fn days(&self, text: &str) -> Option<f64> {
        crate::dates::text_in_days(text.trim(), &|local| self.context.seconds_east(local))
    }

    /// Notes what went wrong; the first error counts.
    pub fn fail(&self, error: EvalError) {
        if self.limits.error.get().is_none() {
            self.limits.error.set(Some(error));
        }
    }

    /// Whether too many nodes were looked at already.
    pub fn is_exhausted(&self) -> bool {
        self.limits.error.get() == Some(EvalError::TooManyNodes)
    }

    /// Charges the budget with so many nodes; whether there was enough left.
    pub fn charge(&self, nodes: usize) -> bool {
        let left = u32::try_from(nodes).ok().and_then(|nodes| self.limits.nodes.get().checked_sub(nodes));
        self.limits.nodes.set(left.unwrap_or(0));
        if left.is_none() {
            // More than what a function has no answer for: nothing may go on.
            self.limits.error.set(Some(EvalError::TooManyNodes));
        }
        left.is_some()
    }
}

impl Expression {
    /// The value, given what is read; blank where there is [`EvalError`].
    pub fn eval(&self, context: &dyn Context) -> Val {
        self.try_eval(context).unwrap_or_default()
    }

    /// The value, or why there is none.
    pub fn try_eval(&self, context: &dyn Context) -> Result<Val, EvalError> {
        let limits = Limits::new();
        let value = eval(&self.expr, &Frame { context, node: None, position: 1, size: 1, limits: &limits });
        limits.error.get().map_or(Ok(value), Err)
    }

    /// The nodes, where the expression leads to nodes, or why there are none. In document order, but as they were drawn
    /// behind `randomize()`.
    pub fn nodes(&self, context: &dyn Context) -> Option<Result<Vec<NodeId>, EvalError>> {
        let limits = Limits::new();
        let nodes = walk::nodes(&self.expr, &Frame { context, node: None, position: 1, size: 1, limits: &limits })?;
        Some(limits.error.get().map_or(Ok(nodes), Err))
    }

    /// The truth, given what is read.
    pub fn holds(&self, context: &dyn Context) -> bool {
        self.eval(context).to_truth()
    }
}

/// The value of a piece that reads nothing.
pub(crate) fn eval_alone(expr: &Expr) -> Val {
    try_eval_alone(expr).unwrap_or_default()
}

/// The same, or why there is none.
pub(crate) fn try_eval_alone(expr: &Expr) -> Result<Val, EvalError> {
    struct Nothing;
    impl Context for Nothing {
        fn read(&self, _: ValueRef) -> Val {
            Val::Blank
        }
        fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
            None
        }
    }
    let limits = Limits::new();
    let value = eval(expr, &Frame { context: &Nothing, node: None, position: 1, size: 1, limits: &limits });
    limits.error.get().map_or(Ok(value), Err)
}

pub(crate) fn eval(expr: &Expr, frame: &Frame<'_>) -> Val {
    match expr {
        Expr::Constant(value) => value.clone(),
        Expr::Read(reference) => frame.context.read(*reference),
        Expr::ReadMany(reference) => Val::Many(frame.context.read_many(*reference).into()),
        Expr::Nodes(walk) => walk::values(&walk::walk(walk, frame), frame),
        Expr::Negate(inner) => Val::Number(-number(inner, frame)),
        Expr::Or(all) => Val::Truth(all.iter().any(|one| eval(one, frame).to_truth())),
        Expr::And(all) => Val::Truth(all.iter().all(|one| eval(one, frame).to_truth())),
        Expr::Compare(left, comparison, right) => {
            Val::Truth(compare(&eval(left, frame), *comparison, &eval(right, frame), frame))
        }
        Expr::Arithmetic(first, rest) => {
            let start = number(first, frame);
            let fold = |so_far, (operation, operand): &(Operation, Expr)| {
                calculate(so_far, *operation, number(operand, frame))
            };
            Val::Number(rest.iter().fold(start, fold))
        }
        Expr::Call(function, arguments) => call(function, arguments, frame),
        Expr::Rare(function, arguments) => function.call(arguments, frame),
        Expr::Matches(subject, pattern) => Val::Truth(pattern.is_match(&eval(subject, frame).to_text(), frame)),
        Expr::AnySelected(selection, marked) => {
            let value = eval(selection, frame);
            Val::Truth(match &value {
                Val::Choices(names) => names.iter().any(|name| marked.contains(name)),
                Val::Text(name) => marked.contains(name),
                Val::Blank
                | Val::Number(_)
                | Val::Truth(_)
                | Val::Date(_)
                | Val::Time(_)
                | Val::Moment(_)
                | Val::Attempts(_)
                | Val::Many(_) => false,
            })
        }
        Expr::ChoiceLabel(choice, list) => {
            let name = eval(choice, frame).to_text();
            frame.context.choice_label(*list, &name).map_or(Val::Blank, |label| Val::text(&label))
        }
    }
}

fn number(expr: &Expr, frame: &Frame<'_>) -> f64 {
    frame.number(&eval(expr, frame))
}

pub(crate) fn call(function: &'static Function, arguments: &[Expr], frame: &Frame<'_>) -> Val {
    match (function.body, arguments) {
        (Body::Plain(body), [one]) => body(Args { values: &[eval(one, frame)], frame }),
        (Body::Plain(body), arguments) => {
            let values: Vec<Val> = arguments.iter().map(|argument| eval(argument, frame)).collect();
            body(Args { values: &values, frame })
        }
        (Body::Lazy(body), arguments) => body(arguments, frame),
        (Body::Nodes(body), arguments) => walk::values(&body(arguments, frame), frame),
        // The compiler has turned every special function into something else.
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

/// A set of values compares as XPath 1.0 section 3.4 says: it holds where it holds for any of them; but it equals a truth
/// as a whole.
fn compare(left: &Val, comparison: Comparison, right: &Val, frame: &Frame<'_>) -> bool {
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
    match (left, right) {
        (Val::Many(_), Val::Truth(_)) | (Val::Truth(_), Val::Many(_)) if is_equality => {
            (left.to_truth() == right.to_truth()) == (comparison == Comparison::Equal)
        }
        (Val::Many(values), other) => values.iter().any(|value| compare(value, comparison, other, frame)),
        (other, Val::Many(values)) => values.iter().any(|value| compare(other, comparison, value, frame)),
        (left, right) => compare_one(left, comparison, right, frame),
    }
}

fn compare_one(left: &Val, comparison: Comparison, right: &Val, frame: &Frame<'_>) -> bool {
    let number = |holds: fn(&f64, &f64) -> bool| holds(&frame.number(left), &frame.number(right));
    match comparison {
        Comparison::Equal => equal(left, right, frame),
        Comparison::Unequal => !equal(left, right, frame),
        Comparison::Less => number(f64::lt),
        Comparison::LessOrEqual => number(f64::le),
        Comparison::Greater => number(f64::gt),
        Comparison::GreaterOrEqual => number(f64::ge),
    }
}

/// Booleans before numbers before strings.
fn equal(left: &Val, right: &Val, frame: &Frame<'_>) -> bool {
    match (left, right) {
        (Val::Truth(truth), other) | (other, Val::Truth(truth)) => *truth == other.to_truth(),
        (Val::Number(number), other) | (other, Val::Number(number)) => {
            #[expect(clippy::float_cmp, reason = "XPath compares doubles exactly")]
            let same = *number == frame.number(other);
            same
        }
        (Val::Moment(left), Val::Moment(right)) => left == right,
        (Val::Date(left), Val::Date(right)) => left == right,
        (Val::Date(_) | Val::Moment(_), Val::Date(_) | Val::Moment(_)) => {
            #[expect(clippy::float_cmp, reason = "both are whole milliseconds")]
            let same = frame.number(left) == frame.number(right);
            same
        }
        (day @ (Val::Date(_) | Val::Moment(_)), Val::Text(text))
        | (Val::Text(text), day @ (Val::Date(_) | Val::Moment(_))) => {
            frame.days(text).map_or_else(|| day.to_text() == **text, |days| days == frame.number(day))
        }
        (Val::Text(left), Val::Text(right)) => left == right,
        (Val::Blank, other) | (other, Val::Blank) => other.to_text().is_empty(),
        (left, right) => left.to_text() == right.to_text(),
    }
}
