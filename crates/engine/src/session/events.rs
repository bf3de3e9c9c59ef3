//! What the form does by itself: defaults, calculations that a trigger runs, values that are kept.

use std::sync::Arc;

use sealform_types::{Json, VecSet};

use super::Session;
use super::answers::{Answer, Reading};
use super::given::raw;
use super::graph::InstanceId;
use crate::program::{Origin, QuestionId};

impl Session {
    /// Computes what follows from what changed, and lets happen what that brings about. Each calculation with a trigger
    /// runs once a command, so that two that trigger one another come to an end.
    pub(super) fn settle(&mut self) {
        let mut ran = VecSet::default();
        loop {
            self.settle_values();
            let triggered = std::mem::take(&mut self.cells.changes.triggered);
            let due: Vec<(InstanceId, QuestionId)> = triggered
                .into_iter()
                .filter(|(block, _)| !self.fresh.contains(block))
                .filter(|event| ran.insert(*event))
                .collect();
            if due.is_empty() {
                return;
            }
            for (block, question) in due {
                self.run(block, question);
            }
        }
    }

    /// The same without events.
    pub(super) fn settle_values(&mut self) {
        let program = Arc::clone(&self.program);
        loop {
            while let Some((block, repeat)) = self.cells.settle(&program) {
                self.follow_count(block, repeat);
            }
            // What a block keeps waits for the answers that the block starts with.
            let all = std::mem::take(&mut self.cells.changes.once);
            let (waiting, once): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|(block, _)| self.beginning.contains(block));
            self.waiting.extend(waiting);
            let unbegun = std::mem::take(&mut self.unbegun);
            if once.is_empty() && unbegun.is_empty() {
                return;
            }
            for block in unbegun {
                self.begin(block);
            }
            for (block, question) in once {
                self.keep(block, question);
            }
        }
    }

    /// Works out the values of a new block that follow from what was there before: its defaults.
    pub(super) fn go_on(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        for question in &program.templates[self.cells.template(block)].questions {
            if let Origin::SelfReference(_) = program.questions[*question].written {
                self.run(block, *question);
                self.settle_values();
            }
        }
    }

    fn run(&mut self, block: InstanceId, question: QuestionId) {
        let program = Arc::clone(&self.program);
        let plan = &program.questions[question];
        let (expression, is_suggested) = match &plan.written {
            Origin::Action(expression) | Origin::SelfReference(expression) => (expression, false),
            Origin::Suggested { action: Some(expression), .. } => (expression, true),
            Origin::Suggested { action: None, .. }
            | Origin::User
            | Origin::Calculation
            | Origin::Once(_)
            | Origin::Preset => return,
        };
        let seen = self.cells.evaluate(&program, expression, plan.answer, block);
        let value = self.given(plan, block, &seen);
        // What is suggested stays a suggestion where it is written as it is.
        let is_suggestion = || value == self.given(plan, block, self.cells.get(&program, plan.answer, block));
        if !is_suggested || value == Json::Null || !is_suggestion() {
            self.write(question, block, &value);
        }
    }

    /// Keeps the value of a question that is worked out once.
    fn keep(&mut self, block: InstanceId, question: QuestionId) {
        let program = Arc::clone(&self.program);
        let plan = &program.questions[question];
        let Origin::Once(kept) = plan.written else { return };
        let value = self.cells.get(&program, plan.answer, block).clone();
        if value.is_blank() || !self.cells.get(&program, kept, block).is_blank() {
            return;
        }
        let path = self.path(plan, block);
        self.draft.answers.insert(path, raw(&value));
        self.cells.set(&program, kept, block, value);
    }

    /// Keeps every such value, after everything was computed anew.
    pub(super) fn keep_all(&mut self) {
        let program = Arc::clone(&self.program);
        for (question, plan) in program.questions.iter() {
            if let Origin::Once(_) = plan.written {
                for block in self.cells.below(&program, InstanceId::ROOT, plan.template) {
                    self.keep(block, question);
                }
            }
        }
        self.settle_values();
    }

    /// Writes an answer as the form gives it; nothing where the question does not take it.
    pub(super) fn write(&mut self, question: QuestionId, block: InstanceId, raw: &Json) {
        let plan = &self.program.questions[question];
        let path = self.path(plan, block);
        let answer = self.read_answer(plan, block, &path, raw, self.draft.at, Reading::Kept);
        self.put(question, block, answer.unwrap_or(Answer::NONE));
    }

    /// Writes the answers that questions of a block start with, each once.
    /// What is written out comes before what is worked out from it.
    pub(super) fn defaults(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        let questions = program.templates[self.cells.template(block)].questions.iter();
        let (worked_out, written_out): (Vec<QuestionId>, Vec<QuestionId>) =
            questions.copied().partition(|question| program.questions[*question].default_expression.is_some());
        for question in written_out.into_iter().chain(worked_out) {
            let plan = &program.questions[question];
            let path = self.path(plan, block);
            if self.draft.once.contains_key(&path) {
                continue;
            }
            let value = match (&plan.default_expression, &plan.source.default) {
                (Some(expression), _) => {
                    let seen = self.cells.evaluate(&program, expression, plan.answer, block);
                    self.given(plan, block, &seen)
                }
                (None, Some(json)) => json.clone(),
                (None, None) => continue,
            };
            self.draft.once.insert(path, value.clone());
            self.write(question, block, &value);
            self.settle_values();
        }
    }
}
