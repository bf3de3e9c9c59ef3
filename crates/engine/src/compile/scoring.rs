//! Fits a scoring key to the form: a slot for each condition, a question for each line, and a slot for each part of the score
//! that the form reads.

use sealform_questionnaire::Questionnaire;
use sealform_scoring::{ScoringKey, ScoringProgram, Show};
use sealform_types::{Arena, Finding, Place, VecSet, say};

use super::build::{Builder, Site};
use super::{AttachedKey, order, reads_in_passing};
use crate::program::{Formula, NodeRef, Program, QuestionId, ScoringSpec, SlotId, TemplateId, Watcher};

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

impl Builder<'_> {
    /// Notes the parts of the score that an expression reads before it is compiled: a slot for each.
    pub fn provide_scores(&mut self, parts: &VecSet<String>, at: &str, by: ReadBy) {
        for part in parts {
            self.score_reads.push(ScoreRead { part: part.clone(), at: at.to_owned(), by });
            if !self.facts.scores.contains_key(part) {
                let slot = self.slot(TemplateId(0), &named(part));
                self.facts.scores.insert(part.clone(), slot);
            }
        }
    }

    /// Whether the form can be filled with this key, or without one, by what it reads of the score.
    pub fn check_score_reads(&mut self, key: Option<AttachedKey<'_>>) {
        let needed = self.questionnaire.settings.needs_key.as_deref();
        if let Some(needed) = needed
            && key.is_none_or(|(_, sha256)| sha256 != needed)
        {
            let given = key.map_or("none is attached".to_owned(), |(_, sha256)| say!("`{sha256}` is attached"));
            let message = say!("the form is filled with the key `{needed}` alone, and {given}");
            let finding = Finding::error(NEEDS_KEY, message, Place::at("/settings/needs_key"));
            self.findings.push(finding.hint("attach that key, or write the digest of the key that the form is made for"));
        }
        let program = self.scoring.as_ref().map(|spec| &spec.program);
        let mut found = Vec::new();
        for ScoreRead { part, at, by } in &self.score_reads {
            let place = Place::at(at);
            if *by == ReadBy::Rule && needed.is_none() {
                let message = "what is asked depends on the score, and the form names no key".to_owned();
                let hint = "use `score()` in texts alone, or name the key in the settings: `needs_key`";
                found.push(Finding::error("expr/score-without-key", message, place.clone()).hint(hint));
            }
            let Some(program) = program else { continue };
            if !program.has_part(part) {
                let message = say!("the key has no section and no category `{part}`");
                let hint = "write the name of one of them; `score()` is the whole";
                found.push(Finding::error("key/unknown-part", message, place.clone()).hint(hint));
            }
            if *by == ReadBy::Text && program.show() == Show::Never {
                let message = "this text shows the score, which the key shows nobody who fills the form".to_owned();
                let hint = "write `\"show\": \"live\"` or `\"at_end\"` in the key, or leave the score out of the text";
                found.push(Finding::error("key/never-shown", message, place).hint(hint));
            }
        }
        found.into_iter().for_each(|finding| self.findings.push(finding));
    }
}

/// What a part of the score is called where it is part of a circle.
fn named(part: &str) -> String {
    if part.is_empty() { "score()".to_owned() } else { say!("score('{part}')") }
}

/// The finding that a part of the score decides on itself.
pub(crate) fn circle(program: &Program, counts: &[(SlotId, SlotId)]) -> Option<Finding> {
    let scoring = program.scoring()?;
    let parts = || program.facts.scores.iter();
    let (part, _) = parts().find(|(_, slot)| is_reached_again(program, scoring, counts, **slot))?;
    let message = say!("what counts in `{}` depends on it", named(part));
    let finding = Finding::error("expr/cycle", message, Place::at("/survey"));
    Some(finding.hint("let only questions that do not count in it depend on it"))
}

/// The answer that the form writes where what is watched changes.
fn run(program: &Program) -> impl Fn(&Watcher) -> Option<SlotId> {
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
fn is_reached_again(program: &Program, scoring: &ScoringSpec, counts: &[(SlotId, SlotId)], start: SlotId) -> bool {
    let mut met: Arena<SlotId, bool> = program.slots.values().map(|_| false).collect();
    let mut ahead = vec![start];
    let counts_in = |slot: SlotId, part: &str| {
        let slot = &program.slots[slot];
        // The label of a line stands in the sheet, and counts nowhere.
        !matches!(slot.formula, Formula::Text { .. })
            && slot.watchers.iter().any(|watcher| {
                let counts = matches!(watcher, Watcher::Line(line) if scoring.program.is_in_part(*line, part));
                counts || matches!(watcher, Watcher::Condition(_))
            })
    };
    while let Some(slot) = ahead.pop() {
        let written = program.questions.values().filter(|spec| reads_in_passing(spec, program).any(|read| read == slot));
        let scores = program.facts.scores.iter().filter(|(part, _)| counts_in(slot, part)).map(|(_, slot)| *slot);
        let written = written.map(|spec| spec.answer).chain(program.slots[slot].watchers.iter().filter_map(run(program)));
        let then = order::after(&program.slots, counts, slot).chain(written).chain(scores);
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

/// Compiles the key and links it; findings are kept.
pub(crate) fn attach(builder: &mut Builder<'_>, questionnaire: &Questionnaire, key: &ScoringKey, sha256: &str) {
    let (program, findings) = ScoringProgram::compile(questionnaire, key);
    builder.findings.append(findings);
    let Some(program) = program else { return };
    let lines: Vec<QuestionId> = program.lines().filter_map(|(_, path)| question(builder, path)).collect();
    let read = program.indicators().iter().map(|indicator| indicator.question.as_str());
    let indicators: Vec<QuestionId> = read.filter_map(|path| question(builder, path)).collect();
    if lines.len() != program.lines().count() || indicators.len() != program.indicators().len() {
        return; // what has no question has been reported as a finding
    }
    for ((line, _), question) in program.lines().zip(&lines) {
        let spec = &builder.questions[*question];
        // The label stands in the score sheet, with the answers that are inserted in it.
        for slot in [Some(spec.answer), Some(spec.value), spec.relevant, spec.label.filled].into_iter().flatten() {
            builder.watch(slot, Watcher::Line(line));
        }
    }
    let site = Site { template: TemplateId(0), groups: &[], this: None, columns: None };
    let mut conditions: Vec<SlotId> = Vec::new();
    for (id, condition) in program.conditions() {
        let described = say!("the condition at {} of the key", condition.pointer);
        let Some(slot) = builder.condition(&condition.source, &site, &condition.pointer, &described) else { return };
        builder.watch(slot, Watcher::Condition(id));
        conditions.push(slot);
    }
    builder.scoring = Some(ScoringSpec { program, lines, conditions, indicators, sha256: sha256.to_owned() });
}

fn question(builder: &Builder<'_>, path: &str) -> Option<QuestionId> {
    match builder.by_path.get(path)? {
        NodeRef::Question(question) => Some(*question),
        NodeRef::Group(_) => None,
    }
}
