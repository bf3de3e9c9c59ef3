//! What the form does by itself: defaults, calculations that a trigger runs, values that are kept.

use std::cmp::Reverse;

use sealform_questionnaire::Role;
use sealform_types::{Json, VecSet};

use super::form::Form;
use crate::answer::{self, Answer};
use crate::graph::InstanceId;
use crate::program::{Origin, QuestionId, QuestionSpec};

impl Form {
    /// Computes what follows from what changed, and runs the actions that this triggers: one after the other in the order
    /// of the form, each with the values that the ones before it have brought about. Each calculation with a trigger runs
    /// once a command, so that two that trigger one another come to an end.
    pub fn settle(&mut self) {
        let mut ran = VecSet::default();
        loop {
            self.settle_values();
            for (instance, question) in std::mem::take(&mut self.graph.changes.triggered) {
                if !self.phases.is_new(instance) && ran.insert((instance, question)) {
                    self.graph.changes.due.push(Reverse((question, instance)));
                }
            }
            let Some(Reverse((question, instance))) = self.graph.changes.due.pop() else { return };
            self.run(instance, question);
        }
    }

    /// The same without triggers.
    pub fn settle_values(&mut self) {
        loop {
            while let Some((parent, repeat)) = self.graph.settle() {
                self.follow_count(parent, repeat);
            }
            let mut once = std::mem::take(&mut self.graph.changes.once);
            once.retain(|(instance, question)| !self.phases.wait(*instance, *question));
            let called = self.phases.take_called();
            if once.is_empty() && called.is_empty() {
                return;
            }
            for instance in called {
                if self.phases.is_called(instance) {
                    self.begin(instance);
                }
            }
            for (instance, question) in once {
                self.keep(instance, question);
            }
        }
    }

    /// Works out the values of a new instance that follow from what was there before: its defaults.
    pub fn go_on(&mut self, instance: InstanceId) {
        for question in self.questions_of(instance) {
            if let Origin::SelfReference(_) = self.program().questions[question].written {
                self.run(instance, question);
                self.settle_values();
            }
        }
    }

    fn run(&mut self, instance: InstanceId, question: QuestionId) {
        let spec = &self.program().questions[question];
        let (expression, is_suggested) = match &spec.written {
            Origin::Action(expression) | Origin::SelfReference(expression) => (expression, false),
            Origin::Suggested { action: Some(expression), .. } => (expression, true),
            Origin::Suggested { action: None, .. }
            | Origin::User
            | Origin::Calculation
            | Origin::Once(_)
            | Origin::Preset => return,
        };
        let seen = self.graph.evaluate(expression, spec.answer, instance);
        let value = answer::coerce(&self.asked(spec, instance), &seen);
        // What is suggested stays a suggestion where it is written as it is.
        let is_suggestion =
            || value == answer::coerce(&self.asked(spec, instance), self.graph.get(spec.answer, instance));
        if !is_suggested || value == Json::Null || !is_suggestion() {
            self.write(question, instance, &value);
        }
    }

    /// Keeps the value of a question that is worked out once.
    fn keep(&mut self, instance: InstanceId, question: QuestionId) {
        let spec = &self.program().questions[question];
        let Origin::Once(kept) = spec.written else { return };
        let value = self.graph.get(spec.answer, instance).clone();
        if value.is_blank() || !self.graph.get(kept, instance).is_blank() {
            return;
        }
        let path = self.path(spec, instance);
        self.ground.keep(path, answer::raw(&value));
        self.graph.set(kept, instance, value);
    }

    /// Keeps every such value, after everything was computed anew.
    pub fn keep_all(&mut self) {
        let questions = self.program().questions.iter();
        let once: Vec<QuestionId> =
            questions.filter(|(_, spec)| matches!(spec.written, Origin::Once(_))).map(|(id, _)| id).collect();
        for question in once {
            for instance in self.graph.descendants(InstanceId::ROOT, self.program().questions[question].template) {
                self.keep(instance, question);
            }
        }
        self.settle_values();
    }

    /// Writes an answer as the form gives it; a blank where the question does not take it.
    pub fn write(&mut self, question: QuestionId, instance: InstanceId, raw: &Json) {
        let spec = &self.program().questions[question];
        let answer = answer::read(&self.asked(spec, instance), raw);
        self.put(question, instance, answer.unwrap_or(Answer::NONE));
    }

    /// What the assignment says that a question begins with: one that somebody could have answered, or that is read-only.
    pub fn prefilled(&self, spec: &QuestionSpec, path: &str) -> Option<&Json> {
        self.graph.assigned.answer(path).filter(|_| spec.kind.role() == Role::Entered)
    }

    /// What a question begins with; nothing where nobody says.
    fn begins_with(&self, spec: &QuestionSpec, instance: InstanceId, path: &str) -> Option<Json> {
        if let Some(answer) = self.prefilled(spec, path) {
            return Some(answer.clone());
        }
        match (&spec.default_expression, &spec.default) {
            (Some(expression), _) => {
                let seen = self.graph.evaluate(expression, spec.answer, instance);
                Some(answer::coerce(&self.asked(spec, instance), &seen))
            }
            (None, Some(json)) => Some((**json).clone()),
            (None, None) => None,
        }
    }

    /// What questions would begin with as things stand, where nobody has answered them since.
    pub fn beginnings(&self) -> Vec<(QuestionId, InstanceId, Option<Json>)> {
        let mut beginnings = Vec::new();
        for (question, spec) in self.program().questions.iter() {
            for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                let path = self.path(spec, instance);
                let raw = &self.entered(spec, instance).raw;
                let is_untouched = match self.draft().defaults_applied.get(&path) {
                    Some(stored) => stored == raw,
                    None => *raw == Json::Null,
                };
                if is_untouched {
                    beginnings.push((question, instance, self.begins_with(spec, instance, &path)));
                }
            }
        }
        beginnings
    }

    /// The assignment is another one: what nobody has answered begins with what follows from it now, where that differs from
    /// what it was before.
    pub fn begin_again(&mut self, before: Vec<(QuestionId, InstanceId, Option<Json>)>) {
        for (question, instance, old) in before {
            let spec = &self.program().questions[question];
            let path = self.path(spec, instance);
            let new = self.begins_with(spec, instance, &path);
            if new != old {
                let value = new.unwrap_or(Json::Null);
                self.ground.put_default(path, value.clone());
                self.write(question, instance, &value);
                self.settle_values();
            }
        }
    }

    /// Writes the answers that questions of an instance start with, each once: what the assignment says, else the form.
    /// What is written out comes before what is worked out from it.
    pub fn defaults(&mut self, instance: InstanceId) {
        let (worked_out, written_out): (Vec<QuestionId>, Vec<QuestionId>) = self
            .questions_of(instance)
            .into_iter()
            .partition(|question| self.program().questions[*question].default_expression.is_some());
        for question in written_out.into_iter().chain(worked_out) {
            let spec = &self.program().questions[question];
            let path = self.path(spec, instance);
            if self.draft().defaults_applied.contains_key(&path) {
                continue;
            }
            let Some(value) = self.begins_with(spec, instance, &path) else { continue };
            self.ground.put_default(path, value.clone());
            self.write(question, instance, &value);
            self.settle_values();
        }
    }
}
