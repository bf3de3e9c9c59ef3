//! Calls of functions.

use std::ops::Range;

use sealform_types::{closest_match, say};

use super::{Ctx, Piece};
use crate::ast::{Ast, Comparison, Node, PathStart, PathStep, StepKind};
use crate::expr::Expr;
use crate::expr::{Axis, Predicate, WalkStep};
use crate::function::{Accepts, Body, Function, Special, Trait};
use crate::functions;
use crate::functions::selections::{
    ASSIGNED_LIMITS, COALESCE, EXHAUSTED_AFTER, NOW_BY_THE_WAY, VISIT, WINDOW, WITHIN_WINDOW_OF,
};
use crate::kinds::{TreeNode, ValueKind};
use crate::parser::OUT_OF_SCOPE;
use crate::pattern::{MATCHES, Pattern};
use crate::value::Val;

impl Ctx<'_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[Ast], span: &Range<usize>) -> Piece {
        let nothing = Piece::blank();
        let Some(function) = functions::named(name) else {
            if functions::LEFT_OUT.contains(&name) {
                let message = say!("`{name}()` is not part of the language");
                self.error(OUT_OF_SCOPE, message, span, Some("name the question: `${name}`".to_owned()));
                return nothing;
            }
            if let Some(call) = self.host_function(name, arguments, span) {
                return call;
            }
            let near = closest_match(name, functions::all().map(|function| function.name));
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
            Body::Plain(_) | Body::Lazy(_) | Body::Nodes(_) => self.plain(function, arguments, span),
            Body::Special(special) => self.special(special, function, arguments, span).unwrap_or(nothing),
        }
    }

    /// A call of a function that whoever shows the form computes: one that the form names, or one of the Community Health
    /// Toolkit's, which few programs have.
    fn host_function(&mut self, name: &str, arguments: &[Ast], span: &Range<usize>) -> Option<Piece> {
        let plain = functions::without_prefix(name);
        let is_named = self.scope.is_host_function(plain);
        if !is_named && !functions::OF_A_HOST.contains(&plain) {
            return None;
        }
        let message = say!("`{name}()` is computed by the page around the form, and is blank where the page does not");
        if is_named {
            let hint = "register it in `functions` of the element".to_owned();
            self.warning("expr/host-function", message, span, Some(hint));
        } else {
            let hint = say!("name `{plain}` in `functions` of the settings, or let the value be given as an answer");
            self.lenient_error("expr/host-function", message, span, Some(hint));
        }
        let arguments = arguments.iter().map(|argument| self.piece(argument).expr).collect();
        self.uses.hosts += 1;
        Some(Piece::new(Expr::Host(plain.into(), arguments), ValueKind::Text))
    }

    fn plain(&mut self, function: &'static Function, asts: &[Ast], span: &Range<usize>) -> Piece {
        if asts.is_empty() && function.has(Trait::ContextNode) {
            return self.plain(function, &[Ast { node: Node::This, span: span.clone() }], span);
        }
        if let [condition, then, otherwise] = asts
            && function.has(Trait::Branches)
        {
            return self.choice(function, condition, then, otherwise);
        }
        if function.has(Trait::LooksUpTexts) && !self.scope.has_texts() {
            let hint = "put the text into the label, or use `jr:choice-name`".to_owned();
            self.lenient_error("expr/no-texts", "texts have no ids here".to_owned(), span, Some(hint));
        }
        let (mut arguments, kinds, tree_nodes) = self.arguments(function, asts);
        if asts.is_empty() && function.has(Trait::Position) {
            self.uses.position += 1;
        }
        if function.has(Trait::Draws) {
            self.uses.draws += 1;
            arguments.push(Expr::Constant(Val::Number(self.uses.draws.into())));
        }
        let kind = match function.has(Trait::KindOfFirst) {
            true => kinds.first().copied().unwrap_or(ValueKind::Text),
            false => function.returns,
        };
        let expr = match functions::rare_named(function.name) {
            Some(rare) => Expr::Rare(rare, arguments),
            None => Expr::Call(function, arguments),
        };
        Piece { tree_nodes, ..Piece::new(expr, kind) }
    }

    fn choice(&mut self, function: &'static Function, condition: &Ast, then: &Ast, otherwise: &Ast) -> Piece {
        let (condition, known) = self.known(condition);
        let (then, otherwise) = match known {
            Some(true) => {
                self.never_evaluated(otherwise);
                (self.piece(then), None)
            }
            Some(false) => {
                self.never_evaluated(then);
                (self.piece(otherwise), None)
            }
            None => (self.piece(then), Some(self.piece(otherwise))),
        };
        let Some(otherwise) = otherwise else { return then };
        let kind = if then.kind == otherwise.kind { then.kind } else { ValueKind::Text };
        Piece::new(Expr::Call(function, vec![condition.expr, then.expr, otherwise.expr]), kind)
    }

    fn arguments(
        &mut self,
        function: &'static Function,
        arguments: &[Ast],
    ) -> (Vec<Expr>, Vec<ValueKind>, Vec<TreeNode>) {
        let mut compiled = (Vec::new(), Vec::new(), Vec::new());
        for (index, ast) in arguments.iter().enumerate() {
            let piece = match function.accepts(index) {
                Accepts::NodePaths => self.node_path(ast, false),
                Accepts::AllNodePaths => self.node_path(ast, true),
                Accepts::Any
                | Accepts::Question
                | Accepts::Selection
                | Accepts::Log
                | Accepts::Literal
                | Accepts::Values
                | Accepts::Nodes => self.piece(ast),
            };
            self.check_argument(function, index, ast, piece.kind);
            if index == 0 && function.gives_nodes() {
                compiled.2 = piece.tree_nodes;
            }
            compiled.0.push(piece.expr);
            compiled.1.push(piece.kind);
        }
        if function.has(Trait::NamesChoice)
            && let (
                Some(ValueKind::Choice(list) | ValueKind::Choices(list)),
                Some(Ast { node: Node::Text(choice), span }),
            ) = (compiled.1.first(), arguments.get(1))
        {
            // `selected(…, '')` asks whether none is.
            if !choice.trim().is_empty() {
                self.known_choice(*list, choice, span);
            }
        }
        compiled
    }

    fn special(
        &mut self,
        special: Special,
        function: &'static Function,
        asts: &[Ast],
        span: &Range<usize>,
    ) -> Option<Piece> {
        match special {
            Special::Version => {
                let version = self.scope.version().map_or(Val::Blank, Val::text);
                Some(Piece::new(Expr::Constant(version), ValueKind::Text))
            }
            Special::Now => Some(self.read_one(self.scope.now(), ValueKind::Moment)),
            Special::Today => Some(self.read_one(self.scope.today(), ValueKind::Date)),
            Special::Assignment => match asts {
                [Ast { node: Node::Text(member), span }] if member.contains('#') => {
                    let hint = "write, for example, `site/name`".to_owned();
                    self.error(
                        "expr/argument-kind",
                        "no member of an assignment has a `#`".to_owned(),
                        span,
                        Some(hint),
                    );
                    None
                }
                [Ast { node: Node::Text(member), .. }] => {
                    // Where nobody has an assignment, no member of it has a value.
                    Some(
                        self.scope
                            .assignment(member)
                            .map_or_else(Piece::blank, |read| self.read_one(read, ValueKind::Text)),
                    )
                }
                _ => {
                    asts.iter().for_each(|ast| self.check_argument(function, 0, ast, ValueKind::Text));
                    None
                }
            },
            Special::Current | Special::Instance => {
                asts.iter().for_each(|ast| self.check_argument(function, 0, ast, ValueKind::Text));
                let call = Ast { node: Node::Call(function.name.to_owned(), asts.to_vec()), span: span.clone() };
                Some(self.path(&call))
            }
            Special::PullData => self.pull_data(function, asts, span),
            Special::Pattern => self.pattern(asts),
            Special::Exhausted => self.exhausted(function, asts),
            Special::WithinWindow => self.within_window(function, asts),
            Special::Score => self.score(function, asts),
            Special::NotApplicable => self.not_applicable(function, asts, span),
            Special::ChoiceName => self.choice_name(asts),
        }
    }

    /// Whether a log is used up: by its own limits, or those of the assignment.
    fn exhausted(&mut self, function: &'static Function, asts: &[Ast]) -> Option<Piece> {
        let (mut arguments, kinds, _) = self.arguments(function, asts);
        let Some(ValueKind::Attempts { max, wait, wait_days }) = kinds.first() else { return None };
        let own = [f64::from(*max), f64::from(*wait), f64::from(*wait_days)];
        for (member, own) in ASSIGNED_LIMITS.into_iter().zip(own) {
            let own = Expr::Constant(Val::Number(own));
            arguments.push(match self.scope.assignment(member) {
                Some(read) => {
                    let assigned = self.read_one(read, ValueKind::Number).expr;
                    Expr::Call(functions::named(COALESCE)?, vec![assigned, own])
                }
                None => own,
            });
        }
        for (member, kind) in [(NOW_BY_THE_WAY, ValueKind::Moment), (WINDOW, ValueKind::Text)] {
            let read = self.scope.assignment(member);
            arguments.extend(read.map(|read| self.read_one(read, kind).expr));
        }
        Some(Piece::new(Expr::Call(functions::named(EXHAUSTED_AFTER)?, arguments), ValueKind::Truth))
    }

    /// Whether a contact may be made then; always, where nobody has an assignment.
    fn within_window(&mut self, function: &'static Function, asts: &[Ast]) -> Option<Piece> {
        let (mut arguments, _, _) = self.arguments(function, asts);
        let judged = match self.scope.assignment(VISIT) {
            None => Expr::Constant(Val::Truth(true)),
            Some(visit) => {
                // Read for what follows from them: the context knows the window.
                let read = [Some(visit), self.scope.assignment(WINDOW)].into_iter().flatten();
                let read: Vec<Expr> = read.map(|read| self.read_one(read, ValueKind::Text).expr).collect();
                arguments.extend(read);
                Expr::Call(functions::named(WITHIN_WINDOW_OF)?, arguments)
            }
        };
        Some(Piece::new(judged, ValueKind::Truth))
    }

    /// The score, or a part of it; blank where nobody scores the form.
    fn score(&mut self, function: &'static Function, asts: &[Ast]) -> Option<Piece> {
        let part = match asts {
            [] => "",
            [Ast { node: Node::Text(part), span }] if part.is_empty() => {
                let hint = "name one, or write `score()` for the whole".to_owned();
                self.error("expr/argument-kind", "no section or category is named".to_owned(), span, Some(hint));
                return None;
            }
            [Ast { node: Node::Text(part), .. }] => part,
            _ => {
                asts.iter().for_each(|ast| self.check_argument(function, 0, ast, ValueKind::Text));
                return None;
            }
        };
        Some(self.scope.score(part).map_or_else(Piece::blank, |read| self.read_one(read, ValueKind::Number)))
    }

    /// Whether a choice is taken that says that the question does not apply.
    fn not_applicable(&mut self, function: &'static Function, asts: &[Ast], span: &Range<usize>) -> Option<Piece> {
        let (arguments, kinds, _) = self.arguments(function, asts);
        let (Some(ValueKind::Choice(list) | ValueKind::Choices(list)), Some(selection)) =
            (kinds.first(), arguments.into_iter().next())
        else {
            let hint = "name a `select_one` or `select_multiple`".to_owned();
            self.error("expr/argument-kind", "only a selection can be not applicable".to_owned(), span, Some(hint));
            return None;
        };
        let marked = self.scope.not_applicable(*list).iter().map(|name| name.as_str().into()).collect();
        Some(Piece::new(Expr::AnySelected(Box::new(selection), marked), ValueKind::Truth))
    }

    /// `instance('table')/root/item[key_column = key]/column`
    fn pull_data(&mut self, function: &'static Function, asts: &[Ast], span: &Range<usize>) -> Option<Piece> {
        for (index, ast) in asts.iter().enumerate().take(3) {
            self.check_argument(function, index, ast, ValueKind::Text);
        }
        let [table, column, key_column, key] = asts else { return None };
        let (Node::Text(column_name), Node::Text(key_name)) = (&column.node, &key_column.node) else { return None };
        let of = |node, span: &Range<usize>| Ast { node, span: span.clone() };
        let step = |name: &str, predicates, span: &Range<usize>| PathStep {
            kind: StepKind::Child(name.to_owned()),
            predicates,
            span: span.clone(),
        };
        // The key is worked out where the call stands, not where the row does: a name in it is no column.
        let key = self.piece(key);
        let instance = of(Node::Call("instance".to_owned(), vec![table.clone()]), &table.span);
        let rows = vec![
            step("root", Vec::new(), &table.span),
            step("item", vec![of(Node::Column(key_name.clone()), &key_column.span)], &table.span),
            step(column_name, Vec::new(), &column.span),
        ];
        let path = self.path(&of(Node::Path(PathStart::From(Box::new(instance)), rows), span));
        let Expr::Nodes(mut walk) = path.expr else { return None };
        let row = walk.steps.get_mut(1)?.predicates.first_mut()?;
        let Expr::Nodes(held) = row.test.clone() else { return None };
        if let Some(WalkStep { to: Axis::Children(tree_nodes), .. }) = held.steps.first()
            && let [tree_node] = tree_nodes.as_slice()
        {
            row.key = Some((*tree_node, key.expr.clone()));
        }
        // Where the call itself stands in a predicate, its key must be worked out before the rows are looked at.
        row.test = Expr::Compare(Box::new(row.test.clone()), Comparison::Equal, Box::new(key.expr));
        let first = WalkStep {
            to: Axis::Whole,
            predicates: vec![Predicate { test: Expr::Constant(Val::Number(1.0)), key: None }],
        };
        walk.steps.push(first);
        // A text, not the row: where there is no row, or nothing in it, it equals ''.
        let as_text = functions::named("string")?;
        Some(Piece::new(Expr::Call(as_text, vec![Expr::Nodes(walk)]), path.kind))
    }

    /// A pattern in quotes is read once, and reported where it is invalid.
    fn pattern(&mut self, asts: &[Ast]) -> Option<Piece> {
        let [text, pattern] = asts else { return None };
        let subject = self.piece(text).expr;
        let Node::Text(written) = &pattern.node else {
            let pattern = self.piece(pattern).expr;
            let worked_out = functions::rare_named(MATCHES)?;
            return Some(Piece::new(Expr::Rare(worked_out, vec![subject, pattern]), ValueKind::Truth));
        };
        match Pattern::read(written) {
            Ok(pattern) => Some(Piece::new(Expr::Matches(Box::new(subject), pattern), ValueKind::Truth)),
            Err(fault) => {
                let message = say!("the pattern cannot be read: {fault}");
                let hint = "write it without looking ahead or behind and without references back".to_owned();
                self.error("expr/bad-pattern", message, &pattern.span, Some(hint));
                None
            }
        }
    }
}
