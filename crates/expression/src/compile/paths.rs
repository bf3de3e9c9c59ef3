//! Paths: from names to spots, and from spots to what is read.

use std::ops::Range;

use sealform_types::{nearest, say};

use super::{Ctx, Piece};
use crate::ast::{self, Ast, Node, StepKind};
use crate::eval::Expr;
use crate::functions::{self, Function, Special};
use crate::kinds::{Kind, Reads, Spot};
use crate::walk::{Start, Step, To, Walk};

/// A way, and where it may end.
struct Route {
    walk: Walk,
    spots: Vec<Spot>,
    /// Where children were looked for on the way.
    touched: Vec<Spot>,
    /// Whether it comes down to other instances of a repeat that the expression stands in.
    crosses: bool,
}

impl Route {
    fn from(start: Start, spots: Vec<Spot>) -> Self {
        Self { walk: Walk { start, steps: Vec::new() }, spots, touched: Vec::new(), crosses: false }
    }

    fn is_plain(&self) -> bool {
        !self.crosses
            && !matches!(self.walk.start, Start::Of(_))
            && self.walk.steps.iter().all(|step| step.predicates.is_empty())
    }
}

impl Ctx<'_> {
    /// The values at the end of a path. Where it leads to a question without choosing among instances, it is read as `${name}` is.
    pub(super) fn path(&mut self, ast: &Ast) -> Piece {
        let uses = self.uses;
        let Some(route) = self.route(ast) else { return Piece::nothing() };
        if let [spot] = route.spots.as_slice()
            && route.is_plain()
            && !self.in_all_instances
            && uses.node == self.uses.node
            && let Some(named) = self.scope.at(*spot)
        {
            self.uses = uses;
            return self.read(named);
        }
        self.walk(route, false)
    }

    /// The nodes at the end of a path, for functions that ask where nodes stand.
    pub(super) fn places(&mut self, ast: &Ast, in_all_instances: bool) -> Piece {
        let outer = self.in_all_instances;
        self.in_all_instances |= in_all_instances;
        let piece = match self.route(ast) {
            Some(route) => self.walk(route, true),
            None => Piece::nothing(),
        };
        self.in_all_instances = outer;
        piece
    }

    fn walk(&mut self, route: Route, asks_where: bool) -> Piece {
        // In a predicate a path may begin at any of the nodes that are looked at.
        let from_any = !self.looked_at.is_empty() && matches!(route.walk.start, Start::Here);
        let crosses = asks_where || self.in_all_instances || from_any || !route.is_plain();
        let values = route.touched.iter().chain(&route.spots).filter_map(|spot| self.scope.at(*spot));
        let values = values.map(|named| (named.reference, named.reads));
        let groups = route.touched.iter().filter_map(|spot| self.scope.relevance(*spot));
        let all = values.chain(groups).map(|(reference, reads)| (reference, if crosses { Reads::Many } else { reads }));
        self.reads.extend(all.collect::<Vec<_>>());
        let kind = match route.spots.as_slice() {
            [spot] => self.scope.at(*spot).map_or(Kind::Text, |named| named.kind),
            _ => Kind::Text,
        };
        Piece { expr: Expr::Nodes(Box::new(route.walk)), kind, spots: route.spots }
    }

    fn route(&mut self, ast: &Ast) -> Option<Route> {
        self.uses.walks += 1;
        match &ast.node {
            Node::This => self.begin_here(&ast.span),
            Node::Column(name) => {
                let mut route = self.begin_here(&ast.span)?;
                let step =
                    ast::Step { kind: StepKind::Child(name.clone()), predicates: Vec::new(), span: ast.span.clone() };
                self.step(&mut route, &step)?;
                Some(route)
            }
            Node::Question(name) => {
                let spot = self.question(name, &ast.span).and_then(|_| self.scope.spot(name));
                let Some(spot) = spot else { return self.no_path(&ast.span) };
                let mut way = vec![spot];
                while let Some(above) = way.last().and_then(|spot| self.scope.parent(*spot)) {
                    way.push(above);
                }
                way.reverse();
                self.down(&way, &ast.span)
            }
            Node::Path(ast::Start::Root, steps) => self.absolute(steps, &ast.span),
            Node::Path(ast::Start::Here, steps) => {
                let route = self.begin_here(&ast.span)?;
                self.steps(route, steps)
            }
            Node::Path(ast::Start::From(of), steps) => {
                let route = self.route(of)?;
                self.steps(route, steps)
            }
            Node::Filter(of, predicates) => {
                let mut route = self.route(of)?;
                let predicates = self.predicates(predicates, &route.spots);
                route.walk.steps.push(Step { to: To::Whole, predicates });
                Some(route)
            }
            Node::Call(name, arguments) => self.called(name, arguments, ast),
            _ => {
                let message = "a path begins at a question, not at a value".to_owned();
                self.error("expr/no-nodes", message, &ast.span, Some("write `${name}` or `/` before it".to_owned()));
                None
            }
        }
    }

    fn no_path(&mut self, span: &Range<usize>) -> Option<Route> {
        if !self.findings.has_errors() {
            let message = "there are no paths here".to_owned();
            self.error("expr/no-path", message, span, Some("name the question: `${name}`".to_owned()));
        }
        None
    }

    fn begin_here(&mut self, span: &Range<usize>) -> Option<Route> {
        if let Some(spots) = self.looked_at.last().cloned() {
            self.uses.node += 1;
            return Some(Route::from(Start::Here, spots));
        }
        match self.scope.here() {
            Some(here) => Some(Route::from(Start::Here, vec![here])),
            None => self.no_path(span),
        }
    }

    fn called(&mut self, name: &str, arguments: &[Ast], ast: &Ast) -> Option<Route> {
        let function = functions::named(name);
        match (function.and_then(Function::special), arguments) {
            (Some(Special::Current), []) => match self.scope.here() {
                Some(here) => Some(Route::from(Start::Current, vec![here])),
                None => self.no_path(&ast.span),
            },
            (Some(Special::Instance), [Ast { node: Node::Text(id), span }]) => match self.scope.instance(id) {
                Some(spot) => Some(Route::from(Start::Around(spot), vec![spot])),
                None => {
                    let message = say!("there is no table `{id}`");
                    let hint = "name a choice list or a file of the form".to_owned();
                    self.error("expr/unknown-instance", message, span, Some(hint));
                    None
                }
            },
            // What else they are given is told where arguments are checked; they lead nowhere then.
            (Some(Special::Current | Special::Instance), _) => {
                if !self.findings.has_errors() {
                    let message = say!("`{name}` does not begin a path with these arguments");
                    let hint = "write `current()`, or `instance('table')`".to_owned();
                    self.error("expr/argument-kind", message, &ast.span, Some(hint));
                }
                None
            }
            _ if function.is_some_and(Function::gives_nodes) => {
                let piece = self.call(name, arguments, &ast.span);
                Some(Route::from(Start::Of(piece.expr), piece.spots))
            }
            _ => {
                let piece = self.piece(ast);
                if !self.findings.has_errors() {
                    let message = say!("`{name}` gives a value, not a node; it is a {}", piece.kind.name());
                    self.error("expr/no-nodes", message, &ast.span, Some("begin the path at a question".to_owned()));
                }
                None
            }
        }
    }

    /// From the root down. In a form, a path that goes through repeats around the expression means their instances
    /// around it, as far as no predicate chooses another; where it ends is never fixed, so that a repeat can be counted.
    fn absolute(&mut self, steps: &[ast::Step], span: &Range<usize>) -> Option<Route> {
        let Some(root) = self.scope.root() else { return self.no_path(span) };
        let mut way = vec![root];
        let mut taken = 0;
        for step in steps {
            let (StepKind::Child(name), []) = (&step.kind, step.predicates.as_slice()) else { break };
            let Some(next) = way.last().and_then(|spot| self.scope.child(*spot, name)) else { break };
            way.push(next);
            taken += 1;
        }
        // The step with the first predicate may be one of these; the way ends before it.
        let rest = steps.get(taken..)?;
        let fixed = if rest.is_empty() { way.len().saturating_sub(1).max(1) } else { way.len() };
        let route = self.downward(&way, fixed);
        self.steps(route, rest)
    }

    fn down(&mut self, way: &[Spot], span: &Range<usize>) -> Option<Route> {
        match way {
            [] | [_] => self.no_path(span),
            way => Some(self.downward(way, way.len() - 1)),
        }
    }

    /// A walk along spots, of which the first `fixed` may mean what stands around the expression.
    fn downward(&mut self, way: &[Spot], fixed: usize) -> Route {
        let around = self.around();
        let may_mean_this = |(index, spot): &(usize, &Spot)| *index < fixed && around.contains(spot);
        let last = match self.in_all_instances {
            true => None,
            false => way.iter().enumerate().rfind(may_mean_this),
        };
        let begin = last.map_or(0, |(index, _)| index);
        let start = way.get(begin).copied().unwrap_or(Spot(0));
        let rest = way.get(begin + 1..).unwrap_or_default();
        let steps = rest.iter().map(|spot| Step { to: To::Children(vec![*spot]), predicates: Vec::new() }).collect();
        let spots = vec![rest.last().copied().unwrap_or(start)];
        let crosses = self.comes_down(rest, &around);
        Route { walk: Walk { start: Start::Around(start), steps }, spots, touched: rest.to_vec(), crosses }
    }

    /// Whether steps lead to groups or repeats that the expression stands in: other instances are there, too.
    fn comes_down(&self, to: &[Spot], around: &[Spot]) -> bool {
        to.iter().any(|spot| around.contains(spot) && !self.scope.children(*spot).is_empty())
    }

    /// Where the expression stands, and what is above.
    fn around(&self) -> Vec<Spot> {
        let mut around = Vec::new();
        if self.scope.keeps_to_this_instance() {
            around.extend(self.scope.here());
            while let Some(above) = around.last().and_then(|spot| self.scope.parent(*spot)) {
                around.push(above);
            }
        }
        around
    }

    /// Whether `${name}` means a group or repeat that the expression stands in: then it means all instances.
    pub(super) fn is_around(&self, name: &str) -> bool {
        self.scope.spot(name).is_some_and(|spot| self.around().iter().skip(1).any(|around| *around == spot))
    }

    fn steps(&mut self, mut route: Route, steps: &[ast::Step]) -> Option<Route> {
        for step in steps {
            self.step(&mut route, step)?;
        }
        Some(route)
    }

    fn step(&mut self, route: &mut Route, step: &ast::Step) -> Option<()> {
        let (to, spots) = match &step.kind {
            StepKind::Here => (To::Here, route.spots.clone()),
            StepKind::Parent => (To::Parent, unique(route.spots.iter().filter_map(|spot| self.scope.parent(*spot)))),
            StepKind::Any => {
                let spots = unique(route.spots.iter().flat_map(|spot| self.scope.children(*spot)));
                (To::Children(spots.clone()), spots)
            }
            StepKind::Child(name) => {
                let spots = unique(route.spots.iter().filter_map(|spot| self.scope.child(*spot, name)));
                if spots.is_empty() && !route.spots.is_empty() {
                    self.unknown_child(name, &route.spots, &step.span);
                    if !self.scope.is_tolerant() {
                        return None;
                    }
                }
                (To::Children(spots.clone()), spots)
            }
        };
        if matches!(to, To::Children(_)) {
            route.crosses |= self.comes_down(&spots, &self.around());
            route.touched.extend(spots.iter().copied());
        }
        let predicates = self.predicates(&step.predicates, &spots);
        route.walk.steps.push(Step { to, predicates });
        route.spots = spots;
        Some(())
    }

    fn unknown_child(&mut self, name: &str, of: &[Spot], span: &Range<usize>) {
        let known: Vec<&str> = of.iter().flat_map(|spot| self.scope.child_names(*spot)).collect();
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => say!("did you mean `{near}`?"),
            None => {
                say!("there are {}", known.iter().take(8).map(|known| say!("`{known}`")).collect::<Vec<_>>().join(", "))
            }
        };
        self.doubt("expr/unknown-path", say!("there is no `{name}` here"), span, Some(hint));
    }
}

fn unique(spots: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut once = Vec::new();
    for spot in spots {
        if !once.contains(&spot) {
            once.push(spot);
        }
    }
    once
}
