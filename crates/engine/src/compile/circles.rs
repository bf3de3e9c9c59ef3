//! Circles made of conditions alone: relevance, choice filters and numbers of instances that depend on one another.
//!
//! A tolerant form may have them, as other programs fill such forms: inside a circle a condition sees answers as they were
//! given, and not blank where another condition of the circle hides them.

use std::mem;

use sealform_types::{Arena, ArenaId, Finding, Place, VecSet, say};

use super::build::Builder;
use super::order::{after, order};
use crate::program::{Formula, Reader, Slot, SlotId};

impl Builder<'_> {
    /// All slots in order, each with its rank; empty where they are in a circle, which is reported.
    pub fn ordered(&mut self, counts: &[(SlotId, SlotId)]) -> Vec<SlotId> {
        let mut ordered = order(&self.slots, counts);
        self.has_circle = ordered.is_err();
        if self.has_circle && self.questionnaire.settings.tolerant {
            ordered = self.order_with_circles();
        }
        let order = ordered.unwrap_or_else(|cycle| {
            self.report_cycle(&cycle);
            Vec::new()
        });
        for (rank, slot) in order.iter().enumerate() {
            self.slots[*slot].rank = u32::try_from(rank).unwrap_or(u32::MAX);
        }
        order
    }

    /// All slots in order, where the conditions of each circle see answers as they were given; that is told. Otherwise a
    /// circle that is not of conditions alone, see [`order`](fn@order).
    fn order_with_circles(&mut self) -> Result<Vec<SlotId>, Vec<SlotId>> {
        let circles = circles(&self.slots, &self.counts());
        let answers: VecSet<SlotId> = self.questions.values().map(|spec| spec.answer).collect();
        for (number, circle) in (1..).zip(&circles) {
            // What is calculated sees what everything else sees.
            let parts = circle.iter().filter(|slot| !answers.contains(slot));
            parts.for_each(|slot| self.slots[*slot].circle = number);
            for value in circle {
                if let Formula::RelevantValue { answer, .. } = self.slots[*value].formula {
                    self.read_as_given(*value, answer, number);
                }
            }
        }
        let order = order(&self.slots, &self.counts())?;
        circles.iter().for_each(|circle| self.tell_circle(circle));
        Ok(order)
    }

    /// The conditions of a circle read an answer instead of the value that they decide on.
    fn read_as_given(&mut self, value: SlotId, answer: SlotId, circle: u32) {
        let is_condition = |slot: &Slot| slot.circle == circle && slot.formula.has_expression();
        let (inside, outside): (Vec<Reader>, Vec<Reader>) = mem::take(&mut self.slots[value].readers)
            .into_iter()
            .partition(|reader| is_condition(&self.slots[reader.slot]));
        self.slots[value].readers = outside;
        let readers = &mut self.slots[answer].readers;
        for reader in inside {
            if !readers.contains(&reader) {
                readers.push(reader);
            }
        }
    }

    /// A question that is asked by its own answer is more likely a slip than filters that leave out what was chosen elsewhere.
    fn tell_circle(&mut self, circle: &VecSet<SlotId>) {
        let is_filter = |slot: SlotId| matches!(self.slots[slot].formula, Formula::Filter { .. } | Formula::Offered(_));
        let is_told = |(slot, _): &&(SlotId, String)| circle.contains(slot) && !is_filter(*slot);
        let Some((slot, at)) = self.conditions.iter().find(is_told) else { return };
        let what = self.described.get(slot.index()).map_or("", String::as_str);
        let message =
            say!("{what} depends on itself: here answers count as they were given, also where they are not relevant");
        let finding = Finding::warning("expr/reads-itself", message, Place::at(at));
        self.findings.push(finding.hint("ask another question first"));
    }
}

/// The slots of each circle (strongly connected components, by Tarjan's algorithm without recursion).
fn circles(slots: &Arena<SlotId, Slot>, pairs: &[(SlotId, SlotId)]) -> Vec<VecSet<SlotId>> {
    let mut search = Search {
        index: slots.values().map(|_| 0).collect(),
        low: slots.values().map(|_| 0).collect(),
        is_open: slots.values().map(|_| false).collect(),
        open: Vec::new(),
        met: 0,
        circles: Vec::new(),
    };
    for start in slots.ids() {
        if search.index[start] == 0 {
            search.from(start, &|slot| after(slots, pairs, slot).collect());
        }
    }
    search.circles
}

/// How far the search has come. Slots are numbered from 1 as they are met.
struct Search {
    index: Arena<SlotId, u32>,
    low: Arena<SlotId, u32>,
    is_open: Arena<SlotId, bool>,
    open: Vec<SlotId>,
    met: u32,
    circles: Vec<VecSet<SlotId>>,
}

impl Search {
    fn from(&mut self, start: SlotId, next: &dyn Fn(SlotId) -> Vec<SlotId>) {
        let mut way = vec![self.meet(start, next)];
        while let Some((slot, ahead)) = way.last_mut() {
            let slot = *slot;
            match ahead.pop() {
                Some(reader) if self.index[reader] == 0 => {
                    let step = self.meet(reader, next);
                    way.push(step);
                }
                Some(reader) if self.is_open[reader] => self.low[slot] = self.low[slot].min(self.index[reader]),
                Some(_) => {}
                None => {
                    way.pop();
                    if let Some((before, _)) = way.last() {
                        self.low[*before] = self.low[*before].min(self.low[slot]);
                    }
                    self.close(slot);
                }
            }
        }
    }

    fn meet(&mut self, slot: SlotId, next: &dyn Fn(SlotId) -> Vec<SlotId>) -> (SlotId, Vec<SlotId>) {
        self.met += 1;
        (self.index[slot], self.low[slot], self.is_open[slot]) = (self.met, self.met, true);
        self.open.push(slot);
        (slot, next(slot))
    }

    /// What was met since a slot that reaches nothing before it is a circle, if it is more than the slot.
    fn close(&mut self, slot: SlotId) {
        if self.low[slot] != self.index[slot] {
            return;
        }
        let from = self.open.iter().rposition(|open| *open == slot).unwrap_or(0);
        let members = self.open.split_off(from);
        members.iter().for_each(|member| self.is_open[*member] = false);
        if members.len() > 1 {
            self.circles.push(members.into_iter().collect());
        }
    }
}
