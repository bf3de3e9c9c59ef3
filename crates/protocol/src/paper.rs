//! A form that nobody fills, for paper: every branch of it, with its conditions.

use sealform_types::VecMap;

use crate::{Clause, Key, ReasonFor, Snapshot};

/// A form for paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The form as it begins, with at least one instance of each repeat. Answers that texts insert are left open.
    pub snapshot: Snapshot,
    /// The conditions of groups and questions; what they inherit stands at the group around them.
    pub rules: VecMap<Key, Vec<Rule>>,
    /// The labels of all choices of questions that have some, whatever is let through at the beginning.
    pub choices: VecMap<Key, Vec<String>>,
    /// Where the form ends early: what is said there, and when.
    pub ends: Vec<(String, Condition)>,
}

/// A condition, and what depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What depends on it.
    pub about: ReasonFor,
    /// When it is so.
    pub condition: Condition,
}

/// A condition as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// Any of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// One thing.
    Clause(Clause),
}
