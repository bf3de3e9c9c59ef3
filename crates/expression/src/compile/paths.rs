//! Paths: from names to tree nodes, and from tree nodes to what is read.

use std::ops::Range;

use sealform_types::say;

use super::checks::meant;
use super::{Ctx, Piece};
use crate::ast::{Ast, Node, PathStart, PathStep, StepKind};
use crate::expr::Expr;
use crate::expr::{Axis, Walk, WalkStart, WalkStep};
use crate::function::{Function, Special};
use crate::functions;
use crate::kinds::{Reads, TreeNode, ValueKind};

/// A way, and where it may end.
struct Route {
    walk: Walk,
    tree_nodes: Vec<TreeNode>,
    /// Where children were looked for on the way.
    touched: Vec<TreeNode>,
    /// Whether it comes down to other instances of a repeat that the expression stands in.
    crosses: bool,
}

impl Route {
    fn from(start: WalkStart, tree_nodes: Vec<TreeNode>) -> Self {
        Self { walk: Walk { start, steps: Vec::new() }, tree_nodes, touched: Vec::new(), crosses: false }
    }

    fn is_plain(&self) -> bool {
        !self.crosses
            && !matches!(self.walk.start, WalkStart::Of(_))
            && self.walk.steps.iter().all(|step| step.predicates.is_empty())
    }
}

impl Ctx<'_> {
    /// The values at the end of a path. Where it leads to a question without choosing among instances, it is read as `${name}` is.
    pub(super) fn path(&mut self, ast: &Ast) -> Piece {
        let uses = self.uses;
        let Some(route) = self.route(ast) else { return Piece::blank() };
        if let [tree_node] = route.tree_nodes.as_slice()
            && route.is_plain()
            && !self.in_all_instances
            && uses.node == self.uses.node
            && let Some(named) = self.scope.at(*tree_node)
        {
            self.uses = uses;
            return self.read(named);
        }
        self.walk(route, false)
    }

    /// The nodes at the end of a path, for functions that ask where nodes stand.
    pub(super) fn node_path(&mut self, ast: &Ast, in_all_instances: bool) -> Piece {
        let outer = self.in_all_instances;
        self.in_all_instances |= in_all_instances;
        let piece = match self.route(ast) {
            Some(route) => self.walk(route, true),
            None => Piece::blank(),
        };
        self.in_all_instances = outer;
        piece
    }

    fn walk(&mut self, route: Route, asks_where: bool) -> Piece {
        // In a predicate a path may begin at any of the nodes that are looked at.
        let from_any = !self.looked_at.is_empty() && matches!(route.walk.start, WalkStart::Here);
        let crosses = asks_where || self.in_all_instances || from_any || !route.is_plain();
        let values = route.touched.iter().chain(&route.tree_nodes).filter_map(|tree_node| self.scope.at(*tree_node));
        let values = values.map(|named| (named.reference, named.reads));
        let groups = route.touched.iter().filter_map(|tree_node| self.scope.relevance(*tree_node));
        let all = values.chain(groups).map(|(reference, reads)| (reference, if crosses { Reads::Many } else { reads }));
        self.reads.extend(all.collect::<Vec<_>>());
        let kind = match route.tree_nodes.as_slice() {
            [tree_node] => self.scope.at(*tree_node).map_or(ValueKind::Text, |named| named.kind),
            _ => ValueKind::Text,
        };
        Piece { expr: Expr::Nodes(Box::new(route.walk)), kind, tree_nodes: route.tree_nodes }
    }

    fn route(&mut self, ast: &Ast) -> Option<Route> {
        self.uses.walks += 1;
        match &ast.node {
            Node::This => self.begin_here(&ast.span),
            Node::Column(name) => {
                let mut route = self.begin_here(&ast.span)?;
                let step =
                    PathStep { kind: StepKind::Child(name.clone()), predicates: Vec::new(), span: ast.span.clone() };
                self.step(&mut route, &step)?;
                Some(route)
            }
            Node::Question(name) => {
                let tree_node = self.question(name, &ast.span).and_then(|_| self.scope.tree_node(name));
                let Some(tree_node) = tree_node else { return self.no_path(&ast.span) };
                let mut way = vec![tree_node];
                while let Some(above) = way.last().and_then(|tree_node| self.scope.parent(*tree_node)) {
                    way.push(above);
                }
                way.reverse();
                self.down(&way, &ast.span)
            }
            Node::Path(PathStart::Root, steps) => self.absolute(steps, &ast.span),
            Node::Path(PathStart::Here, steps) => {
                let route = self.begin_here(&ast.span)?;
                self.steps(route, steps)
            }
            Node::Path(PathStart::From(of), steps) => {
                let route = self.route(of)?;
                self.steps(route, steps)
            }
            Node::Filter(of, predicates) => {
                let mut route = self.route(of)?;
                let predicates = self.predicates(predicates, &route.tree_nodes);
                route.walk.steps.push(WalkStep { to: Axis::Whole, predicates });
                Some(route)
            }
            Node::Call(name, arguments) => self.called(name, arguments, ast),
            Node::Number(_)
            | Node::Text(_)
            | Node::Negate(_)
            | Node::Or(_)
            | Node::And(_)
            | Node::Compare(..)
            | Node::Arithmetic(..) => {
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
        if let Some(tree_nodes) = self.looked_at.last().cloned() {
            self.uses.node += 1;
            return Some(Route::from(WalkStart::Here, tree_nodes));
        }
        match self.scope.here() {
            Some(here) => Some(Route::from(WalkStart::Here, vec![here])),
            None => self.no_path(span),
        }
    }

    fn called(&mut self, name: &str, arguments: &[Ast], ast: &Ast) -> Option<Route> {
        let function = functions::named(name);
        match (function.and_then(Function::special), arguments) {
            (Some(Special::Current), []) => match self.scope.here() {
                Some(here) => Some(Route::from(WalkStart::Current, vec![here])),
                None => self.no_path(&ast.span),
            },
            (Some(Special::Instance), [Ast { node: Node::Text(id), span }]) => match self.scope.instance(id) {
                Some(tree_node) => Some(Route::from(WalkStart::Around(tree_node), vec![tree_node])),
                None => {
                    let message = say!("there is no table `{id}`");
                    let hint = "name a choice list or a file of the form".to_owned();
                    self.error("expr/unknown-instance", message, span, Some(hint));
                    None
                }
            },
            // What else they are given is reported where arguments are checked; they lead nowhere then.
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
                Some(Route::from(WalkStart::Of(piece.expr), piece.tree_nodes))
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
    fn absolute(&mut self, steps: &[PathStep], span: &Range<usize>) -> Option<Route> {
        let Some(root) = self.scope.root() else { return self.no_path(span) };
        let mut way = vec![root];
        let mut taken = 0;
        for step in steps {
            let (StepKind::Child(name), []) = (&step.kind, step.predicates.as_slice()) else { break };
            let Some(next) = way.last().and_then(|tree_node| self.scope.child(*tree_node, name)) else { break };
            way.push(next);
            taken += 1;
        }
        // The step with the first predicate may be one of these; the way ends before it.
        let rest = steps.get(taken..)?;
        let fixed = if rest.is_empty() { way.len().saturating_sub(1).max(1) } else { way.len() };
        let route = self.downward(&way, fixed);
        self.steps(route, rest)
    }

    fn down(&mut self, way: &[TreeNode], span: &Range<usize>) -> Option<Route> {
        match way {
            [] | [_] => self.no_path(span),
            way => Some(self.downward(way, way.len() - 1)),
        }
    }

    /// A walk along tree nodes, of which the first `fixed` may mean what stands around the expression.
    fn downward(&mut self, way: &[TreeNode], fixed: usize) -> Route {
        let around = self.around();
        let may_mean_this = |(index, tree_node): &(usize, &TreeNode)| *index < fixed && around.contains(tree_node);
        let last = match self.in_all_instances {
            true => None,
            false => way.iter().enumerate().rfind(may_mean_this),
        };
        let begin = last.map_or(0, |(index, _)| index);
        let start = way.get(begin).copied().unwrap_or(TreeNode::AboveRoot);
        let rest = way.get(begin + 1..).unwrap_or_default();
        let steps = rest
            .iter()
            .map(|tree_node| WalkStep { to: Axis::Children(vec![*tree_node]), predicates: Vec::new() })
            .collect();
        let tree_nodes = vec![rest.last().copied().unwrap_or(start)];
        let crosses = self.comes_down(rest, &around);
        Route { walk: Walk { start: WalkStart::Around(start), steps }, tree_nodes, touched: rest.to_vec(), crosses }
    }

    /// Whether steps lead to groups or repeats that the expression stands in: other instances are there, too.
    fn comes_down(&self, to: &[TreeNode], around: &[TreeNode]) -> bool {
        to.iter().any(|tree_node| around.contains(tree_node) && !self.scope.children(*tree_node).is_empty())
    }

    /// Where the expression stands, and what is above.
    fn around(&self) -> Vec<TreeNode> {
        let mut around = Vec::new();
        if self.scope.keeps_to_this_instance() {
            around.extend(self.scope.here());
            while let Some(above) = around.last().and_then(|tree_node| self.scope.parent(*tree_node)) {
                around.push(above);
            }
        }
        around
    }

    /// Whether `${name}` means a group or repeat that the expression stands in: then it means all instances.
    pub(super) fn is_around(&self, name: &str) -> bool {
        self.scope
            .tree_node(name)
            .is_some_and(|tree_node| self.around().iter().skip(1).any(|around| *around == tree_node))
    }

    fn steps(&mut self, mut route: Route, steps: &[PathStep]) -> Option<Route> {
        for step in steps {
            self.step(&mut route, step)?;
        }
        Some(route)
    }

    fn step(&mut self, route: &mut Route, step: &PathStep) -> Option<()> {
        let (to, tree_nodes) = match &step.kind {
            StepKind::Here => (Axis::Here, route.tree_nodes.clone()),
            StepKind::Parent => {
                (Axis::Parent, unique(route.tree_nodes.iter().filter_map(|tree_node| self.scope.parent(*tree_node))))
            }
            StepKind::Any => {
                let tree_nodes = unique(route.tree_nodes.iter().flat_map(|tree_node| self.scope.children(*tree_node)));
                (Axis::Children(tree_nodes.clone()), tree_nodes)
            }
            StepKind::Child(name) => {
                let tree_nodes =
                    unique(route.tree_nodes.iter().filter_map(|tree_node| self.scope.child(*tree_node, name)));
                if tree_nodes.is_empty() && !route.tree_nodes.is_empty() {
                    self.unknown_child(name, &route.tree_nodes, &step.span);
                    if !self.scope.is_lenient() {
                        return None;
                    }
                }
                (Axis::Children(tree_nodes.clone()), tree_nodes)
            }
        };
        if matches!(to, Axis::Children(_)) {
            route.crosses |= self.comes_down(&tree_nodes, &self.around());
            route.touched.extend(tree_nodes.iter().copied());
        }
        let predicates = self.predicates(&step.predicates, &tree_nodes);
        route.walk.steps.push(WalkStep { to, predicates });
        route.tree_nodes = tree_nodes;
        Some(())
    }

    fn unknown_child(&mut self, name: &str, of: &[TreeNode], span: &Range<usize>) {
        let known: Vec<&str> = of.iter().flat_map(|tree_node| self.scope.child_names(*tree_node)).collect();
        let hint = meant(name, &known, "there are", "name something that is inside");
        self.lenient_error("expr/unknown-path", say!("there is no `{name}` here"), span, Some(hint));
    }
}

fn unique(tree_nodes: impl Iterator<Item = TreeNode>) -> Vec<TreeNode> {
    let mut once = Vec::new();
    for tree_node in tree_nodes {
        if !once.contains(&tree_node) {
            once.push(tree_node);
        }
    }
    once
}
