//! What an evaluation reads, where it stands, and what it may still spend.

use std::cell::Cell;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use sealform_types::Visit;

use crate::kinds::{ListId, ValueRef};
use crate::nodes::{NodeId, Nodes};
use crate::value::Val;

/// What expressions read from whoever evaluates them.
pub trait Context {
    /// The value read.
    fn read(&self, reference: ValueRef) -> Val;
    /// The values of all instances; by default the one.
    fn read_many(&self, reference: ValueRef) -> Vec<Val> {
        vec![self.read(reference)]
    }
    /// The label of a choice in the language shown.
    fn choice_label(&self, list: ListId, choice: &str) -> Option<String>;
    /// What paths walk over.
    fn nodes(&self) -> Option<&dyn Nodes> {
        None
    }
    /// How many seconds a clock in the session's zone is ahead of UTC at a local moment; UTC by default.
    fn seconds_east(&self, local: NaiveDateTime) -> i32 {
        let _ = local;
        0
    }
    /// What the question held before it is calculated, for `once()`.
    fn before(&self) -> Val {
        Val::Blank
    }
    /// The place, from 1, of what the whole expression looks at, and how many there are: the choice that a filter looks at.
    fn place(&self) -> (u32, u32) {
        (1, 1)
    }
    /// Where chance begins, for `random()`, `uuid()` and `randomize()`: another number for each question of each
    /// instance of each session, and always the same one there, so that a session can be replayed.
    fn seed(&self) -> u64 {
        0
    }
    /// Whether a contact may be made at a moment, or on a day, as the assignment says; always, where it says nothing.
    fn is_within_window(&self, value: &Val) -> bool {
        let _ = value;
        true
    }
    /// Whether somebody who was written to at one moment has had so many working days for an answer by another.
    fn has_waited(&self, made: DateTime<FixedOffset>, days: u32, now: DateTime<FixedOffset>) -> bool {
        Visit::default().has_waited(made.date_naive(), days, now.date_naive())
    }
    /// Has a function computed that whoever shows the form has registered; blank where nobody has.
    fn host_function(&self, name: &str, arguments: &[Val]) -> Val {
        let _ = (name, arguments);
        Val::Blank
    }
    /// Has a rare function computed that is not built in. Arguments and answer are an encoded list of values and an encoded
    /// value; `None` where there is no answer, or nobody to ask.
    fn rare_function(&self, function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
        let _ = (function, arguments);
        None
    }
}

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvalError {
    /// It looked at more than [`crate::MAX_NODES`] nodes.
    TooManyNodes,
    /// A function was given a value that it has no answer for, such as `geofence()` a shape of no points.
    NoAnswer,
}

/// Where an evaluation stands: at the top, or at one node of a set that a predicate looks through.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub context: &'a dyn Context,
    pub node: Option<NodeId>,
    pub position: u32,
    pub size: u32,
    pub limits: &'a Limits,
}

/// What is left to spend, and what went wrong first.
pub(crate) struct Limits {
    pub nodes: Cell<u32>,
    pub error: Cell<Option<EvalError>>,
}

impl Limits {
    pub fn new() -> Self {
        Self { nodes: Cell::new(crate::MAX_NODES), error: Cell::new(None) }
    }
}

/// What evaluates something that reads nothing: its value, or why there is none.
pub(crate) fn alone(evaluate: impl FnOnce(&Frame<'_>) -> Val) -> Result<Val, EvalError> {
    struct Nothing;
    impl Context for Nothing {
        fn read(&self, _: ValueRef) -> Val {
            Val::Blank
        }
        fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
            None
        }
    }
    let limits = Limits::new();
    let value = evaluate(&Frame::outermost(&Nothing, &limits));
    limits.error.get().map_or(Ok(value), Err)
}

impl<'a> Frame<'a> {
    /// Where a whole expression stands: at no node.
    pub fn outermost(context: &'a dyn Context, limits: &'a Limits) -> Self {
        let (position, size) = context.place();
        Self { context, node: None, position, size, limits }
    }

    pub fn number(&self, value: &Val) -> f64 {
        value.as_number().unwrap_or_else(|| value.to_number_in(&|local| self.context.seconds_east(local)))
    }

    /// The days of a text that is a day or a moment.
    pub fn days(&self, text: &str) -> Option<f64> {
        crate::dates::text_in_days(text.trim(), &|local| self.context.seconds_east(local))
    }

    /// Notes what went wrong; the first error counts.
    pub fn fail(&self, error: EvalError) {
        if self.limits.error.get().is_none() {
            self.limits.error.set(Some(error));
        }
    }

    /// Whether too many nodes were looked at already.
    pub fn is_exhausted(&self) -> bool {
        self.limits.error.get() == Some(EvalError::TooManyNodes)
    }

    /// Charges the budget with so many nodes; whether there was enough left.
    pub fn charge(&self, nodes: usize) -> bool {
        let left = u32::try_from(nodes).ok().and_then(|nodes| self.limits.nodes.get().checked_sub(nodes));
        self.limits.nodes.set(left.unwrap_or(0));
        if left.is_none() {
            // More than what a function has no answer for: nothing may go on.
            self.limits.error.set(Some(EvalError::TooManyNodes));
        }
        left.is_some()
    }
}
