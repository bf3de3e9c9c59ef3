//! The names that an expression may use over a document: any.

use std::cell::RefCell;

use sealform_expression::{Named, NoNames, Scope, TreeNode, ValueRef};

use crate::tree::Document;

/// What a node means: a document says no more of where a path leads than the name of its last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Root,
    Somewhere,
    Any,
    Named(String),
    Instance(u32),
}

/// The names written in one expression, by their meanings.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    pub document: &'a Document,
    pub meanings: RefCell<Vec<Meaning>>,
}

impl<'a> Names<'a> {
    pub fn new(document: &'a Document) -> Self {
        Self { document, meanings: RefCell::new(Vec::new()) }
    }

    fn node_of(&self, meaning: Meaning) -> TreeNode {
        let mut meanings = self.meanings.borrow_mut();
        let index = meanings.iter().position(|known| *known == meaning).unwrap_or_else(|| {
            meanings.push(meaning);
            meanings.len() - 1
        });
        TreeNode::Node(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl Scope for Names<'_> {
    fn question(&self, _: &str) -> Option<Named> {
        None
    }
    fn this(&self) -> Option<Named> {
        None
    }
    fn assignment(&self, member: &str) -> Option<ValueRef> {
        NoNames.assignment(member)
    }
    fn now(&self) -> ValueRef {
        NoNames::NOW
    }
    fn today(&self) -> ValueRef {
        NoNames::TODAY
    }
    fn language(&self) -> ValueRef {
        NoNames.language()
    }
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn root(&self) -> Option<TreeNode> {
        Some(self.node_of(Meaning::Root))
    }
    fn here(&self) -> Option<TreeNode> {
        Some(self.node_of(Meaning::Somewhere))
    }
    fn instance(&self, id: &str) -> Option<TreeNode> {
        self.document.instance(id).map(|index| self.node_of(Meaning::Instance(index)))
    }
    fn child(&self, _: TreeNode, name: &str) -> Option<TreeNode> {
        Some(self.node_of(Meaning::Named(name.to_owned())))
    }
    fn children(&self, _: TreeNode) -> Vec<TreeNode> {
        vec![self.node_of(Meaning::Any)]
    }
    fn parent(&self, _: TreeNode) -> Option<TreeNode> {
        Some(self.node_of(Meaning::Somewhere))
    }
    fn at(&self, _: TreeNode) -> Option<Named> {
        None
    }
    fn keeps_to_this_instance(&self) -> bool {
        false
    }
    fn has_texts(&self) -> bool {
        true
    }
}
