//! Nodes: what paths, predicates and `instance()` walk over. A form's slots and an XML document are walked by the same
//! code; each says what is where, and nothing more.

use crate::kinds::TreeNode;
use crate::value::Val;

/// One node: a question, group or repeat instance of a session, an item or a column of a table, an element of a document.
/// Its numbers mean something to the [`Nodes`] that gave it alone; equal ones are the same node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// Which node of the form or of a table this is an instance of.
    pub of: TreeNode,
    /// Which of its instances: that of a repeat, or a row.
    pub index: u32,
}

impl NodeId {
    /// A node of a document, which is known by its place alone.
    pub const fn of_document(place: u32) -> Self {
        Self { of: TreeNode::AboveRoot, index: place }
    }
}

/// What there is to walk over while one expression is evaluated.
///
/// Sets of nodes are always in document order and without twins: they grow by the children of nodes of one depth.
pub trait Nodes {
    /// The node that the expression belongs to: what `.` and `current()` mean outside predicates.
    fn here(&self) -> Option<NodeId>;

    /// The node of a tree node that stands around [`Nodes::here`] or is it; for [`crate::Scope::root`], what `/` means; for the
    /// tree node of [`crate::Scope::instance`], the one node that holds the table.
    fn around(&self, tree_node: TreeNode) -> Option<NodeId>;

    /// Adds the children of a node that stand at a tree node, in document order. Instances of a repeat are children of the
    /// node around the repeat. Nodes that are not relevant are left out.
    fn children(&self, of: NodeId, tree_node: TreeNode, into: &mut Vec<NodeId>);

    /// The node around a node.
    fn parent(&self, of: NodeId) -> Option<NodeId>;

    /// What the node holds; a group, a repeat instance or an item holds [`Val::Blank`] or its text.
    fn value(&self, of: NodeId) -> Val;

    /// Where the node stands among its siblings of the same name, from 1: the number of a repeat instance.
    fn position(&self, of: NodeId) -> u32;

    /// The node's name as it is written, with a prefix if it has one; `''` where it has none.
    fn name(&self, of: NodeId) -> String;

    /// Adds the nodes that hold the text of an id in the language shown, for `jr:itext()`.
    fn texts(&self, id: &str, into: &mut Vec<NodeId>) {
        let _ = (id, into);
    }

    /// Adds the children at `tree_node` whose own child at `key` equals a text, in document order, if there is an index that
    /// finds them; `false`, and nothing is added, if there is none and all children must be looked at.
    fn find(&self, of: NodeId, tree_node: TreeNode, key: TreeNode, text: &str, into: &mut Vec<NodeId>) -> bool {
        let _ = (of, tree_node, key, text, into);
        false
    }
}
