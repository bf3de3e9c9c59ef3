//! The form and its tables as steps of paths. A spot is a number; see [`sealform_expression::Spot`].
//!
//! ```text
//! 0 above the root · 1 the root · 2… groups and questions in order
//! TABLE_BIT | table << 16 | 0 above a table · 1 its root · 2 its items · 3… its columns
//! ```

use sealform_expression::Kind;
use sealform_types::{Coded, Decoder, Encoder, coded, in_order};

use super::{ListIndex, SlotId, TemplateId};

/// What tells spots of tables from those of the form.
pub(crate) const TABLE_BIT: u32 = 1 << 31;

/// Every group and question as a step of paths.
#[derive(Debug, Default)]
pub(crate) struct Spots(Vec<Step>);

/// One step.
#[derive(Debug)]
struct Step {
    name: String,
    parent: u32,
    thing: Thing,
    children: Vec<u32>,
    /// The same in the order of their names, where they are many.
    by_name: Vec<u32>,
}

/// What stands at a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// The root of the form, or what is above it.
    Root,
    /// A group in a template.
    Group { template: TemplateId, relevant: Option<SlotId> },
    /// A repeat: the template of its instances, and whether one is relevant.
    Repeat { template: TemplateId, exists: SlotId },
    /// A question: its value as expressions see it.
    Question { template: TemplateId, value: SlotId, kind: Kind },
}

/// From so many children on, names are looked up by bisection.
const MANY: usize = 16;

impl Spots {
    /// The form's root; the spot above it is 0.
    pub const ROOT: u32 = 1;

    pub fn new(root: &str) -> Self {
        let step = |name: &str, children| Step {
            name: name.to_owned(),
            parent: 0,
            thing: Thing::Root,
            children,
            by_name: Vec::new(),
        };
        Self(vec![step("", vec![Self::ROOT]), step(root, Vec::new())])
    }

    pub fn push(&mut self, parent: u32, name: &str, thing: Thing) -> u32 {
        let spot = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(Step { name: name.to_owned(), parent, thing, children: Vec::new(), by_name: Vec::new() });
        if let Some(parent) = self.0.get_mut(parent as usize) {
            parent.children.push(spot);
        }
        spot
    }

    /// Has children looked up faster from now on.
    pub fn are_known(&mut self) {
        for index in 0..self.0.len() {
            let Some(step) = self.0.get(index).filter(|step| step.children.len() >= MANY) else { continue };
            let by_name = in_order(step.children.clone(), &|one, other| self.name(*one).cmp(self.name(*other)));
            if let Some(step) = self.0.get_mut(index) {
                step.by_name = by_name;
            }
        }
    }

    pub fn thing(&self, spot: u32) -> Thing {
        self.0.get(spot as usize).map_or(Thing::Root, |step| step.thing)
    }

    pub fn thing_mut(&mut self, spot: u32) -> Option<&mut Thing> {
        self.0.get_mut(spot as usize).map(|step| &mut step.thing)
    }

    pub fn name(&self, spot: u32) -> &str {
        self.0.get(spot as usize).map_or("", |step| &step.name)
    }

    /// The spot around another one; nothing is above 0.
    pub fn parent(&self, spot: u32) -> Option<u32> {
        self.0.get(spot as usize).filter(|_| spot > 0).map(|step| step.parent)
    }

    pub fn children(&self, spot: u32) -> &[u32] {
        self.0.get(spot as usize).map_or(&[], |step| &step.children)
    }

    pub fn child(&self, spot: u32, name: &str) -> Option<u32> {
        let step = self.0.get(spot as usize)?;
        match step.children.len() {
            _ if spot == 0 => Some(Self::ROOT),
            MANY.. => {
                let place = step.by_name.partition_point(|child| self.name(*child) < name);
                step.by_name.get(place).copied().filter(|child| self.name(*child) == name)
            }
            _ => step.children.iter().copied().find(|child| self.name(*child) == name),
        }
    }
}

/// A file or a choice list as a table.
#[derive(Debug)]
pub(crate) struct Rows {
    /// What `instance('…')` calls it.
    pub name: String,
    pub of: RowsOf,
}

/// Where the rows of a table are.
#[derive(Debug)]
pub(crate) enum RowsOf {
    /// A choice list, with the names of its columns.
    List(ListIndex, Vec<String>),
    /// A file: its place among [`super::Program::files`].
    File(usize),
}

coded! {
    struct Step { name, parent, thing, children, by_name }
}

impl Coded for Spots {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self(Coded::read(from))
    }
}
