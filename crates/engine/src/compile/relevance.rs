//! What must hold for questions and groups to be relevant. Many have the same condition: one slot holds it for all of them.

use sealform_expression::Expression;
use sealform_types::ChunkMap;

use crate::program::{SlotId, TemplateId};

/// Where a condition stands, and what it says.
pub(crate) type Alike = (TemplateId, Option<SlotId>, Vec<u8>);

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

    /// What tells a condition from others; `gate` is what holds around it. `None` for one that stands for itself.
    pub fn alike(&self, template: TemplateId, gate: Option<SlotId>, expression: &Expression) -> Option<Alike> {
        match self.sharing {
            Sharing::On => Some((template, gate, expression.identity()?)),
            Sharing::Off => None,
        }
    }

    /// The slot that holds it already.
    pub fn shared(&mut self, alike: &Alike) -> Option<SlotId> {
        let known = self.known.get(alike).copied();
        self.any_shared |= known.is_some();
        known
    }

    pub fn note(&mut self, alike: Alike, slot: SlotId) {
        self.known.insert(alike, slot);
    }
}
