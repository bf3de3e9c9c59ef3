//! Why a question is asked, required or closed as things stand: its conditions, and those of the groups around it.
//! Not here: what a condition says (`sealform_expression`), and what that is in a language (the UI).

use sealform_expression::{Clause as Said, Side, Val, ValueRef};
use sealform_protocol::{ApplyError, Clause, Operand, Reason, ReasonFor};
use sealform_questionnaire::Shape;

use super::form::Form;
use super::view::words;
use crate::compile::slot_of;
use crate::graph::InstanceId;
use crate::program::{ConditionSlot, Formula, NodeRef, Program, QuestionSpec, SlotId};

impl Form {
    /// Why a question or group is asked, required or closed, or not asked.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    pub fn why(&self, path: &str) -> Result<Vec<Reason>, ApplyError> {
        let (node, instance) = self.node_at(path)?;
        let mut slots = Vec::new();
        let relevant = match node {
            NodeRef::Question(question) => {
                let spec = &self.program().questions[question];
                slots.extend(self.conditions_of(spec, instance));
                spec.relevant
            }
            NodeRef::Group(group) => {
                let spec = &self.program().groups[group];
                slots.extend(self.if_on(spec.readonly, instance).map(|slot| (ReasonFor::Locked, slot)));
                spec.relevant
            }
        };
        let asked = if self.graph.holds_or(relevant, instance) { ReasonFor::Asked } else { ReasonFor::NotAsked };
        if asked == ReasonFor::NotAsked {
            slots.clear();
        }
        slots.splice(0..0, relevant.map(|slot| (asked, slot)));
        let reasons = slots.into_iter().map(|(about, slot)| {
            let mut clauses = Vec::new();
            self.explain(slot, instance, &mut clauses);
            Reason { about, clauses }
        });
        Ok(reasons.filter(|reason| !reason.clauses.is_empty()).collect())
    }

    /// Whether there is a reason why a question that is asked is asked, required or closed.
    pub fn has_reason(&self, spec: &QuestionSpec, instance: InstanceId) -> bool {
        spec.relevant.is_some_and(|slot| is_conditional(self.program(), slot))
            || self.conditions_of(spec, instance).next().is_some()
    }

    /// The conditions of a question that hold now, beside that it is asked.
    fn conditions_of(&self, spec: &QuestionSpec, instance: InstanceId) -> impl Iterator<Item = (ReasonFor, SlotId)> {
        let of = |about, condition| self.if_on(condition, instance).map(|slot| (about, slot));
        let required = of(ReasonFor::Required, spec.required).filter(|_| spec.kind.takes_answer());
        let comment = spec.comment.as_ref().filter(|comment| self.is_on(comment.relevant, instance));
        let comment = comment.and_then(|comment| {
            of(ReasonFor::Comment, comment.required).or_else(|| of(ReasonFor::Comment, comment.relevant))
        });
        [required, of(ReasonFor::Locked, spec.readonly), comment].into_iter().flatten()
    }

    fn if_on(&self, condition: ConditionSlot, instance: InstanceId) -> Option<SlotId> {
        match condition {
            ConditionSlot::Slot(slot) => Some(slot).filter(|_| self.is_on(condition, instance)),
            ConditionSlot::On | ConditionSlot::Off => None,
        }
    }

    /// What makes a slot as true as it is, the nearest reason first. That the form has not ended is no reason to ask.
    fn explain(&self, slot: SlotId, instance: InstanceId, found: &mut Vec<Clause>) {
        let spec = &self.program().slots[slot];
        let instance = self.graph.ancestor_at(instance, self.program().templates[spec.template].depth);
        let truth = |slot: SlotId| self.graph.get(slot, instance).to_truth();
        match &spec.formula {
            Formula::Expression(_) => {
                for said in self.graph.reasons(slot, instance) {
                    let clause = self.clause(said, instance);
                    if !found.contains(&clause) {
                        found.push(clause);
                    }
                }
            }
            Formula::All { of, none } => {
                let ends = none.iter().filter(|end| !truth(slot) && truth(**end));
                let around = of.iter().rev().filter(|part| truth(**part) == truth(slot));
                around.chain(ends).for_each(|part| self.explain(*part, instance, found));
            }
            Formula::Any(of) => {
                let telling = of.iter().rev().filter(|part| truth(**part) == truth(slot));
                telling.for_each(|part| self.explain(*part, instance, found));
            }
            Formula::Ground
            | Formula::Integer(_)
            | Formula::Once { .. }
            | Formula::Count(_)
            | Formula::Offered(_)
            | Formula::RelevantValue { .. }
            | Formula::Constraint { .. }
            | Formula::Filter { .. }
            | Formula::Text { .. }
            | Formula::Starts { .. } => {}
        }
    }

    /// A clause with the labels of what it names.
    pub fn clause(&self, said: Said, instance: InstanceId) -> Clause {
        let subject = match &said.subject {
            Side::Named(name) | Side::Count(name) => self.named(*name),
            Side::Known(_) | Side::Quote(_) => None,
        };
        let object = match &said.object {
            Side::Known(Val::Blank) | Side::Quote(_) => None,
            Side::Known(value) => Some(self.operand(subject, value, instance)),
            Side::Named(name) | Side::Count(name) => Some(match self.named(*name) {
                Some(spec) => Operand::Answer(self.called(spec, instance)),
                // A fact, such as today.
                None => self.operand(subject, &self.fact(*name, instance), instance),
            }),
        };
        Clause {
            path: subject.map_or_else(String::new, |spec| self.path(spec, instance)),
            subject: match (&said.subject, subject) {
                (Side::Quote(words), _) => words.to_string(),
                (_, Some(spec)) => self.called(spec, instance),
                (_, None) => String::new(),
            },
            counted: matches!(said.subject, Side::Count(_)),
            relation: said.relation,
            object,
        }
    }

    /// The question whose answer is called so.
    fn named(&self, name: ValueRef) -> Option<&QuestionSpec> {
        let slot = slot_of(name)?;
        self.program().questions.values().find(|spec| spec.value == slot)
    }

    fn fact(&self, name: ValueRef, instance: InstanceId) -> Val {
        slot_of(name).map_or(Val::Blank, |slot| self.graph.get(slot, instance).clone())
    }

    /// What a question is called: its label, or where it has none its hint, or its name.
    fn called(&self, spec: &QuestionSpec, instance: InstanceId) -> String {
        let instance = self.graph.ancestor_at(instance, self.program().templates[spec.template].depth);
        let texts = [&spec.label].into_iter().chain(spec.hint.as_deref()).map(|text| words(self, text, instance).0);
        let name = || spec.path.plain.rsplit('/').next().unwrap_or_default().to_owned();
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_else(name)
    }

    fn operand(&self, subject: Option<&QuestionSpec>, value: &Val, instance: InstanceId) -> Operand {
        let text = value.to_text();
        let is_date = matches!(value, Val::Date(_) | Val::Moment(_))
            || subject.is_some_and(|spec| matches!(spec.kind.shape(), Shape::Date | Shape::DateTime));
        match (subject.filter(|spec| spec.list.is_some()), value) {
            (_, Val::Number(_)) => Operand::Number(text),
            (Some(spec), _) => Operand::Text(self.choice_label(spec, instance, &text)),
            (None, _) if is_date => Operand::Date(text),
            (None, _) => Operand::Text(text),
        }
    }
}

/// Whether an expression has a say in what a slot holds.
fn is_conditional(program: &Program, slot: SlotId) -> bool {
    let formula = &program.slots[slot].formula;
    if let Formula::All { of, .. } | Formula::Any(of) = formula {
        return of.iter().any(|part| is_conditional(program, *part));
    }
    formula.has_expression()
}
