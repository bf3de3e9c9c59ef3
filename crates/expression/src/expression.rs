//! A compiled expression, and what compilers may ask of it.

use sealform_types::{VecSet, Wire};

use crate::eval::Expr;
use crate::kinds::{Reads, ValueKind, ValueRef};
use crate::usage::Usage;

/// A compiled expression. Evaluating it cannot fail.
#[derive(Debug, Clone, Wire)]
pub struct Expression {
    pub(crate) expr: Expr,
    /// `None` where it comes out of a compiled program: whoever runs it needs its value alone.
    #[wire(skip)]
    pub(crate) facts: Option<Box<Facts>>,
}

/// What compiling found out about an expression.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Sorted, each once.
    pub reads: Vec<(ValueRef, Reads)>,
    /// What it reads by the name of a question.
    pub named: VecSet<ValueRef>,
    pub kind: ValueKind,
    pub is_constant: bool,
    pub usage: Usage,
}

/// What is known of an expression that only runs.
const UNKNOWN: &Usage = &Usage::NONE;

impl Expression {
    /// Everything it reads, sorted, each once. Nothing is known of one that was decoded.
    pub fn reads(&self) -> &[(ValueRef, Reads)] {
        self.facts.as_ref().map_or(&[], |facts| &facts.reads)
    }

    /// Whether it reads this by the name of a question, and not by `.` or a path.
    pub fn names(&self, reference: ValueRef) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.named.contains(&reference))
    }

    /// What it uses by name: the members of the assignment that it reads, tables, functions, chance. Nothing is known of
    /// one that was decoded.
    pub fn usage(&self) -> &Usage {
        self.facts.as_ref().map_or(UNKNOWN, |facts| &facts.usage)
    }

    /// What kind of value it gives.
    pub fn kind(&self) -> ValueKind {
        self.facts.as_ref().map_or(ValueKind::Text, |facts| facts.kind)
    }

    /// The same whatever is read: its value is known.
    pub fn is_constant(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.is_constant)
    }
}
