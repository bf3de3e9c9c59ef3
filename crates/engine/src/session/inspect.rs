//! A look inside, for debuggers and for the tests of the engine's economy.

use sealform_expression::Val;

use super::form::Form;
use crate::compile::reads;
use crate::graph::InstanceId;
use crate::program::{Formula, Watcher};

/// One slot of one instance at one moment.
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

impl Form {
    /// Every slot of every instance with what it reads.
    pub fn inspect(&self) -> Vec<Inspected> {
        let program = self.program();
        let slots = program.slots.iter().flat_map(|(id, slot)| {
            let instances = self.graph.descendants(InstanceId::ROOT, slot.template);
            instances.into_iter().map(move |instance| (id, slot, instance))
        });
        let inspected = slots.map(|(id, slot, instance)| {
            let mut read = reads(&program.templates, &program.slots, program.facts.language, id);
            let is_kept = match &slot.formula {
                Formula::Once { kept, .. } if !self.graph.get(*kept, instance).is_blank() => {
                    read.retain(|(read, _)| read == kept);
                    true
                }
                Formula::Once { .. }
                | Formula::Ground
                | Formula::Expression(_)
                | Formula::Integer(_)
                | Formula::Count(_)
                | Formula::Offered(_)
                | Formula::Any(_)
                | Formula::All { .. }
                | Formula::RelevantValue { .. }
                | Formula::Constraint { .. }
                | Formula::Filter { .. }
                | Formula::Text { .. }
                | Formula::Starts { .. } => false,
            };
            let values = read.into_iter().flat_map(|(read, depth)| {
                let around = self.graph.ancestor_at(instance, depth);
                let instances = self.graph.descendants(around, program.slots[read].template);
                instances.into_iter().map(move |from| self.graph.get(read, from).clone())
            });
            Inspected {
                slot: id.0,
                instance: self.graph.instance_id(instance),
                is_expression: slot.formula.has_expression() && !is_kept,
                is_event: false,
                value: self.graph.get(id, instance).clone(),
                reads: values.collect(),
            }
        });
        inspected.chain(self.inspect_events()).collect()
    }

    fn inspect_events(&self) -> impl Iterator<Item = Inspected> + '_ {
        let program = self.program();
        let watched =
            program.slots.iter().flat_map(|(id, slot)| slot.watchers.iter().map(move |watcher| (id, *watcher)));
        let triggers = watched.filter_map(|(id, watcher)| {
            let Watcher::Trigger(question) = watcher else { return None };
            Some((id, &program.questions[question]))
        });
        triggers.flat_map(move |(id, spec)| {
            let instances = self.graph.descendants(InstanceId::ROOT, spec.template);
            instances.into_iter().map(move |instance| {
                let from = self.graph.peers(instance, program.slots[id].template);
                Inspected {
                    slot: spec.answer.0,
                    instance: self.graph.instance_id(instance),
                    is_expression: false,
                    is_event: true,
                    value: self.graph.get(spec.answer, instance).clone(),
                    reads: from.into_iter().map(|from| self.graph.get(id, from).clone()).collect(),
                }
            })
        })
    }
}
