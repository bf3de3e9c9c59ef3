//! Conditions in the terms of their authors: which question, compared with what. Not here: what questions are called.

use std::sync::Arc;

use sealform_types::Relation;

use crate::ast::{Ast, Comparison, Node};
use crate::context::{Context, Frame, Limits};
use crate::eval::{eval, eval_alone};
use crate::expr::Expr;
use crate::expression::Expression;
use crate::function::Trait;
use crate::functions::selections::EXHAUSTED_AFTER;
use crate::kinds::ValueRef;
use crate::parsed::Parsed;
use crate::value::Val;

/// One thing that a condition says.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Of what.
    pub subject: Side,
    /// What of it.
    pub relation: Relation,
    /// Compared with what; a blank where it is compared with nothing.
    pub object: Side,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Side {
    /// What the scope calls so.
    Named(ValueRef),
    /// How many choices of it are taken.
    Count(ValueRef),
    /// A value that is written out.
    Known(Val),
    /// What can only be quoted.
    Quote(Arc<str>),
}

/// What a comparison says, where the question stands on its left or its right.
fn relation_of(comparison: Comparison, turned: Turned) -> Relation {
    match (comparison, turned) {
        (Comparison::Equal, _) => Relation::Is,
        (Comparison::Unequal, _) => Relation::IsNot,
        (Comparison::Less, Turned::No) | (Comparison::Greater, Turned::Yes) => Relation::Less,
        (Comparison::LessOrEqual, Turned::No) | (Comparison::GreaterOrEqual, Turned::Yes) => Relation::AtMost,
        (Comparison::Greater, Turned::No) | (Comparison::Less, Turned::Yes) => Relation::More,
        (Comparison::GreaterOrEqual, Turned::No) | (Comparison::LessOrEqual, Turned::Yes) => Relation::AtLeast,
    }
}

/// Whether the question stands on the right of a comparison.
#[derive(Clone, Copy)]
enum Turned {
    No,
    Yes,
}

impl Expression {
    /// Of a condition that is as true as `truth` says: what makes it so, as things stand. Everything that is named holds.
    pub fn reasons(&self, truth: bool, context: &dyn Context) -> Vec<Clause> {
        let (limits, mut found) = (Limits::new(), Vec::new());
        reasons(&self.expr, truth, &Frame::outermost(context, &limits), &mut found);
        found
    }

    /// Has what no clause says quoted from the source. `is_question` says which names are questions.
    #[must_use]
    pub fn with_quotes(mut self, parsed: &Parsed<'_>, is_question: &dyn Fn(ValueRef) -> bool) -> Self {
        quote(&mut self.expr, &parsed.ast, &parsed.source, is_question);
        self
    }
}

fn reasons(expr: &Expr, truth: bool, frame: &Frame<'_>, found: &mut Vec<Clause>) {
    if let Some(inner) = negated(expr) {
        return reasons(inner, !truth, frame, found);
    }
    if let Expr::Or(all) | Expr::And(all) = expr {
        // What holds of `or`, what does not hold of `and`, and all of what is left make it what it is.
        let telling = all.iter().filter(|one| eval(one, frame).to_truth() == truth);
        return telling.for_each(|one| reasons(one, truth, frame, found));
    }
    let clause = clause(expr).and_then(|clause| clause.standing(truth, frame));
    if let Some(clause) = clause.filter(|clause| !found.contains(clause)) {
        found.push(clause);
    }
}

impl Clause {
    /// What of it is true. Where there is no answer, that is the reason: neither more nor less holds of it.
    fn standing(mut self, truth: bool, frame: &Frame<'_>) -> Option<Self> {
        let value = |side: &Side| match side {
            Side::Named(reference) => frame.context.read(*reference),
            Side::Count(_) | Side::Quote(_) => Val::Number(0.0),
            Side::Known(value) => value.clone(),
        };
        if truth && self.relation != Relation::IsNot {
            return Some(self);
        }
        let opposite = if truth { self.relation } else { self.relation.opposite() };
        let is_order = opposite.is_order();
        let (left, right) = (value(&self.subject), value(&self.object));
        self.relation = opposite;
        if left.is_blank() && (is_order || opposite == Relation::IsNot) {
            self.relation = Relation::Unanswered;
        } else if right.is_blank() && is_order {
            self.subject = self.object.clone();
            self.relation = Relation::Unanswered;
        } else if is_order && (frame.number(&left).is_nan() || frame.number(&right).is_nan()) {
            return None; // A text is neither more nor less than a number.
        } else if opposite == Relation::Unanswered && !left.is_blank() {
            // What is 0 or false is no truth, and an answer all the same.
            (self.relation, self.object) = (Relation::Is, Side::Known(left));
        }
        if self.relation == Relation::Unanswered {
            self.object = Side::Known(Val::Blank);
        }
        Some(self)
    }
}

/// What `not()` is called with.
fn negated(expr: &Expr) -> Option<&Expr> {
    let Expr::Call(function, arguments) = expr else { return None };
    arguments.first().filter(|_| function.name == "not")
}

/// What an expression says where it is true, if it is not made of others.
fn clause(expr: &Expr) -> Option<Clause> {
    let of = |subject, relation| Some(Clause { subject, relation, object: Side::Known(Val::Blank) });
    if let Expr::Quoted(source, _) = expr {
        return of(Side::Quote(Arc::clone(source)), Relation::Holds);
    }
    if let Expr::Read(reference) = expr {
        return of(Side::Named(*reference), Relation::Answered);
    }
    if let Expr::Compare(left, comparison, right) = expr {
        return compared(side(left)?, *comparison, side(right)?);
    }
    let Expr::Call(function, arguments) = expr else { return None };
    match (function.name, arguments.as_slice()) {
        ("selected", [Expr::Read(reference), Expr::Constant(Val::Text(name))]) => Some(Clause {
            subject: Side::Named(*reference),
            relation: Relation::Includes,
            object: Side::Known(Val::Text(Arc::clone(name))),
        }),
        (EXHAUSTED_AFTER, [Expr::Read(reference), _]) => of(Side::Named(*reference), Relation::Exhausted),
        _ => None,
    }
}

/// A comparison, told from the question.
fn compared(left: Side, comparison: Comparison, right: Side) -> Option<Clause> {
    let turned = if matches!(left, Side::Known(_)) { Turned::Yes } else { Turned::No };
    let (subject, object) = match turned {
        Turned::No => (left, right),
        Turned::Yes => (right, left),
    };
    let relation = match (relation_of(comparison, turned), &object) {
        (Relation::Is, Side::Known(Val::Blank)) => Relation::Unanswered,
        (Relation::IsNot, Side::Known(Val::Blank)) => Relation::Answered,
        (relation, _) => relation,
    };
    (!matches!(subject, Side::Known(_))).then_some(Clause { subject, relation, object })
}

fn side(expr: &Expr) -> Option<Side> {
    if let Expr::Read(reference) = expr {
        return Some(Side::Named(*reference));
    }
    if let Expr::Call(function, arguments) = expr
        && let ("count-selected", [Expr::Read(reference)]) = (function.name, arguments.as_slice())
    {
        return Some(Side::Count(*reference));
    }
    known(expr)
}

/// A value that is written out, perhaps by a function.
fn known(expr: &Expr) -> Option<Side> {
    let is_constant = |expr: &Expr| matches!(expr, Expr::Constant(_));
    let is_written_out = match (expr, is_constant(expr)) {
        (Expr::Negate(inner), _) => is_constant(inner),
        (Expr::Call(function, arguments), _) => function.has(Trait::Constant) && arguments.iter().all(is_constant),
        (_, is_constant) => is_constant,
    };
    is_written_out.then(|| Side::Known(eval_alone(expr)))
}

/// Wraps what no clause says in a quotation. The tree has what the expression is made of, in the same order.
fn quote(expr: &mut Expr, ast: &Ast, source: &str, is_question: &dyn Fn(ValueRef) -> bool) {
    match (&mut *expr, &ast.node) {
        (Expr::Or(exprs), Node::Or(asts)) | (Expr::And(exprs), Node::And(asts)) => {
            exprs.iter_mut().zip(asts).for_each(|(expr, ast)| quote(expr, ast, source, is_question));
        }
        (Expr::Call(function, exprs), Node::Call(_, asts)) if function.name == "not" => {
            exprs.iter_mut().zip(asts).for_each(|(expr, ast)| quote(expr, ast, source, is_question));
        }
        _ => {
            let is_said = clause(expr).is_some_and(|clause| match clause.subject {
                Side::Named(reference) | Side::Count(reference) => is_question(reference),
                Side::Known(_) | Side::Quote(_) => false,
            });
            if !is_said {
                let words = source.get(ast.span.clone()).unwrap_or_default().trim().into();
                let inner = std::mem::replace(expr, Expr::Constant(Val::Blank));
                *expr = Expr::Quoted(words, Box::new(inner));
            }
        }
    }
}

/// A condition as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// Any of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// One thing.
    Clause(Clause),
}

impl Expression {
    /// The whole condition, whatever holds of it; see [`Expression::with_quotes`].
    pub fn condition(&self) -> Option<Condition> {
        condition(&self.expr)
    }
}

fn condition(expr: &Expr) -> Option<Condition> {
    if let Some(inner) = negated(expr) {
        return Some(match condition(inner)? {
            // Where there is no answer, it is neither more nor less: the opposite would say too much.
            Condition::Clause(clause) if !clause.relation.is_order() => {
                Condition::Clause(Clause { relation: clause.relation.opposite(), ..clause })
            }
            Condition::Not(inner) => *inner,
            other @ (Condition::All(_) | Condition::Any(_) | Condition::Clause(_)) => Condition::Not(Box::new(other)),
        });
    }
    let all = |all: &[Expr]| all.iter().map(condition).collect::<Option<Vec<_>>>();
    if let Expr::Or(any) = expr {
        return all(any).map(Condition::Any);
    }
    if let Expr::And(every) = expr {
        return all(every).map(Condition::All);
    }
    clause(expr).map(Condition::Clause)
}
