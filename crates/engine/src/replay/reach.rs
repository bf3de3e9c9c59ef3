//! What depends on a value: does the score?

use sealform_types::VecSet;

use super::spec;
use crate::program::{Origin, Program, SlotId, Watcher};
use crate::session::Form;

/// Whether the score follows from one of these answers, directly or through what reads it.
pub(super) fn reaches_score(form: &Form, paths: &[String]) -> bool {
    let program = form.program();
    if program.scoring().is_none() {
        return false;
    }
    let mut seen = VecSet::default();
    let mut next: Vec<SlotId> = Vec::new();
    for spec in paths.iter().filter_map(|path| spec(program, path)) {
        next.extend([spec.answer, spec.value]);
        if let Origin::Once(kept) | Origin::Suggested { kept, .. } = spec.written {
            next.push(kept);
        }
    }
    while let Some(slot) = next.pop() {
        if !seen.insert(slot) {
            continue;
        }
        if scores(program, slot) {
            return true;
        }
        next.extend(program.slots[slot].readers.iter().map(|reader| reader.slot));
    }
    false
}

/// Whether a slot is scored, or says how many instances there are of what may be.
fn scores(program: &Program, slot: SlotId) -> bool {
    program.slots[slot].watchers.iter().any(|watcher| match watcher {
        Watcher::Line(_) | Watcher::Condition(_) | Watcher::Repeat(_) => true,
        Watcher::Question(_)
        | Watcher::Group(_)
        | Watcher::End
        | Watcher::Trigger(_)
        | Watcher::Once(_)
        | Watcher::Name => false,
    })
}
