//! Where blocks stand, how they come and go.

use std::cmp::Reverse;
use std::ops::Range;

use sealform_expression::Val;

use super::{Graph, InstanceId};
use crate::program::{PathPlan, Program, SlotId, TemplateId};

impl Graph {
    pub(super) fn cell(&self, program: &Program, slot: SlotId, block: InstanceId) -> usize {
        self.blocks[block].first_cell + program.slots[slot].offset as usize
    }

    /// The value of a slot as seen from a block in the slot's template or inside it.
    pub fn get(&self, program: &Program, slot: SlotId, block: InstanceId) -> &Val {
        static BLANK: Val = Val::Blank;
        let template = program.slots[slot].template;
        let block = if self.blocks[block].template == template { block } else { self.around(program, block, template) };
        self.cells.get(self.cell(program, slot, block)).unwrap_or(&BLANK)
    }

    /// Whether a slot holds; where there is none, it does.
    pub fn holds_or(&self, program: &Program, slot: Option<SlotId>, block: InstanceId) -> bool {
        slot.is_none_or(|slot| self.get(program, slot, block).to_truth())
    }

    /// The block of a template around a block, or the nearest that is around both.
    pub fn around(&self, program: &Program, block: InstanceId, template: TemplateId) -> InstanceId {
        self.outer(program, block, program.templates[template].depth)
    }

    /// The block of so many levels around a block, or itself.
    pub fn outer(&self, program: &Program, block: InstanceId, depth: u32) -> InstanceId {
        let mut at = block;
        while program.templates[self.blocks[at].template].depth > depth {
            at = self.blocks[at].parent;
        }
        at
    }

    /// All blocks of a template that see a block or are seen from it: through the nearest block around both.
    pub fn related(&self, program: &Program, block: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        let (mut ours, mut theirs) = (self.blocks[block].template, template);
        let mut common = block;
        while ours != theirs {
            if program.templates[ours].depth >= program.templates[theirs].depth
                && let Some(parent) = program.templates[ours].parent
            {
                common = self.blocks[common].parent;
                ours = parent;
            } else if let Some(parent) = program.templates[theirs].parent {
                theirs = parent;
            } else {
                break;
            }
        }
        self.below(program, common, template)
    }

    /// All blocks of a template inside a block, in order; the block itself if it is one.
    pub fn below(&self, program: &Program, block: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        let mut way = Vec::new();
        let mut at = template;
        while at != self.blocks[block].template {
            way.push(program.templates[at].index);
            match program.templates[at].parent {
                Some(parent) => at = parent,
                None => return Vec::new(),
            }
        }
        let mut found = vec![block];
        for index in way.into_iter().rev() {
            let inner = found.iter().flat_map(|outer| self.blocks[*outer].repeats.get(index)).flatten();
            found = inner.copied().collect();
        }
        found
    }

    /// The instances of a repeat in a block, in order.
    pub fn instances(&self, program: &Program, block: InstanceId, repeat: TemplateId) -> &[InstanceId] {
        self.blocks[block].repeats.get(program.templates[repeat].index).map_or(&[], Vec::as_slice)
    }

    /// Adds an instance at the end; everything in it and everything that reads across is computed next.
    pub fn add_instance_of(
        &mut self,
        program: &Program,
        repeat: TemplateId,
        parent: InstanceId,
        instance: u32,
    ) -> InstanceId {
        let block = match self.free.get_mut(&repeat).and_then(Vec::pop) {
            Some(block) => {
                self.blocks[block].parent = parent;
                self.blocks[block].instance = instance;
                block
            }
            None => self.push_instance(program, repeat, parent, instance),
        };
        self.by_instance.insert(instance, block);
        if let Some(siblings) = self.blocks[parent].repeats.get_mut(program.templates[repeat].index) {
            siblings.push(block);
        }
        for slot in &program.templates[repeat].slots {
            self.enqueue(program, *slot, block);
        }
        self.wake_readers_across(program, repeat, block);
        block
    }

    /// Removes an instance with everything inside; returns the blocks that are gone.
    pub fn remove_instance_of(&mut self, program: &Program, block: InstanceId) -> Vec<InstanceId> {
        let mut gone = vec![block];
        let mut next = 0;
        while let Some(at) = gone.get(next).copied() {
            gone.extend(self.blocks[at].repeats.iter().flatten().copied());
            self.blocks[at].repeats.iter_mut().for_each(Vec::clear);
            next += 1;
        }
        for at in &gone {
            self.wake_readers_across(program, self.blocks[*at].template, *at);
        }
        let (parent, template) = (self.blocks[block].parent, self.blocks[block].template);
        if let Some(siblings) = self.blocks[parent].repeats.get_mut(program.templates[template].index) {
            siblings.retain(|sibling| *sibling != block);
        }
        self.queue.retain(|Reverse((_, queued, _))| !gone.contains(queued));
        for at in &gone {
            let first = self.blocks[*at].first_cell;
            let range = first..first + program.templates[self.blocks[*at].template].slots.len();
            self.cells.get_mut(range.clone()).into_iter().flatten().for_each(|cell| *cell = Val::Blank);
            self.queued.get_mut(range).into_iter().flatten().for_each(|queued| *queued = false);
            self.by_instance.remove(&self.blocks[*at].instance);
            self.free.get_or_insert_with(self.blocks[*at].template, Vec::new).push(*at);
        }
        self.changes.questions.retain(|(block, _)| !gone.contains(block));
        self.changes.groups.retain(|(block, _)| !gone.contains(block));
        self.changes.triggered.retain(|(block, _)| !gone.contains(block));
        self.changes.once.retain(|(block, _)| !gone.contains(block));
        gone
    }

    /// Expressions that read all instances of a repeat, and lines that add them up.
    fn wake_readers_across(&mut self, program: &Program, repeat: TemplateId, block: InstanceId) {
        let depth = program.templates[repeat].depth;
        for slot in &program.templates[repeat].slots {
            for reader in program.slots[*slot].readers.iter().filter(|reader| reader.depth < depth) {
                self.wake(program, *reader, block);
            }
            self.touch_lines(program, *slot);
        }
    }

    /// The number of an instance among its siblings, from 1.
    pub fn number(&self, program: &Program, block: InstanceId, repeat: TemplateId) -> u32 {
        let siblings = self.instances(program, self.blocks[block].parent, repeat);
        // Whoever asks for numbers asks for one after another, and most often for the last.
        let last = siblings.last() == Some(&block);
        let place = if last { siblings.len() - 1 } else { siblings.iter().position(|one| *one == block).unwrap_or(0) };
        u32::try_from(place + 1).unwrap_or(u32::MAX)
    }

    /// Where chance begins for one slot of one instance of this session: FNV-1a over the three.
    pub fn seed_at(&self, slot: SlotId, block: InstanceId) -> u64 {
        let parts = [self.seed, u64::from(slot.0), u64::from(self.blocks[block].instance)];
        let bytes = parts.iter().flat_map(|part| part.to_le_bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// The same as a number that choices are shuffled by.
    pub fn seed_of(&self, slot: SlotId, block: InstanceId) -> u32 {
        u32::try_from(self.seed_at(slot, block) >> 33).unwrap_or(0)
    }

    pub fn instance(&self, id: u32) -> Option<InstanceId> {
        self.by_instance.get(&id).copied()
    }

    pub fn instance_id(&self, block: InstanceId) -> u32 {
        self.blocks[block].instance
    }

    pub fn template(&self, block: InstanceId) -> TemplateId {
        self.blocks[block].template
    }

    pub fn parent(&self, block: InstanceId) -> InstanceId {
        self.blocks[block].parent
    }

    /// Where the answer of a question is kept.
    pub fn question_cell(&self, block: InstanceId, local: u32) -> usize {
        self.blocks[block].first_question + local as usize
    }

    pub fn question_cells(&self) -> usize {
        self.questions
    }

    pub fn question_range(&self, program: &Program, block: InstanceId) -> Range<usize> {
        let first = self.blocks[block].first_question;
        first..first + program.templates[self.blocks[block].template].questions.len()
    }

    /// A path with the instance ids of a block.
    pub fn path(&self, plan: &PathPlan, block: InstanceId) -> String {
        if block == InstanceId::ROOT {
            return plan.plain.clone();
        }
        let mut ids = Vec::new();
        let mut at = block;
        while at != InstanceId::ROOT {
            ids.push((self.blocks[at].template, self.blocks[at].instance));
            at = self.blocks[at].parent;
        }
        let id = |repeat: Option<TemplateId>| ids.iter().find(|(template, _)| Some(*template) == repeat);
        let steps = plan.steps.iter().map(|(name, repeat)| match id(*repeat) {
            Some((_, id)) => format!("{name}[{id}]"),
            None => name.clone(),
        });
        steps.collect::<Vec<_>>().join("/")
    }
}
