//! Walks over nodes: steps, predicates, and the functions that give nodes.

use crate::eval::{Expr, Frame, eval};
use crate::functions::Body;
use crate::kinds::TreeNode;
use crate::nodes::{NodeId, Nodes};
use crate::value::Val;
use sealform_types::Wire;

/// A way from somewhere to a set of nodes.
#[derive(Debug, Clone, Wire)]
pub(crate) struct Walk {
    pub start: WalkStart,
    pub steps: Vec<WalkStep>,
}

/// Where a walk begins.
#[derive(Debug, Clone, Wire)]
pub(crate) enum WalkStart {
    /// The node that the nearest predicate looks at; outside predicates, the expression's own.
    Here,
    /// The expression's own node: `current()`.
    Current,
    /// The node of a tree_node around the expression's own.
    Around(TreeNode),
    /// What another piece leads to.
    Of(Expr),
}

/// One step and what it keeps.
#[derive(Debug, Clone, Wire)]
pub(crate) struct WalkStep {
    pub to: Axis,
    pub predicates: Vec<Predicate>,
}

/// Where a step goes.
#[derive(Debug, Clone, Wire)]
pub(crate) enum Axis {
    /// The children at these tree_nodes.
    Children(Vec<TreeNode>),
    Parent,
    Here,
    /// Stays, and counts positions in the whole set.
    Whole,
}

/// What a step keeps.
#[derive(Debug, Clone, Wire)]
pub(crate) struct Predicate {
    pub test: Expr,
    /// A child that must equal something that is the same for all nodes: what an index may answer.
    pub key: Option<(TreeNode, Expr)>,
}

/// The nodes that a piece leads to; `None` if it gives a value.
pub(crate) fn nodes(expr: &Expr, frame: &Frame<'_>) -> Option<Vec<NodeId>> {
    match expr {
        Expr::Nodes(way) => Some(walk(way, frame)),
        Expr::Call(function, arguments) => match function.body {
            Body::Nodes(body) => Some(body(arguments, frame)),
            Body::Plain(_) | Body::Lazy(_) | Body::Special(_) => None,
        },
        Expr::Constant(_)
        | Expr::Read(_)
        | Expr::ReadMany(_)
        | Expr::Negate(_)
        | Expr::Or(_)
        | Expr::And(_)
        | Expr::Compare(..)
        | Expr::Arithmetic(..)
        | Expr::Rare(..)
        | Expr::Matches(..)
        | Expr::AnySelected(..)
        | Expr::ChoiceLabel(..) => None,
    }
}

/// What nodes hold, in their order.
pub(crate) fn values(set: &[NodeId], frame: &Frame<'_>) -> Val {
    match frame.context.nodes() {
        Some(nodes) => Val::Many(set.iter().map(|node| nodes.value(*node)).collect()),
        None => Val::Many([].into()),
    }
}

/// Where a walk ends.
pub(crate) fn walk(way: &Walk, frame: &Frame<'_>) -> Vec<NodeId> {
    let Some(nodes) = frame.context.nodes().filter(|_| !frame.is_exhausted()) else { return Vec::new() };
    let start = match &way.start {
        WalkStart::Here => frame.node.or_else(|| nodes.here()),
        WalkStart::Current => nodes.here(),
        WalkStart::Around(tree_node) => nodes.around(*tree_node),
        WalkStart::Of(expr) => return steps(&way.steps, self::nodes(expr, frame).unwrap_or_default(), nodes, frame),
    };
    steps(&way.steps, start.into_iter().collect(), nodes, frame)
}

fn steps(steps: &[WalkStep], start: Vec<NodeId>, nodes: &dyn Nodes, frame: &Frame<'_>) -> Vec<NodeId> {
    steps.iter().fold(start, |set, one| step(one, set, nodes, frame))
}

fn step(step: &WalkStep, from: Vec<NodeId>, nodes: &dyn Nodes, frame: &Frame<'_>) -> Vec<NodeId> {
    let mut reached = match &step.to {
        Axis::Whole => return step.predicates.iter().fold(from, |set, predicate| keep(set, predicate, frame)),
        Axis::Here => from,
        Axis::Parent => {
            let mut above: Vec<NodeId> = from.iter().filter_map(|node| nodes.parent(*node)).collect();
            // Children of one node stand together.
            above.dedup();
            above
        }
        Axis::Children(tree_nodes) => return children(step, tree_nodes, &from, nodes, frame),
    };
    for predicate in &step.predicates {
        let each = reached.into_iter().flat_map(|node| keep(vec![node], predicate, frame));
        reached = each.collect();
    }
    reached
}

fn children(
    step: &WalkStep,
    tree_nodes: &[TreeNode],
    from: &[NodeId],
    nodes: &dyn Nodes,
    frame: &Frame<'_>,
) -> Vec<NodeId> {
    let mut reached = Vec::new();
    for node in from {
        let begin = reached.len();
        if !found(step, tree_nodes, *node, nodes, frame, &mut reached) {
            tree_nodes.iter().for_each(|tree_node| nodes.children(*node, *tree_node, &mut reached));
        }
        if !frame.charge(reached.len() - begin + 1) {
            return Vec::new();
        }
        if !step.predicates.is_empty() {
            let own = reached.split_off(begin);
            reached.extend(step.predicates.iter().fold(own, |set, predicate| keep(set, predicate, frame)));
        }
    }
    reached
}

/// Whether an index has found what the first predicate lets through, or more.
fn found(
    step: &WalkStep,
    tree_nodes: &[TreeNode],
    of: NodeId,
    nodes: &dyn Nodes,
    frame: &Frame<'_>,
    into: &mut Vec<NodeId>,
) -> bool {
    let ([tree_node], Some(Predicate { key: Some((key, wanted)), .. })) = (tree_nodes, step.predicates.first()) else {
        return false;
    };
    match eval(wanted, frame) {
        Val::Text(text) => nodes.find(of, *tree_node, *key, &text, into),
        Val::Blank
        | Val::Number(_)
        | Val::Truth(_)
        | Val::Date(_)
        | Val::Time(_)
        | Val::Moment(_)
        | Val::Choices(_)
        | Val::Attempts(_)
        | Val::Many(_) => false,
    }
}

/// The nodes of a set that a predicate keeps (XPath 1.0 section 2.4): a number is a position.
fn keep(set: Vec<NodeId>, predicate: &Predicate, frame: &Frame<'_>) -> Vec<NodeId> {
    let size = u32::try_from(set.len()).unwrap_or(u32::MAX);
    if !frame.charge(set.len()) {
        return Vec::new();
    }
    // A written position needs no look at each node.
    if let Expr::Constant(Val::Number(place)) = &predicate.test {
        return at(*place).and_then(|index| set.get(index).copied()).into_iter().collect();
    }
    let mut kept = set;
    let mut position = 0;
    kept.retain(|node| {
        position += 1;
        if frame.is_exhausted() {
            return false;
        }
        match eval(&predicate.test, &Frame { node: Some(*node), position, size, ..*frame }) {
            #[expect(clippy::float_cmp, reason = "positions are whole")]
            Val::Number(number) => number == f64::from(position),
            value @ (Val::Blank
            | Val::Text(_)
            | Val::Truth(_)
            | Val::Date(_)
            | Val::Time(_)
            | Val::Moment(_)
            | Val::Choices(_)
            | Val::Attempts(_)
            | Val::Many(_)) => value.to_truth(),
        }
    });
    kept
}

/// The index of a position.
fn at(place: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    (place >= 1.0 && place <= f64::from(u32::MAX) && libm::trunc(place) == place).then(|| place as usize - 1)
}
