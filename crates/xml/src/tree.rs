//! A document as a row of nodes in document order.

use roxmltree::{NodeType, ParsingOptions};
use sealform_types::{Finding, Findings, Place};

use crate::findings::one;

/// The most nodes of one document.
const MAX_NODES: u32 = 2_000_000;

/// An XML document. Attributes stand behind their element and before its children.
#[derive(Debug)]
pub struct Document {
    pub(crate) nodes: Vec<Node>,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub kind: NodeKind,
    pub parent: Option<u32>,
    /// Elements, texts, comments and instructions inside; no attributes.
    pub children: Vec<u32>,
    /// The name without its prefix.
    pub local: String,
    pub prefix: String,
    pub namespace: String,
    /// Its own text; that of an element is the text of what is inside.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Document,
    Element,
    Attribute,
    Text,
    Comment,
    Instruction,
}

impl Document {
    /// Reads a document. Declared entities are refused, and nothing outside is ever fetched.
    ///
    /// # Errors
    /// `xml/entity` for a declaration of an entity; `xml/unreadable`, with the line, if the text is not well-formed XML or
    /// holds too many nodes.
    pub fn read(text: &str) -> Result<Self, Findings> {
        if let Some((before, _)) = text.split_once("<!ENTITY") {
            let line = u32::try_from(before.matches('\n').count() + 1).ok();
            let finding =
                Finding::error("xml/entity", "the XML declares an entity", Place { line, ..Place::default() });
            return Err(one(finding.hint("write the text of the entity where it is used")));
        }
        let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let read = roxmltree::Document::parse_with_options(text, options).map_err(|fault| {
            let place = Place { line: Some(fault.pos().row), ..Place::default() };
            let hint = "write a well-formed document";
            one(Finding::error("xml/unreadable", format!("the XML cannot be read: {fault}"), place).hint(hint))
        })?;
        let mut document = Self { nodes: Vec::new() };
        // Nodes come in document order, each behind the one around it.
        let mut indices = Vec::new();
        for node in read.descendants() {
            let parent = node.parent().and_then(|parent| indices.get(parent.id().get_usize())).copied();
            let index = document.push(of(node, parent));
            indices.push(index);
            for attribute in node.attributes() {
                document.push(Node {
                    kind: NodeKind::Attribute,
                    parent: Some(index),
                    children: Vec::new(),
                    local: attribute.name().to_owned(),
                    prefix: String::new(),
                    namespace: attribute.namespace().unwrap_or_default().to_owned(),
                    text: attribute.value().to_owned(),
                });
            }
        }
        Ok(document)
    }

    fn push(&mut self, node: Node) -> u32 {
        let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if node.kind != NodeKind::Attribute
            && let Some(parent) = node.parent.and_then(|parent| self.nodes.get_mut(parent as usize))
        {
            parent.children.push(index);
        }
        self.nodes.push(node);
        index
    }

    pub(crate) fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }

    pub(crate) fn children(&self, of: u32) -> impl Iterator<Item = (u32, &Node)> {
        let indices = self.node(of).map_or(&[] as &[u32], |node| node.children.as_slice());
        indices.iter().filter_map(|index| Some((*index, self.node(*index)?)))
    }

    /// The attributes of an element: they stand right behind it.
    pub(crate) fn attributes(&self, of: u32) -> impl Iterator<Item = (u32, &Node)> {
        let behind = (of + 1..).map_while(|index| Some((index, self.node(index)?)));
        behind.take_while(move |(_, node)| node.kind == NodeKind::Attribute && node.parent == Some(of))
    }

    pub(crate) fn attribute(&self, of: u32, name: &str) -> Option<&str> {
        self.attributes(of).find(|(_, node)| node.local == name).map(|(_, node)| node.text.as_str())
    }

    /// What a node holds (XPath 1.0 section 5): an element, the texts inside.
    pub(crate) fn text(&self, of: u32) -> String {
        let Some(node) = self.node(of) else { return String::new() };
        if !matches!(node.kind, NodeKind::Element | NodeKind::Document) {
            return node.text.clone();
        }
        let mut text = String::new();
        let mut open: Vec<u32> = node.children.iter().rev().copied().collect();
        while let Some(inner) = open.pop().and_then(|index| self.node(index)) {
            match inner.kind {
                NodeKind::Text => text.push_str(&inner.text),
                NodeKind::Element => open.extend(inner.children.iter().rev()),
                _ => {}
            }
        }
        text
    }
}

fn of(node: roxmltree::Node<'_, '_>, parent: Option<u32>) -> Node {
    let kind = match node.node_type() {
        NodeType::Root => NodeKind::Document,
        NodeType::Element => NodeKind::Element,
        NodeType::Text => NodeKind::Text,
        NodeType::Comment => NodeKind::Comment,
        NodeType::PI => NodeKind::Instruction,
    };
    let namespace = node.tag_name().namespace();
    let prefix = namespace.and_then(|uri| node.lookup_prefix(uri)).unwrap_or_default();
    Node {
        kind,
        parent,
        children: Vec::new(),
        local: node.pi().map_or(node.tag_name().name(), |instruction| instruction.target).to_owned(),
        prefix: if kind == NodeKind::Element { prefix.to_owned() } else { String::new() },
        namespace: namespace.unwrap_or_default().to_owned(),
        text: match node.pi() {
            Some(instruction) => instruction.value.unwrap_or_default().to_owned(),
            None if kind == NodeKind::Element => String::new(),
            None => node.text().unwrap_or_default().to_owned(),
        },
    }
}
