//! Instances of repeats: made, removed, and as many as a number says.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::ApplyError;
use sealform_types::QuestionPath;

use super::Session;
use super::answers::Answer;
use super::graph::InstanceId;
use crate::MAX_INSTANCES;
use crate::program::{GroupPlanKind, NodeRef, TemplateId};

impl Session {
    pub(super) fn add_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let (node, block) = self.find(path)?;
        let program = Arc::clone(&self.program);
        let (repeat, relevant) = match node {
            NodeRef::Group(group) => match program.groups[group].kind {
                GroupPlanKind::Repeat(template) => (template, program.groups[group].relevant),
                GroupPlanKind::Group | GroupPlanKind::Instance => return Err(self.unknown(path)),
            },
            NodeRef::Question(_) => return Err(self.unknown(path)),
        };
        if !self.cells.holds_or(&program, relevant, block) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        if !program.templates[repeat].repeat.is_some_and(|repeat| repeat.is_open) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        if self.draft.next_instance > MAX_INSTANCES {
            return Err(ApplyError::TooManyInstances { most: MAX_INSTANCES });
        }
        self.moment(at);
        let inner = self.new_instance(block, repeat, path);
        self.begin(inner);
        Ok(())
    }

    /// One more instance at the end, with nothing in it yet.
    fn new_instance(&mut self, block: InstanceId, repeat: TemplateId, path: &str) -> InstanceId {
        let id = self.draft.next_instance;
        self.draft.next_instance += 1;
        self.draft.instances.get_or_insert_with(path.to_owned(), Vec::new).push(id);
        self.make(block, repeat, id)
    }

    /// The cells of an instance.
    pub(super) fn make(&mut self, block: InstanceId, repeat: TemplateId, id: u32) -> InstanceId {
        let inner = self.cells.add_instance_of(&Arc::clone(&self.program), repeat, block, id);
        self.grow_answers();
        let before = self.cells.instances(&self.program, block, repeat).len().saturating_sub(1);
        self.faces.structure_changed(block, repeat, before);
        self.faces.new.push(inner);
        self.fresh.push(inner);
        inner
    }

    /// Fills a new block with what it starts with: instances of repeats inside, facts, defaults.
    pub(super) fn begin(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        let mut inside = Vec::new();
        for repeat in &program.templates[self.cells.template(block)].repeats {
            let count = program.templates[*repeat].repeat.map_or(0, |repeat| repeat.instances);
            let path = self.repeat_path(*repeat, block);
            for _ in 0..count {
                if self.draft.next_instance <= MAX_INSTANCES {
                    inside.push(self.new_instance(block, *repeat, &path));
                }
            }
        }
        self.beginning.extend(inside.iter().chain([&block]));
        self.settle_values();
        self.preload(block);
        self.defaults(block);
        self.begun(block);
        self.go_on(block);
        for inner in inside {
            self.begin(inner);
        }
    }

    /// What a block keeps may be kept from now on.
    fn begun(&mut self, block: InstanceId) {
        self.beginning.retain(|known| *known != block);
        let (due, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(|(known, _)| *known == block);
        self.waiting = waiting;
        self.cells.changes.once.extend::<Vec<_>>(due);
        self.settle_values();
    }

    fn repeat_path(&self, repeat: TemplateId, block: InstanceId) -> String {
        let container = self.program.templates[repeat].repeat.and_then(|repeat| repeat.container);
        container.map(|group| self.cells.path(&self.program.groups[group].path, block)).unwrap_or_default()
    }

    /// Has as many instances as their number says. Those that go keep their answers in the draft, and come back with
    /// them before new ones are made.
    pub(super) fn follow_count(&mut self, block: InstanceId, repeat: TemplateId) {
        let program = Arc::clone(&self.program);
        let Some(count) = program.templates[repeat].repeat.and_then(|repeat| repeat.count) else { return };
        // In an instance that has just been made nothing is worked out yet; what waits there comes back to it.
        let Val::Number(wanted) = *self.cells.get(&program, count, block) else { return };
        let path = self.repeat_path(repeat, block);
        loop {
            let instances = self.cells.instances(&program, block, repeat);
            let have = u32::try_from(instances.len()).unwrap_or(u32::MAX);
            match instances.last().copied() {
                Some(last) if f64::from(have) > wanted => self.unmake(last),
                _ if f64::from(have) >= wanted => break,
                _ => {
                    let kept = self.draft.instances.get(&path).and_then(|ids| ids.get(have as usize)).copied();
                    match kept {
                        Some(id) => {
                            let inner = self.make(block, repeat, id);
                            self.come_back(inner);
                        }
                        None if self.draft.next_instance > MAX_INSTANCES => break,
                        None => {
                            let inner = self.new_instance(block, repeat, &path);
                            self.unbegun.push(inner);
                        }
                    }
                }
            }
        }
    }

    /// Counts of all repeats that are not in repeats; what is inside follows by itself.
    pub(super) fn follow_all_counts(&mut self) {
        let program = Arc::clone(&self.program);
        for (id, template) in program.templates.iter() {
            let parents = template.parent.map(|parent| self.cells.below(&program, InstanceId::ROOT, parent));
            for block in parents.unwrap_or_default() {
                self.follow_count(block, id);
            }
        }
    }

    /// An instance that was away, with its answers and what is inside it.
    pub(super) fn come_back(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        for repeat in &program.templates[template].repeats {
            if program.templates[*repeat].repeat.is_some_and(|repeat| repeat.count.is_none()) {
                let path = self.repeat_path(*repeat, block);
                for id in self.draft.instances.get(&path).cloned().unwrap_or_default() {
                    let inner = self.make(block, *repeat, id);
                    self.come_back(inner);
                }
            }
        }
        for question in &program.templates[template].questions {
            let path = self.path(&program.questions[*question], block);
            if let Some(raw) = self.draft.answers.get(&path).cloned() {
                self.write(*question, block, &raw);
                // Kept as it is, even where it cannot be read now.
                self.draft.answers.insert(path.clone(), raw);
            }
            if let Some(text) = self.draft.comments.get(&path).cloned() {
                self.put_comment(*question, block, &text);
            }
        }
    }

    pub(super) fn grow_answers(&mut self) {
        self.answers.resize_with(self.cells.question_cells(), || Answer::NONE);
    }

    pub(super) fn remove_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let parsed = QuestionPath::parse(path).map_err(|_| self.unknown(path))?;
        let Some(id) = parsed.steps.last().and_then(|last| last.instance) else { return Err(self.unknown(path)) };
        let block = self.cells.instance(id).ok_or_else(|| self.unknown(path))?;
        let repeat = path.rsplit_once('[').map_or(path, |(repeat, _)| repeat);
        let (node, _) = self.find(repeat)?;
        let listed = self.draft.instances.get_mut(repeat);
        let (Some(ids), NodeRef::Group(_)) = (listed, node) else { return Err(self.unknown(path)) };
        if !ids.contains(&id) {
            return Err(self.unknown(path));
        }
        if !self.program.templates[self.cells.template(block)].repeat.is_some_and(|repeat| repeat.is_open) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        ids.retain(|known| *known != id);
        if ids.is_empty() {
            self.draft.instances.remove(repeat);
        }
        self.moment(at);
        let inside = format!("{path}/");
        self.draft.answers.retain(|known, _| !known.starts_with(&inside));
        self.draft.comments.retain(|known, _| !known.starts_with(&inside));
        self.draft.instances.retain(|known, _| !known.starts_with(&inside));
        self.draft.once.retain(|known, _| !known.starts_with(&inside));
        self.unmake(block);
        Ok(())
    }

    /// Takes an instance away with everything inside; the draft stays as it is.
    fn unmake(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        let parent = self.cells.parent(block);
        let siblings = self.cells.instances(&program, parent, template);
        let place = siblings.iter().position(|sibling| *sibling == block).unwrap_or(0);
        for gone in self.cells.remove_instance_of(&program, block) {
            self.unbegun.retain(|known| *known != gone);
            self.faces.forget(gone, self.cells.instance_id(gone));
            for place in self.cells.question_range(&program, gone) {
                if let Some(answer) = self.answers.get_mut(place) {
                    *answer = Answer::NONE;
                }
            }
        }
        self.faces.structure_changed(parent, template, place);
    }
}
