//! Commands of a person: answers, comments, and where they are.

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::{Action, ApplyError, Command, Position};
use sealform_questionnaire::QuestionType;
use sealform_types::Json;

use super::form::Form;
use crate::answer::{self, Answer, Asked, Reading};
use crate::graph::InstanceId;
use crate::limits::MAX_TEXT_BYTES;
use crate::program::{NodeRef, Origin, QuestionId};

impl Form {
    /// Does what a command asks and what follows from it.
    ///
    /// # Errors
    /// See [`ApplyError`]; the form is then unchanged.
    pub fn take(&mut self, command: &Command) -> Result<(), ApplyError> {
        // A clock that was set back would seal an end before its beginning: within a draft time stands still instead.
        let at = if command.at < self.draft().at { self.draft().at } else { command.at };
        self.ground.begin_command();
        match &command.action {
            Action::Answer { path, value } => self.enter(at, path, value)?,
            Action::Comment { path, text } => self.comment(at, path, text)?,
            Action::Open { path } => self.open(at, path)?,
            Action::Language { language } => self.set_language(at, language)?,
            Action::AddInstance { path } => self.add_instance(at, path)?,
            Action::RemoveInstance { path } => self.remove_instance(at, path)?,
            Action::StartWatch { path } => self.start_watch(at, path)?,
            Action::Fact { name, value } => self.set_fact(at, name, value)?,
        }
        self.ground.log(at, &command.action);
        self.settle();
        self.phases.clear();
        Ok(())
    }

    fn enter(&mut self, at: DateTime<FixedOffset>, path: &str, value: &Json) -> Result<(), ApplyError> {
        let (question, instance) = self.answerable(path)?;
        let spec = &self.program().questions[question];
        let answer = answer::read(&Asked { path, at, reading: Reading::Entered, ..self.asked(spec, instance) }, value)?;
        let stops = stops_watch(&self.entered(spec, instance).raw, &answer.raw);
        let has_default =
            spec.default.is_some() || spec.default_expression.is_some() || self.graph.assigned.has_answers();
        let confirmed = has_default.then(|| self.path(spec, instance));
        let confirmed = confirmed.filter(|at| self.draft().defaults_applied.get(at) == Some(&answer.raw));
        if stops {
            self.ground.stop_watch(path);
        }
        self.set_moment(at);
        if let Some(stored) = confirmed {
            // What it starts with is somebody's answer now.
            self.ground.put_default(stored, Json::Null);
        }
        self.put(question, instance, answer);
        self.ground.set_path(path);
        Ok(())
    }

    fn start_watch(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let (question, instance) = self.answerable(path)?;
        let spec = &self.program().questions[question];
        let has_attempt = || self.entered(spec, instance).raw.as_array().is_some_and(|attempts| !attempts.is_empty());
        if !(spec.kind == QuestionType::Duration || spec.attempts.is_some() && has_attempt()) {
            return Err(ApplyError::WrongKind { path: path.to_owned(), takes: "a length of time" });
        }
        let stored = self.path(spec, instance);
        self.set_moment(at);
        self.ground.start_watch(&stored, at);
        self.graph.touch(question, instance);
        self.ground.set_path(path);
        Ok(())
    }

    fn comment(&mut self, at: DateTime<FixedOffset>, path: &str, text: &str) -> Result<(), ApplyError> {
        let (question, instance) = self.try_comment(path, text)?;
        let spec = &self.program().questions[question];
        let stored = self.path(spec, instance);
        self.set_moment(at);
        self.ground.put_comment(stored, text);
        self.graph.touch(question, instance);
        self.ground.set_path(path);
        Ok(())
    }

    /// The question, if a person could answer it now.
    fn answerable(&self, path: &str) -> Result<(QuestionId, InstanceId), ApplyError> {
        let (question, instance) = self.question_at(path)?;
        let spec = &self.program().questions[question];
        if !spec.kind.takes_answer() || self.is_on(spec.readonly, instance) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        if !self.graph.holds_or(spec.relevant, instance) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        Ok((question, instance))
    }

    /// Takes an answer as entered, with what expressions see of it.
    pub fn put(&mut self, question: QuestionId, instance: InstanceId, answer: Answer) {
        if self.show(question, instance, &answer) == Shown::Yes {
            let spec = &self.program().questions[question];
            let (path, index) = (self.path(spec, instance), self.graph.answer_index(spec.local, instance));
            self.ground.put(path, index, answer);
        }
    }

    /// Reads an answer that the draft has, where it stays as it is.
    pub fn recall(&mut self, question: QuestionId, instance: InstanceId, raw: &Json) {
        let spec = &self.program().questions[question];
        let index = self.graph.answer_index(spec.local, instance);
        let answer = answer::read(&self.asked(spec, instance), raw).unwrap_or(Answer::NONE);
        if self.show(question, instance, &answer) == Shown::Yes {
            self.ground.recall(index, answer);
        }
    }

    /// The same of a value that the form is taken to have written: the draft has it from now on.
    pub fn recall_written(&mut self, question: QuestionId, instance: InstanceId, path: &str, raw: &Json) {
        if *raw == Json::Null {
            return self.write(question, instance, raw);
        }
        self.ground.keep(path.to_owned(), raw.clone());
        self.recall(question, instance, raw);
    }

    /// Whether a person could enter an answer as the form stands.
    ///
    /// # Errors
    /// [`ApplyError`] says why not.
    pub fn try_answer(&self, path: &str, value: &Json) -> Result<(), ApplyError> {
        let (question, instance) = self.answerable(path)?;
        let spec = &self.program().questions[question];
        let asked = Asked { path, reading: Reading::Entered, ..self.asked(spec, instance) };
        answer::read(&asked, value).map(drop)
    }

    /// Whether a person could enter a comment as the form stands.
    ///
    /// # Errors
    /// [`ApplyError`] says why not.
    pub fn try_comment(&self, path: &str, text: &str) -> Result<(QuestionId, InstanceId), ApplyError> {
        let (question, instance) = self.answerable(path)?;
        let spec = &self.program().questions[question];
        let Some(comment) = &spec.comment else {
            return Err(ApplyError::NoComment { path: path.to_owned() });
        };
        if !self.is_on(comment.relevant, instance) {
            return Err(ApplyError::NotRelevant { path: format!("{path}#comment") });
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_TEXT_BYTES });
        }
        Ok((question, instance))
    }

    /// Shows an answer to expressions, unless the question follows from others.
    fn show(&mut self, question: QuestionId, instance: InstanceId, answer: &Answer) -> Shown {
        let spec = &self.program().questions[question];
        let slot = match spec.written {
            Origin::Calculation => return Shown::No,
            Origin::Once(kept) | Origin::Suggested { kept, .. } => kept,
            Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Preset => spec.answer,
        };
        self.graph.set(slot, instance, answer.value.as_ref().map_or(Val::Blank, Val::from));
        self.graph.touch_answer(question, instance);
        Shown::Yes
    }

    fn open(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let position = match self.page_called(path) {
            Some(page) => Position { page, path: String::new() },
            None => {
                let (node, _) = self.node_at(path)?;
                let page = match node {
                    NodeRef::Question(question) => self.program().questions[question].page,
                    NodeRef::Group(group) => self.page_with(NodeRef::Group(group)),
                };
                Position { page: u32::try_from(page).unwrap_or(0), path: path.to_owned() }
            }
        };
        self.set_moment(at);
        self.ground.set_position(position);
        Ok(())
    }
}

/// Whether an answer is what a stopwatch has measured: a length of time, or how long the last attempt waited, which may be as
/// long as before; another attempt, or one less, stops it too.
fn stops_watch(before: &Json, after: &Json) -> bool {
    let last = |log: &Json| {
        let attempts = log.as_array()?;
        Some((attempts.len(), attempts.last()?.get("waited").cloned()))
    };
    last(after).is_none() || last(before) != last(after) || before == after
}

/// Whether expressions see an answer that is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    No,
}
