//! A form as it is filled: ground state, and the values that follow from it.

use std::sync::Arc;

use sealform_expression::Val;
use sealform_protocol::{ApplyError, Draft};
use sealform_questionnaire::Text;
use sealform_types::{Json, Value};

use super::ground::GroundState;
use super::phases::Phases;
use crate::answer::{self, Answer, Asked, Reading, calculated};
use crate::graph::{Graph, HostFunctions, InstanceId};
use crate::program::{ConditionSlot, EndSpec, NodeRef, Origin, Program, QuestionSpec};

/// A form as it is filled.
pub(crate) struct Form {
    pub graph: Graph,
    pub ground: GroundState,
    pub phases: Phases,
}

impl Form {
    /// A form with the facts of a draft; nothing is read of its answers, and nothing computed.
    pub fn new(program: Arc<Program>, draft: Draft, functions: HostFunctions) -> Self {
        let (graph, ground) = (Graph::new(program, functions), GroundState::new(draft));
        let mut form = Self { graph, ground, phases: Phases::default() };
        form.make_room();
        form.set_facts();
        form
    }

    pub fn make_room(&mut self) {
        self.ground.make_room(self.graph.answer_count());
    }

    pub fn program(&self) -> &Program {
        self.graph.program()
    }

    pub fn draft(&self) -> &Draft {
        self.ground.draft()
    }

    /// The path of a question in an instance.
    pub fn path(&self, spec: &QuestionSpec, instance: InstanceId) -> String {
        self.graph.path(&spec.path, instance)
    }

    /// What was entered.
    pub fn entered(&self, spec: &QuestionSpec, instance: InstanceId) -> &Answer {
        self.ground.answer(self.graph.answer_index(spec.local, instance))
    }

    /// The question as an answer finds it that is there already, or that the form writes.
    pub fn asked<'a>(&'a self, spec: &'a QuestionSpec, instance: InstanceId) -> Asked<'a> {
        Asked {
            program: self.program(),
            spec,
            offered: spec.filter.map(|filter| self.graph.get(filter, instance)),
            path: "",
            at: self.draft().at,
            reading: Reading::Restored,
            assigned: &self.graph.assigned,
            current: self.entered(spec, instance),
        }
    }

    pub fn is_on(&self, condition: ConditionSlot, instance: InstanceId) -> bool {
        match condition {
            ConditionSlot::Off => false,
            ConditionSlot::On => true,
            ConditionSlot::Slot(slot) => self.graph.get(slot, instance).to_truth(),
        }
    }

    /// What follows from other values, where the answer does so now: of a suggestion as if somebody had entered it.
    pub fn followed(&self, spec: &QuestionSpec, instance: InstanceId, seen: &Val) -> Option<Option<Value>> {
        match spec.written {
            Origin::Calculation | Origin::Once(_) => Some(calculated(seen)),
            Origin::Suggested { kept, .. } if self.graph.get(kept, instance).is_blank() => {
                let asked = self.asked(spec, instance);
                let suggested = || answer::read(&asked, &answer::coerce(&asked, seen)).ok()?.value;
                self.entered(spec, instance).fault.is_none().then(suggested)
            }
            Origin::Suggested { .. } | Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Preset => {
                None
            }
        }
    }

    /// The answer of a question that counts: relevant, and let through by its filter.
    pub fn counting(&self, spec: &QuestionSpec, instance: InstanceId) -> Option<Value> {
        if !self.graph.holds_or(spec.relevant, instance) {
            return None;
        }
        let seen = self.graph.get(spec.value, instance);
        if let Some(value) = self.followed(spec, instance, seen) {
            return value;
        }
        let value = self.entered(spec, instance).value.clone()?;
        match (spec.filter, seen) {
            (Some(_), Val::Blank) => None,
            (Some(_), Val::Choices(names)) if names.is_empty() => None,
            (Some(_), Val::Choices(names)) => Some(Value::Choices(names.iter().map(ToString::to_string).collect())),
            (None, _) | (Some(_), _) => Some(value),
        }
    }

    /// Whether a question or group is relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    pub fn is_relevant(&self, path: &str) -> Result<bool, ApplyError> {
        let (node, instance) = self.node_at(path)?;
        let relevant = match node {
            NodeRef::Question(question) => self.program().questions[question].relevant,
            NodeRef::Group(group) => self.program().groups[group].relevant,
        };
        Ok(self.graph.holds_or(relevant, instance))
    }

    /// Where the form ends early, if it does.
    pub fn end(&self) -> Option<&EndSpec> {
        self.program().ends.values().find(|end| self.graph.holds_or(Some(end.relevant), InstanceId::ROOT))
    }

    /// What the filled form is called, where the form says so.
    pub fn instance_name(&self) -> Option<String> {
        Some(self.graph.get(self.program().instance_name?, InstanceId::ROOT).to_text())
    }

    /// What a choice is called, with answers inserted; its name where the list lacks it.
    pub fn choice_label(&self, spec: &QuestionSpec, instance: InstanceId, name: &str) -> String {
        let list = spec.list.map_or(&[][..], |list| &self.program().lists[list]);
        let Some((index, choice)) = list.iter().enumerate().find(|(_, choice)| choice.name == name) else {
            return name.to_owned();
        };
        match spec.choice_labels.iter().find(|(known, _)| *known == index) {
            Some((_, slot)) => self.graph.get(*slot, instance).to_text(),
            None => self.plain(&choice.label).to_owned(),
        }
    }

    /// A text in the language shown, as it is written.
    pub fn plain<'a>(&'a self, text: &'a Text) -> &'a str {
        text.in_language(&self.draft().language, self.fallback()).0
    }

    /// The form's first language, for texts that lack the one shown.
    pub fn fallback(&self) -> &str {
        self.program().form.languages.first().map_or("", String::as_str)
    }

    /// What chance begins with: the fact `seed`, or the draft's id.
    pub fn seed_text(&self) -> &str {
        self.draft().facts.get("seed").and_then(Json::as_str).unwrap_or(&self.draft().id)
    }
}
