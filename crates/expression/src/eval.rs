//! Evaluates compiled expressions (XPath 1.0 sections 3.4 and 3.5 for operators).

use crate::ast::{Comparison, Operation};
use crate::context::{Frame, alone};
use crate::expr::Expr;
use crate::function::{Args, Body, Function};
use crate::value::Val;
use crate::walk;

/// The value of a piece that reads nothing; blank where there is none.
pub(crate) fn eval_alone(expr: &Expr) -> Val {
    alone(|frame| eval(expr, frame)).unwrap_or_default()
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
            let (one, other) = (eval(left, frame), eval(right, frame));
            let (left, right) = (as_written(left, &one, &other), as_written(right, &other, &one));
            Val::Truth(compare(left.as_ref().unwrap_or(&one), *comparison, right.as_ref().unwrap_or(&other), frame))
        }
        Expr::Arithmetic(first, rest) => {
            let start = number(first, frame);
            let fold = |so_far, (operation, operand): &(Operation, Expr)| {
                calculate(so_far, *operation, number(operand, frame))
            };
            Val::Number(rest.iter().fold(start, fold))
        }
        Expr::Call(function, arguments) => call(function, arguments, frame),
        Expr::Rare(function, arguments) => function.call(&values(arguments, frame), frame),
        Expr::Host(name, arguments) => frame.context.host_function(name, &values(arguments, frame)),
        Expr::Matches(subject, pattern) => Val::Truth(pattern.is_match(&eval(subject, frame).to_text(), frame)),
        Expr::AnySelected(selection, marked) => {
            let value = eval(selection, frame);
            Val::Truth(value.choices().iter().any(|name| marked.contains(name)))
        }
        Expr::Quoted(_, inner) => eval(inner, frame),
        Expr::ChoiceLabel(choice, list) => {
            let name = eval(choice, frame).to_text();
            frame.context.choice_label(*list, &name).map_or(Val::Blank, |label| Val::text(&label))
        }
    }
}

fn number(expr: &Expr, frame: &Frame<'_>) -> f64 {
    if let Expr::Constant(Val::Number(number)) = expr {
        return *number;
    }
    frame.number(&eval(expr, frame))
}

fn values(arguments: &[Expr], frame: &Frame<'_>) -> Vec<Val> {
    arguments.iter().map(|argument| eval(argument, frame)).collect()
}

fn call(function: &'static Function, arguments: &[Expr], frame: &Frame<'_>) -> Val {
    match (function.body, arguments) {
        (Body::Plain(body), [one]) => body(Args { values: &[eval(one, frame)], frame }),
        (Body::Plain(body), arguments) => body(Args { values: &values(arguments, frame), frame }),
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

/// A truth that is somebody's answer, or was calculated into one, is to a text beside it what stands in the form: `true` or
/// `false`, or what the text says in its stead. `None` where the value stays what it is.
fn as_written(expr: &Expr, value: &Val, beside: &Val) -> Option<Val> {
    let (Expr::Read(_) | Expr::ReadMany(_) | Expr::Nodes(_)) = expr else { return None };
    let (Val::Text(_) | Val::Blank) = beside else { return None };
    let (Val::Truth(_) | Val::Many(_)) = value else { return None };
    let [no, yes] = match beside.to_text().as_str() {
        "0" | "1" => ["0", "1"],
        "OK" => ["", "OK"],
        _ => ["false", "true"],
    };
    let written = |value: &Val| {
        let Val::Truth(truth) = value else { return value.clone() };
        Val::text(if *truth { yes } else { no })
    };
    let is_truth = |value: &Val| matches!(value, Val::Truth(_));
    if let Val::Many(values) = value {
        return values.iter().any(is_truth).then(|| Val::Many(values.iter().map(written).collect()));
    }
    is_truth(value).then(|| written(value))
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
    // Days come in the same order in every zone.
    if let (Val::Date(left), Val::Date(right)) = (left, right) {
        return match comparison {
            Comparison::Equal => left == right,
            Comparison::Unequal => left != right,
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Greater => left > right,
            Comparison::GreaterOrEqual => left >= right,
        };
    }
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
        (Val::Blank, Val::Text(text)) | (Val::Text(text), Val::Blank) => text.is_empty(),
        (Val::Blank, other) | (other, Val::Blank) => other.to_text().is_empty(),
        (left, right) => left.to_text() == right.to_text(),
    }
}
