//! Instances of the form's templates: where they stand, how they come and go.

use std::sync::Arc;

use sealform_types::{Arena, VecMap};

use crate::program::{PathSpec, Program, TemplateId};

sealform_types::arena_ids! {
    /// An instance of a template: the root, or one instance of a repeat.
    pub(crate) struct InstanceId(u32);
}

impl InstanceId {
    /// The instance of everything that is in no repeat.
    pub const ROOT: Self = Self(0);
}

#[derive(Debug)]
struct Instance {
    template: TemplateId,
    parent: InstanceId,
    /// The id in paths and drafts; 0 for the root.
    id: u32,
    first_cell: usize,
    first_question: usize,
    /// Per repeat of the template, its instances in order.
    repeats: Vec<Vec<InstanceId>>,
}

/// The tree of instances. Each has a range of cells, one per slot of its template, and a range of answers, one per
/// question.
#[derive(Debug)]
pub(crate) struct Instances {
    program: Arc<Program>,
    all: Arena<InstanceId, Instance>,
    /// Instances that were removed, to be used again.
    free: VecMap<TemplateId, Vec<InstanceId>>,
    by_id: VecMap<u32, InstanceId>,
    cells: usize,
    questions: usize,
}

impl Instances {
    /// The root alone.
    pub fn new(program: Arc<Program>) -> Self {
        let (all, free, by_id) = (Arena::default(), VecMap::new(), VecMap::new());
        let mut instances = Self { program, all, free, by_id, cells: 0, questions: 0 };
        instances.push(TemplateId(0), InstanceId::ROOT, 0);
        instances
    }

    fn push(&mut self, template: TemplateId, parent: InstanceId, id: u32) -> InstanceId {
        let spec = &self.program.templates[template];
        let (first_cell, first_question) = (self.cells, self.questions);
        self.cells += spec.slots.len();
        self.questions += spec.questions.len();
        let repeats = vec![Vec::new(); spec.repeats.len()];
        self.all.push(Instance { template, parent, id, first_cell, first_question, repeats })
    }

    /// Adds an instance at the end of its siblings.
    pub fn add(&mut self, repeat: TemplateId, parent: InstanceId, id: u32) -> InstanceId {
        let instance = match self.free.get_mut(&repeat).and_then(Vec::pop) {
            Some(instance) => {
                self.all[instance].parent = parent;
                self.all[instance].id = id;
                instance
            }
            None => self.push(repeat, parent, id),
        };
        self.by_id.insert(id, instance);
        if let Some(siblings) = self.all[parent].repeats.get_mut(self.program.templates[repeat].index) {
            siblings.push(instance);
        }
        instance
    }

    /// Empties the repeats in an instance; returns it and all that were inside, from the outside in.
    pub fn clear(&mut self, instance: InstanceId) -> Vec<InstanceId> {
        let mut gone = vec![instance];
        let mut next = 0;
        while let Some(at) = gone.get(next).copied() {
            gone.extend(self.all[at].repeats.iter().flatten().copied());
            self.all[at].repeats.iter_mut().for_each(Vec::clear);
            next += 1;
        }
        gone
    }

    /// Takes an instance that was cleared away from its siblings.
    pub fn detach(&mut self, instance: InstanceId) {
        let Instance { parent, template, .. } = self.all[instance];
        if let Some(siblings) = self.all[parent].repeats.get_mut(self.program.templates[template].index) {
            siblings.retain(|sibling| *sibling != instance);
        }
    }

    /// Lets an instance be used again for another of the same repeat.
    pub fn free(&mut self, instance: InstanceId) {
        self.by_id.remove(&self.all[instance].id);
        self.free.get_or_insert_with(self.all[instance].template, Vec::new).push(instance);
    }

    /// How many cells there are, those of removed instances among them.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// How many answers there are room for, those of removed instances among them.
    pub fn questions(&self) -> usize {
        self.questions
    }

    /// The first cell of an instance.
    pub fn first_cell(&self, instance: InstanceId) -> usize {
        self.all[instance].first_cell
    }

    /// The first answer of an instance.
    pub fn first_question(&self, instance: InstanceId) -> usize {
        self.all[instance].first_question
    }

    /// The instance with an id, where it is there.
    pub fn with_id(&self, id: u32) -> Option<InstanceId> {
        self.by_id.get(&id).copied()
    }

    /// The id in paths and drafts; 0 for the root.
    pub fn id(&self, instance: InstanceId) -> u32 {
        self.all[instance].id
    }

    pub fn template(&self, instance: InstanceId) -> TemplateId {
        self.all[instance].template
    }

    pub fn parent(&self, instance: InstanceId) -> InstanceId {
        self.all[instance].parent
    }

    /// The instances of a repeat in an instance, in order.
    pub fn of_repeat(&self, repeat: TemplateId, parent: InstanceId) -> &[InstanceId] {
        self.all[parent].repeats.get(self.program.templates[repeat].index).map_or(&[], Vec::as_slice)
    }

    /// The number of an instance among its siblings, from 1.
    pub fn number(&self, instance: InstanceId, repeat: TemplateId) -> u32 {
        let siblings = self.of_repeat(repeat, self.parent(instance));
        // Callers ask for one number after another, and most often for the last.
        let last = siblings.last() == Some(&instance);
        let at = if last { siblings.len() - 1 } else { siblings.iter().position(|one| *one == instance).unwrap_or(0) };
        u32::try_from(at + 1).unwrap_or(u32::MAX)
    }

    /// The instance of a template around an instance, or the nearest that is around both.
    pub fn ancestor_of(&self, instance: InstanceId, template: TemplateId) -> InstanceId {
        self.ancestor_at(instance, self.program.templates[template].depth)
    }

    /// The instance at a depth around an instance, or itself.
    pub fn ancestor_at(&self, instance: InstanceId, depth: u32) -> InstanceId {
        let mut at = instance;
        while self.program.templates[self.all[at].template].depth > depth {
            at = self.all[at].parent;
        }
        at
    }

    /// All instances of a template that see an instance or are seen from it: those in the nearest ancestor of both.
    pub fn peers(&self, instance: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        let templates = &self.program.templates;
        let (mut ours, mut theirs) = (self.all[instance].template, template);
        let mut common = instance;
        while ours != theirs {
            if templates[ours].depth >= templates[theirs].depth
                && let Some(parent) = templates[ours].parent
            {
                common = self.all[common].parent;
                ours = parent;
            } else if let Some(parent) = templates[theirs].parent {
                theirs = parent;
            } else {
                break;
            }
        }
        self.descendants(common, template)
    }

    /// All instances of a template inside an instance, in order; the instance itself if it is one.
    pub fn descendants(&self, instance: InstanceId, template: TemplateId) -> Vec<InstanceId> {
        let mut indices = Vec::new();
        let mut at = template;
        while at != self.all[instance].template {
            indices.push(self.program.templates[at].index);
            match self.program.templates[at].parent {
                Some(parent) => at = parent,
                None => return Vec::new(),
            }
        }
        let mut found = vec![instance];
        for index in indices.into_iter().rev() {
            let inner = found.iter().flat_map(|outer| self.all[*outer].repeats.get(index)).flatten();
            found = inner.copied().collect();
        }
        found
    }

    /// Every instance, template by template.
    pub fn all(&self) -> Vec<InstanceId> {
        self.program.templates.ids().flat_map(|template| self.descendants(InstanceId::ROOT, template)).collect()
    }

    /// A path with the ids of the instances around and of an instance.
    pub fn path(&self, path: &PathSpec, instance: InstanceId) -> String {
        if instance == InstanceId::ROOT {
            return path.plain.clone();
        }
        let mut ids = Vec::new();
        let mut at = instance;
        while at != InstanceId::ROOT {
            ids.push((self.all[at].template, self.all[at].id));
            at = self.all[at].parent;
        }
        let id = |repeat: Option<TemplateId>| ids.iter().find(|(template, _)| Some(*template) == repeat);
        let steps = path.steps.iter().map(|(name, repeat)| match id(*repeat) {
            Some((_, id)) => format!("{name}[{id}]"),
            None => name.clone(),
        });
        steps.collect::<Vec<_>>().join("/")
    }
}
