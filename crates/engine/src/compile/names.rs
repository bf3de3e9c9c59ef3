//! Which names the expressions of a form may use, seen from where each expression stands.

use std::cell::RefCell;

use sealform_expression::{Kind, ListId, Named, Reads, Ref, Scope};
use sealform_questionnaire::Choice;
use sealform_types::{Arena, ArenaId, Table, TableSet};

use crate::program::{FactSlots, ListIndex, SlotId, TemplateId};

/// From here on a reference is a column of a choice list.
pub(crate) const FIRST_COLUMN: u32 = u32::MAX - 1000;

/// A question, group or repeat that has a name.
#[derive(Debug)]
pub(crate) struct Target {
    /// The names of the groups around it.
    pub groups: Vec<String>,
    pub slot: SlotId,
    pub template: TemplateId,
    pub kind: Kind,
}

/// All names of a form.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub by_name: Table<String, Vec<Target>>,
    /// The template around each template.
    pub parents: Vec<Option<TemplateId>>,
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
    /// Slots for members of the assignment; made before any expression is compiled.
    pub template: TemplateId,
    /// The names of the groups around the expression.
    pub groups: &'a [String],
    pub this: Option<(SlotId, Kind)>,
    /// The list whose choices a filter looks at.
    pub columns: Option<ListIndex>,
    /// Names that could mean several questions equally well.
    pub ambiguous: RefCell<Vec<String>>,
}

impl Here<'_> {
    fn shared(&self, target: &Target) -> usize {
        self.groups.iter().zip(&target.groups).take_while(|(a, b)| a == b).count()
    }
}

/// The columns that a list's choices have, in order of their names.
pub(crate) fn columns(choices: &[Choice]) -> Vec<&str> {
    let own = choices.iter().flat_map(|choice| choice.columns.keys().map(String::as_str));
    own.chain(["name", "label"]).collect::<TableSet<_>>().into_iter().collect()
}

impl Scope for Here<'_> {
    /// The question of that name that shares the most groups with the expression.
    fn question(&self, name: &str) -> Option<Named> {
        let targets = self.names.by_name.get(name)?;
        let best = targets.iter().map(|target| self.shared(target)).max()?;
        let mut nearest = targets.iter().filter(|target| self.shared(target) == best);
        let target = nearest.next()?;
        if nearest.next().is_some() {
            self.ambiguous.borrow_mut().push(name.to_owned());
        }
        let reads = if self.names.is_around(target.template, self.template) { Reads::One } else { Reads::Many };
        Some(Named { reference: Ref(target.slot.0), kind: target.kind, reads })
    }

    fn this(&self) -> Option<Named> {
        self.this.map(|(slot, kind)| Named { reference: Ref(slot.0), kind, reads: Reads::One })
    }

    fn column(&self, name: &str) -> Option<Ref> {
        let known = columns(&self.lists[self.columns?]);
        let index = known.iter().position(|column| *column == name)?;
        Some(Ref(FIRST_COLUMN + u32::try_from(index).ok().filter(|index| *index < 1000)?))
    }

    fn assignment(&self, member: &str) -> Ref {
        Ref(self.facts.assignment.get(member).map_or(self.facts.now.0, |slot| slot.0))
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

    fn is_not_applicable(&self, list: ListId, choice: &str) -> bool {
        self.lists[ListIndex(list.0)].iter().any(|known| known.name == choice && known.not_applicable)
    }
}
