//! The dataflow graph of one session: a value per slot and instance, and the walk from what was set to what follows.
//!
//! Not here: what a person entered (`session/ground.rs`), and what is drawn (`session/view`).

mod changes;
mod compute;
mod eval_context;
mod host_calls;
mod instances;
mod queue;
mod xpath_nodes;

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::Val;
use sealform_types::{Json, fnv1a};

use crate::assigned::Assigned;
use crate::program::{Formula, PathSpec, Program, QuestionId, Slot, SlotId, TemplateId, Watcher};
pub(crate) use changes::Changes;
pub(crate) use host_calls::HostCall;
use host_calls::HostCalls;
pub use host_calls::HostFunctions;
pub(crate) use instances::InstanceId;
use instances::Instances;
use queue::Queue;

/// The values of all slots of all instances.
#[derive(Debug)]
pub(crate) struct Graph {
    program: Arc<Program>,
    instances: Instances,
    cells: Vec<Val>,
    queue: Queue,
    /// What chance begins with in this session.
    pub seed: u64,
    /// How far the clock of the session is ahead of UTC, as the fact `zone` says: moments and seconds.
    zone: Vec<(i64, i32)>,
    /// Whether an expression has asked for it since this was last set.
    asked_zone: Cell<bool>,
    /// The cells whose values were computed with it.
    by_zone: Vec<bool>,
    /// What the assignment asks for.
    pub assigned: Assigned,
    host: HostCalls,
    /// The calls with which the value of a cell was computed.
    by_host: Vec<(usize, Rc<HostCall>)>,
    evaluations: Cell<u64>,
    pub changes: Changes,
}

/// Whether a value was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stored {
    Changed,
    Same,
}

impl Graph {
    pub fn new(program: Arc<Program>, functions: HostFunctions) -> Self {
        let mut graph = Self {
            instances: Instances::new(Arc::clone(&program)),
            program,
            cells: Vec::new(),
            queue: Queue::default(),
            seed: 0,
            zone: Vec::new(),
            asked_zone: Cell::new(false),
            by_zone: Vec::new(),
            assigned: Assigned::default(),
            host: HostCalls::new(functions),
            by_host: Vec::new(),
            evaluations: Cell::new(0),
            changes: Changes::default(),
        };
        graph.make_room();
        graph
    }

    fn make_room(&mut self) {
        self.cells.resize(self.instances.cells(), Val::Blank);
        self.by_zone.resize(self.instances.cells(), false);
        self.queue.resize(self.instances.cells());
    }

    /// What it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// Computes everything once, in order.
    pub fn evaluate_all(&mut self) {
        let program = Arc::clone(&self.program);
        for slot in program.order.iter().copied() {
            for instance in self.descendants(InstanceId::ROOT, program.slots[slot].template) {
                let spec = &program.slots[slot];
                if let Some(value) = self.compute_noting(spec, slot, instance) {
                    let cell = self.cell_of(spec, instance);
                    if let Some(stored) = self.cells.get_mut(cell) {
                        *stored = value;
                    }
                }
            }
        }
        self.queue.clear();
    }

    /// Sets a ground slot; whatever reads it is computed by the next [`Graph::settle`].
    pub fn set(&mut self, slot: SlotId, instance: InstanceId, value: Val) {
        let program = Arc::clone(&self.program);
        self.store(&program, &program.slots[slot], instance, value);
    }

    /// Computes what reads changed values, in order, and stops where a value stays the same. Where the number of
    /// instances of a repeat has changed, it says so and waits: they are to come or go first.
    pub fn settle(&mut self) -> Option<(InstanceId, TemplateId)> {
        let program = Arc::clone(&self.program);
        while let Some((slot, instance)) = self.queue.pop(&program, &self.instances) {
            let spec = &program.slots[slot];
            let Some(value) = self.compute_noting(spec, slot, instance) else { continue };
            if self.store(&program, spec, instance, value) == Stored::Changed
                && let Some(repeat) = counted_repeat(spec)
            {
                return Some((instance, repeat));
            }
        }
        None
    }

    /// Stores a value; where it differs, notes who watches it and queues what reads it.
    fn store(&mut self, program: &Program, spec: &Slot, instance: InstanceId, value: Val) -> Stored {
        let cell = self.cell_of(spec, instance);
        let Some(stored) = self.cells.get_mut(cell).filter(|stored| !stored.is_same(&value)) else {
            return Stored::Same;
        };
        *stored = value;
        self.changes.note_watchers(program, &self.instances, spec, instance);
        for reader in &spec.readers {
            let reading = &program.slots[reader.slot];
            let is_seen_as_answered =
                matches!(reading.formula, Formula::RelevantValue { relevant: None, filter: None, .. });
            if is_seen_as_answered && reading.template == spec.template {
                // What is always relevant waits for nothing else.
                let seen = self.cells.get(cell).cloned().unwrap_or_default();
                self.store(program, reading, instance, seen);
            } else {
                self.queue.wake(program, &self.instances, *reader, instance);
            }
        }
        Stored::Changed
    }

    /// Takes over what the functions of a page gave, as a sealed file lists it.
    pub fn recall_host_calls(&mut self, fact: Option<&Json>) {
        self.host.recall(fact);
    }

    /// Who computes the functions of the page.
    pub fn host_functions(&self) -> &HostFunctions {
        self.host.functions()
    }

    /// The calls of the page's functions with which the value of a slot was computed.
    pub fn host_calls(&self, slot: SlotId, instance: InstanceId) -> impl Iterator<Item = &HostCall> {
        let cell = self.cell(slot, instance);
        self.by_host.iter().filter(move |(of, _)| *of == cell).map(|(_, call)| &**call)
    }

    fn note_host_calls(&mut self, cell: usize) {
        if self.by_host.is_empty() && self.host.has_made_none() {
            return;
        }
        self.by_host.retain(|(of, _)| *of != cell);
        self.by_host.extend(self.host.take_made().into_iter().map(|call| (cell, call)));
    }

    /// The value of a slot, with a note of what it was computed with: the zone, functions of the page.
    fn compute_noting(&mut self, spec: &Slot, slot: SlotId, instance: InstanceId) -> Option<Val> {
        self.asked_zone.set(false);
        if !spec.formula.has_expression() {
            return self.compute(&spec.formula, slot, instance); // it asks for neither
        }
        if !self.host.has_made_none() {
            drop(self.host.take_made());
        }
        let value = self.compute(&spec.formula, slot, instance);
        let cell = self.cell_of(spec, instance);
        self.note_host_calls(cell);
        if let Some(noted) = self.by_zone.get_mut(cell) {
            *noted = self.asked_zone.get();
        }
        value
    }

    /// Whether the value of a slot was computed with the zone.
    pub fn is_by_zone(&self, slot: SlotId, instance: InstanceId) -> bool {
        self.by_zone.get(self.cell(slot, instance)).is_some_and(|noted| *noted)
    }

    /// Takes over the zone; what was computed with another one is computed by the next [`Graph::settle`].
    pub fn set_zone(&mut self, zone: Vec<(i64, i32)>) {
        if self.zone == zone {
            return;
        }
        self.zone = zone;
        for index in 0..self.program.order.len() {
            let Some(slot) = self.program.order.get(index).copied() else { continue };
            for instance in self.descendants(InstanceId::ROOT, self.program.slots[slot].template) {
                if self.is_by_zone(slot, instance) {
                    self.queue.push(&self.program, &self.instances, slot, instance);
                }
            }
        }
    }

    fn cell(&self, slot: SlotId, instance: InstanceId) -> usize {
        self.cell_of(&self.program.slots[slot], instance)
    }

    fn cell_of(&self, spec: &Slot, instance: InstanceId) -> usize {
        self.instances.first_cell(instance) + spec.offset as usize
    }

    /// The value of a slot as seen from an instance of the slot's template or inside one.
    pub fn get(&self, slot: SlotId, instance: InstanceId) -> &Val {
        static BLANK: Val = Val::Blank;
        let spec = &self.program.slots[slot];
        let is_own = self.instances.template(instance) == spec.template;
        let instance = if is_own { instance } else { self.instances.ancestor_of(instance, spec.template) };
        self.cells.get(self.cell_of(spec, instance)).unwrap_or(&BLANK)
    }

    /// Whether a slot holds; where there is none, it does.
    pub fn holds_or(&self, slot: Option<SlotId>, instance: InstanceId) -> bool {
        slot.is_none_or(|slot| self.get(slot, instance).to_truth())
    }

    /// Adds an instance at the end; everything in it and everything that reads across is computed next.
    pub fn add_instance(&mut self, repeat: TemplateId, parent: InstanceId, id: u32) -> InstanceId {
        let index = self.instances(parent, repeat).len();
        let instance = self.instances.add(repeat, parent, id);
        self.make_room();
        let Self { program, instances, queue, .. } = self;
        for slot in &program.templates[repeat].slots {
            queue.push(program, instances, *slot, instance);
        }
        self.wake_readers_across(instance);
        self.note_repeat(parent, repeat, index);
        self.changes.added.push(instance);
        instance
    }

    /// Removes an instance with everything inside; returns all that is gone.
    pub fn remove_instance(&mut self, instance: InstanceId) -> Vec<InstanceId> {
        let (parent, template) = (self.parent(instance), self.template(instance));
        let index = self.instances(parent, template).iter().position(|sibling| *sibling == instance).unwrap_or(0);
        let gone = self.instances.clear(instance);
        for at in &gone {
            self.wake_readers_across(*at);
        }
        self.instances.detach(instance);
        self.queue.forget(&self.program, &self.instances, &gone);
        for at in &gone {
            let first = self.instances.first_cell(*at);
            let range = first..first + self.program.templates[self.template(*at)].slots.len();
            self.by_zone.get_mut(range.clone()).into_iter().flatten().for_each(|noted| *noted = false);
            self.cells.get_mut(range).into_iter().flatten().for_each(|cell| *cell = Val::Blank);
            let places = self.answer_range(*at);
            self.changes.forget(*at, self.instances.id(*at), places);
            self.instances.free(*at);
        }
        self.note_repeat(parent, template, index);
        gone
    }

    /// Instances of a repeat came or went: from this index on they are called otherwise, and where some must stay, all may or
    /// may not be removed any more.
    fn note_repeat(&mut self, parent: InstanceId, repeat: TemplateId, index: usize) {
        let may_all_change =
            self.program.templates[repeat].repeat.is_some_and(|spec| (1..u32::MAX).contains(&spec.least));
        self.changes.note_repeat(parent, repeat, if may_all_change { 0 } else { index });
    }

    /// Expressions that read all instances of a repeat, and lines that add them up.
    fn wake_readers_across(&mut self, instance: InstanceId) {
        let Self { program, instances, queue, changes, .. } = self;
        let template = &program.templates[instances.template(instance)];
        for slot in &template.slots {
            for reader in program.slots[*slot].readers.iter().filter(|reader| reader.depth < template.depth) {
                queue.wake(program, instances, *reader, instance);
            }
            changes.note_lines(program, *slot);
        }
    }

    /// Notes that a question is drawn differently, even where no value changed.
    pub fn touch(&mut self, question: QuestionId, instance: InstanceId) {
        let Self { program, instances, changes, .. } = self;
        changes.note_question(program, instances, question, instance);
    }

    /// The same where its answer may score differently, too.
    pub fn touch_answer(&mut self, question: QuestionId, instance: InstanceId) {
        self.touch(question, instance);
        self.changes.note_lines(&self.program, self.program.questions[question].answer);
    }

    /// Where chance begins for one slot of one instance of this session: FNV-1a over the three.
    pub fn seed_at(&self, slot: SlotId, instance: InstanceId) -> u64 {
        let parts = [self.seed, u64::from(slot.0), u64::from(self.instance_id(instance))];
        fnv1a(parts.iter().flat_map(|part| part.to_le_bytes()))
    }

    /// The same as a number that choices are shuffled by.
    pub fn seed_of(&self, slot: SlotId, instance: InstanceId) -> u32 {
        u32::try_from(self.seed_at(slot, instance) >> 33).unwrap_or(0)
    }

    /// The instances of a repeat in an instance, in order.
    pub fn instances(&self, parent: InstanceId, repeat: TemplateId) -> &[InstanceId] {
        self.instances.of_repeat(repeat, parent)
    }

    /// All instances of a template inside an instance, in order; the instance itself if it is one.
    pub fn descendants(&self, instance: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        self.instances.descendants(instance, template)
    }

    /// All instances of a template that see an instance or are seen from it.
    pub fn peers(&self, instance: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        self.instances.peers(instance, template)
    }

    /// The instance at a depth around an instance, or itself.
    pub fn ancestor_at(&self, instance: InstanceId, depth: u32) -> InstanceId {
        self.instances.ancestor_at(instance, depth)
    }

    /// Every instance, template by template.
    pub fn all_instances(&self) -> Vec<InstanceId> {
        self.instances.all()
    }

    /// The instance with an id, where it is there.
    pub fn instance(&self, id: u32) -> Option<InstanceId> {
        self.instances.with_id(id)
    }

    /// The id in paths and drafts; 0 for the root.
    pub fn instance_id(&self, instance: InstanceId) -> u32 {
        self.instances.id(instance)
    }

    /// The number of an instance among its siblings, from 1.
    pub fn number(&self, instance: InstanceId, repeat: TemplateId) -> u32 {
        self.instances.number(instance, repeat)
    }

    pub fn template(&self, instance: InstanceId) -> TemplateId {
        self.instances.template(instance)
    }

    pub fn parent(&self, instance: InstanceId) -> InstanceId {
        self.instances.parent(instance)
    }

    /// A path with the ids of the instances around and of an instance.
    pub fn path(&self, path: &PathSpec, instance: InstanceId) -> String {
        self.instances.path(path, instance)
    }

    /// How many answers there are room for.
    pub fn answer_count(&self) -> usize {
        self.instances.questions()
    }

    /// Where the answer of a question is stored, from its place among the questions of its template.
    pub fn answer_index(&self, local: u32, instance: InstanceId) -> usize {
        self.instances.first_question(instance) + local as usize
    }

    /// Where the answers of an instance are stored.
    pub fn answer_range(&self, instance: InstanceId) -> Range<usize> {
        let first = self.instances.first_question(instance);
        first..first + self.program.templates[self.template(instance)].questions.len()
    }
}

/// The repeat whose number of instances a slot says.
fn counted_repeat(spec: &Slot) -> Option<TemplateId> {
    let Formula::Count(_) = spec.formula else { return None };
    spec.watchers.iter().find_map(|watcher| if let Watcher::Repeat(repeat) = watcher { Some(*repeat) } else { None })
}
