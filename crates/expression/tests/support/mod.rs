//! A form and a table, as small as they can be.
//! Forms as the engine compiles them are in `tests/support`.

use std::cell::Cell;
use std::iter::successors;

use sealform_expression::{
    Context, ListId, Named, NoNames, NodeId, Nodes, Reads, Scope, TreeNode, Val, ValueKind, ValueRef,
};

/// Spots: their names, what is above them, and whether there may be many.
pub const SPOTS: &[(&str, u32, bool)] = &[
    ("", 0, false), // above the root
    ("data", 0, false),
    ("city", 1, false),
    ("limit", 1, false),
    ("visit", 1, true), // 4
    ("age", 4, false),
    ("shop", 4, true), // 6
    ("price", 6, false),
    ("", 8, false), // above the table's root
    ("root", 8, false),
    ("item", 9, true), // 10
    ("code", 10, false),
    ("cost", 10, false),
];

/// Nodes: their tree nodes, what is above them, and what they hold. Two visits, of two shops and of one; three rows.
pub const NODES: &[(u32, u32, &str)] = &[
    (0, 0, ""),
    (1, 0, ""),
    (2, 1, "Oslo"),
    (3, 1, "35"),
    (4, 1, ""), // 4: a visit
    (5, 4, "31"),
    (6, 4, ""), // 6: a shop
    (7, 6, "10"),
    (6, 4, ""), // 8: a shop
    (7, 8, "20"),
    (4, 1, ""), // 10: a visit
    (5, 10, "40"),
    (6, 10, ""), // 12: a shop
    (7, 12, "30"),
    (8, 14, ""), // 14: the table
    (9, 14, ""),
    (10, 15, ""), // 16: a row
    (11, 16, "a"),
    (12, 16, "1"),
    (10, 15, ""), // 19: a row
    (11, 19, "b"),
    (12, 19, "2"),
    (10, 15, ""), // 22: a row
    (11, 22, "Oslo"),
    (12, 22, "3"),
];

fn number(node: TreeNode) -> u32 {
    match node {
        TreeNode::Node(number) => number,
        TreeNode::AboveRoot | TreeNode::Table(..) => panic!("{node:?} is not of this form"),
    }
}

pub fn number_of(reference: ValueRef) -> u32 {
    match reference {
        ValueRef::Slot(number) => number,
        ValueRef::Column(_) => panic!("{reference:?} is not of this form"),
    }
}

fn above(tree_node: u32) -> Option<u32> {
    let above = SPOTS[tree_node as usize].1;
    (above != tree_node).then_some(above)
}

/// The form as an expression at one of its nodes sees it.
pub struct Form {
    pub here: u32,
}

impl Scope for Form {
    fn question(&self, name: &str) -> Option<Named> {
        self.at(self.tree_node(name)?)
    }
    fn this(&self) -> Option<Named> {
        self.at(TreeNode::Node(self.here))
    }
    fn assignment(&self, member: &str) -> Option<ValueRef> {
        NoNames.assignment(member)
    }
    fn now(&self) -> ValueRef {
        ValueRef::Slot(100)
    }
    fn today(&self) -> ValueRef {
        ValueRef::Slot(101)
    }
    fn language(&self) -> ValueRef {
        ValueRef::Slot(102)
    }
    fn names(&self) -> Vec<&str> {
        SPOTS[1..8].iter().map(|node| node.0).collect()
    }
    fn root(&self) -> Option<TreeNode> {
        Some(TreeNode::Node(0))
    }
    fn here(&self) -> Option<TreeNode> {
        Some(TreeNode::Node(self.here))
    }
    fn tree_node(&self, name: &str) -> Option<TreeNode> {
        (1..8).find(|tree_node| SPOTS[*tree_node as usize].0 == name).map(TreeNode::Node)
    }
    fn instance(&self, id: &str) -> Option<TreeNode> {
        (id == "prices").then_some(TreeNode::Node(8))
    }
    fn child(&self, of: TreeNode, name: &str) -> Option<TreeNode> {
        self.children(of)
            .into_iter()
            .find(|tree_node| of == TreeNode::Node(0) || SPOTS[number(*tree_node) as usize].0 == name)
    }
    fn children(&self, of: TreeNode) -> Vec<TreeNode> {
        (0..13).filter(|tree_node| above(*tree_node) == Some(number(of))).map(TreeNode::Node).collect()
    }
    fn child_names(&self, of: TreeNode) -> Vec<&str> {
        self.children(of).into_iter().map(|tree_node| SPOTS[number(tree_node) as usize].0).collect()
    }
    fn parent(&self, of: TreeNode) -> Option<TreeNode> {
        above(number(of)).map(TreeNode::Node)
    }
    fn at(&self, tree_node: TreeNode) -> Option<Named> {
        let is_around = |repeat: u32| successors(Some(self.here), |at| above(*at)).any(|at| at == repeat);
        let mut repeats = successors(Some(number(tree_node)), |at| above(*at)).filter(|at| SPOTS[*at as usize].2);
        let reads = if repeats.all(is_around) { Reads::One } else { Reads::Many };
        let kind = if matches!(number(tree_node), 3 | 5 | 7) { ValueKind::Number } else { ValueKind::Text };
        matches!(number(tree_node), 2..=7).then_some(Named {
            reference: ValueRef::Slot(number(tree_node)),
            kind,
            reads,
        })
    }
}

/// What there is, seen from a node.
pub struct World {
    here: u32,
    /// How often an index was asked.
    pub asked: Cell<u32>,
}

impl World {
    pub fn at(node: u32) -> Self {
        Self { here: node, asked: Cell::new(0) }
    }

    fn way_up(&self, from: NodeId) -> impl Iterator<Item = NodeId> {
        successors(Some(from), |at| self.parent(*at))
    }

    /// The nodes of a place in the tree that share the most with where we are, as slots are read.
    fn nearest(&self, tree_node: u32) -> Vec<NodeId> {
        let ours: Vec<NodeId> = self.way_up(NodeId::of_document(self.here)).collect();
        let all = (0..).zip(NODES).filter(|(_, node)| node.0 == tree_node).map(|(place, _)| NodeId::of_document(place));
        let apart = |node: &NodeId| self.way_up(*node).position(|at| ours.contains(&at));
        let least = all.clone().filter_map(|node| apart(&node)).min();
        all.filter(|node| apart(node) == least).collect()
    }
}

impl Nodes for World {
    fn here(&self) -> Option<NodeId> {
        Some(NodeId::of_document(self.here))
    }
    fn around(&self, tree_node: TreeNode) -> Option<NodeId> {
        if tree_node == TreeNode::Node(8) {
            return Some(NodeId::of_document(14));
        }
        self.way_up(NodeId::of_document(self.here)).find(|at| NODES[at.index as usize].0 == number(tree_node))
    }
    fn children(&self, of: NodeId, tree_node: TreeNode, into: &mut Vec<NodeId>) {
        let all = (0..)
            .zip(NODES)
            .filter(|(place, node)| node.1 == of.index && *place != of.index && node.0 == number(tree_node));
        into.extend(all.map(|(place, _)| NodeId::of_document(place)));
    }
    fn parent(&self, of: NodeId) -> Option<NodeId> {
        let above = NODES[of.index as usize].1;
        (above != of.index).then_some(NodeId::of_document(above))
    }
    fn value(&self, of: NodeId) -> Val {
        let text = NODES[of.index as usize].2;
        text.parse().map_or_else(|_| Val::text(text), Val::Number)
    }
    fn position(&self, of: NodeId) -> u32 {
        let node = NODES[of.index as usize];
        let alike =
            (0..).zip(NODES).filter(|(place, other)| other.1 == node.1 && other.0 == node.0 && *place <= of.index);
        u32::try_from(alike.count()).expect("few")
    }
    fn name(&self, of: NodeId) -> String {
        SPOTS[NODES[of.index as usize].0 as usize].0.to_owned()
    }
    fn find(&self, of: NodeId, tree_node: TreeNode, key: TreeNode, text: &str, into: &mut Vec<NodeId>) -> bool {
        self.asked.set(self.asked.get() + 1);
        let mut rows = Vec::new();
        self.children(of, tree_node, &mut rows);
        rows.retain(|row| {
            let mut keys = Vec::new();
            self.children(*row, key, &mut keys);
            keys.iter().any(|key| self.value(*key).to_text() == text)
        });
        into.extend(rows);
        true
    }
}

impl Context for World {
    fn read(&self, reference: ValueRef) -> Val {
        self.nearest(number_of(reference)).first().map_or(Val::Blank, |node| self.value(*node))
    }
    fn read_many(&self, reference: ValueRef) -> Vec<Val> {
        self.nearest(number_of(reference)).into_iter().map(|node| self.value(node)).collect()
    }
    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
    fn nodes(&self) -> Option<&dyn Nodes> {
        Some(self)
    }
}
