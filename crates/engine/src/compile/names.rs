//! Which names the expressions of a form may use, seen from where each expression stands.

use std::cell::RefCell;
use std::rc::Rc;

use sealform_expression::{Kind, ListId, Named, OfferedNodes, Reads, Ref, Scope, Spot};
use sealform_questionnaire::Choice;
use sealform_types::{Arena, ArenaId, VecMap, VecSet};

use crate::program::{FactSlots, ListIndex, Rows, RowsOf, SlotId, Spots, TABLE_BIT, TemplateId, Thing};
use crate::tables::DataTable;

/// From here on a reference is a column of a choice list.
pub(crate) const FIRST_COLUMN: u32 = u32::MAX - 1000;

/// A question, group or repeat that has a name.
#[derive(Debug)]
pub(crate) struct Target {
    /// The names of the groups around it.
    pub groups: Rc<[String]>,
    /// What expressions read.
    pub slot: SlotId,
    /// The answer as it was given.
    pub answer: SlotId,
    pub template: TemplateId,
    pub kind: Kind,
    pub spot: u32,
}

/// All names of a form.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub by_name: VecMap<String, Vec<Target>>,
    /// The template around each template.
    pub parents: Vec<Option<TemplateId>>,
    /// Labels of choices that insert answers, once for each question that offers them.
    pub labels: Vec<ChoiceLabel>,
    /// Nodes that questions offer, by the spot of the question.
    pub offered: Vec<(u32, OfferedNodes)>,
}

/// The label of a choice as one question shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChoiceLabel {
    pub list: ListIndex,
    /// Its place in the list.
    pub choice: usize,
    /// The value of the question.
    pub value: SlotId,
    /// What holds it filled in.
    pub slot: SlotId,
    pub template: TemplateId,
}

impl Names {
    /// Whether a template is another one or stands around it.
    fn is_around(&self, outer: TemplateId, inner: TemplateId) -> bool {
        let mut at = Some(inner);
        while let Some(template) = at {
            if template == outer {
                return true;
            }
            at = self.parents.get(template.index()).copied().flatten();
        }
        false
    }
}

/// Names as one expression sees them.
pub(crate) struct Here<'a> {
    pub names: &'a Names,
    pub lists: &'a Arena<ListIndex, Vec<Choice>>,
    pub facts: &'a FactSlots,
    pub spots: &'a Spots,
    pub tables: &'a [Rows],
    pub files: &'a [DataTable],
    /// Whether what is only doubtful is a warning.
    pub tolerant: bool,
    /// Where paths begin.
    pub spot: u32,
    /// Slots for members of the assignment; made before any expression is compiled.
    pub template: TemplateId,
    /// The names of the groups around the expression.
    pub groups: &'a [String],
    pub this: Option<(SlotId, Kind)>,
    /// The list whose choices a filter looks at.
    pub columns: Option<ListIndex>,
    /// A value as expressions see it, and the answer as it was given that this expression sees instead.
    pub unmasked: Option<(SlotId, SlotId)>,
    /// Names that could mean several questions equally well.
    pub ambiguous: RefCell<Vec<String>>,
}

impl Here<'_> {
    fn shared(&self, target: &Target) -> usize {
        self.groups.iter().zip(target.groups.iter()).take_while(|(a, b)| a == b).count()
    }

    /// The question, group or repeat of that name that shares the most groups with the expression.
    pub fn nearest(&self, name: &str) -> Option<&Target> {
        let targets = self.names.by_name.get(name)?;
        let best = targets.iter().map(|target| self.shared(target)).max()?;
        let mut nearest = targets.iter().filter(|target| self.shared(target) == best);
        let target = nearest.next()?;
        let mut told = self.ambiguous.borrow_mut();
        if nearest.next().is_some() && !told.iter().any(|known| known == name) {
            told.push(name.to_owned());
        }
        Some(target)
    }

    /// What stands at an absolute path, whose first step is the form.
    pub fn at_path(&self, path: &str) -> Option<&Target> {
        let mut steps = path.trim_start_matches('/').split('/').skip(1);
        let spot = steps.try_fold(Spots::ROOT, |spot, step| self.spots.child(spot, step))?;
        self.names.by_name.get(path.rsplit('/').next()?)?.iter().find(|target| target.spot == spot)
    }

    fn seen(&self, slot: SlotId) -> Ref {
        Ref(self.unmasked.filter(|(value, _)| *value == slot).map_or(slot, |(_, answer)| answer).0)
    }

    fn reads(&self, template: TemplateId) -> Reads {
        if self.names.is_around(template, self.template) { Reads::One } else { Reads::Many }
    }

    fn columns_of<'t>(&'t self, table: &'t Rows) -> &'t [String] {
        match &table.of {
            RowsOf::List(_, columns) => columns,
            RowsOf::File(file) => self.files.get(*file).map_or(&[], DataTable::columns),
        }
    }

    fn table(&self, spot: u32) -> Option<&Rows> {
        self.tables.get((spot & !TABLE_BIT) as usize >> 16)
    }

    /// The column of a table at a spot.
    fn column_name(&self, spot: u32) -> Option<&str> {
        let place = (spot & 0xFFFF).checked_sub(3)?;
        self.columns_of(self.table(spot)?).get(place as usize).map(String::as_str)
    }
}

fn table_child(of: u32, place: usize) -> Option<Spot> {
    Some(Spot(of & !0xFFFF | u32::try_from(place).ok().filter(|place| *place <= 0xFFFF)?))
}

/// The columns that a list's choices have, in order of their names.
pub(crate) fn columns(choices: &[Choice]) -> Vec<&str> {
    let own = choices.iter().flat_map(|choice| choice.columns.keys().map(String::as_str));
    own.chain(["name", "label"]).collect::<VecSet<_>>().into_iter().collect()
}

impl Scope for Here<'_> {
    fn question(&self, name: &str) -> Option<Named> {
        let target = self.nearest(name)?;
        Some(Named { reference: self.seen(target.slot), kind: target.kind, reads: self.reads(target.template) })
    }

    fn this(&self) -> Option<Named> {
        self.this.map(|(slot, kind)| Named { reference: Ref(slot.0), kind, reads: Reads::One })
    }

    fn column(&self, name: &str) -> Option<Ref> {
        let known = columns(&self.lists[self.columns?]);
        let index = known.iter().position(|column| *column == name)?;
        Some(Ref(FIRST_COLUMN + u32::try_from(index).ok().filter(|index| *index < 1000)?))
    }

    fn assignment(&self, member: &str) -> Option<Ref> {
        self.facts.assignment.get(member).map(|slot| Ref(slot.0))
    }

    fn now(&self) -> Ref {
        Ref(self.facts.now.0)
    }

    fn today(&self) -> Ref {
        Ref(self.facts.today.0)
    }

    fn language(&self) -> Ref {
        Ref(self.facts.language.0)
    }

    fn names(&self) -> Vec<&str> {
        self.names.by_name.keys().map(String::as_str).collect()
    }

    fn choices(&self, list: ListId) -> Vec<&str> {
        self.lists[ListIndex(list.0)].iter().map(|choice| choice.name.as_str()).collect()
    }

    fn offered(&self, question: Spot) -> Option<OfferedNodes> {
        self.names.offered.iter().find(|(spot, _)| *spot == question.0).map(|(_, nodes)| nodes.clone())
    }

    fn label_reads(&self, list: ListId) -> Vec<(Ref, Reads)> {
        let own = self.names.labels.iter().filter(|label| label.list == ListIndex(list.0));
        own.map(|label| (Ref(label.slot.0), self.reads(label.template))).collect()
    }

    fn is_not_applicable(&self, list: ListId, choice: &str) -> bool {
        self.lists[ListIndex(list.0)].iter().any(|known| known.name == choice && known.not_applicable)
    }

    fn is_tolerant(&self) -> bool {
        self.tolerant
    }

    fn root(&self) -> Option<Spot> {
        Some(Spot(0))
    }

    fn here(&self) -> Option<Spot> {
        Some(Spot(self.spot))
    }

    fn spot(&self, name: &str) -> Option<Spot> {
        self.nearest(name).map(|target| Spot(target.spot))
    }

    fn instance(&self, id: &str) -> Option<Spot> {
        let place = self.tables.iter().position(|table| table.name == id)?;
        Some(Spot(TABLE_BIT | u32::try_from(place).ok().filter(|place| *place < 1 << 15)? << 16))
    }

    fn child(&self, of: Spot, name: &str) -> Option<Spot> {
        if of.0 & TABLE_BIT == 0 {
            return self.spots.child(of.0, name).map(Spot);
        }
        match of.0 & 0xFFFF {
            0 => table_child(of.0, 1),
            1 => table_child(of.0, 2),
            2 => {
                let columns = self.columns_of(self.table(of.0)?);
                // A file that is not there may have any column: it has no rows.
                let place = if columns.is_empty() { 0 } else { columns.iter().position(|column| column == name)? };
                table_child(of.0, 3 + place)
            }
            _ => None,
        }
    }

    fn children(&self, of: Spot) -> Vec<Spot> {
        if of.0 & TABLE_BIT == 0 {
            return self.spots.children(of.0).iter().copied().map(Spot).collect();
        }
        let count = match of.0 & 0xFFFF {
            2 => self.table(of.0).map_or(0, |table| self.columns_of(table).len()),
            place @ (0 | 1) => return table_child(of.0, place as usize + 1).into_iter().collect(),
            _ => 0,
        };
        (0..count).filter_map(|column| table_child(of.0, 3 + column)).collect()
    }

    fn child_names(&self, of: Spot) -> Vec<&str> {
        if of.0 & TABLE_BIT == 0 {
            return self.spots.children(of.0).iter().map(|child| self.spots.name(*child)).collect();
        }
        match (of.0 & 0xFFFF, self.table(of.0)) {
            (2, Some(table)) => self.columns_of(table).iter().map(String::as_str).collect(),
            (0, Some(_)) => vec!["root"],
            (1, Some(_)) => vec!["item"],
            _ => Vec::new(),
        }
    }

    fn parent(&self, of: Spot) -> Option<Spot> {
        if of.0 & TABLE_BIT == 0 {
            return self.spots.parent(of.0).map(Spot);
        }
        match of.0 & 0xFFFF {
            0 => None,
            place => table_child(of.0, place.min(3) as usize - 1),
        }
    }

    fn relevance(&self, of: Spot) -> Option<(Ref, Reads)> {
        if of.0 & TABLE_BIT != 0 {
            return None;
        }
        match self.spots.thing(of.0) {
            Thing::Group { template, relevant: Some(relevant) } => Some((Ref(relevant.0), self.reads(template))),
            Thing::Root | Thing::Group { .. } | Thing::Question { .. } | Thing::Repeat { .. } => None,
        }
    }

    fn at(&self, spot: Spot) -> Option<Named> {
        if spot.0 & TABLE_BIT != 0 {
            // What choices are called depends on the language; everything else in a table stays as it is.
            let is_label = matches!(self.table(spot.0)?.of, RowsOf::List(..)) && self.column_name(spot.0)? == "label";
            let language = Ref(self.facts.language.0);
            return is_label.then_some(Named { reference: language, kind: Kind::Text, reads: Reads::One });
        }
        let (reference, kind, template) = match self.spots.thing(spot.0) {
            Thing::Question { template, value, kind } => (value, kind, template),
            Thing::Repeat { template, exists } => (exists, Kind::Truth, template),
            Thing::Root | Thing::Group { .. } => return None,
        };
        Some(Named { reference: self.seen(reference), kind, reads: self.reads(template) })
    }
}
