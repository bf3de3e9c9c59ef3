//! Slots that are to be computed, in the order in which they read one another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::instances::{InstanceId, Instances};
use crate::program::{Program, Reader, Slot, SlotId};

/// Rank, instance and slot: what is to be computed first is the least.
type Turn = (u32, InstanceId, SlotId);

/// Slots to be computed, each once, those that others read first.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Per cell, whether it is queued.
    queued: Vec<bool>,
    /// Those that came in their order, as readers of one slot do: nothing has to be sorted for them.
    run: Vec<Reverse<Turn>>,
    /// How many of them had their turn.
    done: usize,
    /// The others.
    heap: BinaryHeap<Reverse<Turn>>,
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
            self.put(Reverse((spec.rank, instance, slot)));
        }
    }

    fn put(&mut self, turn: Reverse<Turn>) {
        match self.run.last() {
            Some(last) if *last < turn => self.heap.push(turn),
            Some(_) | None => self.run.push(turn),
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
        let Reverse((_, instance, slot)) = self.next()?;
        let cell = instances.first_cell(instance) + program.slots[slot].offset as usize;
        if let Some(queued) = self.queued.get_mut(cell) {
            *queued = false;
        }
        Some((slot, instance))
    }

    fn next(&mut self) -> Option<Reverse<Turn>> {
        let first = self.run.get(self.done).copied();
        // What is greater in reverse comes first.
        if self.heap.peek().copied() > first {
            return self.heap.pop();
        }
        self.done += 1;
        if self.done >= self.run.len() {
            self.run.clear();
            self.done = 0;
        }
        first
    }

    /// Forgets what is queued of instances that are gone.
    pub fn forget(&mut self, program: &Program, instances: &Instances, gone: &[InstanceId]) {
        self.run.drain(..self.done);
        self.done = 0;
        self.run.retain(|Reverse((_, queued, _))| !gone.contains(queued));
        self.heap.retain(|Reverse((_, queued, _))| !gone.contains(queued));
        for instance in gone {
            let first = instances.first_cell(*instance);
            let range = first..first + program.templates[instances.template(*instance)].slots.len();
            self.queued.get_mut(range).into_iter().flatten().for_each(|queued| *queued = false);
        }
    }

    pub fn clear(&mut self) {
        self.run.clear();
        self.done = 0;
        self.heap.clear();
        self.queued.fill(false);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn turns_come_as_from_a_heap(steps in proptest::collection::vec(proptest::option::weighted(0.6, 0_u32..20), 0..60)) {
            let (mut queue, mut plain) = (Queue::default(), BinaryHeap::new());
            for step in steps {
                match step {
                    Some(rank) => {
                        let turn = Reverse((rank, InstanceId::ROOT, SlotId(rank)));
                        queue.put(turn);
                        plain.push(turn);
                    }
                    None => prop_assert_eq!(queue.next(), plain.pop()),
                }
            }
            while let Some(turn) = plain.pop() {
                prop_assert_eq!(queue.next(), Some(turn));
            }
            prop_assert_eq!(queue.next(), None);
        }
    }
}
