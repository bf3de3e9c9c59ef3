//! Slots that are to be computed, in the order in which they read one another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::instances::{InstanceId, Instances};
use crate::program::{Program, Reader, Slot, SlotId};

/// Slots to be computed, each once, those that others read first.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Per cell, whether it is queued.
    queued: Vec<bool>,
    heap: BinaryHeap<Reverse<(u32, InstanceId, SlotId)>>,
}

impl Queue {
    /// Makes room for so many cells.
    pub fn resize(&mut self, cells: usize) {
        self.queued.resize(cells, false);
    }

    pub fn push(&mut self, program: &Program, instances: &Instances, slot: SlotId, instance: InstanceId) {
        self.push_spec(&program.slots[slot], instances, slot, instance);
    }

    fn push_spec(&mut self, spec: &Slot, instances: &Instances, slot: SlotId, instance: InstanceId) {
        let cell = instances.first_cell(instance) + spec.offset as usize;
        if let Some(queued) = self.queued.get_mut(cell)
            && !*queued
        {
            *queued = true;
            self.heap.push(Reverse((spec.rank, instance, slot)));
        }
    }

    /// Has a slot computed wherever it reads a value of an instance.
    pub fn wake(&mut self, program: &Program, instances: &Instances, reader: Reader, instance: InstanceId) {
        let spec = &program.slots[reader.slot];
        let template = spec.template;
        if template == instances.template(instance) && program.templates[template].depth == reader.depth {
            return self.push_spec(spec, instances, reader.slot, instance);
        }
        for reading in instances.descendants(instances.ancestor_at(instance, reader.depth), template) {
            self.push(program, instances, reader.slot, reading);
        }
    }

    /// The next slot to compute.
    pub fn pop(&mut self, program: &Program, instances: &Instances) -> Option<(SlotId, InstanceId)> {
        let Reverse((_, instance, slot)) = self.heap.pop()?;
        let cell = instances.first_cell(instance) + program.slots[slot].offset as usize;
        if let Some(queued) = self.queued.get_mut(cell) {
            *queued = false;
        }
        Some((slot, instance))
    }

    /// Forgets what is queued of instances that are gone.
    pub fn forget(&mut self, program: &Program, instances: &Instances, gone: &[InstanceId]) {
        self.heap.retain(|Reverse((_, queued, _))| !gone.contains(queued));
        for instance in gone {
            let first = instances.first_cell(*instance);
            let range = first..first + program.templates[instances.template(*instance)].slots.len();
            self.queued.get_mut(range).into_iter().flatten().for_each(|queued| *queued = false);
        }
    }

    pub fn clear(&mut self) {
        self.heap.clear();
        self.queued.fill(false);
    }
}
