//! A document as expressions walk over it.

use sealform_expression::{NodeId, Nodes, Spot, Val};

use crate::names::Meaning;
use crate::tree::{Document, Kind, Node};

/// A document seen from a node, with a node that `/` begins at.
pub(crate) struct World<'a> {
    pub document: &'a Document,
    pub root: u32,
    pub here: u32,
    pub spots: Vec<Meaning>,
    pub language: Option<&'a str>,
}

/// The namespace of XForms, whose elements forms name without a prefix, as those of no namespace.
const XFORMS: &str = "http://www.w3.org/2002/xforms";

impl World<'_> {
    fn meaning(&self, spot: Spot) -> Option<&Meaning> {
        self.spots.get(spot.0 as usize)
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
        Some(NodeId(self.here, 0))
    }

    fn around(&self, spot: Spot) -> Option<NodeId> {
        match self.meaning(spot)? {
            Meaning::Root => Some(NodeId(self.root, 0)),
            Meaning::Instance(place) => Some(NodeId(*place, 0)),
            _ => None,
        }
    }

    fn children(&self, of: NodeId, spot: Spot, into: &mut Vec<NodeId>) {
        let elements = self.document.children(of.0).filter(|(_, child)| child.kind == Kind::Element);
        match self.meaning(spot) {
            Some(Meaning::Any) => into.extend(elements.map(|(place, _)| NodeId(place, 0))),
            Some(Meaning::Named(name)) => {
                let named = elements.filter(|(_, child)| child.local == *name && self.needs_no_prefix(child));
                into.extend(named.map(|(place, _)| NodeId(place, 0)));
            }
            _ => {}
        }
    }

    fn parent(&self, of: NodeId) -> Option<NodeId> {
        // What `/` begins at has nothing around it.
        let inside = (of.0 != self.root).then_some(of.0)?;
        self.document.node(inside)?.parent.map(|parent| NodeId(parent, 0))
    }

    fn value(&self, of: NodeId) -> Val {
        Val::Text(self.document.text(of.0).into())
    }

    fn position(&self, of: NodeId) -> u32 {
        let Some(node) = self.document.node(of.0) else { return 0 };
        let siblings = node.parent.into_iter().flat_map(|parent| self.document.children(parent));
        let alike = siblings.filter(|(_, other)| other.kind == node.kind && other.local == node.local);
        u32::try_from(alike.take_while(|(place, _)| *place <= of.0).count()).unwrap_or(u32::MAX)
    }

    fn texts(&self, id: &str, into: &mut Vec<NodeId>) {
        let texts = self.document.texts_of(id, self.language).unwrap_or_default();
        into.extend(texts.into_iter().map(|place| NodeId(place, 0)));
    }

    fn name(&self, of: NodeId) -> String {
        match self.document.node(of.0) {
            Some(node) if node.prefix.is_empty() => node.local.clone(),
            Some(node) => [node.prefix.as_str(), &node.local].join(":"),
            None => String::new(),
        }
    }
}
