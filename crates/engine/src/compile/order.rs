//! Sorts slots so that none reads one behind it (Kahn's algorithm), or finds a circle.

use std::collections::VecDeque;

use sealform_types::Arena;

use crate::program::{Formula, Slot, SlotId};

/// All slots in order, or a circle of slots each of which reads the one before it. Of the pairs, too, the first comes
/// before the second.
pub(crate) fn order(slots: &Arena<SlotId, Slot>, pairs: &[(SlotId, SlotId)]) -> Result<Vec<SlotId>, Vec<SlotId>> {
    let mut unread: Arena<SlotId, u32> = slots.values().map(|_| 0).collect();
    for slot in slots.ids() {
        after(slots, pairs, slot).for_each(|reader| unread[reader] += 1);
    }
    let mut ready: VecDeque<SlotId> = unread.iter().filter(|(_, count)| **count == 0).map(|(id, _)| id).collect();
    let mut order = Vec::with_capacity(slots.len());
    while let Some(slot) = ready.pop_front() {
        order.push(slot);
        for reader in after(slots, pairs, slot) {
            unread[reader] -= 1;
            if unread[reader] == 0 {
                ready.push_back(reader);
            }
        }
    }
    if order.len() == slots.len() { Ok(order) } else { Err(circle(slots, pairs, &unread)) }
}

/// What comes after a slot.
pub(super) fn after<'a>(
    slots: &'a Arena<SlotId, Slot>,
    pairs: &'a [(SlotId, SlotId)],
    slot: SlotId,
) -> impl Iterator<Item = SlotId> + 'a {
    // Pairs are few, and only the numbers of instances come first in them.
    let counts = matches!(slots[slot].formula, Formula::Count(_));
    let pairs = if counts { pairs } else { &[] };
    let paired = pairs.iter().filter(move |(first, _)| *first == slot).map(|(_, then)| *then);
    let readers = slots[slot].readers.iter().map(|reader| reader.slot);
    readers.filter(move |reader| !takes_for_granted(slots, slot, *reader)).chain(paired)
}

/// Whether a condition takes for granted what another one of its circle decides: that a group or repeat is relevant.
fn takes_for_granted(slots: &Arena<SlotId, Slot>, slot: SlotId, reader: SlotId) -> bool {
    let (slot, reader) = (&slots[slot], &slots[reader]);
    let is_relevance = matches!(slot.formula, Formula::All { .. } | Formula::Expression(_));
    slot.circle > 0 && slot.circle == reader.circle && is_relevance && reader.formula.has_expression()
}

/// Walks among the slots left over, each of which is read by or reads another of them, until one comes again.
fn circle(slots: &Arena<SlotId, Slot>, pairs: &[(SlotId, SlotId)], unread: &Arena<SlotId, u32>) -> Vec<SlotId> {
    let stuck = |id: &SlotId| unread[*id] > 0;
    let mut read_by: Arena<SlotId, Option<SlotId>> = slots.values().map(|_| None).collect();
    for id in slots.ids().filter(|id| stuck(id)) {
        for reader in after(slots, pairs, id).filter(|reader| stuck(reader)) {
            read_by[reader] = Some(id);
        }
    }
    let Some(mut at) = slots.ids().find(|id| stuck(id) && read_by[*id].is_some()) else { return Vec::new() };
    let mut seen: Arena<SlotId, bool> = slots.values().map(|_| false).collect();
    let mut walked = Vec::new();
    while !seen[at] {
        seen[at] = true;
        walked.push(at);
        match read_by[at] {
            Some(read) => at = read,
            None => break,
        }
    }
    let start = walked.iter().position(|slot| *slot == at).unwrap_or(0);
    let mut circle = walked.split_off(start);
    circle.reverse();
    circle.extend(circle.first().copied());
    circle
}
