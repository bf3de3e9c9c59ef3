//! A compiled expression, and what compilers may ask of it.

use crate::eval::Expr;
use crate::kinds::{Kind, Reads, Ref};

/// A compiled expression. Evaluating it cannot fail.
#[derive(Debug, Clone)]
pub struct Expression {
    pub(crate) expr: Expr,
    pub(crate) reads: Vec<(Ref, Reads)>,
    pub(crate) kind: Kind,
    pub(crate) walks: bool,
}

impl Expression {
    /// One of which only the value is known; the compiler says the rest.
    pub(crate) fn of(expr: Expr) -> Self {
        Self { expr, reads: Vec::new(), kind: Kind::Text, walks: true }
    }

    /// Everything it reads, sorted, each once.
    pub fn reads(&self) -> &[(Ref, Reads)] {
        &self.reads
    }

    /// What kind of value it gives.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The same whatever is read: its value is known.
    pub fn is_constant(&self) -> bool {
        self.reads.is_empty() && !self.walks
    }
}
