//! How the value of one slot of one instance comes about.

use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::{Clause, Expression, TextTemplate, Val};
use sealform_types::VecMap;

use super::eval_context::{Before, EvalContext, Row};
use super::{Graph, HostCall, InstanceId};
use crate::compile::columns;
use crate::limits::MAX_INSTANCES;
use crate::program::{Formula, SlotId};

impl Graph {
    /// The value of a slot; `None` where commands set it.
    pub(super) fn compute(&self, formula: &Formula, slot: SlotId, instance: InstanceId) -> Option<Val> {
        if let Formula::RelevantValue { answer, relevant, filter } = formula {
            return Some(self.relevant_value(*answer, *relevant, *filter, instance));
        }
        if let Formula::Once { kept, .. } = formula {
            let kept = self.get(*kept, instance);
            if !kept.is_blank() {
                return Some(kept.clone());
            }
        }
        self.count_evaluations(u64::from(formula.has_expression()));
        let context = EvalContext { graph: self, instance, slot, choice: None, before: Before::Kept };
        Some(match formula {
            Formula::Ground | Formula::RelevantValue { .. } => return None,
            // XForms store NaN as an empty value, and everything that reads it sees a blank.
            Formula::Expression(expression) => number_or_blank(expression.eval(&context), |number| !number.is_nan()),
            // Nor is an infinite number a value to be kept, or suggested.
            Formula::Once { test, .. } => number_or_blank(test.eval(&context), f64::is_finite),
            Formula::Integer(expression) => match expression.eval(&context) {
                value if value.is_blank() || value.to_number().is_nan() => Val::Blank,
                value => Val::Number(libm::trunc(value.to_number())),
            },
            Formula::Count(expression) => Val::Number(count(expression.eval(&context).to_number())),
            Formula::Offered(expression) => Val::Choices(names(&expression.eval(&context))),
            Formula::Any(of) => Val::Truth(of.iter().any(|slot| self.get(*slot, instance).to_truth())),
            Formula::All { of, none } => {
                let holds = |slot: &SlotId| self.get(*slot, instance).to_truth();
                Val::Truth(of.iter().all(holds) && !none.iter().any(holds))
            }
            Formula::Constraint { value, test } => {
                Val::Truth(self.get(*value, instance).is_blank() || test.holds(&context))
            }
            Formula::Filter { list, test } => {
                let choices = &self.program.lists[*list];
                let columns = columns(choices);
                let rows = choices.iter().zip(1..);
                let rows =
                    rows.map(|(choice, position)| Row { choice, columns: &columns, position, size: choices.len() });
                let offered = rows.filter(|row| test.holds(&EvalContext { choice: Some(*row), ..context }));
                Val::Choices(offered.map(|row| row.choice.name.as_str().into()).collect())
            }
            Formula::Text { templates, fallback } => Val::text(
                &self.in_language(templates, fallback).map(|template| template.fill(&context)).unwrap_or_default(),
            ),
            Formula::Starts { text } => {
                let Formula::Text { templates, fallback } = &self.program.slots[*text].formula else { return None };
                let starts = self.in_language(templates, fallback).map(|template| template.starts(&context));
                Val::Many(starts.unwrap_or_default().into_iter().map(|start| Val::Number(start.into())).collect())
            }
        })
    }

    /// A text in the language shown, else in another.
    fn in_language<'t>(&self, templates: &'t VecMap<String, TextTemplate>, fallback: &str) -> Option<&'t TextTemplate> {
        templates.get(&self.language()).or_else(|| templates.get(fallback)).or_else(|| templates.values().next())
    }

    fn relevant_value(
        &self,
        answer: SlotId,
        relevant: Option<SlotId>,
        filter: Option<SlotId>,
        instance: InstanceId,
    ) -> Val {
        if !self.holds_or(relevant, instance) {
            return Val::Blank;
        }
        let answer = self.get(answer, instance);
        match filter {
            None => answer.clone(),
            Some(filter) => mask(answer, self.get(filter, instance)),
        }
    }

    /// Evaluates an expression that has no slot of its own, for what another slot holds.
    pub fn evaluate(&self, expression: &Expression, slot: SlotId, instance: InstanceId) -> Val {
        self.count_evaluations(1);
        expression.eval(&EvalContext { graph: self, instance, slot, choice: None, before: Before::Kept })
    }

    /// Whether an expression asks for the zone as things stand, where its question has no value yet.
    pub fn asks_zone(&self, expression: &Expression, slot: SlotId, instance: InstanceId) -> bool {
        self.asked_zone.set(false);
        expression.eval(&EvalContext { graph: self, instance, slot, choice: None, before: Before::Blank });
        self.asked_zone.get()
    }

    /// The calls of the page's functions that an expression makes as things stand, where its question has no value yet.
    pub fn host_calls_of(&self, expression: &Expression, slot: SlotId, instance: InstanceId) -> Vec<Rc<HostCall>> {
        drop(self.host.take_made());
        expression.eval(&EvalContext { graph: self, instance, slot, choice: None, before: Before::Blank });
        self.host.take_made()
    }

    /// Of a condition: what makes it as true as it is.
    pub fn reasons(&self, slot: SlotId, instance: InstanceId) -> Vec<Clause> {
        let Formula::Expression(expression) = &self.program.slots[slot].formula else { return Vec::new() };
        let truth = self.get(slot, instance).to_truth();
        expression.reasons(truth, &EvalContext { graph: self, instance, slot, choice: None, before: Before::Kept })
    }

    fn count_evaluations(&self, more: u64) {
        self.evaluations.set(self.evaluations.get() + more);
    }

    /// How many expressions have been evaluated so far.
    pub fn evaluations(&self) -> u64 {
        self.evaluations.get()
    }

    /// The language that texts are shown in.
    pub(super) fn language(&self) -> String {
        self.get(self.program.facts.language, InstanceId::ROOT).to_text()
    }
}

/// A value; blank where it is a number that `is_kept` does not keep.
fn number_or_blank(value: Val, is_kept: impl Fn(f64) -> bool) -> Val {
    if let Val::Number(number) = value
        && !is_kept(number)
    {
        return Val::Blank;
    }
    value
}

/// The names of the choices that a value offers.
fn names(value: &Val) -> Arc<[Arc<str>]> {
    if let Val::Many(values) = value {
        return values.iter().map(|value| value.to_text().into()).collect();
    }
    if value.is_blank() { [].into() } else { [value.to_text().into()].into() }
}

/// A number of instances: whole, and within bounds.
fn count(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { libm::trunc(number).clamp(0.0, f64::from(MAX_INSTANCES)) }
}

/// A selection without the choices that a filter does not let through.
fn mask(answer: &Val, offered: &Val) -> Val {
    let Val::Choices(offered) = offered else { return answer.clone() };
    match answer {
        Val::Text(name) if offered.contains(name) => answer.clone(),
        Val::Text(_) => Val::Blank,
        Val::Choices(names) => Val::Choices(names.iter().filter(|name| offered.contains(name)).cloned().collect()),
        Val::Blank
        | Val::Number(_)
        | Val::Truth(_)
        | Val::Date(_)
        | Val::Time(_)
        | Val::Moment(_)
        | Val::Attempts(_)
        | Val::Many(_) => answer.clone(),
    }
}
