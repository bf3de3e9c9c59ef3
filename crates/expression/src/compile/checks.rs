//! Comparisons and arguments that cannot be meant.

use std::ops::Range;

use sealform_types::{closest_match, say};

use super::{Ctx, Piece};
use crate::ast::{Ast, Comparison, Node};
use crate::expr::Expr;
use crate::function::{Accepts, Function};
use crate::functions;
use crate::kinds::{ListId, ValueKind};
use crate::value::Val;

impl Ctx<'_> {
    pub(super) fn compare(&mut self, left: &Ast, comparison: Comparison, right: &Ast, span: &Range<usize>) -> Piece {
        let (a, b) = (self.piece(left), self.piece(right));
        for (this, other_ast) in [(&a, right), (&b, left)] {
            match (this.kind, &other_ast.node) {
                (ValueKind::Choice(list), Node::Text(choice)) if !choice.is_empty() => {
                    self.known_choice(list, choice, &other_ast.span);
                }
                (ValueKind::Choices(_), Node::Text(choice)) if !choice.is_empty() => {
                    let message = "a `select_multiple` is compared as a whole".to_owned();
                    let hint = say!("write `selected(…, '{choice}')`");
                    self.warning("expr/equals-multiple", message, span, Some(hint));
                }
                (ValueKind::Date | ValueKind::Moment, Node::Text(text))
                    if !text.is_empty() && crate::dates::text_in_days(text, &|_| 0).is_none() =>
                {
                    let message = say!("a {} is compared with `{text}`, which is not a date", this.kind.name());
                    let hint = Some("write a date such as '2026-11-21'".to_owned());
                    // What a function gives may be blank, and then it is not equal.
                    match matches!(this.expr, Expr::Read(_) | Expr::ReadMany(_)) {
                        true => self.lenient_error("expr/incomparable", message, &other_ast.span, hint),
                        false => self.warning("expr/incomparable", message, &other_ast.span, hint),
                    }
                }
                (ValueKind::Number, Node::Text(text))
                    if matches!(this.expr, Expr::Read(_))
                        && !text.is_empty()
                        && Val::text(text).to_number().is_nan() =>
                {
                    let message = say!("a number is compared with `{text}`, which is not a number");
                    self.lenient_error(
                        "expr/incomparable",
                        message,
                        &other_ast.span,
                        Some("write a number".to_owned()),
                    );
                }
                _ => {}
            }
        }
        Piece::new(Expr::Compare(Box::new(a.expr), comparison, Box::new(b.expr)), ValueKind::Truth)
    }

    /// Reports a choice that a list does not have.
    pub(super) fn known_choice(&mut self, list: ListId, choice: &str, span: &Range<usize>) {
        if self.scope.has_choice(list, choice) {
            return;
        }
        let names = self.scope.choices(list);
        let hint = meant(choice, &names, "its choices are", "name one of its choices");
        self.lenient_error("expr/unknown-choice", say!("`{choice}` is none of the choices"), span, Some(hint));
    }

    pub(super) fn check_argument(&mut self, function: &'static Function, index: usize, ast: &Ast, kind: ValueKind) {
        let is_question = matches!(ast.node, Node::Question(_) | Node::This);
        let wanted = match function.accepts(index) {
            Accepts::Question if !is_question => "a question, such as `${name}`",
            Accepts::Log if !is_question || !matches!(kind, ValueKind::Attempts { .. }) => {
                "a question of type `attempt_log`"
            }
            Accepts::Nodes | Accepts::NodePaths | Accepts::AllNodePaths if !leads_to_nodes(&ast.node) => {
                "a question or a path, such as `${name}`"
            }
            Accepts::Literal if !matches!(ast.node, Node::Text(_)) => "a text in quotes",
            Accepts::Selection
                if matches!(
                    kind,
                    ValueKind::Number | ValueKind::Truth | ValueKind::Date | ValueKind::Time | ValueKind::Moment
                ) =>
            {
                "a `select_one` or `select_multiple`"
            }
            Accepts::Any
            | Accepts::Question
            | Accepts::Selection
            | Accepts::Log
            | Accepts::Literal
            | Accepts::Values
            | Accepts::Nodes
            | Accepts::NodePaths
            | Accepts::AllNodePaths => return,
        };
        if self.findings.has_errors() {
            return; // an unknown name has been reported already
        }
        let given = match (function.accepts(index), kind) {
            // A question of type `text` or a function that gives text is no text in quotes.
            (Accepts::Literal, ValueKind::Text) => "what is worked out",
            (_, kind) => kind.name(),
        };
        let message = say!("`{}` wants {wanted}, not {given}", function.name);
        let hint = Some(say!("put {wanted} here"));
        // Any value is a text, and so names one choice.
        match function.accepts(index) == Accepts::Selection {
            true => self.lenient_error("expr/argument-kind", message, &ast.span, hint),
            false => self.error("expr/argument-kind", message, &ast.span, hint),
        }
    }
}

/// What was most likely meant by a name, else the first of those that there are.
pub(super) fn meant(name: &str, known: &[&str], before: &str, unknown: &str) -> String {
    const SHOWN: usize = 8;
    match (closest_match(name, known.iter().copied()), known) {
        (Some(near), _) => say!("did you mean `{near}`?"),
        (None, []) => unknown.to_owned(),
        (None, known) => {
            let names: Vec<String> = known.iter().take(SHOWN).map(|name| say!("`{name}`")).collect();
            say!("{before} {}", names.join(", "))
        }
    }
}

/// Whether a piece names nodes, rather than giving a value.
fn leads_to_nodes(node: &Node) -> bool {
    match node {
        Node::Question(_) | Node::This | Node::Column(_) | Node::Path(..) | Node::Filter(..) => true,
        Node::Call(name, _) => functions::named(name).is_some_and(Function::gives_nodes),
        Node::Number(_)
        | Node::Text(_)
        | Node::Negate(_)
        | Node::Or(_)
        | Node::And(_)
        | Node::Compare(..)
        | Node::Arithmetic(..) => false,
    }
}
