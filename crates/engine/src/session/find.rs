//! From paths to questions and groups.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{ApplyError, Position};
use sealform_types::{QuestionPath, nearest};

use super::Session;
use super::graph::InstanceId;
use crate::program::{NodeRef, Program, QuestionId, QuestionPlan};

impl Session {
    pub(super) fn open(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let page = match self.page_of(path) {
            Some(page) => Position { page, path: String::new() },
            None => {
                let (node, _) = self.find(path)?;
                let page = match node {
                    NodeRef::Question(question) => self.program.questions[question].page,
                    NodeRef::Group(group) => self.page_with(NodeRef::Group(group)),
                };
                Position { page: u32::try_from(page).unwrap_or(0), path: path.to_owned() }
            }
        };
        self.moment(at);
        self.draft.position = page;
        Ok(())
    }

    fn page_of(&self, path: &str) -> Option<u32> {
        let place = self.snapshot.pages.iter().position(|page| page.path == path)?;
        u32::try_from(place).ok()
    }

    fn page_with(&self, node: NodeRef) -> usize {
        fn holds(program: &Program, children: &[NodeRef], wanted: NodeRef) -> bool {
            children.iter().any(|child| {
                *child == wanted
                    || match child {
                        NodeRef::Group(group) => holds(program, &program.groups[*group].children, wanted),
                        NodeRef::Question(_) => false,
                    }
            })
        }
        self.program.pages.iter().position(|page| holds(&self.program, &page.children, node)).unwrap_or(0)
    }

    /// The question at a path and the block it is in.
    pub(super) fn locate(&self, path: &str) -> Result<(QuestionId, InstanceId), ApplyError> {
        match self.find(path)? {
            (NodeRef::Question(question), block) => Ok((question, block)),
            (NodeRef::Group(_), _) => Err(self.unknown(path)),
        }
    }

    pub(super) fn find(&self, path: &str) -> Result<(NodeRef, InstanceId), ApplyError> {
        if let Some(node) = self.program.by_path.get(path)
            && self.template_of(*node).is_some_and(|depth| depth == 0)
        {
            return Ok((*node, InstanceId::ROOT));
        }
        self.find_in_instance(path).ok_or_else(|| self.unknown(path))
    }

    fn template_of(&self, node: NodeRef) -> Option<u32> {
        let template = match node {
            NodeRef::Question(question) => self.program.questions[question].template,
            NodeRef::Group(group) => self.program.groups[group].template,
        };
        Some(self.program.templates[template].depth)
    }

    fn find_in_instance(&self, path: &str) -> Option<(NodeRef, InstanceId)> {
        let parsed = QuestionPath::parse(path).ok().filter(|parsed| parsed.part.is_none())?;
        let node = *self.program.by_path.get(&parsed.without_instances())?;
        let (steps, template) = match node {
            NodeRef::Question(question) => {
                (&self.program.questions[question].path.steps, self.program.questions[question].template)
            }
            NodeRef::Group(group) => (&self.program.groups[group].path.steps, self.program.groups[group].template),
        };
        if steps.is_empty() && parsed.steps.iter().any(|step| step.instance.is_some()) {
            return None; // no repeat is around it
        }
        let mut block = InstanceId::ROOT;
        for (step, (_, repeat)) in parsed.steps.iter().zip(steps) {
            match (step.instance, repeat) {
                (Some(id), Some(_)) => {
                    let inner = self.cells.instance(id)?;
                    (self.cells.parent(inner) == block).then_some(())?;
                    (Some(self.cells.template(inner)) == *repeat).then_some(())?;
                    block = inner;
                }
                (None, None) => {}
                // The repeat itself is named without an instance.
                (None, Some(_)) if step == parsed.steps.last()? => {}
                (Some(_), None) | (None, Some(_)) => return None,
            }
        }
        (self.cells.template(block) == template).then_some((node, block))
    }

    pub(super) fn unknown(&self, path: &str) -> ApplyError {
        let near = nearest(path, self.program.by_path.keys().map(String::as_str)).map(str::to_owned);
        let near = near.or_else(|| {
            let ends = format!("/{path}");
            self.program.by_path.keys().find(|known| known.ends_with(&ends)).cloned()
        });
        ApplyError::UnknownPath { path: path.to_owned(), near }
    }

    pub(super) fn path(&self, plan: &QuestionPlan, block: InstanceId) -> String {
        self.cells.path(&plan.path, block)
    }
}
