//! A compiled expression: its value, and what compilers may ask of it.

use sealform_types::{Encoder, VecSet, Wire};

use crate::context::{Context, EvalError, Frame, Limits};
use crate::eval::{eval, eval_alone};
use crate::expr::Expr;
use crate::kinds::{Reads, ValueKind, ValueRef};
use crate::nodes::NodeId;
use crate::usage::Usage;
use crate::value::Val;
use crate::walk;

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

    /// What it says, where that is the same wherever it stands among the same instances, and each time it is asked: two
    /// expressions of the same words there are one. `None` where it walks over nodes, depends on chance, or asks what the
    /// question holds or the page computes.
    pub fn identity(&self) -> Option<Vec<u8>> {
        let Usage { draws, keeps_once, foreign, .. } = self.usage();
        if self.facts.is_none() || *draws || *keeps_once || !foreign.is_empty() || self.expr.walks() {
            return None;
        }
        let mut encoder = Encoder::default();
        self.expr.write(&mut encoder);
        Some(encoder.into_bytes())
    }

    /// What kind of value it gives.
    pub fn kind(&self) -> ValueKind {
        self.facts.as_ref().map_or(ValueKind::Text, |facts| facts.kind)
    }

    /// The same whatever is read: its value is known.
    pub fn is_constant(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.is_constant)
    }

    /// Its value, where that is the same whatever is read.
    ///
    /// # Example
    /// ```
    /// use sealform_expression::{NoNames, Purpose, Val, compile};
    /// let constant = |source| compile(source, &NoNames, Purpose::Value, "").0.and_then(|it| it.constant());
    /// assert_eq!(constant("concat('a', ':b')"), Some(Val::text("a:b")));
    /// assert_eq!(constant("now()"), None);
    /// ```
    pub fn constant(&self) -> Option<Val> {
        self.is_constant().then(|| eval_alone(&self.expr))
    }
}

impl Expression {
    /// The value, given what is read; blank where there is [`EvalError`].
    pub fn eval(&self, context: &dyn Context) -> Val {
        self.try_eval(context).unwrap_or_default()
    }

    /// The value, or why there is none.
    pub fn try_eval(&self, context: &dyn Context) -> Result<Val, EvalError> {
        let limits = Limits::new();
        let value = eval(&self.expr, &Frame::outermost(context, &limits));
        limits.error.get().map_or(Ok(value), Err)
    }

    /// The nodes, where the expression leads to nodes, or why there are none. In document order, but as they were drawn
    /// behind `randomize()`.
    pub fn nodes(&self, context: &dyn Context) -> Option<Result<Vec<NodeId>, EvalError>> {
        let limits = Limits::new();
        let nodes = walk::nodes(&self.expr, &Frame::outermost(context, &limits))?;
        Some(limits.error.get().map_or(Ok(nodes), Err))
    }

    /// The truth, given what is read.
    pub fn holds(&self, context: &dyn Context) -> bool {
        self.eval(context).to_truth()
    }
}
