//! Fits a scoring key to the form: a slot for each condition, a question for each line.

use sealform_questionnaire::Questionnaire;
use sealform_scoring::{ScoringKey, ScoringProgram};
use sealform_types::say;

use super::build::{Builder, Site};
use crate::program::{NodeRef, QuestionId, ScoringSpec, SlotId, TemplateId, Watcher};

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
