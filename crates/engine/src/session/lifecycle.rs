//! Instances of repeats: how they come, begin, go and come back.

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::ApplyError;
use sealform_types::QuestionPath;

use super::form::Form;
use crate::graph::InstanceId;
use crate::limits::MAX_INSTANCES;
use crate::program::{GroupSpecKind, NodeRef, QuestionId, RepeatSpec, TemplateId};

impl Form {
    pub fn add_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let (node, parent) = self.node_at(path)?;
        let (repeat, relevant) = match node {
            NodeRef::Group(group) => match self.program().groups[group].kind {
                GroupSpecKind::Repeat(template) => (template, self.program().groups[group].relevant),
                GroupSpecKind::Group | GroupSpecKind::Instance => return Err(self.unknown(path)),
            },
            NodeRef::Question(_) => return Err(self.unknown(path)),
        };
        if !self.graph.holds_or(relevant, parent) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        if !self.may_add(parent, repeat) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        if self.draft().next_instance > MAX_INSTANCES {
            return Err(ApplyError::TooManyInstances { most: MAX_INSTANCES });
        }
        self.set_moment(at);
        let instance = self.new_instance(parent, repeat, path);
        self.begin(instance);
        Ok(())
    }

    /// One instance of a repeat, whoever says how many there are.
    pub fn open_repeat(&mut self, parent: InstanceId, repeat: TemplateId) {
        let path = self.repeat_path(repeat, parent);
        let instance = self.new_instance(parent, repeat, &path);
        self.begin(instance);
    }

    /// Whether the person may add an instance to a repeat.
    pub fn may_add(&self, parent: InstanceId, repeat: TemplateId) -> bool {
        let count = self.graph.instances(parent, repeat).len();
        self.repeat(repeat).is_some_and(|repeat| count < repeat.most as usize)
    }

    /// Whether the person may remove an instance.
    pub fn may_remove(&self, instance: InstanceId) -> bool {
        let template = self.graph.template(instance);
        let count = self.graph.instances(self.graph.parent(instance), template).len();
        self.repeat(template).is_some_and(|repeat| count > repeat.least as usize)
    }

    /// Begins the form: with what it starts with, and with as many instances as it starts with.
    pub fn start(&mut self) {
        self.graph.evaluate_all();
        self.begin(InstanceId::ROOT);
        self.follow_all_counts();
        self.settle_values();
        self.keep_all();
        self.phases.clear();
    }

    fn repeat(&self, template: TemplateId) -> Option<RepeatSpec> {
        self.program().templates[template].repeat
    }

    /// The questions of an instance, in order.
    pub fn questions_of(&self, instance: InstanceId) -> Vec<QuestionId> {
        self.program().templates[self.graph.template(instance)].questions.clone()
    }

    /// The repeats directly in an instance, in order.
    fn repeats_of(&self, instance: InstanceId) -> Vec<TemplateId> {
        self.program().templates[self.graph.template(instance)].repeats.clone()
    }

    /// One more instance at the end, still empty.
    fn new_instance(&mut self, parent: InstanceId, repeat: TemplateId, path: &str) -> InstanceId {
        let id = self.ground.add_instance(path);
        self.make(parent, repeat, id)
    }

    /// The cells of an instance, and room for its answers.
    pub fn make(&mut self, parent: InstanceId, repeat: TemplateId, id: u32) -> InstanceId {
        let instance = self.graph.add_instance(repeat, parent, id);
        self.make_room();
        self.phases.add(instance);
        instance
    }

    /// Fills a new instance with what it starts with: instances of repeats inside, facts, defaults.
    pub fn begin(&mut self, instance: InstanceId) {
        let mut inside = Vec::new();
        for repeat in self.repeats_of(instance) {
            let count = self.repeat(repeat).map_or(0, |repeat| repeat.instances);
            let path = self.repeat_path(repeat, instance);
            for _ in 0..count {
                if self.draft().next_instance <= MAX_INSTANCES {
                    inside.push(self.new_instance(instance, repeat, &path));
                }
            }
        }
        inside.iter().chain([&instance]).for_each(|begun| self.phases.begin(*begun));
        self.settle_values();
        self.preload(instance);
        self.defaults(instance);
        let waiting = self.phases.end(instance);
        self.graph.changes.once.extend(waiting.into_iter().map(|question| (instance, question)));
        self.settle_values();
        self.go_on(instance);
        for inner in inside {
            self.begin(inner);
        }
    }

    fn repeat_path(&self, repeat: TemplateId, parent: InstanceId) -> String {
        let container = self.repeat(repeat).and_then(|repeat| repeat.container);
        container.map(|group| self.graph.path(&self.program().groups[group].path, parent)).unwrap_or_default()
    }

    /// Has as many instances as their number says. Those that go keep their answers in the draft, and come back with
    /// them before new ones are made.
    pub fn follow_count(&mut self, parent: InstanceId, repeat: TemplateId) {
        let Some(count) = self.repeat(repeat).and_then(|repeat| repeat.count) else { return };
        // In an instance that has just been made no value is worked out yet; what waits there comes back to it.
        let Val::Number(wanted) = *self.graph.get(count, parent) else { return };
        let path = self.repeat_path(repeat, parent);
        loop {
            let instances = self.graph.instances(parent, repeat);
            let have = u32::try_from(instances.len()).unwrap_or(u32::MAX);
            match instances.last().copied() {
                Some(last) if f64::from(have) > wanted => self.unmake(last),
                Some(_) | None if f64::from(have) >= wanted => break,
                Some(_) | None => {
                    let known = self.draft().instances.get(&path).and_then(|ids| ids.get(have as usize)).copied();
                    match known {
                        Some(id) => {
                            let instance = self.make(parent, repeat, id);
                            self.come_back(instance);
                        }
                        None if self.draft().next_instance > MAX_INSTANCES => break,
                        None => {
                            let instance = self.new_instance(parent, repeat, &path);
                            self.phases.call(instance);
                        }
                    }
                }
            }
        }
    }

    /// Counts of all repeats that are not in repeats; what is inside follows by itself.
    pub fn follow_all_counts(&mut self) {
        let templates: Vec<(TemplateId, Option<TemplateId>)> =
            self.program().templates.iter().map(|(id, template)| (id, template.parent)).collect();
        for (id, parent) in templates {
            let parents = parent.map(|parent| self.graph.descendants(InstanceId::ROOT, parent));
            for parent in parents.unwrap_or_default() {
                self.follow_count(parent, id);
            }
        }
    }

    /// An instance that was away, with its answers and what is inside it.
    fn come_back(&mut self, instance: InstanceId) {
        for repeat in self.repeats_of(instance) {
            if self.repeat(repeat).is_some_and(|repeat| repeat.count.is_none()) {
                let path = self.repeat_path(repeat, instance);
                for id in self.draft().instances.get(&path).cloned().unwrap_or_default() {
                    let inner = self.make(instance, repeat, id);
                    self.come_back(inner);
                }
            }
        }
        for question in self.questions_of(instance) {
            let path = self.path(&self.program().questions[question], instance);
            if let Some(raw) = self.draft().answers.get(&path).cloned() {
                self.recall(question, instance, &raw);
            }
        }
    }

    pub fn remove_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let parsed = QuestionPath::parse(path).map_err(|_| self.unknown(path))?;
        let Some(id) = parsed.steps.last().and_then(|last| last.instance) else { return Err(self.unknown(path)) };
        let instance = self.graph.instance(id).ok_or_else(|| self.unknown(path))?;
        let repeat = path.rsplit_once('[').map_or(path, |(repeat, _)| repeat);
        let (node, _) = self.node_at(repeat)?;
        let is_listed = self.draft().instances.get(repeat).is_some_and(|ids| ids.contains(&id));
        if !is_listed || !matches!(node, NodeRef::Group(_)) {
            return Err(self.unknown(path));
        }
        if !self.may_remove(instance) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        self.set_moment(at);
        self.ground.remove_instance(repeat, id);
        self.unmake(instance);
        Ok(())
    }

    /// Takes an instance away with everything inside; the draft stays as it is.
    fn unmake(&mut self, instance: InstanceId) {
        for gone in self.graph.remove_instance(instance) {
            self.phases.forget(gone);
            self.ground.forget(self.graph.answer_range(gone));
        }
    }
}
