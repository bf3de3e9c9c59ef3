//! A form and a table, as small as they can be.

use std::cell::Cell;
use std::iter::successors;

use sealform_expression::{Context, Kind, ListId, Named, NoNames, NodeId, Nodes, Reads, Ref, Scope, Spot, Val};

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

/// Nodes: their spots, what is above them, and what they hold. Two visits, of two shops and of one; three rows.
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

fn above(spot: u32) -> Option<u32> {
    let above = SPOTS[spot as usize].1;
    (above != spot).then_some(above)
}

/// The form as an expression at one of its spots sees it.
pub struct Form {
    pub here: u32,
}

impl Scope for Form {
    fn question(&self, name: &str) -> Option<Named> {
        self.at(self.spot(name)?)
    }
    fn this(&self) -> Option<Named> {
        self.at(Spot(self.here))
    }
    fn assignment(&self, member: &str) -> Option<Ref> {
        NoNames.assignment(member)
    }
    fn now(&self) -> Ref {
        Ref(100)
    }
    fn today(&self) -> Ref {
        Ref(101)
    }
    fn language(&self) -> Ref {
        Ref(102)
    }
    fn names(&self) -> Vec<&str> {
        SPOTS[1..8].iter().map(|spot| spot.0).collect()
    }
    fn choices(&self, _: ListId) -> Vec<&str> {
        Vec::new()
    }
    fn is_not_applicable(&self, _: ListId, _: &str) -> bool {
        false
    }
    fn root(&self) -> Option<Spot> {
        Some(Spot(0))
    }
    fn here(&self) -> Option<Spot> {
        Some(Spot(self.here))
    }
    fn spot(&self, name: &str) -> Option<Spot> {
        (1..8).find(|spot| SPOTS[*spot as usize].0 == name).map(Spot)
    }
    fn instance(&self, id: &str) -> Option<Spot> {
        (id == "prices").then_some(Spot(8))
    }
    fn child(&self, of: Spot, name: &str) -> Option<Spot> {
        self.children(of).into_iter().find(|spot| of == Spot(0) || SPOTS[spot.0 as usize].0 == name)
    }
    fn children(&self, of: Spot) -> Vec<Spot> {
        (0..13).filter(|spot| above(*spot) == Some(of.0)).map(Spot).collect()
    }
    fn child_names(&self, of: Spot) -> Vec<&str> {
        self.children(of).into_iter().map(|spot| SPOTS[spot.0 as usize].0).collect()
    }
    fn parent(&self, of: Spot) -> Option<Spot> {
        above(of.0).map(Spot)
    }
    fn at(&self, spot: Spot) -> Option<Named> {
        let is_around = |repeat: u32| successors(Some(self.here), |at| above(*at)).any(|at| at == repeat);
        let mut repeats = successors(Some(spot.0), |at| above(*at)).filter(|at| SPOTS[*at as usize].2);
        let reads = if repeats.all(is_around) { Reads::One } else { Reads::Many };
        let kind = if matches!(spot.0, 3 | 5 | 7) { Kind::Number } else { Kind::Text };
        matches!(spot.0, 2..=7).then_some(Named { reference: Ref(spot.0), kind, reads })
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

    /// The nodes of a spot that share the most with where we are, as slots are read.
    fn nearest(&self, spot: u32) -> Vec<NodeId> {
        let ours: Vec<NodeId> = self.way_up(NodeId(self.here, 0)).collect();
        let all = (0..).zip(NODES).filter(|(_, node)| node.0 == spot).map(|(place, _)| NodeId(place, 0));
        let apart = |node: &NodeId| self.way_up(*node).position(|at| ours.contains(&at));
        let least = all.clone().filter_map(|node| apart(&node)).min();
        all.filter(|node| apart(node) == least).collect()
    }
}

impl Nodes for World {
    fn here(&self) -> Option<NodeId> {
        Some(NodeId(self.here, 0))
    }
    fn around(&self, spot: Spot) -> Option<NodeId> {
        if spot == Spot(8) {
            return Some(NodeId(14, 0));
        }
        self.way_up(NodeId(self.here, 0)).find(|at| NODES[at.0 as usize].0 == spot.0)
    }
    fn children(&self, of: NodeId, spot: Spot, into: &mut Vec<NodeId>) {
        let all = (0..).zip(NODES).filter(|(place, node)| node.1 == of.0 && *place != of.0 && node.0 == spot.0);
        into.extend(all.map(|(place, _)| NodeId(place, 0)));
    }
    fn parent(&self, of: NodeId) -> Option<NodeId> {
        let above = NODES[of.0 as usize].1;
        (above != of.0).then_some(NodeId(above, 0))
    }
    fn value(&self, of: NodeId) -> Val {
        let text = NODES[of.0 as usize].2;
        text.parse().map_or_else(|_| Val::text(text), Val::Number)
    }
    fn position(&self, of: NodeId) -> u32 {
        let node = NODES[of.0 as usize];
        let alike = (0..).zip(NODES).filter(|(place, other)| other.1 == node.1 && other.0 == node.0 && *place <= of.0);
        u32::try_from(alike.count()).expect("few")
    }
    fn name(&self, of: NodeId) -> String {
        SPOTS[NODES[of.0 as usize].0 as usize].0.to_owned()
    }
    fn find(&self, of: NodeId, spot: Spot, key: Spot, text: &str, into: &mut Vec<NodeId>) -> bool {
        self.asked.set(self.asked.get() + 1);
        let mut rows = Vec::new();
        self.children(of, spot, &mut rows);
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
    fn read(&self, reference: Ref) -> Val {
        self.nearest(reference.0).first().map_or(Val::Blank, |node| self.value(*node))
    }
    fn read_many(&self, reference: Ref) -> Vec<Val> {
        self.nearest(reference.0).into_iter().map(|node| self.value(node)).collect()
    }
    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
    fn nodes(&self) -> Option<&dyn Nodes> {
        Some(self)
    }
}
