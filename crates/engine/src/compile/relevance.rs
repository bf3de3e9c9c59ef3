//! What must hold for questions and groups to be relevant. Many have the same condition: one slot holds it for all of them.

use sealform_expression::{Expression, Purpose};
use sealform_types::{ChunkMap, pointer, say};

use super::build::Builder;
use super::items::Surroundings;
use crate::program::{Formula, SlotId, TemplateId};

/// Where a condition stands, and what it says.
type Alike = (TemplateId, Option<SlotId>, Vec<u8>);

/// Whether conditions that say the same are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// One slot holds all of them.
    On,
    /// Each has a slot of its own: which of them is in a circle of conditions matters, and so does which one is told of.
    Off,
}

/// The conditions so far.
#[derive(Debug)]
pub(crate) struct Relevances {
    sharing: Sharing,
    known: ChunkMap<Alike, SlotId>,
    /// Whether any stands for more than one.
    pub any_shared: bool,
}

impl Relevances {
    pub fn new(sharing: Sharing) -> Self {
        Self { sharing, known: ChunkMap::new(), any_shared: false }
    }

    fn alike(&self, outer: &Surroundings, expression: &Expression) -> Option<Alike> {
        match self.sharing {
            Sharing::On => Some((outer.template, outer.gate, expression.identity()?)),
            Sharing::Off => None,
        }
    }
}

impl Builder<'_> {
    /// What must hold for something to be relevant: what holds around it, and its own condition.
    pub fn relevance(&mut self, own: Option<&String>, outer: &Surroundings, at: &str, name: &str) -> Option<SlotId> {
        let Some(source) = own else { return outer.gate };
        let at = pointer(at, "relevant");
        let expression = self.finished(source, &outer.site(), Purpose::Condition, &at, Expression::with_quotes)?;
        let alike = self.relevances.alike(outer, &expression);
        if let Some(shared) = alike.as_ref().and_then(|alike| self.relevances.known.get(alike)) {
            self.relevances.any_shared = true;
            return Some(*shared);
        }
        let described = say!("the relevance of `{name}`");
        let own = self.slot(outer.template, &described);
        self.slots[own].formula = Formula::Expression(expression);
        self.conditions.push((own, at));
        let slot = match outer.gate {
            None => own,
            Some(gate) => self.all(outer.template, vec![gate, own], Vec::new(), &described),
        };
        if let Some(alike) = alike {
            self.relevances.known.insert(alike, slot);
        }
        Some(slot)
    }
}
