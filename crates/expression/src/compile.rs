//! From a tree to a typed expression, with everything wrong told.

use std::ops::Range;

use sealform_types::{Finding, Findings, Place, TableSet, nearest, say};

use crate::ast::{Ast, Comparison, Node};
use crate::eval::Expr;
use crate::functions::selections::EXHAUSTED_AFTER;
use crate::functions::{self, Accepts, Body, Function, Special};
use crate::kinds::{Kind, Named, Reads, Ref, Scope};
use crate::value::Val;
use crate::{MAX_EXPRESSION_BYTES, parser};

/// A compiled expression. Evaluating it cannot fail.
#[derive(Debug, Clone)]
pub struct Expression {
    pub(crate) expr: Expr,
    reads: Vec<(Ref, Reads)>,
    kind: Kind,
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its truth matters, so one that is always the same is a finding.
    Condition,
    /// Its value matters.
    Value,
}

impl Expression {
    /// Everything it reads, sorted, each once.
    pub fn reads(&self) -> &[(Ref, Reads)] {
        &self.reads
    }

    /// What kind of value it gives.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The same whatever is read: its value is known.
    pub fn is_constant(&self) -> bool {
        self.reads.is_empty()
    }
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
    let mut context = Ctx { scope, source, at, reads: Vec::new(), findings: Findings::default() };
    if source.len() > MAX_EXPRESSION_BYTES {
        let message = say!("the expression has {} bytes, more than {MAX_EXPRESSION_BYTES}", source.len());
        context
            .findings
            .push(Finding::error("expr/too-long", message, Place::at(at)).hint("split it with `calculate`"));
        return (None, context.findings);
    }
    if source.trim().is_empty() {
        let finding = Finding::error("expr/empty", "the expression is empty", Place::at(at));
        context.findings.push(finding.hint("write one, or remove the member"));
        return (None, context.findings);
    }
    match parser::parse(source) {
        Ok(ast) => context.whole(&ast, purpose),
        Err(fault) => {
            context.error(fault.code, fault.message, &fault.span, Some(fault.hint.to_owned()));
            (None, context.findings)
        }
    }
}

struct Ctx<'a> {
    scope: &'a dyn Scope,
    source: &'a str,
    at: &'a str,
    reads: Vec<(Ref, Reads)>,
    findings: Findings,
}

/// A compiled piece and its kind.
struct Piece {
    expr: Expr,
    kind: Kind,
}

impl Ctx<'_> {
    fn whole(mut self, ast: &Ast, purpose: Purpose) -> (Option<Expression>, Findings) {
        let piece = self.piece(ast);
        self.reads = self.reads.into_iter().collect::<TableSet<_>>().into_iter().collect();
        let written_out = matches!(&ast.node, Node::Call(name, _) if name == "true" || name == "false");
        if purpose == Purpose::Condition && self.reads.is_empty() && !written_out && !self.findings.has_errors() {
            let message = "the condition is always the same: it reads no question";
            self.warning(
                "expr/constant",
                message.to_owned(),
                &ast.span,
                Some("write `true()` or `false()` if that is meant".to_owned()),
            );
        }
        let expression = Expression { expr: piece.expr, reads: self.reads, kind: piece.kind };
        ((!self.findings.has_errors()).then_some(expression), self.findings)
    }

    fn error(&mut self, code: &'static str, message: String, span: &Range<usize>, hint: Option<String>) {
        let place = Place::in_expression(self.at, self.source, span.clone());
        self.findings.push(Finding::error(code, message, place).maybe_hint(hint));
    }

    fn warning(&mut self, code: &'static str, message: String, span: &Range<usize>, hint: Option<String>) {
        let place = Place::in_expression(self.at, self.source, span.clone());
        self.findings.push(Finding::warning(code, message, place).maybe_hint(hint));
    }

    fn piece(&mut self, ast: &Ast) -> Piece {
        let of = |expr, kind| Piece { expr, kind };
        match &ast.node {
            Node::Number(number) => of(Expr::Constant(Val::Number(*number)), Kind::Number),
            Node::Text(text) => of(Expr::Constant(Val::text(text)), Kind::Text),
            Node::This => match self.scope.this() {
                Some(named) => self.read(named),
                None => {
                    let message = "`.` is the answer of a question, and there is none here".to_owned();
                    self.error("expr/no-this", message, &ast.span, Some("name the question: `${name}`".to_owned()));
                    of(Expr::Constant(Val::Blank), Kind::Text)
                }
            },
            Node::Question(name) => match self.question(name, &ast.span) {
                Some(named) => self.read(named),
                None => of(Expr::Constant(Val::Blank), Kind::Text),
            },
            Node::Column(name) => match self.scope.column(name) {
                Some(reference) => Piece { expr: Expr::Read(reference), kind: Kind::Text },
                None => {
                    let message = say!("`{name}` is neither a question nor a function");
                    let hint = match self.scope.question(name) {
                        Some(_) => say!("write `${{{name}}}`"),
                        None => "write `${…}` for a question, quotes for text, brackets for a function".to_owned(),
                    };
                    self.error("expr/bare-name", message, &ast.span, Some(hint));
                    of(Expr::Constant(Val::Blank), Kind::Text)
                }
            },
            Node::Negate(inner) => of(Expr::Negate(Box::new(self.piece(inner).expr)), Kind::Number),
            Node::Or(all) => of(Expr::Or(self.exprs(all)), Kind::Truth),
            Node::And(all) => of(Expr::And(self.exprs(all)), Kind::Truth),
            Node::Compare(left, comparison, right) => self.compare(left, *comparison, right, &ast.span),
            Node::Arithmetic(first, rest) => {
                let first = Box::new(self.piece(first).expr);
                let rest = rest.iter().map(|(operation, operand)| (*operation, self.piece(operand).expr)).collect();
                of(Expr::Arithmetic(first, rest), Kind::Number)
            }
            Node::Call(name, arguments) => self.call(name, arguments, &ast.span),
        }
    }

    fn exprs(&mut self, all: &[Ast]) -> Vec<Expr> {
        all.iter().map(|ast| self.piece(ast).expr).collect()
    }

    fn read(&mut self, named: Named) -> Piece {
        self.reads.push((named.reference, named.reads));
        let expr = match named.reads {
            Reads::One => Expr::Read(named.reference),
            Reads::Many => Expr::ReadMany(named.reference),
        };
        Piece { expr, kind: named.kind }
    }

    fn read_one(&mut self, reference: Ref, kind: Kind) -> Piece {
        self.read(Named { reference, kind, reads: Reads::One })
    }

    fn question(&mut self, name: &str, span: &Range<usize>) -> Option<Named> {
        let named = self.scope.question(name);
        if named.is_none() {
            let near = nearest(name, self.scope.names());
            let hint =
                near.map_or_else(|| "name a question of this form".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("expr/unknown-question", say!("unknown question `{name}`"), span, Some(hint));
        }
        named
    }

    fn compare(&mut self, left: &Ast, comparison: Comparison, right: &Ast, span: &Range<usize>) -> Piece {
        let (a, b) = (self.piece(left), self.piece(right));
        for (this, other_ast) in [(&a, right), (&b, left)] {
            match (this.kind, &other_ast.node) {
                (Kind::Choice(list), Node::Text(choice)) if !choice.is_empty() => {
                    let names: Vec<String> = self.scope.choices(list).into_iter().map(str::to_owned).collect();
                    if !names.contains(choice) {
                        self.unknown_choice(choice, &names, &other_ast.span);
                    }
                }
                (Kind::Choices(_), Node::Text(choice)) if !choice.is_empty() => {
                    let message = "a `select_multiple` is compared as a whole".to_owned();
                    let hint = say!("write `selected(…, '{choice}')`");
                    self.warning("expr/equals-multiple", message, span, Some(hint));
                }
                (Kind::Date | Kind::Moment, Node::Text(text))
                    if !text.is_empty() && crate::dates::text_in_days(text).is_none() =>
                {
                    let message = say!("a {} is compared with `{text}`, which is no date", this.kind.name());
                    let hint = "write a date such as '2026-11-21'".to_owned();
                    self.error("expr/incomparable", message, &other_ast.span, Some(hint));
                }
                (Kind::Number, Node::Text(text))
                    if matches!(this.expr, Expr::Read(_))
                        && !text.is_empty()
                        && Val::text(text).to_number().is_nan() =>
                {
                    let message = say!("a number is compared with `{text}`, which is none");
                    self.error("expr/incomparable", message, &other_ast.span, Some("write a number".to_owned()));
                }
                _ => {}
            }
        }
        Piece { expr: Expr::Compare(Box::new(a.expr), comparison, Box::new(b.expr)), kind: Kind::Truth }
    }

    fn unknown_choice(&mut self, choice: &str, names: &[String], span: &Range<usize>) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = match nearest(choice, names.iter().copied()) {
            Some(near) => say!("did you mean `{near}`?"),
            None => {
                say!("its choices are {}", names.iter().take(8).map(|n| say!("`{n}`")).collect::<Vec<_>>().join(", "))
            }
        };
        self.error("expr/unknown-choice", say!("`{choice}` is none of the choices"), span, Some(hint));
    }

    fn call(&mut self, name: &str, arguments: &[Ast], span: &Range<usize>) -> Piece {
        let nothing = Piece { expr: Expr::Constant(Val::Blank), kind: Kind::Text };
        let Some(function) = functions::named(name) else {
            let near = nearest(name, functions::all().map(|function| function.name));
            let hint =
                near.map_or_else(|| "see the reference of functions".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("expr/unknown-function", say!("unknown function `{name}`"), span, Some(hint));
            return nothing;
        };
        if !function.takes(arguments.len()) {
            let given = match arguments.len() {
                0 => "be called without an argument".to_owned(),
                1 => "be called with 1 argument".to_owned(),
                count => say!("be called with {count} arguments"),
            };
            let message = say!("`{name}` cannot {given}");
            self.error("expr/argument-count", message, span, Some(say!("write `{}`", function.signature())));
            return nothing;
        }
        match function.body {
            Body::Plain(_) => {
                let (arguments, kinds) = self.arguments(function, arguments);
                let kind = match name {
                    "coalesce" => kinds.first().copied().unwrap_or(Kind::Text),
                    _ => function.returns,
                };
                Piece { expr: Expr::Call(function, arguments), kind }
            }
            Body::Special(special) => self.special(special, function, arguments, span).unwrap_or(nothing),
        }
    }

    fn arguments(&mut self, function: &'static Function, arguments: &[Ast]) -> (Vec<Expr>, Vec<Kind>) {
        let mut compiled = (Vec::new(), Vec::new());
        for (index, ast) in arguments.iter().enumerate() {
            let piece = self.piece(ast);
            self.check_argument(function, index, ast, piece.kind);
            compiled.0.push(piece.expr);
            compiled.1.push(piece.kind);
        }
        if function.name == "selected"
            && let (Some(Kind::Choice(list) | Kind::Choices(list)), Some(Ast { node: Node::Text(choice), span })) =
                (compiled.1.first(), arguments.get(1))
        {
            let names: Vec<String> = self.scope.choices(*list).into_iter().map(str::to_owned).collect();
            if !names.iter().any(|name| name == choice) {
                self.unknown_choice(choice, &names, span);
            }
        }
        compiled
    }

    fn check_argument(&mut self, function: &'static Function, index: usize, ast: &Ast, kind: Kind) {
        let is_question = matches!(ast.node, Node::Question(_) | Node::This);
        let wanted = match function.accepts(index) {
            Accepts::Question if !is_question => "a question, such as `${name}`",
            Accepts::Log if !is_question || !matches!(kind, Kind::Attempts { .. }) => {
                "a question of type `attempt_log`"
            }
            Accepts::Literal if !matches!(ast.node, Node::Text(_)) => "a text in quotes",
            Accepts::Selection
                if matches!(kind, Kind::Number | Kind::Truth | Kind::Date | Kind::Time | Kind::Moment) =>
            {
                "a `select_one` or `select_multiple`"
            }
            _ => return,
        };
        if self.findings.has_errors() {
            return; // an unknown name has been told already
        }
        let given = match (function.accepts(index), kind) {
            // A question of type `text` or a function that gives text is no text in quotes.
            (Accepts::Literal, Kind::Text) => "what is worked out",
            (_, kind) => kind.name(),
        };
        let message = say!("`{}` wants {wanted}, not {given}", function.name);
        self.error("expr/argument-kind", message, &ast.span, Some(say!("put {wanted} here")));
    }

    fn special(
        &mut self,
        special: Special,
        function: &'static Function,
        asts: &[Ast],
        span: &Range<usize>,
    ) -> Option<Piece> {
        match special {
            Special::Now => Some(self.read_one(self.scope.now(), Kind::Moment)),
            Special::Today => Some(self.read_one(self.scope.today(), Kind::Date)),
            Special::Assignment => match asts {
                [Ast { node: Node::Text(member), .. }] => {
                    Some(self.read_one(self.scope.assignment(member), Kind::Text))
                }
                _ => {
                    asts.iter().for_each(|ast| self.check_argument(function, 0, ast, Kind::Text));
                    None
                }
            },
            Special::If => {
                let (arguments, kinds) = self.arguments(function, asts);
                let kind = match kinds.as_slice() {
                    [_, then, otherwise] if then == otherwise => *then,
                    _ => Kind::Text,
                };
                Some(Piece { expr: Expr::Call(function, arguments), kind })
            }
            Special::Exhausted => {
                let (mut arguments, kinds) = self.arguments(function, asts);
                let Some(Kind::Attempts { max }) = kinds.first() else { return None };
                arguments.push(Expr::Constant(Val::Number(f64::from(*max))));
                let with_limit = functions::named(EXHAUSTED_AFTER)?;
                Some(Piece { expr: Expr::Call(with_limit, arguments), kind: Kind::Truth })
            }
            Special::NotApplicable => {
                let (arguments, kinds) = self.arguments(function, asts);
                let (Some(Kind::Choice(list) | Kind::Choices(list)), Some(selection)) =
                    (kinds.first(), arguments.into_iter().next())
                else {
                    let hint = "name a `select_one` or `select_multiple`".to_owned();
                    self.error(
                        "expr/argument-kind",
                        "only a selection can be not applicable".to_owned(),
                        span,
                        Some(hint),
                    );
                    return None;
                };
                let names = self.scope.choices(*list);
                let marked = names.into_iter().filter(|name| self.scope.is_not_applicable(*list, name));
                let marked = marked.map(|name| name.into()).collect();
                Some(Piece { expr: Expr::AnySelected(Box::new(selection), marked), kind: Kind::Truth })
            }
            Special::ChoiceName => self.choice_name(asts),
        }
    }

    /// The second argument names the question, as a reference or, as JavaRosa wants it, in quotes.
    fn choice_name(&mut self, asts: &[Ast]) -> Option<Piece> {
        let [value, question] = asts else { return None };
        let value = self.piece(value);
        let name = match &question.node {
            Node::Question(name) => name.clone(),
            Node::Text(quoted) => quoted.trim().trim_start_matches("${").trim_end_matches('}').trim().to_owned(),
            _ => String::new(),
        };
        let named = self.question(&name, &question.span)?;
        let (Kind::Choice(list) | Kind::Choices(list)) = named.kind else {
            let message = say!("`{name}` has no choices");
            self.error(
                "expr/argument-kind",
                message,
                &question.span,
                Some("name a `select_one` or `select_multiple`".to_owned()),
            );
            return None;
        };
        self.reads.push((self.scope.language(), Reads::One));
        Some(Piece { expr: Expr::ChoiceLabel(Box::new(value.expr), list), kind: Kind::Text })
    }
}
