//! Blocks of cells, and the walk from what was set to what follows.

mod eval_context;
mod instances;
mod xpath_nodes;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use sealform_expression::{Expression, Val};
use sealform_scoring::{ConditionId, LineId};
use sealform_types::{Arena, VecMap};

use crate::MAX_INSTANCES;
use crate::compile::columns;
use crate::program::{Formula, GroupId, Program, QuestionId, Reader, SlotId, TemplateId, Watcher};
use eval_context::EvalContext;

sealform_types::arena_ids! {
    /// An instance of a template: the root, or one instance of a repeat.
    pub(crate) struct InstanceId(u32);
}

impl InstanceId {
    /// The block of everything that is in no repeat.
    pub const ROOT: Self = Self(0);
}

#[derive(Debug)]
struct Instance {
    template: TemplateId,
    parent: InstanceId,
    /// The id of the instance; 0 for the root.
    instance: u32,
    first_cell: usize,
    first_question: usize,
    /// Per repeat of the template, its instances in order.
    repeats: Vec<Vec<InstanceId>>,
}

/// What changed since it was last asked, as it was noted: in any order, and more than once.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub questions: Vec<(InstanceId, QuestionId)>,
    pub groups: Vec<(InstanceId, GroupId)>,
    pub ends: bool,
    pub lines: Vec<LineId>,
    pub conditions: Vec<ConditionId>,
    /// Questions whose calculation is to run, because an answer changed.
    pub triggered: Vec<(InstanceId, QuestionId)>,
    /// Questions whose value is to be kept.
    pub once: Vec<(InstanceId, QuestionId)>,
    /// Whether the filled form is called something else.
    pub name: bool,
}

/// The values of all slots of all blocks.
#[derive(Debug)]
pub(crate) struct Graph {
    blocks: Arena<InstanceId, Instance>,
    cells: Vec<Val>,
    queued: Vec<bool>,
    queue: BinaryHeap<Reverse<(u32, InstanceId, SlotId)>>,
    /// Blocks of removed instances, to be used again.
    free: VecMap<TemplateId, Vec<InstanceId>>,
    by_instance: VecMap<u32, InstanceId>,
    questions: usize,
    /// What chance begins with in this session.
    pub seed: u64,
    /// How far the clock of the session is ahead of UTC, as the fact `zone` tells: moments and seconds.
    pub zone: Vec<(i64, i32)>,
    pub evaluations: u64,
    pub changes: Changes,
}

impl Graph {
    pub fn new(program: &Program) -> Self {
        let mut cells = Self {
            blocks: Arena::default(),
            cells: Vec::new(),
            queued: Vec::new(),
            queue: BinaryHeap::new(),
            free: VecMap::new(),
            by_instance: VecMap::new(),
            questions: 0,
            seed: 0,
            zone: Vec::new(),
            evaluations: 0,
            changes: Changes::default(),
        };
        cells.push_instance(program, TemplateId(0), InstanceId::ROOT, 0);
        cells
    }

    fn push_instance(
        &mut self,
        program: &Program,
        template: TemplateId,
        parent: InstanceId,
        instance: u32,
    ) -> InstanceId {
        let plan = &program.templates[template];
        let block = Instance {
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
            for block in self.below(program, InstanceId::ROOT, program.slots[*slot].template) {
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

    /// Sets a ground slot; whatever reads it is computed by the next [`Graph::settle`].
    pub fn set(&mut self, program: &Program, slot: SlotId, block: InstanceId, value: Val) {
        let cell = self.cell(program, slot, block);
        if let Some(kept) = self.cells.get_mut(cell)
            && !kept.is_same(&value)
        {
            *kept = value;
            self.changed(program, slot, block);
        }
    }

    /// Computes what reads changed values, in order, and stops where a value stays the same. Where the number of
    /// instances of a repeat has changed, it says so and waits: they are to come or go first.
    pub fn settle(&mut self, program: &Program) -> Option<(InstanceId, TemplateId)> {
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
                if let Formula::Count(_) = program.slots[slot].formula {
                    let repeat = program.slots[slot].watchers.iter().find_map(|watcher| match watcher {
                        Watcher::Repeat(repeat) => Some((block, *repeat)),
                        _ => None,
                    });
                    if repeat.is_some() {
                        return repeat;
                    }
                }
            }
        }
        None
    }

    fn enqueue(&mut self, program: &Program, slot: SlotId, block: InstanceId) {
        let cell = self.cell(program, slot, block);
        if let Some(queued) = self.queued.get_mut(cell)
            && !*queued
        {
            *queued = true;
            self.queue.push(Reverse((program.slots[slot].rank, block, slot)));
        }
    }

    fn changed(&mut self, program: &Program, slot: SlotId, block: InstanceId) {
        let plan = &program.slots[slot];
        for watcher in &plan.watchers {
            self.note(program, *watcher, block, plan.template);
        }
        for reader in &plan.readers {
            self.wake(program, *reader, block);
        }
    }

    /// Has a slot computed wherever it reads a value of this block.
    fn wake(&mut self, program: &Program, reader: Reader, block: InstanceId) {
        let template = program.slots[reader.slot].template;
        if template == self.template(block) && program.templates[template].depth == reader.depth {
            return self.enqueue(program, reader.slot, block);
        }
        for reading in self.below(program, self.outer(program, block, reader.depth), template) {
            self.enqueue(program, reader.slot, reading);
        }
    }

    fn note(&mut self, program: &Program, watcher: Watcher, block: InstanceId, from: TemplateId) {
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
            Watcher::Trigger(question) => {
                for other in self.related(program, block, program.questions[question].template) {
                    self.changes.triggered.push((other, question));
                }
            }
            Watcher::Once(question) => self.changes.once.push((block, question)),
            Watcher::Repeat(_) => {}
            Watcher::Name => self.changes.name = true,
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

    fn compute(&mut self, program: &Program, slot: SlotId, block: InstanceId) -> Option<Val> {
        let formula = &program.slots[slot].formula;
        if let Formula::Once { kept, .. } = formula {
            let kept = self.get(program, *kept, block);
            if !kept.is_blank() {
                return Some(kept.clone());
            }
        }
        self.evaluations += u64::from(formula.has_expression());
        let context = EvalContext { cells: self, program, block, slot, choice: None };
        Some(match formula {
            Formula::Ground => return None,
            // XForms keep what is no number as nothing; it is nothing to everything that reads it.
            Formula::Expression(expression) => match expression.eval(&context) {
                Val::Number(number) if number.is_nan() => Val::Blank,
                value => value,
            },
            // Nor is what has no end a value to be kept, or suggested.
            Formula::Once { test, .. } => match test.eval(&context) {
                Val::Number(number) if !number.is_finite() => Val::Blank,
                value => value,
            },
            Formula::Integer(expression) => match expression.eval(&context) {
                value if value.is_blank() || value.to_number().is_nan() => Val::Blank,
                value => Val::Number(libm::trunc(value.to_number())),
            },
            Formula::Count(expression) => Val::Number(count(expression.eval(&context).to_number())),
            Formula::Offered(expression) => match expression.eval(&context) {
                Val::Many(values) => Val::Choices(values.iter().map(|value| value.to_text().into()).collect()),
                value if value.is_blank() => Val::Choices([].into()),
                value => Val::Choices([value.to_text().into()].into()),
            },
            Formula::Any(of) => Val::Truth(of.iter().any(|slot| self.get(program, *slot, block).to_truth())),
            Formula::All { of, none } => {
                let holds = |slot: &SlotId| self.get(program, *slot, block).to_truth();
                Val::Truth(of.iter().all(holds) && !none.iter().any(holds))
            }
            Formula::RelevantValue { answer, relevant, filter } => {
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
                Val::Truth(self.get(program, *value, block).is_blank() || test.holds(&context))
            }
            Formula::Filter { list, test } => {
                let choices = &program.lists[*list];
                let columns = columns(choices);
                let offered = choices
                    .iter()
                    .filter(|choice| test.holds(&EvalContext { choice: Some((*choice, &columns)), ..context }));
                Val::Choices(offered.map(|choice| choice.name.as_str().into()).collect())
            }
            Formula::Text { templates, fallback } => {
                let language = self.language(program);
                let template =
                    templates.get(&language).or_else(|| templates.get(fallback)).or_else(|| templates.values().next());
                Val::text(&template.map(|template| template.fill(&context)).unwrap_or_default())
            }
        })
    }

    /// Evaluates an expression that has no slot of its own, for what another slot holds.
    pub fn evaluate(&mut self, program: &Program, expression: &Expression, slot: SlotId, block: InstanceId) -> Val {
        self.evaluations += 1;
        expression.eval(&EvalContext { cells: self, program, block, slot, choice: None })
    }

    fn language(&self, program: &Program) -> String {
        self.get(program, program.facts.language, InstanceId::ROOT).to_text()
    }
}

/// A number of instances: whole, and within bounds.
fn count(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { libm::trunc(number).clamp(0.0, f64::from(MAX_INSTANCES)) }
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
