//! The form and its tables as what paths walk over; see [`sealform_expression::TreeNode`].

use sealform_expression::ValueKind;
use sealform_types::{Arena, Decoder, Encoder, Wire, in_order};

use super::{FormNodeId, ListIndex, SlotId, TemplateId};

/// Every group and question as a node below the form's root.
#[derive(Debug, Default)]
pub(crate) struct FormTree(Arena<FormNodeId, FormNode>);

/// The root, a group, a repeat or a question.
#[derive(Debug, Wire)]
struct FormNode {
    name: String,
    /// `None`: it is the root.
    parent: Option<FormNodeId>,
    kind: FormNodeKind,
    children: Vec<FormNodeId>,
    /// The same in the order of their names, where they are many.
    by_name: Vec<FormNodeId>,
}

/// What a node of the form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum FormNodeKind {
    /// The root of the form.
    Root,
    /// A group in a template.
    Group { template: TemplateId, relevant: Option<SlotId> },
    /// A repeat: the template of its instances, and whether one is relevant.
    Repeat { template: TemplateId, exists: SlotId },
    /// A question: its value as expressions see it.
    Question { template: TemplateId, value: SlotId, kind: ValueKind },
}

/// From so many children on, names are looked up by bisection.
const MANY: usize = 16;

impl FormTree {
    /// The form's root.
    pub const ROOT: FormNodeId = FormNodeId(0);

    pub fn new(root: &str) -> Self {
        let mut tree = Self::default();
        tree.0.push(FormNode::new(root, None, FormNodeKind::Root));
        tree
    }

    pub fn push(&mut self, parent: FormNodeId, name: &str, kind: FormNodeKind) -> FormNodeId {
        let node = self.0.push(FormNode::new(name, Some(parent), kind));
        self.0[parent].children.push(node);
        node
    }

    /// Has children looked up faster from now on.
    pub fn are_known(&mut self) {
        for id in self.0.ids() {
            let children = &self.0[id].children;
            if children.len() >= MANY {
                self.0[id].by_name = in_order(children.clone(), &|one, other| self.name(*one).cmp(self.name(*other)));
            }
        }
    }

    /// Gives back the room into which nothing was put.
    pub fn shrink_to_fit(&mut self) {
        self.0.values_mut().for_each(|node| node.children.shrink_to_fit());
        self.0.shrink_to_fit();
    }

    pub fn kind(&self, node: FormNodeId) -> FormNodeKind {
        self.0[node].kind
    }

    pub fn kind_mut(&mut self, node: FormNodeId) -> &mut FormNodeKind {
        &mut self.0[node].kind
    }

    pub fn name(&self, node: FormNodeId) -> &str {
        &self.0[node].name
    }

    /// The node around another one; the root has none.
    pub fn parent(&self, node: FormNodeId) -> Option<FormNodeId> {
        self.0[node].parent
    }

    pub fn children(&self, node: FormNodeId) -> &[FormNodeId] {
        &self.0[node].children
    }

    pub fn child(&self, node: FormNodeId, name: &str) -> Option<FormNodeId> {
        let node = &self.0[node];
        if node.children.len() < MANY {
            return node.children.iter().copied().find(|child| self.name(*child) == name);
        }
        let place = node.by_name.partition_point(|child| self.name(*child) < name);
        node.by_name.get(place).copied().filter(|child| self.name(*child) == name)
    }
}

impl FormNode {
    fn new(name: &str, parent: Option<FormNodeId>, kind: FormNodeKind) -> Self {
        Self { name: name.to_owned(), parent, kind, children: Vec::new(), by_name: Vec::new() }
    }
}

/// A file or a choice list as a table.
#[derive(Debug, Wire)]
pub(crate) struct Table {
    /// What `instance('…')` calls it.
    pub name: String,
    pub rows: TableRows,
}

/// Where the rows of a table are.
#[derive(Debug, Wire)]
pub(crate) enum TableRows {
    /// A choice list, with the names of its columns.
    List(ListIndex, Vec<String>),
    /// A file: its place among [`super::Program::files`].
    File(usize),
}

impl Wire for FormTree {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self(Wire::read(from))
    }
}
