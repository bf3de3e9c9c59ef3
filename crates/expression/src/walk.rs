//! Walks over nodes: steps, predicates, and the functions that give nodes.

use crate::context::Frame;
use crate::eval::eval;
use crate::expr::{Axis, Expr, Predicate, Walk, WalkStart, WalkStep};
use crate::function::Body;
use crate::kinds::TreeNode;
use crate::nodes::{NodeId, Nodes};
use crate::value::Val;

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
        | Expr::Host(..)
        | Expr::Matches(..)
        | Expr::AnySelected(..)
        | Expr::ChoiceLabel(..)
        | Expr::Quoted(..) => None,
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
    eval(wanted, frame).as_text().is_some_and(|text| nodes.find(of, *tree_node, *key, text, into))
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
        let value = eval(&predicate.test, &Frame { node: Some(*node), position, size, ..*frame });
        #[expect(clippy::float_cmp, reason = "positions are whole")]
        value.as_number().map_or_else(|| value.to_truth(), |number| number == f64::from(position))
    });
    kept
}

/// The index of a position.
fn at(place: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    (place >= 1.0 && place <= f64::from(u32::MAX) && libm::trunc(place) == place).then(|| place as usize - 1)
}
