//! What expressions compile to: pieces, and the walks over nodes inside them.

use std::sync::Arc;

use sealform_types::Wire;

use crate::ast::{Comparison, Operation};
use crate::function::{Function, RareFunction};
use crate::kinds::{ListId, TreeNode, ValueRef};
use crate::pattern::Pattern;
use crate::value::Val;

/// A compiled piece. It holds no name any more and cannot fail.
#[derive(Debug, Clone, Wire)]
pub(crate) enum Expr {
    Constant(Val),
    Read(ValueRef),
    ReadMany(ValueRef),
    /// The values of the nodes that a path leads to.
    Nodes(Box<Walk>),
    Negate(Box<Expr>),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    Arithmetic(Box<Expr>, Vec<(Operation, Expr)>),
    Call(&'static Function, Vec<Expr>),
    /// A call of a function that few forms use.
    Rare(RareFunction, Vec<Expr>),
    /// A call of a function that whoever shows the form computes.
    Host(Arc<str>, Vec<Expr>),
    /// Whether something in the text matches.
    Matches(Box<Expr>, Pattern),
    /// Whether any of these choices is taken.
    AnySelected(Box<Expr>, Vec<Arc<str>>),
    ChoiceLabel(Box<Expr>, ListId),
    /// Another piece, with the words that it was written in: what says why a condition holds has none of its own.
    Quoted(Arc<str>, Box<Expr>),
}

impl Expr {
    /// Whether it walks over nodes: where it stands matters then.
    pub(crate) fn walks(&self) -> bool {
        let any = |parts: &[Self]| parts.iter().any(Self::walks);
        match self {
            Self::Nodes(_) => true,
            Self::Constant(_) | Self::Read(_) | Self::ReadMany(_) => false,
            Self::Negate(one)
            | Self::Matches(one, _)
            | Self::AnySelected(one, _)
            | Self::ChoiceLabel(one, _)
            | Self::Quoted(_, one) => one.walks(),
            Self::Or(parts) | Self::And(parts) => any(parts),
            Self::Call(_, arguments) | Self::Rare(_, arguments) | Self::Host(_, arguments) => any(arguments),
            Self::Compare(one, _, other) => one.walks() || other.walks(),
            Self::Arithmetic(first, rest) => first.walks() || rest.iter().any(|(_, operand)| operand.walks()),
        }
    }
}

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
    /// The node of a tree node around the expression's own.
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
    /// The children at these tree nodes.
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
