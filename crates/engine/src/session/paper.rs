//! A form for paper: with every branch open, and the conditions of each.

use std::sync::Arc;

use chrono::DateTime;
use sealform_expression::{Condition as Said, Context, ListId, Val, ValueRef};
use sealform_protocol::{Condition, Key, Node, Paper, ReasonFor, Rule};

use super::form::Form;
use super::view::key;
use super::{Beginning, Facts, Session};
use crate::graph::InstanceId;
use crate::program::{
    ConditionSlot, Formula, GroupSpecKind, NodeRef, Program, QuestionSpec, SlotId, TemplateId, TextSpec,
};

/// What stands in a text for an answer that nobody has given yet.
const OPEN: &str = "…";

impl Program {
    /// The form in a language as it stands on paper.
    pub fn paper(self: &Arc<Self>, language: &str) -> Paper {
        let beginning = Beginning {
            id: String::new(),
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            language: language.to_owned(),
            facts: Facts::default(),
        };
        let mut session = Session::start(Arc::clone(self), beginning);
        session.form.open_repeats();
        let session = Session::of(session.form);
        let mut sheet = Sheet { form: &session.form, rules: Vec::new(), choices: Vec::new(), labels: Vec::new() };
        for page in &self.pages {
            let group = page.group.map(NodeRef::Group);
            match group {
                Some(group) if !page.children.contains(&group) => {
                    sheet.node(group, Around::default(), InstanceId::ROOT)
                }
                Some(_) | None => sheet.nodes(&page.children, Around::default(), InstanceId::ROOT),
            }
        }
        let Sheet { form, rules, choices, labels } = sheet;
        let ends = self.ends.values().filter_map(|end| {
            let own = own(self, Some(end.relevant), None)?;
            Some((super::view::words(form, &end.label, InstanceId::ROOT).0, form.whole(own, InstanceId::ROOT)?))
        });
        let mut snapshot = session.snapshot().clone();
        for (key, label) in labels {
            if let Some(Node::Question(view)) = snapshot.nodes.get_mut(&key) {
                let mut open = (**view).clone();
                open.label = label;
                // What is open is not as long as what is inserted.
                open.markup = None;
                *view = open.into();
            }
        }
        Paper {
            snapshot,
            rules: rules.into_iter().collect(),
            choices: choices.into_iter().collect(),
            ends: ends.collect(),
        }
    }
}

impl Form {
    /// Has an instance in each repeat that has none, however many there are meant to be.
    fn open_repeats(&mut self) {
        let templates: Vec<(TemplateId, TemplateId)> =
            self.program().templates.iter().filter_map(|(id, template)| Some((id, template.parent?))).collect();
        for (repeat, parent) in templates {
            for around in self.graph.descendants(InstanceId::ROOT, parent) {
                if self.graph.instances(around, repeat).is_empty() {
                    self.open_repeat(around, repeat);
                }
            }
        }
    }

    /// The whole of a condition, with the labels of what it names.
    fn whole(&self, slot: SlotId, instance: InstanceId) -> Option<Condition> {
        let Formula::Expression(expression) = &self.program().slots[slot].formula else { return None };
        Some(self.condition(expression.condition()?, instance))
    }

    fn condition(&self, said: Said, instance: InstanceId) -> Condition {
        let each = |all: Vec<Said>| all.into_iter().map(|one| self.condition(one, instance)).collect();
        match said {
            Said::All(all) => Condition::All(each(all)),
            Said::Any(any) => Condition::Any(each(any)),
            Said::Not(inner) => Condition::Not(Box::new(self.condition(*inner, instance))),
            Said::Clause(clause) => Condition::Clause(self.clause(clause, instance)),
        }
    }
}

/// What is gathered on the way through the form.
struct Sheet<'a> {
    form: &'a Form,
    rules: Vec<(Key, Vec<Rule>)>,
    choices: Vec<(Key, Vec<String>)>,
    labels: Vec<(Key, String)>,
}

/// What a node inherits.
#[derive(Clone, Copy, Default)]
struct Around {
    relevant: Option<SlotId>,
    readonly: Option<SlotId>,
}

impl Sheet<'_> {
    fn nodes(&mut self, nodes: &[NodeRef], around: Around, instance: InstanceId) {
        nodes.iter().for_each(|node| self.node(*node, around, instance));
    }

    fn node(&mut self, node: NodeRef, around: Around, instance: InstanceId) {
        let (form, program) = (self.form, self.form.program());
        let id = form.graph.instance_id(instance);
        match node {
            NodeRef::Question(question) => {
                let spec = &program.questions[question];
                let key = key(id, spec.node);
                self.add(key, around, (spec.relevant, spec.readonly), &conditions(spec), instance);
                self.texts(key, spec, instance);
            }
            NodeRef::Group(group) => {
                let spec = &program.groups[group];
                self.add(key(id, spec.node), around, (spec.relevant, spec.readonly), &[], instance);
                let around = Around { relevant: spec.relevant, readonly: slot(spec.readonly) };
                match spec.kind {
                    GroupSpecKind::Group | GroupSpecKind::Instance => self.nodes(&spec.children, around, instance),
                    GroupSpecKind::Repeat(repeat) => {
                        for inner in form.graph.instances(instance, repeat) {
                            self.nodes(&spec.children, around, *inner);
                        }
                    }
                }
            }
        }
    }

    /// The conditions that are a node's own.
    fn add(
        &mut self,
        key: Key,
        around: Around,
        (relevant, readonly): (Option<SlotId>, ConditionSlot),
        others: &[(ReasonFor, SlotId)],
        instance: InstanceId,
    ) {
        let program = self.form.program();
        let asked = own(program, relevant, around.relevant).map(|slot| (ReasonFor::Asked, slot));
        let locked = own(program, slot(readonly), around.readonly).map(|slot| (ReasonFor::Locked, slot));
        let slots = asked.into_iter().chain(others.iter().copied()).chain(locked);
        let rules = slots.filter_map(|(about, slot)| Some(Rule { about, condition: self.form.whole(slot, instance)? }));
        let rules: Vec<Rule> = rules.collect();
        if !rules.is_empty() {
            self.rules.push((key, rules));
        }
    }

    fn texts(&mut self, key: Key, spec: &QuestionSpec, instance: InstanceId) {
        let form = self.form;
        if let Some(list) = spec.list {
            let names = form.program().lists[list].iter().map(|choice| choice.name.as_str());
            self.choices.push((key, names.map(|name| form.choice_label(spec, instance, name)).collect()));
        }
        self.labels.extend(open_text(form, &spec.label).map(|label| (key, label)));
    }
}

/// What a question's required answer and its comment depend on.
fn conditions(spec: &QuestionSpec) -> Vec<(ReasonFor, SlotId)> {
    let required = slot(spec.required).map(|slot| (ReasonFor::Required, slot));
    let comment = spec.comment.as_ref().and_then(|comment| slot(comment.required).or(slot(comment.relevant)));
    required.into_iter().chain(comment.map(|slot| (ReasonFor::Comment, slot))).collect()
}

fn slot(condition: ConditionSlot) -> Option<SlotId> {
    match condition {
        ConditionSlot::Slot(slot) => Some(slot),
        ConditionSlot::On | ConditionSlot::Off => None,
    }
}

/// The condition that is a node's own: what it inherits stands before it.
fn own(program: &Program, slot: Option<SlotId>, around: Option<SlotId>) -> Option<SlotId> {
    let slot = slot.filter(|slot| Some(*slot) != around)?;
    let formula = &program.slots[slot].formula;
    if let Formula::All { of, none } = formula
        && let ([_, own], []) = (of.as_slice(), none.as_slice())
    {
        return Some(*own);
    }
    if let Formula::Any(of) = formula {
        return of.last().copied();
    }
    matches!(formula, Formula::Expression(_)).then_some(slot)
}

/// A text that inserts answers, with what is open in their places.
fn open_text(form: &Form, text: &TextSpec) -> Option<String> {
    let Formula::Text { templates, fallback } = &form.program().slots[text.filled?].formula else { return None };
    let template = templates.get(&form.draft().language).or_else(|| templates.get(fallback));
    template.map(|template| template.fill(&Unanswered))
}

/// Where nobody has answered yet.
struct Unanswered;

impl Context for Unanswered {
    fn read(&self, _: ValueRef) -> Val {
        Val::text(OPEN)
    }

    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        Some(OPEN.to_owned())
    }
}
