//! What a person enters, and what counts of it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::ApplyError;
use sealform_types::{Json, Value};

use super::Session;
use super::answers::{Answer, Reading, calculated};
use super::graph::InstanceId;
use crate::MAX_TEXT_BYTES;
use crate::program::{ConditionSlot, Origin, QuestionId, QuestionPlan};

impl Session {
    pub(super) fn answer(&mut self, at: DateTime<FixedOffset>, path: &str, value: &Json) -> Result<(), ApplyError> {
        let (question, block) = self.answerable(path)?;
        let plan = &self.program.questions[question];
        let answer = self.read_answer(plan, block, path, value, at, Reading::Entered)?;
        self.moment(at);
        self.put(question, block, answer);
        self.draft.position.path = path.to_owned();
        Ok(())
    }

    pub(super) fn comment(&mut self, at: DateTime<FixedOffset>, path: &str, text: &str) -> Result<(), ApplyError> {
        let (question, block) = self.answerable(path)?;
        let program = Arc::clone(&self.program);
        let Some(comment) = &program.questions[question].comment else {
            return Err(ApplyError::NoComment { path: path.to_owned() });
        };
        if !self.is_on(comment.relevant, block) {
            return Err(ApplyError::NotRelevant { path: format!("{path}#comment") });
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_TEXT_BYTES });
        }
        self.moment(at);
        self.put_comment(question, block, text);
        self.draft.position.path = path.to_owned();
        Ok(())
    }

    /// The question, if a person could answer it now.
    fn answerable(&self, path: &str) -> Result<(QuestionId, InstanceId), ApplyError> {
        let (question, block) = self.locate(path)?;
        let plan = &self.program.questions[question];
        if !plan.source.kind.takes_answer() || self.is_on(plan.readonly, block) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        if !self.cells.holds_or(&self.program, plan.relevant, block) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        Ok((question, block))
    }

    pub(super) fn put(&mut self, question: QuestionId, block: InstanceId, answer: Answer) {
        let plan = &self.program.questions[question];
        let seen = answer.value.as_ref().map_or(Val::Blank, Val::from);
        match plan.written {
            Origin::Calculation => return,
            Origin::Once(kept) | Origin::Suggested { kept, .. } => self.cells.set(&self.program, kept, block, seen),
            Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Preset => {
                self.cells.set(&self.program, plan.answer, block, seen);
            }
        }
        let path = self.path(plan, block);
        match answer.raw {
            Json::Null => drop(self.draft.answers.remove(&path)),
            ref raw => drop(self.draft.answers.insert(path, raw.clone())),
        }
        let place = self.cells.question_cell(block, plan.local);
        if let Some(kept) = self.answers.get_mut(place) {
            let comment = std::mem::take(&mut kept.comment);
            *kept = Answer { comment, ..answer };
        }
        self.faces.touch(block, question);
        self.cells.touch_lines(&self.program, plan.answer);
    }

    pub(super) fn put_comment(&mut self, question: QuestionId, block: InstanceId, text: &str) {
        let plan = &self.program.questions[question];
        let path = self.path(plan, block);
        match text {
            "" => drop(self.draft.comments.remove(&path)),
            text => drop(self.draft.comments.insert(path, text.to_owned())),
        }
        let place = self.cells.question_cell(block, plan.local);
        if let Some(kept) = self.answers.get_mut(place) {
            text.clone_into(&mut kept.comment);
        }
        self.faces.touch(block, question);
    }

    pub(super) fn kept(&self, plan: &QuestionPlan, block: InstanceId) -> &Answer {
        static NONE: Answer = Answer::NONE;
        self.answers.get(self.cells.question_cell(block, plan.local)).unwrap_or(&NONE)
    }

    pub(super) fn is_on(&self, switch: ConditionSlot, block: InstanceId) -> bool {
        match switch {
            ConditionSlot::Off => false,
            ConditionSlot::On => true,
            ConditionSlot::Slot(slot) => self.cells.get(&self.program, slot, block).to_truth(),
        }
    }

    /// What follows from other values, where the answer does so now: of a suggestion as if somebody had entered it.
    pub(super) fn followed(&self, plan: &QuestionPlan, block: InstanceId, seen: &Val) -> Option<Option<Value>> {
        match plan.written {
            Origin::Calculation | Origin::Once(_) => Some(calculated(seen)),
            Origin::Suggested { kept, .. } if self.cells.get(&self.program, kept, block).is_blank() => {
                let read =
                    || self.read_answer(plan, block, "", &self.given(plan, block, seen), self.draft.at, Reading::Kept);
                self.kept(plan, block).fault.is_none().then(|| read().ok()?.value)
            }
            Origin::Suggested { .. } | Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Preset => {
                None
            }
        }
    }

    /// The answer of a question that counts: relevant, and let through by its filter.
    pub(super) fn counting(&self, plan: &QuestionPlan, block: InstanceId) -> Option<Value> {
        if !self.cells.holds_or(&self.program, plan.relevant, block) {
            return None;
        }
        let seen = self.cells.get(&self.program, plan.value, block);
        if let Some(value) = self.followed(plan, block, seen) {
            return value;
        }
        let value = self.kept(plan, block).value.clone()?;
        match (plan.filter, seen) {
            (Some(_), Val::Blank) => None,
            (Some(_), Val::Choices(names)) if names.is_empty() => None,
            (Some(_), Val::Choices(names)) => Some(Value::Choices(names.iter().map(ToString::to_string).collect())),
            (None, _) | (Some(_), _) => Some(value),
        }
    }
}
