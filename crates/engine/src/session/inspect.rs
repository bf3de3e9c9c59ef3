//! A look inside, for debuggers and for the tests of the engine's economy.

use sealform_expression::Val;

use super::Session;
use super::graph::InstanceId;
use crate::compile::reads;
use crate::program::{Formula, Watcher};

/// One slot of one block at one moment.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// The slot's number.
    pub slot: u32,
    /// The repeat instance; 0 outside repeats.
    pub instance: u32,
    /// Whether computing it evaluates an expression.
    pub is_expression: bool,
    /// Whether it is no value, but a calculation that runs when what it reads changes.
    pub is_event: bool,
    /// Its value.
    pub value: Val,
    /// The values that it reads, across instances one by one.
    pub reads: Vec<Val>,
}

impl Session {
    /// Every slot of every block with what it reads.
    pub fn inspect(&self) -> Vec<Inspected> {
        let program = &self.program;
        let slots = program.slots.iter().flat_map(|(id, slot)| {
            let blocks = self.cells.below(program, InstanceId::ROOT, slot.template);
            blocks.into_iter().map(move |block| (id, slot, block))
        });
        let inspected = slots.map(|(id, slot, block)| {
            let mut read = reads(&program.templates, &program.slots, program.facts.language, id);
            let is_kept = match &slot.formula {
                Formula::Once { kept, .. } if !self.cells.get(program, *kept, block).is_blank() => {
                    read.retain(|(read, _)| read == kept);
                    true
                }
                _ => false,
            };
            let values = read.into_iter().flat_map(|(read, depth)| {
                let around = self.cells.outer(program, block, depth);
                let blocks = self.cells.below(program, around, program.slots[read].template);
                blocks.into_iter().map(move |from| self.cells.get(program, read, from).clone())
            });
            Inspected {
                slot: id.0,
                instance: self.cells.instance_id(block),
                is_expression: slot.formula.has_expression() && !is_kept,
                is_event: false,
                value: self.cells.get(program, id, block).clone(),
                reads: values.collect(),
            }
        });
        inspected.chain(self.inspect_events()).collect()
    }

    fn inspect_events(&self) -> impl Iterator<Item = Inspected> + '_ {
        let program = &self.program;
        let watched =
            program.slots.iter().flat_map(|(id, slot)| slot.watchers.iter().map(move |watcher| (id, *watcher)));
        let triggers = watched.filter_map(|(id, watcher)| match watcher {
            Watcher::Trigger(question) => Some((id, &program.questions[question])),
            _ => None,
        });
        triggers.flat_map(move |(id, plan)| {
            let blocks = self.cells.below(program, InstanceId::ROOT, plan.template);
            blocks.into_iter().map(move |block| {
                let from = self.cells.related(program, block, program.slots[id].template);
                Inspected {
                    slot: plan.answer.0,
                    instance: self.cells.instance_id(block),
                    is_expression: false,
                    is_event: true,
                    value: self.cells.get(program, plan.answer, block).clone(),
                    reads: from.into_iter().map(|from| self.cells.get(program, id, from).clone()).collect(),
                }
            })
        })
    }
}
