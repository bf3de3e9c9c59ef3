//! What a person sees: drawn again where something changed, and only there.
//! No value is computed here, and no sentence is written: views have labels, answers and issues with parameters.

mod choices;
mod group;
mod issues;
mod keys;
mod progress;
mod question;
mod texts;
mod wording;

use std::rc::Rc;

use sealform_protocol::{FormView, Issue, IssueView, Node, OutcomeView, Patch, Progress, Snapshot};
use sealform_types::{VecMap, VecSet, in_order};

use super::form::Form;
use crate::graph::{Changes, InstanceId};
use crate::program::{GroupId, GroupSpecKind, QuestionId};
use choices::ChoiceCache;
use group::{group_view, page_view};
pub(super) use issues::{open_points, passed_over};
pub(super) use keys::key;
use keys::{instance_of, node_of};
use progress::{Counts, PageCounts};
pub(super) use texts::words;
pub(super) use wording::EARLIER;

/// What a person sees of a form, and what makes it cheap to draw again.
pub(crate) struct View {
    pub snapshot: Snapshot,
    choices: ChoiceCache,
    counts: PageCounts,
    /// How many texts there are that are held against one another.
    texts: usize,
}

impl View {
    /// Draws everything but the score.
    pub fn new(form: &Form) -> Self {
        let program = form.program();
        let (choices, counts) = (ChoiceCache::new(), PageCounts::new(program.pages.len()));
        let mut view = Self { snapshot: blank(form), choices, counts, texts: wording::count(form) };
        view.snapshot.pages =
            (0..program.pages.len()).map(|page| Rc::new(page_view(form, page, Counts::default()))).collect();
        let mut patch = Patch::default();
        for instance in form.graph.all_instances() {
            view.draw_instance(form, instance, &mut patch);
        }
        view.draw_pages(form, &mut patch);
        view.draw_ends(form, &mut patch);
        view.snapshot.apply(&patch);
        view
    }

    /// Draws what changed since the last time, but for the score. The snapshot is still the old one.
    pub fn draw(&mut self, form: &Form, mut changes: Changes) -> Patch {
        let mut patch = Patch::default();
        if changes.language || changes.name {
            patch.form = Some(Rc::new(form_view(form)));
        }
        self.note_instances(form, &mut changes, &mut patch);
        self.note_twins(form, &mut changes);
        if changes.language {
            self.choices = ChoiceCache::new();
            self.counts.touch_all();
            for instance in form.graph.all_instances() {
                self.draw_instance(form, instance, &mut patch);
            }
        } else {
            for (instance, question) in changes.questions.into_iter().collect::<VecSet<_>>() {
                self.draw_question(form, instance, question, &mut patch);
            }
            for (instance, group) in changes.groups.into_iter().collect::<VecSet<_>>() {
                self.draw_group(form, instance, group, &mut patch);
            }
        }
        self.draw_pages(form, &mut patch);
        if changes.ends || patch.form.is_some() {
            self.draw_ends(form, &mut patch);
        }
        if self.snapshot.position != form.draft().position {
            patch.position = Some(form.draft().position.clone());
        }
        // In the arena instances stand by what came before: a form that was restored has others first.
        patch.nodes = in_order(patch.nodes, &|one, other| one.0.cmp(&other.0));
        patch
    }

    fn draw_instance(&mut self, form: &Form, instance: InstanceId, patch: &mut Patch) {
        let template = &form.program().templates[form.graph.template(instance)];
        for question in &template.questions {
            self.draw_question(form, instance, *question, patch);
        }
        for group in &template.groups {
            self.draw_group(form, instance, *group, patch);
        }
    }

    /// Instances that came and went: their repeat, their siblings, and all that is in them.
    fn note_instances(&mut self, form: &Form, changes: &mut Changes, patch: &mut Patch) {
        let program = form.program();
        for ((parent, repeat), from) in std::mem::take(&mut changes.repeats) {
            let container = program.templates[repeat].repeat.and_then(|repeat| repeat.container);
            changes.groups.extend(container.map(|id| (parent, id)));
            // What is new is drawn whole further down; of the rest the number may have changed.
            for instance in form.graph.instances(parent, repeat).iter().skip(from) {
                let bodies = program.templates[repeat].groups.iter();
                let bodies = bodies.filter(|id| program.groups[**id].kind == GroupSpecKind::Instance);
                changes.groups.extend(bodies.map(|id| (*instance, *id)));
            }
        }
        for instance in std::mem::take(&mut changes.added) {
            let template = &program.templates[form.graph.template(instance)];
            changes.questions.extend(template.questions.iter().map(|question| (instance, *question)));
            changes.groups.extend(template.groups.iter().map(|group| (instance, *group)));
        }
        for id in std::mem::take(&mut changes.removed).into_iter().collect::<VecSet<_>>() {
            if form.graph.instance(id).is_some() {
                continue; // it went and came back
            }
            let whole = self.snapshot.nodes.as_slice();
            let first = whole.partition_point(|(known, _)| instance_of(*known) < id);
            let inside = whole.iter().skip(first).take_while(|(known, _)| instance_of(*known) == id);
            patch.removed.extend(inside.map(|(known, _)| *known));
        }
        for key in &patch.removed {
            let (old, question) = (self.snapshot.nodes.get(key), program.by_node.get(&node_of(*key)));
            if let (Some(Node::Question(view)), Some(question)) = (old, question) {
                self.counts.recount(program.questions[*question].page, Counts::of(view), Counts::default());
            }
        }
    }

    /// Where words have changed, what is said of others for being the same may be wrong now.
    fn note_twins(&mut self, form: &Form, changes: &mut Changes) {
        let program = form.program();
        if program.distinct.is_empty() {
            return;
        }
        let touched: Vec<_> =
            changes.questions.iter().filter(|(_, question)| program.distinct.contains(question)).copied().collect();
        let count = wording::count(form);
        let is_same_count = std::mem::replace(&mut self.texts, count) == count;
        match touched.as_slice() {
            [] if is_same_count => {}
            [(instance, question)] if is_same_count => {
                changes.questions.extend(wording::twins(form, *instance, *question));
                changes.questions.extend(self.marked_twins(form));
            }
            _ => changes.questions.extend(wording::places(form)),
        }
    }

    /// Where words are said to be the same as others.
    fn marked_twins(&self, form: &Form) -> Vec<(InstanceId, QuestionId)> {
        let mut places = wording::places(form);
        places.retain(|(instance, question)| {
            let key = key(form.graph.instance_id(*instance), form.program().questions[*question].node);
            let view = self.snapshot.nodes.get(&key);
            let is_twin = |view: &IssueView| matches!(view.issue, Issue::Alike { .. });
            matches!(view, Some(Node::Question(view)) if view.issues.iter().any(is_twin))
        });
        places
    }

    fn draw_question(&mut self, form: &Form, instance: InstanceId, question: QuestionId, patch: &mut Patch) {
        let spec = &form.program().questions[question];
        let view = question::question(form, &mut self.choices, spec, instance);
        let key = view.key;
        let old = self.snapshot.nodes.get(&key);
        let node = Node::Question(Rc::new(view));
        if is_same(old, &node) {
            return;
        }
        let before = match old {
            Some(Node::Question(old)) => Counts::of(old),
            Some(Node::Group(_)) | None => Counts::default(),
        };
        if let Node::Question(view) = &node {
            self.counts.recount(spec.page, before, Counts::of(view));
        }
        patch.nodes.push((key, node));
    }

    fn draw_group(&mut self, form: &Form, instance: InstanceId, group: GroupId, patch: &mut Patch) {
        let view = group_view(form, group, instance);
        let node = Node::Group(Rc::new(view.clone()));
        if !is_same(self.snapshot.nodes.get(&view.key), &node) {
            patch.nodes.push((view.key, node));
        }
        if let Some(page) = form.program().pages.iter().position(|page| page.group == Some(group)) {
            self.counts.touch(page);
        }
    }

    fn draw_pages(&mut self, form: &Form, patch: &mut Patch) {
        for index in self.counts.take_dirty().into_iter().collect::<VecSet<_>>() {
            let page = page_view(form, index, self.counts.page(index));
            if self.snapshot.pages.get(index).is_none_or(|old| **old != page) {
                patch.pages.push((index, Rc::new(page)));
            }
        }
        let progress = self.counts.progress();
        if progress != self.snapshot.progress {
            patch.progress = Some(progress);
        }
    }

    fn draw_ends(&self, form: &Form, patch: &mut Patch) {
        let outcome = form.end().map(|end| {
            let label = words(form, &end.label, InstanceId::ROOT).0;
            let marks = texts::marks_of(form, &end.label, InstanceId::ROOT);
            Rc::new(OutcomeView { path: end.path.clone(), outcome: end.outcome.clone(), label, marks })
        });
        if outcome != self.snapshot.outcome {
            patch.outcome = Some(outcome);
        }
    }
}

/// An empty snapshot.
fn blank(form: &Form) -> Snapshot {
    Snapshot {
        form: Rc::new(form_view(form)),
        pages: Vec::new(),
        nodes: VecMap::new(),
        progress: Progress::default(),
        outcome: None,
        score: None,
        position: form.draft().position.clone(),
    }
}

fn form_view(form: &Form) -> FormView {
    let head = &form.program().form;
    FormView {
        id: head.pin.id.clone(),
        version: head.pin.version.clone(),
        title: words(form, &head.title, InstanceId::ROOT).0,
        languages: head.languages.clone(),
        style: head.style.clone(),
        immediate_requirements: head.immediate_requirements,
        language: form.draft().language.clone(),
        instance_name: form.instance_name(),
    }
}

/// Whether two nodes draw the same.
fn is_same(old: Option<&Node>, new: &Node) -> bool {
    match (old, new) {
        (Some(Node::Group(old)), Node::Group(new)) => Rc::ptr_eq(old, new) || old == new,
        (Some(Node::Question(old)), Node::Question(new)) => Rc::ptr_eq(old, new) || old == new,
        (Some(Node::Group(_) | Node::Question(_)) | None, Node::Group(_) | Node::Question(_)) => false,
    }
}
