//! The names that an expression may use over a document: any.

use std::cell::RefCell;

use sealform_expression::{ListId, Named, NoNames, Ref, Scope, Spot};

use crate::tree::Document;

/// What a spot means: a document says no more of where a path leads than the name of its last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Root,
    Somewhere,
    Any,
    Named(String),
    Instance(u32),
}

/// The names written in one expression, by their spots.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    pub document: &'a Document,
    pub spots: RefCell<Vec<Meaning>>,
}

impl<'a> Names<'a> {
    pub fn new(document: &'a Document) -> Self {
        Self { document, spots: RefCell::new(Vec::new()) }
    }

    fn spot_of(&self, meaning: Meaning) -> Spot {
        let mut spots = self.spots.borrow_mut();
        let index = spots.iter().position(|known| *known == meaning).unwrap_or_else(|| {
            spots.push(meaning);
            spots.len() - 1
        });
        Spot(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl Scope for Names<'_> {
    fn question(&self, _: &str) -> Option<Named> {
        None
    }
    fn this(&self) -> Option<Named> {
        None
    }
    fn assignment(&self, member: &str) -> Option<Ref> {
        NoNames.assignment(member)
    }
    fn now(&self) -> Ref {
        NoNames::NOW
    }
    fn today(&self) -> Ref {
        NoNames::TODAY
    }
    fn language(&self) -> Ref {
        NoNames.language()
    }
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
    fn choices(&self, _: ListId) -> Vec<&str> {
        Vec::new()
    }
    fn is_not_applicable(&self, _: ListId, _: &str) -> bool {
        false
    }

    fn root(&self) -> Option<Spot> {
        Some(self.spot_of(Meaning::Root))
    }
    fn here(&self) -> Option<Spot> {
        Some(self.spot_of(Meaning::Somewhere))
    }
    fn instance(&self, id: &str) -> Option<Spot> {
        self.document.instance(id).map(|place| self.spot_of(Meaning::Instance(place)))
    }
    fn child(&self, _: Spot, name: &str) -> Option<Spot> {
        Some(self.spot_of(Meaning::Named(name.to_owned())))
    }
    fn children(&self, _: Spot) -> Vec<Spot> {
        vec![self.spot_of(Meaning::Any)]
    }
    fn parent(&self, _: Spot) -> Option<Spot> {
        Some(self.spot_of(Meaning::Somewhere))
    }
    fn at(&self, _: Spot) -> Option<Named> {
        None
    }
    fn keeps_to_this_instance(&self) -> bool {
        false
    }
    fn has_texts(&self) -> bool {
        true
    }
}
