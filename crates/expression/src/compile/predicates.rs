//! Predicates, and what an index may answer of them.

use super::Ctx;
use crate::ast::{Ast, Comparison};
use crate::expr::Expr;
use crate::expr::{Axis, Predicate, WalkStart, WalkStep};
use crate::function::Trait;
use crate::kinds::TreeNode;

impl Ctx<'_> {
    pub(super) fn predicates(&mut self, asts: &[Ast], tree_nodes: &[TreeNode]) -> Vec<Predicate> {
        let outer = std::mem::replace(&mut self.in_all_instances, false);
        self.looked_at.push(tree_nodes.to_vec());
        let predicates = asts.iter().map(|ast| self.predicate(ast)).collect();
        self.looked_at.pop();
        self.in_all_instances = outer;
        predicates
    }

    fn predicate(&mut self, ast: &Ast) -> Predicate {
        let before = self.uses.position;
        let test = self.piece(ast).expr;
        // An index skips nodes, so nothing may ask for their positions.
        let key = if before == self.uses.position { key(&test) } else { None };
        Predicate { test, key }
    }
}

/// What must equal a child of the node looked at, if it is the same for all nodes.
fn key(test: &Expr) -> Option<(TreeNode, Expr)> {
    match test {
        Expr::And(all) => all.iter().find_map(key),
        Expr::Compare(left, Comparison::Equal, right) => key_of(left, right).or_else(|| key_of(right, left)),
        Expr::Constant(_)
        | Expr::Read(_)
        | Expr::ReadMany(_)
        | Expr::Nodes(_)
        | Expr::Negate(_)
        | Expr::Or(_)
        | Expr::Compare(..)
        | Expr::Arithmetic(..)
        | Expr::Call(..)
        | Expr::Rare(..)
        | Expr::Host(..)
        | Expr::Matches(..)
        | Expr::AnySelected(..)
        | Expr::ChoiceLabel(..)
        | Expr::Quoted(..) => None,
    }
}

fn key_of(child: &Expr, wanted: &Expr) -> Option<(TreeNode, Expr)> {
    let Expr::Nodes(walk) = child else { return None };
    let (WalkStart::Here, [WalkStep { to: Axis::Children(tree_nodes), predicates }]) =
        (&walk.start, walk.steps.as_slice())
    else {
        return None;
    };
    match (tree_nodes.as_slice(), predicates.as_slice()) {
        ([tree_node], []) if is_the_same_for_all(wanted) => Some((*tree_node, wanted.clone())),
        _ => None,
    }
}

/// Whether a piece asks neither for the node looked at nor for chance.
fn is_the_same_for_all(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(_) | Expr::Read(_) | Expr::ReadMany(_) => true,
        Expr::Nodes(walk) => match &walk.start {
            WalkStart::Here => false,
            WalkStart::Of(expr) => is_the_same_for_all(expr),
            // Predicates on the way look at nodes of their own.
            WalkStart::Current | WalkStart::Around(_) => true,
        },
        Expr::Call(function, arguments) => !function.has(Trait::Draws) && arguments.iter().all(is_the_same_for_all),
        Expr::Rare(_, arguments) | Expr::Host(_, arguments) => arguments.iter().all(is_the_same_for_all),
        Expr::Negate(inner) | Expr::Matches(inner, _) => is_the_same_for_all(inner),
        Expr::AnySelected(inner, _) | Expr::ChoiceLabel(inner, _) | Expr::Quoted(_, inner) => {
            is_the_same_for_all(inner)
        }
        Expr::Or(all) | Expr::And(all) => all.iter().all(is_the_same_for_all),
        Expr::Compare(left, _, right) => is_the_same_for_all(left) && is_the_same_for_all(right),
        Expr::Arithmetic(first, rest) => {
            is_the_same_for_all(first) && rest.iter().all(|(_, operand)| is_the_same_for_all(operand))
        }
    }
}
