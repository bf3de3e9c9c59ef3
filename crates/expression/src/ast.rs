//! The tree of an expression as it was written.

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
    /// A bare name: a column of the choice list, in a `choice_filter`.
    Column(String),
    Call(String, Vec<Ast>),
    Negate(Box<Ast>),
    Or(Vec<Ast>),
    And(Vec<Ast>),
    Compare(Box<Ast>, Comparison, Box<Ast>),
    /// The first operand, then operators with theirs, from left to right.
    Arithmetic(Box<Ast>, Vec<(Operation, Ast)>),
}

/// `=`, `!=`, `<`, `<=`, `>`, `>=`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `+`, `-`, `*`, `div`, `mod`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
