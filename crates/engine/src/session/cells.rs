//! Blocks of cells, and the walk from what was set to what follows.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use sealform_expression::{Context, Expression, ListId, Ref, Val};
use sealform_scoring::{ConditionId, LineId};
use sealform_types::{Arena, ArenaId, Table};

use crate::compile::{FIRST_COLUMN, columns};
use crate::program::{Formula, GroupId, ListIndex, PathPlan, Program, QuestionId, SlotId, TemplateId, Watcher};

/// An instance of a template: the root, or one instance of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BlockId(u32);

impl BlockId {
    /// The block of everything that is in no repeat.
    pub const ROOT: Self = Self(0);
}

impl ArenaId for BlockId {
    fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
struct Block {
    template: TemplateId,
    parent: BlockId,
    /// The id of the instance; 0 for the root.
    instance: u32,
    first_cell: usize,
    first_question: usize,
    /// Per repeat of the template, its instances in order.
    repeats: Vec<Vec<BlockId>>,
}

/// What changed since it was last asked, as it was noted: in any order, and more than once.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub questions: Vec<(BlockId, QuestionId)>,
    pub groups: Vec<(BlockId, GroupId)>,
    pub ends: bool,
    pub lines: Vec<LineId>,
    pub conditions: Vec<ConditionId>,
}

/// The values of all slots of all blocks.
#[derive(Debug)]
pub(crate) struct Cells {
    blocks: Arena<BlockId, Block>,
    cells: Vec<Val>,
    queued: Vec<bool>,
    queue: BinaryHeap<Reverse<(u32, BlockId, SlotId)>>,
    /// Blocks of removed instances, to be used again.
    free: Table<TemplateId, Vec<BlockId>>,
    by_instance: Table<u32, BlockId>,
    questions: usize,
    pub evaluations: u64,
    pub changes: Changes,
}

impl Cells {
    pub fn new(program: &Program) -> Self {
        let mut cells = Self {
            blocks: Arena::default(),
            cells: Vec::new(),
            queued: Vec::new(),
            queue: BinaryHeap::new(),
            free: Table::new(),
            by_instance: Table::new(),
            questions: 0,
            evaluations: 0,
            changes: Changes::default(),
        };
        cells.push_block(program, TemplateId(0), BlockId::ROOT, 0);
        cells
    }

    fn push_block(&mut self, program: &Program, template: TemplateId, parent: BlockId, instance: u32) -> BlockId {
        let plan = &program.templates[template];
        let block = Block {
            template,
            parent,
            instance,
            first_cell: self.cells.len(),
            first_question: self.questions,
            repeats: vec![Vec::new(); plan.repeats.len()],
        };
        self.cells.resize(self.cells.len() + plan.slots.len(), Val::Blank);
        self.queued.resize(self.cells.len(), false);
        self.questions += plan.questions.len();
        self.blocks.push(block)
    }

    /// Computes everything once, in order.
    pub fn evaluate_all(&mut self, program: &Program) {
        for slot in &program.order {
            for block in self.below(program, BlockId::ROOT, program.slots[*slot].template) {
                let cell = self.cell(program, *slot, block);
                if let Some(value) = self.compute(program, *slot, block)
                    && let Some(kept) = self.cells.get_mut(cell)
                {
                    *kept = value;
                }
            }
        }
        self.queue.clear();
        self.queued.fill(false);
    }

    /// Sets a ground slot; whatever reads it is computed by the next [`Cells::settle`].
    pub fn set(&mut self, program: &Program, slot: SlotId, block: BlockId, value: Val) {
        let cell = self.cell(program, slot, block);
        if let Some(kept) = self.cells.get_mut(cell)
            && !kept.is_same(&value)
        {
            *kept = value;
            self.changed(program, slot, block);
        }
    }

    /// Computes what reads changed values, in order, and stops where a value stays the same.
    pub fn settle(&mut self, program: &Program) {
        while let Some(Reverse((_, block, slot))) = self.queue.pop() {
            let cell = self.cell(program, slot, block);
            if let Some(queued) = self.queued.get_mut(cell) {
                *queued = false;
            }
            let Some(value) = self.compute(program, slot, block) else { continue };
            if let Some(kept) = self.cells.get_mut(cell)
                && !kept.is_same(&value)
            {
                *kept = value;
                self.changed(program, slot, block);
            }
        }
    }

    fn enqueue(&mut self, program: &Program, slot: SlotId, block: BlockId) {
        let cell = self.cell(program, slot, block);
        if let Some(queued) = self.queued.get_mut(cell)
            && !*queued
        {
            *queued = true;
            self.queue.push(Reverse((program.slots[slot].rank, block, slot)));
        }
    }

    fn changed(&mut self, program: &Program, slot: SlotId, block: BlockId) {
        let plan = &program.slots[slot];
        for watcher in &plan.watchers {
            self.note(program, *watcher, block, plan.template);
        }
        for reader in &plan.readers {
            let template = program.slots[*reader].template;
            if template == plan.template {
                self.enqueue(program, *reader, block);
                continue;
            }
            for reading in self.related(program, block, template) {
                self.enqueue(program, *reader, reading);
            }
        }
    }

    fn note(&mut self, program: &Program, watcher: Watcher, block: BlockId, from: TemplateId) {
        match watcher {
            Watcher::Question(question) if program.questions[question].template == from => {
                self.changes.questions.push((block, question));
            }
            Watcher::Question(question) => {
                for other in self.related(program, block, program.questions[question].template) {
                    self.changes.questions.push((other, question));
                }
            }
            Watcher::Group(group) => {
                for other in self.related(program, block, program.groups[group].template) {
                    self.changes.groups.push((other, group));
                }
            }
            Watcher::End => self.changes.ends = true,
            Watcher::Line(line) => self.changes.lines.push(line),
            Watcher::Condition(condition) => self.changes.conditions.push(condition),
        }
    }

    /// Notes the score lines that watch a slot, even where the value as expressions see it stays the same.
    pub fn touch_lines(&mut self, program: &Program, slot: SlotId) {
        for watcher in &program.slots[slot].watchers {
            if let Watcher::Line(line) = watcher {
                self.changes.lines.push(*line);
            }
        }
    }

    fn compute(&mut self, program: &Program, slot: SlotId, block: BlockId) -> Option<Val> {
        let formula = &program.slots[slot].formula;
        self.evaluations += u64::from(formula.has_expression());
        let eye = Eye { cells: self, program, block, choice: None };
        Some(match formula {
            Formula::Ground => return None,
            Formula::Expression(expression) => expression.eval(&eye),
            Formula::All { of, none } => {
                let holds = |slot: &SlotId| self.get(program, *slot, block).to_truth();
                Val::Truth(of.iter().all(holds) && !none.iter().any(holds))
            }
            Formula::Masked { answer, relevant, filter } => {
                if !self.holds_or(program, *relevant, block) {
                    return Some(Val::Blank);
                }
                let answer = self.get(program, *answer, block);
                match filter {
                    None => answer.clone(),
                    Some(filter) => mask(answer, self.get(program, *filter, block)),
                }
            }
            Formula::Constraint { value, test } => {
                Val::Truth(self.get(program, *value, block).is_blank() || test.holds(&eye))
            }
            Formula::Filter { list, test } => {
                let choices = program.lists[*list].iter().enumerate();
                let offered = choices.filter(|(index, _)| test.holds(&Eye { choice: Some((*list, *index)), ..eye }));
                Val::Choices(offered.map(|(_, choice)| choice.name.as_str().into()).collect())
            }
            Formula::Text { templates, fallback } => {
                let language = self.language(program);
                let template =
                    templates.get(&language).or_else(|| templates.get(fallback)).or_else(|| templates.values().next());
                Val::text(&template.map(|template| template.fill(&eye)).unwrap_or_default())
            }
        })
    }

    /// Evaluates an expression that has no slot.
    pub fn evaluate(&mut self, program: &Program, expression: &Expression, block: BlockId) -> Val {
        self.evaluations += 1;
        expression.eval(&Eye { cells: self, program, block, choice: None })
    }

    fn language(&self, program: &Program) -> String {
        self.get(program, program.facts.language, BlockId::ROOT).to_text()
    }

    fn cell(&self, program: &Program, slot: SlotId, block: BlockId) -> usize {
        self.blocks[block].first_cell + program.slots[slot].offset as usize
    }

    /// The value of a slot as seen from a block in the slot's template or inside it.
    pub fn get(&self, program: &Program, slot: SlotId, block: BlockId) -> &Val {
        static BLANK: Val = Val::Blank;
        let template = program.slots[slot].template;
        let block = if self.blocks[block].template == template { block } else { self.around(program, block, template) };
        self.cells.get(self.cell(program, slot, block)).unwrap_or(&BLANK)
    }

    /// Whether a slot holds; where there is none, it does.
    pub fn holds_or(&self, program: &Program, slot: Option<SlotId>, block: BlockId) -> bool {
        slot.is_none_or(|slot| self.get(program, slot, block).to_truth())
    }

    /// The block of a template around a block, or the nearest that is around both.
    fn around(&self, program: &Program, block: BlockId, template: TemplateId) -> BlockId {
        let wanted = program.templates[template].depth;
        let mut at = block;
        while program.templates[self.blocks[at].template].depth > wanted {
            at = self.blocks[at].parent;
        }
        at
    }

    /// All blocks of a template that see a block or are seen from it: through the nearest block around both.
    pub fn related(&self, program: &Program, block: BlockId, template: TemplateId) -> Vec<BlockId> {
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
    pub fn below(&self, program: &Program, block: BlockId, template: TemplateId) -> Vec<BlockId> {
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
    pub fn instances(&self, program: &Program, block: BlockId, repeat: TemplateId) -> &[BlockId] {
        self.blocks[block].repeats.get(program.templates[repeat].index).map_or(&[], Vec::as_slice)
    }

    /// Adds an instance at the end; everything in it and everything that reads across is computed next.
    pub fn add_block(&mut self, program: &Program, repeat: TemplateId, parent: BlockId, instance: u32) -> BlockId {
        let block = match self.free.get_mut(&repeat).and_then(Vec::pop) {
            Some(block) => {
                self.blocks[block].parent = parent;
                self.blocks[block].instance = instance;
                block
            }
            None => self.push_block(program, repeat, parent, instance),
        };
        self.by_instance.insert(instance, block);
        if let Some(siblings) = self.blocks[parent].repeats.get_mut(program.templates[repeat].index) {
            siblings.push(block);
        }
        for slot in &program.templates[repeat].slots {
            self.enqueue(program, *slot, block);
        }
        self.wake_readers_across(program, repeat, block);
        self.settle(program);
        block
    }

    /// Removes an instance with everything inside; returns the blocks that are gone.
    pub fn remove_block(&mut self, program: &Program, block: BlockId) -> Vec<BlockId> {
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
        gone
    }

    /// Expressions outside a repeat that read all its instances, and lines that add them up.
    fn wake_readers_across(&mut self, program: &Program, repeat: TemplateId, block: BlockId) {
        for slot in &program.templates[repeat].slots {
            let plan = &program.slots[*slot];
            for reader in &plan.readers {
                let template = program.slots[*reader].template;
                if !is_inside(program, template, repeat) {
                    for reading in self.related(program, block, template) {
                        self.enqueue(program, *reader, reading);
                    }
                }
            }
            self.touch_lines(program, *slot);
        }
    }

    pub fn instance(&self, id: u32) -> Option<BlockId> {
        self.by_instance.get(&id).copied()
    }

    pub fn instance_id(&self, block: BlockId) -> u32 {
        self.blocks[block].instance
    }

    pub fn template(&self, block: BlockId) -> TemplateId {
        self.blocks[block].template
    }

    pub fn parent(&self, block: BlockId) -> BlockId {
        self.blocks[block].parent
    }

    /// Where the answer of a question is kept.
    pub fn question_cell(&self, block: BlockId, local: u32) -> usize {
        self.blocks[block].first_question + local as usize
    }

    pub fn question_cells(&self) -> usize {
        self.questions
    }

    pub fn question_range(&self, program: &Program, block: BlockId) -> Range<usize> {
        let first = self.blocks[block].first_question;
        first..first + program.templates[self.blocks[block].template].questions.len()
    }

    /// A path with the instance ids of a block.
    pub fn path(&self, plan: &PathPlan, block: BlockId) -> String {
        if block == BlockId::ROOT {
            return plan.plain.clone();
        }
        let mut ids = Vec::new();
        let mut at = block;
        while at != BlockId::ROOT {
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

/// Whether a template is another one or stands inside it.
fn is_inside(program: &Program, inner: TemplateId, outer: TemplateId) -> bool {
    let mut at = Some(inner);
    while let Some(template) = at {
        if template == outer {
            return true;
        }
        at = program.templates[template].parent;
    }
    false
}

/// A selection without the choices that a filter does not let through.
fn mask(answer: &Val, offered: &Val) -> Val {
    let Val::Choices(offered) = offered else { return answer.clone() };
    match answer {
        Val::Text(name) if offered.contains(name) => answer.clone(),
        Val::Text(_) => Val::Blank,
        Val::Choices(names) => Val::Choices(names.iter().filter(|name| offered.contains(name)).cloned().collect()),
        other => other.clone(),
    }
}

/// What an expression in a block sees.
#[derive(Clone, Copy)]
struct Eye<'a> {
    cells: &'a Cells,
    program: &'a Program,
    block: BlockId,
    choice: Option<(ListIndex, usize)>,
}

impl Context for Eye<'_> {
    fn read(&self, reference: Ref) -> Val {
        if reference.0 >= FIRST_COLUMN {
            return self.column(reference.0 - FIRST_COLUMN).unwrap_or_default();
        }
        self.cells.get(self.program, SlotId(reference.0), self.block).clone()
    }

    fn read_many(&self, reference: Ref) -> Vec<Val> {
        let slot = SlotId(reference.0);
        let plan = &self.program.slots[slot];
        let counts = |block: &BlockId| match plan.formula {
            Formula::Masked { relevant, .. } => self.cells.holds_or(self.program, relevant, *block),
            Formula::All { .. } => self.cells.get(self.program, slot, *block).to_truth(),
            _ => true,
        };
        let blocks = self.cells.related(self.program, self.block, plan.template);
        blocks.into_iter().filter(counts).map(|block| self.cells.get(self.program, slot, block).clone()).collect()
    }

    fn choice_label(&self, list: ListId, choice: &str) -> Option<String> {
        let language = self.cells.language(self.program);
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let known = self.program.lists[ListIndex(list.0)].iter().find(|known| known.name == choice)?;
        Some(known.label.in_language(&language, fallback).0.to_owned())
    }
}

impl Eye<'_> {
    fn column(&self, index: u32) -> Option<Val> {
        let (list, choice) = self.choice?;
        let choices = &self.program.lists[list];
        let name = *columns(choices).get(index as usize)?;
        let choice = choices.get(choice)?;
        Some(Val::text(match name {
            "name" => &choice.name,
            other => choice.columns.get(other)?,
        }))
    }
}
