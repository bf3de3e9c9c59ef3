//! What an expression sees from where it stands.

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use sealform_expression::{Context, ListId, Nodes, Val, ValueRef, has_insertions};
use sealform_questionnaire::Choice;
use sealform_types::iso;

use super::{Graph, InstanceId};
use crate::program::{Formula, ListIndex, SlotId};

/// What an expression in a instance sees.
#[derive(Clone, Copy)]
pub(super) struct EvalContext<'a> {
    pub graph: &'a Graph,
    pub instance: InstanceId,
    /// What is computed.
    pub slot: SlotId,
    /// The choice that a filter looks at.
    pub choice: Option<Row<'a>>,
    /// What it takes for the value that its question has already.
    pub before: Before,
}

/// A choice of a list.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub choice: &'a Choice,
    /// The columns of the list.
    pub columns: &'a [&'a str],
    /// From 1.
    pub position: usize,
    /// How many choices the list has.
    pub size: usize,
}

/// The value that a question has before an expression works out another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// The one that it has.
    Kept,
    /// None, as at the start.
    Blank,
}

impl Context for EvalContext<'_> {
    fn read(&self, reference: ValueRef) -> Val {
        match reference {
            ValueRef::Slot(slot) => self.graph.get(self.seen(SlotId(slot)), self.instance).clone(),
            ValueRef::Column(column) => self.column(column).unwrap_or_default(),
        }
    }

    fn read_many(&self, reference: ValueRef) -> Vec<Val> {
        let slot = match reference {
            ValueRef::Slot(slot) => self.seen(SlotId(slot)),
            // Of the choice that a filter looks at there is one.
            ValueRef::Column(_) => return vec![self.read(reference)],
        };
        let spec = &self.graph.program.slots[slot];
        let counts = |instance: &InstanceId| match spec.formula {
            Formula::RelevantValue { relevant, .. } => self.graph.holds_or(relevant, *instance),
            Formula::All { .. } => self.relevant(Some(slot), *instance),
            Formula::Ground
            | Formula::Expression(_)
            | Formula::Integer(_)
            | Formula::Once { .. }
            | Formula::Count(_)
            | Formula::Offered(_)
            | Formula::Any(_)
            | Formula::Constraint { .. }
            | Formula::Filter { .. }
            | Formula::Text { .. }
            | Formula::Starts { .. } => true,
        };
        let instances = self.graph.peers(self.instance, spec.template);
        instances.into_iter().filter(counts).map(|instance| self.graph.get(slot, instance).clone()).collect()
    }

    fn place(&self) -> (u32, u32) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.choice.map_or((1, 1), |row| (count(row.position), count(row.size)))
    }

    fn choice_label(&self, list: ListId, choice: &str) -> Option<String> {
        let language = self.graph.language();
        let fallback = self.graph.program.form.languages.first().map_or("", String::as_str);
        let list = ListIndex(list.0);
        let (index, known) =
            self.graph.program.lists[list].iter().enumerate().find(|(_, known)| known.name == choice)?;
        let words = known.label.in_language(&language, fallback).0;
        let filled = || self.filled_label(list, index).unwrap_or_default();
        Some(if has_insertions(words) { filled() } else { words.to_owned() })
    }

    fn nodes(&self) -> Option<&dyn Nodes> {
        Some(self)
    }

    fn before(&self) -> Val {
        if self.before == Before::Blank {
            return Val::Blank;
        }
        let formula = &self.graph.program.slots[self.slot].formula;
        let slot = if let Formula::Once { kept, .. } = formula { *kept } else { self.slot };
        self.graph.get(slot, self.instance).clone()
    }

    fn seconds_east(&self, local: NaiveDateTime) -> i32 {
        self.graph.asked_zone.set(true);
        match self.graph.zone.as_slice() {
            [] => {
                let now = self.graph.get(self.graph.program.facts.now, InstanceId::ROOT);
                if let Val::Moment(now) = now { now.offset().local_minus_utc() } else { 0 }
            }
            zone => {
                // A local moment that comes twice means the first time; one that is jumped over, the clock before.
                let local = local.and_utc().timestamp();
                let first = zone.first().map_or(0, |(_, east)| *east);
                let changes = zone.windows(2).filter_map(|pair| match pair {
                    [(_, before), (from, east)] => Some((from.saturating_add(i64::from(*before.max(east))), *east)),
                    _ => None,
                });
                changes.take_while(|(from, _)| *from <= local).last().map_or(first, |(_, east)| east)
            }
        }
    }

    fn seed(&self) -> u64 {
        self.graph.seed_at(self.slot, self.instance)
    }

    fn is_within_window(&self, value: &Val) -> bool {
        match value {
            Val::Moment(at) => self.graph.assigned.is_open_at(*at),
            Val::Date(day) => self.graph.assigned.is_open_on(*day),
            Val::Text(text) => {
                let assigned = &self.graph.assigned;
                let moment = || iso::read_moment(text).map(|at| assigned.is_open_at(at));
                // A day and a time of day that were put together are those of the site.
                let local = || iso::read_local(text).map(|at| assigned.is_open_at_site(at));
                let day = || iso::read_date(text).map(|day| assigned.is_open_on(day));
                moment().or_else(local).or_else(day).unwrap_or(true)
            }
            Val::Many(values) => values.iter().all(|value| self.is_within_window(value)),
            Val::Blank | Val::Truth(_) | Val::Number(_) | Val::Time(_) | Val::Choices(_) | Val::Attempts(_) => true,
        }
    }

    fn has_waited(&self, made: DateTime<FixedOffset>, days: u32, now: DateTime<FixedOffset>) -> bool {
        self.graph.assigned.has_waited(made, days, now)
    }

    fn host_function(&self, name: &str, arguments: &[Val]) -> Val {
        self.graph.host.call(name, arguments)
    }

    fn rare_function(&self, function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
        self.graph.program.rare_functions?(function, arguments)
    }
}

impl EvalContext<'_> {
    /// Whether a slot is part of the circle of conditions that is evaluated.
    fn is_in_circle(&self, slot: SlotId) -> bool {
        let slots = &self.graph.program.slots;
        slots[slot].circle > 0 && slots[slot].circle == slots[self.slot].circle
    }

    /// What is read where an expression names a slot: inside a circle of conditions, the answer as it was given.
    pub(super) fn seen(&self, slot: SlotId) -> SlotId {
        let Formula::RelevantValue { answer, .. } = self.graph.program.slots[slot].formula else { return slot };
        if self.is_in_circle(slot) { answer } else { slot }
    }

    /// Whether what stands at a node is there, as its relevance says, or as a circle of conditions takes it.
    pub(super) fn relevant(&self, slot: Option<SlotId>, instance: InstanceId) -> bool {
        slot.is_some_and(|slot| self.is_in_circle(slot)) || self.graph.holds_or(slot, instance)
    }

    /// The label of a choice with answers inserted, as the first question shows it that offers it.
    fn filled_label(&self, list: ListIndex, choice: usize) -> Option<String> {
        let questions = self.graph.program.questions.values().filter(|spec| spec.list == Some(list));
        let mut labels = questions.flat_map(|spec| spec.choice_labels.iter().map(move |label| (spec.template, label)));
        let (template, (_, slot)) = labels.find(|(_, (index, _))| *index == choice)?;
        let instance = self.graph.peers(self.instance, template).first().copied()?;
        Some(self.graph.get(*slot, instance).to_text())
    }

    fn column(&self, index: u32) -> Option<Val> {
        let row = self.choice?;
        Some(Val::text(match *row.columns.get(index as usize)? {
            "name" => &row.choice.name,
            other => row.choice.columns.get(other)?,
        }))
    }
}
