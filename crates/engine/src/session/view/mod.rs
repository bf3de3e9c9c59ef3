//! What the face draws: made anew for what changed, and for nothing else.

mod draw;
mod faces;

use std::rc::Rc;
use std::sync::Arc;

use sealform_protocol::{
    Draft, FormView, GroupKind, GroupView, Key, MediumView, Node, OutcomeView, PageView, Patch, Progress, Snapshot,
};
use sealform_questionnaire::{Fallback, Text};
use sealform_types::{VecMap, VecSet};

use super::graph::{Changes, InstanceId};
use super::{Session, key, same};
use crate::program::{GroupId, GroupPlanKind, NodeRef, Program, QuestionId, TextPlan};
pub(crate) use faces::DirtySet;
use faces::Tally;

/// A snapshot with nothing in it yet.
pub(crate) fn blank(program: &Program, draft: &Draft) -> Snapshot {
    Snapshot {
        form: Rc::new(form(program, draft, None)),
        pages: Vec::new(),
        nodes: VecMap::new(),
        progress: Progress::default(),
        outcome: None,
        score: None,
        position: draft.position.clone(),
    }
}

fn form(program: &Program, draft: &Draft, instance_name: Option<String>) -> FormView {
    let head = &program.form;
    let fallback = head.languages.first().map_or("", String::as_str);
    FormView {
        id: head.pin.id.clone(),
        version: head.pin.version.clone(),
        title: head.title.in_language(&draft.language, fallback).0.to_owned(),
        languages: head.languages.clone(),
        language: draft.language.clone(),
        instance_name,
    }
}

impl Session {
    /// Draws everything.
    pub(crate) fn refresh_all(&mut self) {
        let program = Arc::clone(&self.program);
        self.cells.changes = Changes::default();
        self.faces.questions.clear();
        self.faces.repeats.clear();
        self.faces.gone.clear();
        self.faces.new.clear();
        self.faces.language = false;
        self.faces.pages = vec![Tally::default(); program.pages.len()];
        self.faces.all = Tally::default();
        self.snapshot = blank(&program, &self.draft);
        self.snapshot.form = Rc::new(form(&program, &self.draft, self.instance_name()));
        self.snapshot.pages = (0..program.pages.len()).map(|page| Rc::new(self.page(page))).collect();
        let mut patch = Patch::default();
        for block in self.all_blocks() {
            self.draw_block(block, &mut patch);
        }
        self.draw_pages(&mut patch);
        self.draw_ends(&mut patch);
        self.rescore_all();
        self.draw_score(&mut patch);
        self.snapshot.apply(&patch);
    }

    /// Draws what changed since the last time.
    pub(crate) fn refresh(&mut self) -> Patch {
        let mut patch = Patch::default();
        let mut changes = std::mem::take(&mut self.cells.changes);
        changes.questions.append(&mut self.faces.questions);
        let rescored = self.rescore(&changes);
        let language = std::mem::take(&mut self.faces.language);
        if language || changes.name {
            patch.form = Some(Rc::new(form(&self.program, &self.draft, self.instance_name())));
        }
        self.note_structure(&mut changes, &mut patch);
        if language {
            self.faces.dirty_pages = (0..self.program.pages.len()).collect();
            for block in self.all_blocks() {
                self.draw_block(block, &mut patch);
            }
        } else {
            for (block, question) in changes.questions.into_iter().collect::<VecSet<_>>() {
                self.draw_question(block, question, &mut patch);
            }
            for (block, group) in changes.groups.into_iter().collect::<VecSet<_>>() {
                self.draw_group(block, group, &mut patch);
            }
        }
        self.draw_pages(&mut patch);
        if changes.ends || patch.form.is_some() {
            self.draw_ends(&mut patch);
        }
        if rescored || patch.progress.is_some() || patch.form.is_some() {
            self.draw_score(&mut patch);
        }
        if self.snapshot.position != self.draft.position {
            patch.position = Some(self.draft.position.clone());
        }
        self.snapshot.apply(&patch);
        patch
    }

    fn all_blocks(&self) -> Vec<InstanceId> {
        let program = &self.program;
        program.templates.ids().flat_map(|template| self.cells.below(program, InstanceId::ROOT, template)).collect()
    }

    fn draw_block(&mut self, block: InstanceId, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        for question in &program.templates[template].questions {
            self.draw_question(block, *question, patch);
        }
        for group in &program.templates[template].groups {
            self.draw_group(block, *group, patch);
        }
    }

    /// Instances that came and went: their repeat, their siblings, and all that is in them.
    fn note_structure(&mut self, changes: &mut Changes, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        for ((parent, repeat), from) in std::mem::take(&mut self.faces.repeats) {
            let container = program.templates[repeat].repeat.and_then(|repeat| repeat.container);
            changes.groups.extend(container.map(|id| (parent, id)));
            // What is new is drawn whole further down; of the rest the number may have changed.
            for block in self.cells.instances(&program, parent, repeat).iter().skip(from) {
                let bodies = program.templates[repeat].groups.iter();
                let bodies = bodies.filter(|id| program.groups[**id].kind == GroupPlanKind::Instance);
                changes.groups.extend(bodies.map(|id| (*block, *id)));
            }
        }
        for block in std::mem::take(&mut self.faces.new) {
            self.note_block(block, changes);
        }
        for id in std::mem::take(&mut self.faces.gone) {
            if self.cells.instance(id).is_some() {
                continue; // it went and came back
            }
            let whole = self.snapshot.nodes.as_slice();
            let first = whole.partition_point(|(known, _)| instance(*known) < id);
            let inside = whole.iter().skip(first).take_while(|(known, _)| instance(*known) == id);
            patch.removed.extend(inside.map(|(known, _)| *known));
        }
        for key in &patch.removed {
            let (old, plan) = (self.snapshot.nodes.get(key), program.by_node.get(&node(*key)));
            if let (Some(Node::Question(view)), Some(question)) = (old, plan) {
                self.faces.recount(program.questions[*question].page, Tally::of(view), Tally::default());
            }
        }
    }

    fn note_block(&self, block: InstanceId, changes: &mut Changes) {
        let template = &self.program.templates[self.cells.template(block)];
        changes.questions.extend(template.questions.iter().map(|question| (block, *question)));
        changes.groups.extend(template.groups.iter().map(|group| (block, *group)));
    }

    fn draw_question(&mut self, block: InstanceId, question: QuestionId, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        let plan = &program.questions[question];
        let view = self.question(plan, block);
        let key = view.key;
        let old = self.snapshot.nodes.get(&key);
        let node = Node::Question(Rc::new(view));
        if same(old, &node) {
            return;
        }
        let before = match old {
            Some(Node::Question(old)) => Tally::of(old),
            Some(Node::Group(_)) | None => Tally::default(),
        };
        if let Node::Question(view) = &node {
            self.faces.recount(plan.page, before, Tally::of(view));
        }
        patch.nodes.push((key, node));
    }

    fn draw_group(&mut self, block: InstanceId, group: GroupId, patch: &mut Patch) {
        let view = self.group(group, block);
        let node = Node::Group(Rc::new(view.clone()));
        if !same(self.snapshot.nodes.get(&view.key), &node) {
            patch.nodes.push((view.key, node));
        }
        if let Some(page) = self.program.pages.iter().position(|page| page.group == Some(group)) {
            self.faces.dirty_pages.push(page);
        }
    }

    fn draw_pages(&mut self, patch: &mut Patch) {
        for index in std::mem::take(&mut self.faces.dirty_pages).into_iter().collect::<VecSet<_>>() {
            let page = self.page(index);
            if self.snapshot.pages.get(index).is_none_or(|old| **old != page) {
                patch.pages.push((index, Rc::new(page)));
            }
        }
        let Tally { relevant, answered, open, .. } = self.faces.all;
        let progress = Progress { relevant, answered, open };
        if progress != self.snapshot.progress {
            patch.progress = Some(progress);
        }
    }

    fn draw_ends(&self, patch: &mut Patch) {
        let end = self
            .program
            .ends
            .values()
            .find(|end| self.cells.holds_or(&self.program, Some(end.relevant), InstanceId::ROOT));
        let outcome = end.map(|end| {
            let label = self.words(&end.label, InstanceId::ROOT).0;
            Rc::new(OutcomeView { path: end.path.clone(), outcome: end.outcome.clone(), label })
        });
        if outcome != self.snapshot.outcome {
            patch.outcome = Some(outcome);
        }
    }

    fn page(&self, index: usize) -> PageView {
        let Some(plan) = self.program.pages.get(index) else { return PageView::default() };
        let tally = self.faces.pages.get(index).copied().unwrap_or_default();
        let children = plan.children.iter().map(|child| self.node_key(*child, InstanceId::ROOT)).collect();
        let page = PageView { relevant: tally.shown > 0, open: tally.open, children, ..PageView::default() };
        let Some(group) = plan.group else { return page };
        let group = &self.program.groups[group];
        let words = |text| self.words(text, InstanceId::ROOT).0;
        PageView {
            path: group.path.plain.clone(),
            label: words(&group.label),
            hint: words(&group.hint),
            appearance: group.appearance.clone(),
            media: self.media(&group.media),
            ..page
        }
    }

    pub(super) fn node_key(&self, node: NodeRef, block: InstanceId) -> Key {
        let instance = self.cells.instance_id(block);
        match node {
            NodeRef::Question(question) => key(instance, self.program.questions[question].node),
            NodeRef::Group(group) => key(instance, self.program.groups[group].node),
        }
    }

    fn group(&self, id: GroupId, block: InstanceId) -> GroupView {
        let plan = &self.program.groups[id];
        let children = match plan.kind {
            GroupPlanKind::Group | GroupPlanKind::Instance => {
                plan.children.iter().map(|child| self.node_key(*child, block)).collect()
            }
            GroupPlanKind::Repeat(template) => {
                let instances = self.cells.instances(&self.program, block, template).iter();
                instances.flat_map(|inner| plan.children.iter().map(|child| self.node_key(*child, *inner))).collect()
            }
        };
        let kind = match plan.kind {
            GroupPlanKind::Group => GroupKind::Group,
            GroupPlanKind::Repeat(_) => GroupKind::Repeat,
            GroupPlanKind::Instance => {
                let siblings = self.cells.instances(&self.program, self.cells.parent(block), plan.template);
                let place = siblings.iter().position(|sibling| *sibling == block).unwrap_or(0);
                GroupKind::Instance { number: u32::try_from(place + 1).unwrap_or(u32::MAX) }
            }
        };
        let repeat = match plan.kind {
            GroupPlanKind::Repeat(template) => self.program.templates[template].repeat,
            GroupPlanKind::Instance => self.program.templates[plan.template].repeat,
            GroupPlanKind::Group => None,
        };
        let is_open = repeat.is_some_and(|repeat| repeat.is_open);
        let mut path = self.cells.path(&plan.path, block);
        if plan.kind == GroupPlanKind::Instance && !path.ends_with(']') {
            path = format!("{path}[{}]", self.cells.instance_id(block));
        }
        GroupView {
            key: self.node_key(NodeRef::Group(id), block),
            path,
            kind,
            label: self.words(&plan.label, block).0,
            hint: self.words(&plan.hint, block).0,
            relevant: self.cells.holds_or(&self.program, plan.relevant, block),
            appearance: plan.appearance.clone(),
            media: self.media(&plan.media),
            readonly: self.is_on(plan.readonly, block),
            may_add: is_open && matches!(kind, GroupKind::Repeat),
            may_remove: is_open && matches!(kind, GroupKind::Instance { .. }),
            children,
        }
    }

    /// Pictures and sounds in the language shown.
    pub(super) fn media(&self, media: &VecMap<String, Text>) -> Vec<MediumView> {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let view = |(kind, text): (&String, &Text)| MediumView {
            kind: kind.clone(),
            file: text.in_language(&self.draft.language, fallback).0.to_owned(),
        };
        media.iter().map(view).collect()
    }

    /// A text in the language shown, and the language it is really in, where that is another.
    pub(super) fn words(&self, plan: &TextPlan, block: InstanceId) -> (String, Option<String>) {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let (text, stands_in) = plan.text.in_language(&self.draft.language, fallback);
        let language = match stands_in {
            Fallback::No => None,
            Fallback::Yes if plan.text.0.contains_key(fallback) => Some(fallback.to_owned()),
            Fallback::Yes => plan.text.0.keys().next().cloned(),
        };
        match plan.filled {
            None => (text.to_owned(), language),
            Some(slot) => (self.cells.get(&self.program, slot, block).to_text(), language),
        }
    }
}

/// The upper half of a key.
fn instance(key: Key) -> u32 {
    u32::try_from(key.0 >> 32).unwrap_or(0)
}

/// The lower half of a key.
fn node(key: Key) -> u32 {
    u32::try_from(key.0 & u64::from(u32::MAX)).unwrap_or(0)
}
