//! From a tree to a typed expression, with everything wrong reported.
//! What a name means is asked of a `Scope`; nothing is evaluated.

mod calls;
mod checks;
mod choices;
mod paths;
mod predicates;

use std::ops::Range;

use sealform_types::{Finding, Findings, Place, Severity, VecSet, closest_match, say};

use crate::ast::{Ast, Node};
use crate::eval::eval_alone;
use crate::expr::Expr;
use crate::expression::{Expression, Facts};
use crate::function::Trait;
use crate::functions;
use crate::kinds::{Named, Reads, Scope, TreeNode, ValueKind, ValueRef};
use crate::parsed::{Parsed, parse};
use crate::usage::Usage;
use crate::value::Val;

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its truth matters, so one that is always the same is a finding.
    Condition,
    /// Its value matters.
    Value,
}

/// Compiles an expression that stands at the JSON pointer `at`.
///
/// Findings name the columns and, where they can, the repair. There is an expression unless a
/// finding is an error.
///
/// # Example
/// ```
/// use sealform_expression::{NoNames, Purpose, compile};
/// let (expression, findings) = compile("1 + 2 * 3", &NoNames, Purpose::Value, "");
/// assert!(expression.is_some() && findings.is_empty());
/// let (_, findings) = compile("cout(1)", &NoNames, Purpose::Value, "/survey/0/relevant");
/// assert_eq!(findings.iter().next().unwrap().hint.as_deref(), Some("did you mean `count`?"));
/// ```
pub fn compile(source: &str, scope: &dyn Scope, purpose: Purpose, at: &str) -> (Option<Expression>, Findings) {
    match parse(source, at) {
        Ok(parsed) => parsed.compile(scope, purpose),
        Err(findings) => (None, findings),
    }
}

impl Parsed<'_> {
    /// Fits the expression to a scope; see [`compile`].
    pub fn compile(&self, scope: &dyn Scope, purpose: Purpose) -> (Option<Expression>, Findings) {
        let context = Ctx {
            scope,
            source: &self.source,
            at: self.at,
            reads: Vec::new(),
            named: VecSet::new(),
            findings: Findings::default(),
            looked_at: Vec::new(),
            uses: Uses::default(),
            in_all_instances: false,
        };
        let (piece, facts, findings) = context.whole(&self.ast, purpose);
        let facts = Facts { usage: self.usage().clone(), ..facts };
        let expression = Expression { expr: piece.expr, facts: Some(Box::new(facts)) };
        ((!findings.has_errors()).then_some(expression), findings)
    }
}

struct Ctx<'a> {
    scope: &'a dyn Scope,
    source: &'a str,
    at: &'a str,
    reads: Vec<(ValueRef, Reads)>,
    /// What is read by the name of a question.
    named: VecSet<ValueRef>,
    findings: Findings,
    /// Where the nodes stand that the predicates around look at, the innermost last.
    looked_at: Vec<Vec<TreeNode>>,
    uses: Uses,
    /// Whether paths mean all instances, also of repeats around the expression.
    in_all_instances: bool,
}

/// How often a piece uses what differs from node to node, or from call to call.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Uses {
    /// The node that a predicate looks at.
    node: u32,
    /// `position()` and `last()`.
    position: u32,
    /// Chance.
    draws: u32,
    /// Nodes at all.
    walks: u32,
    /// Functions of whoever shows the form.
    hosts: u32,
}

/// A compiled piece and its kind.
struct Piece {
    expr: Expr,
    kind: ValueKind,
    /// Where the nodes stand that it leads to, if it leads to nodes.
    tree_nodes: Vec<TreeNode>,
}

impl Piece {
    fn new(expr: Expr, kind: ValueKind) -> Self {
        Self { expr, kind, tree_nodes: Vec::new() }
    }

    /// What stands in for a piece that is wrong.
    fn blank() -> Self {
        Self::new(Expr::Constant(Val::Blank), ValueKind::Text)
    }
}

impl Ctx<'_> {
    fn whole(mut self, ast: &Ast, purpose: Purpose) -> (Piece, Facts, Findings) {
        let piece = self.piece(ast);
        let reads: Vec<(ValueRef, Reads)> = self.reads.iter().copied().collect::<VecSet<_>>().into_iter().collect();
        if purpose == Purpose::Condition
            && reads.is_empty()
            && self.uses.walks + self.uses.hosts == 0
            && !is_written_out(ast)
            && !self.findings.has_errors()
        {
            let message = "the condition is always the same: it reads no question";
            self.warning(
                "expr/constant",
                message.to_owned(),
                &ast.span,
                Some("write `true()` or `false()` if that is meant".to_owned()),
            );
        }
        let is_constant = reads.is_empty() && self.uses.walks + self.uses.draws + self.uses.hosts == 0;
        let facts = Facts { reads, named: self.named, kind: piece.kind, is_constant, usage: Usage::default() };
        (piece, facts, self.findings)
    }

    fn error(&mut self, code: &'static str, message: String, span: &Range<usize>, hint: Option<String>) {
        let place = Place::in_expression(self.at, self.source, span.clone());
        self.findings.push(Finding::error(code, message, place).maybe_hint(hint));
    }

    fn warning(&mut self, code: &'static str, message: String, span: &Range<usize>, hint: Option<String>) {
        let place = Place::in_expression(self.at, self.source, span.clone());
        self.findings.push(Finding::warning(code, message, place).maybe_hint(hint));
    }

    /// What cannot be meant, though other programs take it: an error, unless the scope is tolerant.
    fn lenient_error(&mut self, code: &'static str, message: String, span: &Range<usize>, hint: Option<String>) {
        match self.scope.is_lenient() {
            true => self.warning(code, message, span, hint),
            false => self.error(code, message, span, hint),
        }
    }

    fn piece(&mut self, ast: &Ast) -> Piece {
        let of = Piece::new;
        match &ast.node {
            Node::Number(number) => of(Expr::Constant(Val::Number(*number)), ValueKind::Number),
            Node::Text(text) => of(Expr::Constant(Val::text(text)), ValueKind::Text),
            Node::This if self.looked_at.is_empty() => match self.scope.this() {
                Some(named) => self.read(named),
                None if self.scope.here().is_some() => self.path(ast),
                None => {
                    let message = "`.` is the answer of a question, and there is none here".to_owned();
                    self.error("expr/no-this", message, &ast.span, Some("name the question: `${name}`".to_owned()));
                    Piece::blank()
                }
            },
            Node::Question(name) if !self.in_all_instances && !self.is_around(name) => {
                match self.question(name, &ast.span) {
                    Some(named) => self.read(named),
                    None => Piece::blank(),
                }
            }
            Node::Column(name) if self.looked_at.is_empty() => match self.scope.column(name) {
                Some(reference) => of(Expr::Read(reference), ValueKind::Text),
                None if self.scope.here().is_some_and(|here| self.scope.child(here, name).is_some()) => self.path(ast),
                None => {
                    let message = say!("`{name}` is neither a question nor a function");
                    let hint = match self.scope.question(name) {
                        Some(_) => say!("write `${{{name}}}`"),
                        None => "write `${…}` for a question, quotes for text, brackets for a function".to_owned(),
                    };
                    self.lenient_error("expr/bare-name", message, &ast.span, Some(hint));
                    Piece::blank()
                }
            },
            Node::This | Node::Question(_) | Node::Column(_) | Node::Path(..) | Node::Filter(..) => self.path(ast),
            Node::Negate(inner) => of(Expr::Negate(Box::new(self.piece(inner).expr)), ValueKind::Number),
            Node::Or(all) => of(Expr::Or(self.junction(all, true)), ValueKind::Truth),
            Node::And(all) => of(Expr::And(self.junction(all, false)), ValueKind::Truth),
            Node::Compare(left, comparison, right) => self.compare(left, *comparison, right, &ast.span),
            Node::Arithmetic(first, rest) => {
                let first = Box::new(self.piece(first).expr);
                let rest = rest.iter().map(|(operation, operand)| (*operation, self.piece(operand).expr)).collect();
                of(Expr::Arithmetic(first, rest), ValueKind::Number)
            }
            Node::Call(name, arguments) => self.call(name, arguments, &ast.span),
        }
    }

    /// The operands of `or` or `and`, up to one that settles it whatever is answered.
    fn junction(&mut self, all: &[Ast], settles: bool) -> Vec<Expr> {
        let mut exprs = Vec::new();
        let mut settled = false;
        for ast in all {
            if settled {
                self.never_evaluated(ast);
                continue;
            }
            let (piece, known) = self.known(ast);
            settled = known == Some(settles);
            exprs.push(piece.expr);
        }
        exprs
    }

    /// A piece, and its truth if that is the same whatever is answered.
    fn known(&mut self, ast: &Ast) -> (Piece, Option<bool>) {
        let before = self.findings.iter().count();
        let piece = self.piece(ast);
        let is_known = before == self.findings.iter().count() && is_fixed(&piece.expr);
        let truth = is_known.then(|| eval_alone(&piece.expr).to_truth());
        (piece, truth)
    }

    /// Compiles what can never be evaluated: what is wrong there does no harm, and is reported as a warning.
    fn never_evaluated(&mut self, ast: &Ast) {
        let (reads, uses) = (self.reads.len(), self.uses);
        let findings = std::mem::take(&mut self.findings);
        self.piece(ast);
        let found = std::mem::replace(&mut self.findings, findings);
        for finding in found {
            self.findings.push(Finding { severity: Severity::Warning, ..finding });
        }
        self.reads.truncate(reads);
        self.uses = uses;
    }

    fn read(&mut self, named: Named) -> Piece {
        self.reads.push((named.reference, named.reads));
        let expr = match named.reads {
            Reads::One => Expr::Read(named.reference),
            Reads::Many => Expr::ReadMany(named.reference),
        };
        Piece::new(expr, named.kind)
    }

    fn read_one(&mut self, reference: ValueRef, kind: ValueKind) -> Piece {
        self.read(Named { reference, kind, reads: Reads::One })
    }

    fn question(&mut self, name: &str, span: &Range<usize>) -> Option<Named> {
        let named = self.scope.question(name);
        if named.is_none() && is_of_record(name) {
            let message = say!("`${{{name}}}` is of a record that was sent, and has no value while a form is filled");
            self.lenient_error("expr/no-record", message, span, Some("ask for it, or do without".to_owned()));
        } else if named.is_none() {
            let near = closest_match(name, self.scope.names());
            let hint =
                near.map_or_else(|| "name a question of this form".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("expr/unknown-question", say!("unknown question `{name}`"), span, Some(hint));
        }
        self.named.extend(named.map(|named| named.reference));
        named
    }
}

/// Names that pyxform knows beside those of questions.
fn is_of_record(name: &str) -> bool {
    name == "instanceID" || name.starts_with("last-saved#")
}

/// `true()` or `false()`.
fn is_written_out(ast: &Ast) -> bool {
    let Node::Call(name, arguments) = &ast.node else { return false };
    arguments.is_empty() && functions::named(name).is_some_and(|it| it.has(Trait::Constant) && it.parameters.is_empty())
}

/// Whether a piece is written out: the same whatever is answered, wherever and whenever it is evaluated.
fn is_fixed(expr: &Expr) -> bool {
    match expr {
        // A day in a text begins at another moment in another zone.
        Expr::Constant(Val::Text(text)) => crate::dates::text_in_days(text, &|_| 0).is_none(),
        Expr::Constant(_) => true,
        Expr::Negate(inner) => is_fixed(inner),
        Expr::Or(all) | Expr::And(all) => all.iter().all(is_fixed),
        Expr::Compare(left, _, right) => is_fixed(left) && is_fixed(right),
        Expr::Arithmetic(first, rest) => is_fixed(first) && rest.iter().all(|(_, operand)| is_fixed(operand)),
        Expr::Call(function, arguments) => function.has(Trait::Constant) && arguments.iter().all(is_fixed),
        Expr::Read(_)
        | Expr::ReadMany(_)
        | Expr::Nodes(_)
        | Expr::Rare(..)
        | Expr::Host(..)
        | Expr::Matches(..)
        | Expr::AnySelected(..)
        | Expr::ChoiceLabel(..)
        | Expr::Quoted(..) => false,
    }
}
