//! What depends on a value: does the score?

use sealform_types::{VecMap, VecSet};

use super::spec;
use crate::compile::reads_in_passing;
use crate::program::{Origin, Program, QuestionId, QuestionSpec, SlotId, Watcher};
use crate::session::Form;

/// Whether the score follows from one of these answers: through what reads it at any moment, and through what the form
/// writes when something happens, which reads it, or happens because of it.
pub(super) fn reaches_score(form: &Form, paths: &[String]) -> bool {
    let program = form.program();
    let Some(scoring) = program.scoring() else { return false };
    let classed: VecSet<SlotId> =
        scoring.indicators.iter().flat_map(|question| slots(&program.questions[*question])).collect();
    let written = written(program);
    let mut seen = VecSet::default();
    let mut next: Vec<SlotId> = paths.iter().filter_map(|path| spec(program, path)).flat_map(slots).collect();
    while let Some(slot) = next.pop() {
        if !seen.insert(slot) {
            continue;
        }
        if classed.contains(&slot) {
            return true;
        }
        let spec = &program.slots[slot];
        for watcher in &spec.watchers {
            match watcher {
                // It is scored, or says how many instances there are of what may be.
                Watcher::Line(_) | Watcher::Condition(_) | Watcher::Repeat(_) => return true,
                Watcher::Trigger(question) | Watcher::Once(question) => {
                    next.extend(slots(&program.questions[*question]));
                }
                Watcher::Question(_) | Watcher::Group(_) | Watcher::End | Watcher::Name => {}
            }
        }
        next.extend(spec.readers.iter().map(|reader| reader.slot));
        let questions = written.get(&slot).into_iter().flatten();
        next.extend(questions.flat_map(|question| slots(&program.questions[*question])));
    }
    false
}

/// Everything that holds the value of a question.
fn slots(spec: &QuestionSpec) -> Vec<SlotId> {
    let kept = match spec.written {
        Origin::Once(kept) | Origin::Suggested { kept, .. } => Some(kept),
        Origin::User | Origin::Calculation | Origin::Action(_) | Origin::SelfReference(_) | Origin::Preset => None,
    };
    [spec.answer, spec.value].into_iter().chain(kept).collect()
}

/// The questions into which the form writes what it has read in a slot.
fn written(program: &Program) -> VecMap<SlotId, Vec<QuestionId>> {
    let mut written: VecMap<SlotId, Vec<QuestionId>> = VecMap::new();
    for (question, spec) in program.questions.iter() {
        for slot in reads_in_passing(spec, program) {
            written.get_or_insert_with(slot, Vec::new).push(question);
        }
    }
    written
}
