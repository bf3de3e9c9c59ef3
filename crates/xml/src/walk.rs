//! A document as expressions walk over it.

use sealform_expression::{NodeId, Nodes, TreeNode, Val};

use crate::names::Meaning;
use crate::tree::{Document, Node, NodeKind};

/// A document seen from a node, with a node that `/` begins at.
pub(crate) struct World<'a> {
    pub document: &'a Document,
    pub root: u32,
    pub here: u32,
    pub meanings: Vec<Meaning>,
    pub language: Option<&'a str>,
}

/// The namespace of XForms, whose elements forms name without a prefix, as those of no namespace.
const XFORMS: &str = "http://www.w3.org/2002/xforms";

impl World<'_> {
    fn meaning(&self, tree_node: TreeNode) -> Option<&Meaning> {
        match tree_node {
            TreeNode::Node(index) => self.meanings.get(index as usize),
            TreeNode::AboveRoot | TreeNode::Table(..) => None,
        }
    }

    /// Whether a name without a prefix means an element: one of no namespace, of XForms, or of that of the element that
    /// `/` begins at.
    fn needs_no_prefix(&self, node: &Node) -> bool {
        let own = || self.document.node(self.root).is_some_and(|root| root.namespace == node.namespace);
        node.namespace.is_empty() || node.namespace == XFORMS || own()
    }
}

impl Nodes for World<'_> {
    fn here(&self) -> Option<NodeId> {
        Some(NodeId::of_document(self.here))
    }

    fn around(&self, tree_node: TreeNode) -> Option<NodeId> {
        match self.meaning(tree_node)? {
            Meaning::Root => Some(NodeId::of_document(self.root)),
            Meaning::Instance(place) => Some(NodeId::of_document(*place)),
            _ => None,
        }
    }

    fn children(&self, of: NodeId, tree_node: TreeNode, into: &mut Vec<NodeId>) {
        let elements = self.document.children(of.index).filter(|(_, child)| child.kind == NodeKind::Element);
        match self.meaning(tree_node) {
            Some(Meaning::Any) => into.extend(elements.map(|(place, _)| NodeId::of_document(place))),
            Some(Meaning::Named(name)) => {
                let named = elements.filter(|(_, child)| child.local == *name && self.needs_no_prefix(child));
                into.extend(named.map(|(place, _)| NodeId::of_document(place)));
            }
            _ => {}
        }
    }

    fn parent(&self, of: NodeId) -> Option<NodeId> {
        // What `/` begins at has nothing around it.
        let inside = (of.index != self.root).then_some(of.index)?;
        self.document.node(inside)?.parent.map(NodeId::of_document)
    }

    fn value(&self, of: NodeId) -> Val {
        Val::Text(self.document.text(of.index).into())
    }

    fn position(&self, of: NodeId) -> u32 {
        let Some(node) = self.document.node(of.index) else { return 0 };
        let siblings = node.parent.into_iter().flat_map(|parent| self.document.children(parent));
        let alike = siblings.filter(|(_, other)| other.kind == node.kind && other.local == node.local);
        u32::try_from(alike.take_while(|(place, _)| *place <= of.index).count()).unwrap_or(u32::MAX)
    }

    fn texts(&self, id: &str, into: &mut Vec<NodeId>) {
        let texts = self.document.texts_of(id, self.language).unwrap_or_default();
        into.extend(texts.into_iter().map(NodeId::of_document));
    }

    fn name(&self, of: NodeId) -> String {
        match self.document.node(of.index) {
            Some(node) if node.prefix.is_empty() => node.local.clone(),
            Some(node) => [node.prefix.as_str(), &node.local].join(":"),
            None => String::new(),
        }
    }
}
