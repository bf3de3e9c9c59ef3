//! From paths to questions and groups.

use sealform_protocol::ApplyError;
use sealform_types::{QuestionPath, closest_match};

use super::form::Form;
use crate::graph::InstanceId;
use crate::program::{GroupId, NodeRef, Program, QuestionId};

impl Form {
    /// The page that a path names; a page without a group has the empty path.
    pub fn page_called(&self, path: &str) -> Option<u32> {
        let program = self.program();
        let plain = |group: GroupId| program.groups[group].path.plain.as_str();
        let page = program.pages.iter().position(|page| page.group.map_or("", plain) == path)?;
        u32::try_from(page).ok()
    }

    /// The page that a node stands on.
    pub fn page_with(&self, node: NodeRef) -> usize {
        fn holds(program: &Program, children: &[NodeRef], wanted: NodeRef) -> bool {
            children.iter().any(|child| {
                *child == wanted
                    || match child {
                        NodeRef::Group(group) => holds(program, &program.groups[*group].children, wanted),
                        NodeRef::Question(_) => false,
                    }
            })
        }
        self.program().pages.iter().position(|page| holds(self.program(), &page.children, node)).unwrap_or(0)
    }

    /// The question at a path and the instance it is in.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question.
    pub fn question_at(&self, path: &str) -> Result<(QuestionId, InstanceId), ApplyError> {
        match self.node_at(path)? {
            (NodeRef::Question(question), instance) => Ok((question, instance)),
            (NodeRef::Group(_), _) => Err(self.unknown(path)),
        }
    }

    /// The question or group at a path and the instance it is in.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    pub fn node_at(&self, path: &str) -> Result<(NodeRef, InstanceId), ApplyError> {
        if let Some(node) = self.program().by_path.get(path)
            && self.depth_of(*node) == 0
        {
            return Ok((*node, InstanceId::ROOT));
        }
        self.find_in_instance(path).ok_or_else(|| self.unknown(path))
    }

    fn depth_of(&self, node: NodeRef) -> u32 {
        let template = match node {
            NodeRef::Question(question) => self.program().questions[question].template,
            NodeRef::Group(group) => self.program().groups[group].template,
        };
        self.program().templates[template].depth
    }

    fn find_in_instance(&self, path: &str) -> Option<(NodeRef, InstanceId)> {
        let parsed = QuestionPath::parse(path).ok().filter(|parsed| parsed.part.is_none())?;
        let node = *self.program().by_path.get(&parsed.without_instances())?;
        let (steps, template) = match node {
            NodeRef::Question(question) => {
                (&self.program().questions[question].path.steps, self.program().questions[question].template)
            }
            NodeRef::Group(group) => (&self.program().groups[group].path.steps, self.program().groups[group].template),
        };
        if steps.is_empty() && parsed.steps.iter().any(|step| step.instance.is_some()) {
            return None; // no repeat is around it
        }
        let mut instance = InstanceId::ROOT;
        for (step, (_, repeat)) in parsed.steps.iter().zip(steps) {
            match (step.instance, repeat) {
                (Some(id), Some(_)) => {
                    let inner = self.graph.instance(id)?;
                    (self.graph.parent(inner) == instance).then_some(())?;
                    (Some(self.graph.template(inner)) == *repeat).then_some(())?;
                    instance = inner;
                }
                (None, None) => {}
                // The repeat itself is named without an instance.
                (None, Some(_)) if step == parsed.steps.last()? => {}
                (Some(_), None) | (None, Some(_)) => return None,
            }
        }
        (self.graph.template(instance) == template).then_some((node, instance))
    }

    pub fn unknown(&self, path: &str) -> ApplyError {
        let near = closest_match(path, self.program().by_path.keys().map(String::as_str)).map(str::to_owned);
        let near = near.or_else(|| {
            let ends = format!("/{path}");
            self.program().by_path.keys().find(|known| known.ends_with(&ends)).cloned()
        });
        ApplyError::UnknownPath { path: path.to_owned(), near }
    }
}
