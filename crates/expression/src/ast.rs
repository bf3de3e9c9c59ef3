//! The tree of an expression as it was written.

use sealform_types::Wire;
use std::ops::Range;

/// A piece of an expression and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ast {
    pub node: Node,
    pub span: Range<usize>,
}

/// What a piece is. Chains of one operator are one node, so that depth means brackets, not length.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Number(f64),
    Text(String),
    /// `.`
    This,
    /// `${name}`
    Question(String),
    /// A bare name: a column of the choice list, in a `choice_filter`, or a child of the node that a predicate looks at.
    Column(String),
    /// Steps from somewhere to somewhere: `/data/visit[1]/age`, `../age`, `instance('x')/root/item`.
    Path(PathStart, Vec<PathStep>),
    /// The nodes of a set that a condition keeps: `(/data/visit)[2]`, `${visit}[age > 3]`.
    Filter(Box<Ast>, Vec<Ast>),
    Call(String, Vec<Ast>),
    Negate(Box<Ast>),
    Or(Vec<Ast>),
    And(Vec<Ast>),
    Compare(Box<Ast>, Comparison, Box<Ast>),
    /// The first operand, then operators with theirs, from left to right.
    Arithmetic(Box<Ast>, Vec<(Operation, Ast)>),
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PathStart {
    /// `/`
    Root,
    /// The node looked at: `.`, or nothing written.
    Here,
    /// What an expression gives: `current()/…`, `instance('x')/…`, `${visit}/…`.
    From(Box<Ast>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PathStep {
    pub kind: StepKind,
    pub predicates: Vec<Ast>,
    pub span: Range<usize>,
}

/// Where a step goes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StepKind {
    /// The children of that name.
    Child(String),
    /// All children: `*`
    Any,
    /// `..`
    Parent,
    /// `.`
    Here,
}

/// `=`, `!=`, `<`, `<=`, `>`, `>=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `+`, `-`, `*`, `div`, `mod`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
