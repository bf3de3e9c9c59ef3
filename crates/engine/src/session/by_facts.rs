//! What a form shows at its beginning that follows from facts: from the clock, the zone, the assignment, chance, functions of
//! the page. Whoever draws the form before a device has given them leaves it out. Nothing that runs in a page asks for it.

use std::rc::Rc;

use sealform_expression::{BY_THE_WAY, Expression, TextTemplate, Usage};
use sealform_protocol::{FormView, Key, Node, Snapshot};
use sealform_questionnaire::Role;
use sealform_types::{Arena, VecSet};

use super::Session;
use super::form::Form;
use super::view::key;
use crate::compile::{reads_in_passing, written_by};
use crate::graph::InstanceId;
use crate::program::{Formula, Origin, Program, QuestionSpec, Slot, SlotId, Watcher};

/// What of the snapshot follows from facts, as far as can be known without them: what may follow counts as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByFacts {
    /// Questions, groups and repeats that are there, hidden or drawn otherwise with other facts.
    pub nodes: VecSet<Key>,
    /// Which page is the first one, or what it is called.
    pub page: bool,
    /// How much there is to do, on which pages, and what it scores.
    pub counts: bool,
    /// What the form is called.
    pub title: bool,
}

/// Slots whose values follow from facts.
type Followers = Arena<SlotId, bool>;

impl Session {
    /// What of the snapshot follows from facts, where nothing has been entered yet.
    pub fn by_facts(&self) -> ByFacts {
        let (form, program) = (self.form(), &**self.program());
        let followers = followers(form);
        let mut by_facts =
            ByFacts { title: program.form.title.filled.is_some_and(|slot| followers[slot]), ..ByFacts::default() };
        for (_, slot) in program.slots.iter().filter(|(id, _)| followers[*id]) {
            slot.watchers.iter().for_each(|watcher| by_facts.note(self, *watcher));
        }
        let begun = program.questions.iter().filter(|(_, spec)| followers[spec.answer] || spec.shuffle == Some(None));
        begun.for_each(|(id, _)| by_facts.note(self, Watcher::Question(id)));
        by_facts.page |= by_facts.hides_page(self);
        by_facts.counts |= by_facts.page;
        by_facts
    }
}

impl ByFacts {
    /// The snapshot without what follows from facts.
    pub fn leave_out(&self, snapshot: &Snapshot) -> Snapshot {
        let mut known = snapshot.clone();
        known.nodes = snapshot.nodes.iter().filter(|(key, _)| !self.nodes.contains(key)).map(copied).collect();
        if self.page {
            known.pages = Vec::new();
        }
        if self.title {
            known.form = Rc::new(FormView { title: String::new(), ..(*known.form).clone() });
        }
        if self.counts {
            known.score = None;
        }
        known
    }

    /// Notes what watches a slot that follows from facts.
    fn note(&mut self, session: &Session, watcher: Watcher) {
        let (graph, program) = (&session.form().graph, session.program());
        let keys = |template, node| {
            let instances = graph.descendants(InstanceId::ROOT, template).into_iter();
            instances.map(move |instance| key(graph.instance_id(instance), node)).collect::<Vec<_>>()
        };
        match watcher {
            Watcher::Question(id) | Watcher::Once(id) => {
                let spec = &program.questions[id];
                // What is not drawn at all is the same with every fact, and a note is nothing to do.
                match spec.kind.role() {
                    Role::Computed | Role::Preset(_) => {}
                    Role::Shown => self.nodes.extend(keys(spec.template, spec.node)),
                    Role::Entered => {
                        self.counts = true;
                        self.nodes.extend(keys(spec.template, spec.node));
                    }
                }
            }
            Watcher::Group(id) => {
                let spec = &program.groups[id];
                self.page |= program.pages.iter().any(|page| page.group == Some(id));
                self.counts = true;
                self.nodes.extend(keys(spec.template, spec.node));
            }
            Watcher::Repeat(template) => {
                self.counts = true;
                if let Some(id) = program.templates[template].repeat.and_then(|repeat| repeat.container) {
                    self.note(session, Watcher::Group(id));
                }
            }
            Watcher::End | Watcher::Line(_) | Watcher::Condition(_) => self.counts = true,
            // Nothing has changed yet that would trigger anything, and the name is not on the page.
            Watcher::Trigger(_) | Watcher::Name => {}
        }
    }

    /// Whether another page may be the first one: one before it may come, or all that is on it may go.
    fn hides_page(&self, session: &Session) -> bool {
        let here = session.draft().position.page as usize;
        let (program, snapshot) = (session.program(), session.snapshot());
        let mut stays = false;
        for spec in program.questions.values().filter(|spec| spec.page <= here) {
            for instance in session.form().graph.descendants(InstanceId::ROOT, spec.template) {
                let key = key(session.form().graph.instance_id(instance), spec.node);
                let follows = self.nodes.contains(&key);
                if follows && spec.page < here {
                    return true;
                }
                stays |= !follows && snapshot.question(key).is_some_and(|view| view.relevant);
            }
        }
        !stays
    }
}

/// Slots that read a fact, and all that follow from them.
fn followers(form: &Form) -> Followers {
    let program = form.program();
    let mut followers: Followers = program.slots.iter().map(|(id, slot)| is_by_facts(form, id, slot)).collect();
    loop {
        let before = followers.values().filter(|follows| **follows).count();
        for (id, slot) in program.slots.iter() {
            if followers[id] {
                let reading = slot.readers.iter().filter(|reader| is_evaluated(form, reader.slot, &followers));
                let reading: Vec<SlotId> = reading.map(|reader| reader.slot).collect();
                reading.into_iter().for_each(|reader| followers[reader] = true);
            }
        }
        for spec in program.questions.values() {
            if !is_written_by_facts(form, spec, &followers) {
                continue;
            }
            followers[spec.answer] = true;
            if let Origin::Once(kept) | Origin::Suggested { kept, .. } = spec.written {
                followers[kept] = true;
            }
        }
        if followers.values().filter(|follows| **follows).count() == before {
            return followers;
        }
    }
}

/// A constraint is not evaluated while there is no answer.
fn is_evaluated(form: &Form, slot: SlotId, followers: &Followers) -> bool {
    let spec = &form.program().slots[slot];
    let Formula::Constraint { value, .. } = spec.formula else { return true };
    let instances = || form.graph.descendants(InstanceId::ROOT, spec.template).into_iter();
    followers[value] || instances().any(|instance| !form.graph.get(value, instance).is_blank())
}

/// Whether a slot is a fact, or is computed with one.
fn is_by_facts(form: &Form, id: SlotId, slot: &Slot) -> bool {
    let facts = &form.program().facts;
    id == facts.now
        || id == facts.today
        || facts.assignment.iter().any(|(member, slot)| *slot == id && !member.starts_with(BY_THE_WAY))
        || facts.scores.values().any(|slot| *slot == id)
        || is_left_open(&slot.formula)
        || form.graph.descendants(InstanceId::ROOT, slot.template).into_iter().any(|at| form.graph.is_by_zone(id, at))
}

/// Whether the form writes something into a question at its beginning that follows from facts.
fn is_written_by_facts(form: &Form, spec: &QuestionSpec, followers: &Followers) -> bool {
    let program: &Program = form.program();
    let by_zone = |expression: &Expression| {
        let instances = form.graph.descendants(InstanceId::ROOT, spec.template);
        instances.into_iter().any(|instance| form.graph.asks_zone(expression, spec.answer, instance))
    };
    matches!(spec.kind.role(), Role::Preset(_))
        || reads_in_passing(spec, program).any(|slot| followers[slot])
        || written_by(spec, program).any(|expression| leaves_open(expression.usage()) || by_zone(expression))
}

fn copied((key, node): (&Key, &Node)) -> (Key, Node) {
    (*key, node.clone())
}

/// Whether chance or the page have a say in a value.
fn is_left_open(formula: &Formula) -> bool {
    match formula {
        Formula::Ground
        | Formula::Any(_)
        | Formula::All { .. }
        | Formula::RelevantValue { .. }
        // Its text says it.
        | Formula::Starts { .. } => false,
        Formula::Expression(test)
        | Formula::Integer(test)
        | Formula::Once { test, .. }
        | Formula::Count(test)
        | Formula::Offered(test)
        | Formula::Constraint { test, .. }
        | Formula::Filter { test, .. } => leaves_open(test.usage()),
        Formula::Text { templates, .. } => {
            templates.values().flat_map(TextTemplate::insertions).any(|insertion| leaves_open(insertion.usage()))
        }
    }
}

fn leaves_open(usage: &Usage) -> bool {
    usage.draws || !usage.foreign.is_empty()
}
