//! What a form reads of its score: which parts, whether it may, and that none decides on itself.

use sealform_scoring::{ScoringProgram, Show};
use sealform_types::{Arena, Finding, Findings, Place, VecSet, say};

use super::order;
use super::reads::reads_in_passing;
use crate::program::{Formula, Program, ScoringSpec, SlotId, Watcher};

/// The code of the finding that a form is filled with one key alone, and that this one is not attached.
pub const NEEDS_KEY: &str = "key/needed";

/// A part of the score is read.
pub(crate) struct ScoreRead {
    part: String,
    at: String,
    by: ReadBy,
}

/// By what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadBy {
    /// A text: nothing follows from it.
    Text,
    /// Anything else.
    Rule,
}

impl ReadBy {
    /// By the text at a place: expressions read the labels of choices (`jr:choice-name`).
    pub fn of_text(at: &str) -> Self {
        if at.starts_with("/choices/") { Self::Rule } else { Self::Text }
    }
}

/// Where parts of the score are read.
#[derive(Default)]
pub(crate) struct ScoreReads(Vec<ScoreRead>);

impl ScoreReads {
    /// Notes that these parts are read at a place.
    pub fn note(&mut self, parts: &VecSet<String>, at: &str, by: ReadBy) {
        self.0.extend(parts.iter().map(|part| ScoreRead { part: part.clone(), at: at.to_owned(), by }));
    }

    /// What keeps the form from being filled with this key, or without one. `needed` is the digest of the key that it names,
    /// `attached` that of the one that is there.
    pub fn check(
        &self,
        needed: Option<&str>,
        attached: Option<&str>,
        program: Option<&ScoringProgram>,
        findings: &mut Findings,
    ) {
        if let Some(needed) = needed
            && attached != Some(needed)
        {
            let given = attached.map_or("none is attached".to_owned(), |sha256| say!("`{sha256}` is attached"));
            let message = say!("the form is filled with the key `{needed}` alone, and {given}");
            let finding = Finding::error(NEEDS_KEY, message, Place::at("/settings/needs_key"));
            findings.push(finding.hint("attach that key, or write the digest of the key that the form is made for"));
        }
        for ScoreRead { part, at, by } in &self.0 {
            let place = Place::at(at);
            if *by == ReadBy::Rule && needed.is_none() {
                let message = "what is asked depends on the score, and the form names no key".to_owned();
                let hint = "use `score()` in texts alone, or name the key in the settings: `needs_key`";
                findings.push(Finding::error("expr/score-without-key", message, place.clone()).hint(hint));
            }
            let Some(program) = program else { continue };
            if !program.has_part(part) {
                let message = say!("the key has no section and no category `{part}`");
                let hint = "write the name of one of them; `score()` is the whole";
                findings.push(Finding::error("key/unknown-part", message, place.clone()).hint(hint));
            }
            if *by == ReadBy::Text && program.show() == Show::Never {
                let message = "this text shows the score, which the key shows nobody who fills the form".to_owned();
                let hint = "write `\"show\": \"live\"` or `\"at_end\"` in the key, or leave the score out of the text";
                findings.push(Finding::error("key/never-shown", message, place).hint(hint));
            }
        }
    }
}

/// What a part of the score is called where it is part of a circle.
pub(crate) fn named(part: &str) -> String {
    if part.is_empty() { "score()".to_owned() } else { say!("score('{part}')") }
}

/// The finding that a part of the score decides on itself.
pub(crate) fn circle(program: &Program, repeat_counts: &[(SlotId, SlotId)]) -> Option<Finding> {
    let scoring = program.scoring()?;
    let parts = || program.facts.scores.iter();
    let (part, _) = parts().find(|(_, slot)| is_reached_again(program, scoring, repeat_counts, **slot))?;
    let message = say!("what counts in `{}` depends on it", named(part));
    let finding = Finding::error("expr/cycle", message, Place::at("/survey"));
    Some(finding.hint("let only questions that do not count in it depend on it"))
}

/// The answer that the form writes where what is watched changes.
fn written_by_trigger(program: &Program) -> impl Fn(&Watcher) -> Option<SlotId> {
    |watcher| match watcher {
        Watcher::Trigger(question) | Watcher::Once(question) => Some(program.questions[*question].answer),
        Watcher::Question(_)
        | Watcher::Group(_)
        | Watcher::End
        | Watcher::Line(_)
        | Watcher::Condition(_)
        | Watcher::Repeat(_)
        | Watcher::Name => None,
    }
}

/// Whether something that counts in a part of the score follows from it.
fn is_reached_again(
    program: &Program,
    scoring: &ScoringSpec,
    repeat_counts: &[(SlotId, SlotId)],
    start: SlotId,
) -> bool {
    let mut met: Arena<SlotId, bool> = program.slots.values().map(|_| false).collect();
    let mut ahead = vec![start];
    let scores_in = |slot: SlotId, part: &str| {
        let slot = &program.slots[slot];
        // The label of a line stands in the sheet, and counts nowhere.
        !matches!(slot.formula, Formula::Text { .. })
            && slot.watchers.iter().any(|watcher| {
                let is_line = matches!(watcher, Watcher::Line(line) if scoring.program.is_in_part(*line, part));
                is_line || matches!(watcher, Watcher::Condition(_))
            })
    };
    let questions = program.questions.values();
    let written: Vec<(SlotId, SlotId)> =
        questions.flat_map(|spec| reads_in_passing(spec, program).map(|read| (read, spec.answer))).collect();
    while let Some(slot) = ahead.pop() {
        let written = written.iter().filter(|(read, _)| *read == slot).map(|(_, answer)| *answer);
        let scores = program.facts.scores.iter().filter(|(part, _)| scores_in(slot, part)).map(|(_, slot)| *slot);
        let written = written.chain(program.slots[slot].watchers.iter().filter_map(written_by_trigger(program)));
        let then = order::after(&program.slots, repeat_counts, slot).chain(written).chain(scores);
        for next in then {
            if next == start {
                return true;
            }
            if !std::mem::replace(&mut met[next], true) {
                ahead.push(next);
            }
        }
    }
    false
}
