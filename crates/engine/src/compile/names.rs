//! Which names the expressions of a form may use, seen from where each expression stands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sealform_expression::{ListId, Named, OfferedNodes, Reads, Scope, TablePart, TreeNode, ValueKind, ValueRef};
use sealform_questionnaire::Choice;
use sealform_types::{Arena, ArenaId, Findings, VecMap};

use super::lists::ListFacts;
use crate::program::{FactSlots, FormNodeId, FormNodeKind, FormTree, ListIndex, SlotId, Table, TableRows, TemplateId};
use crate::tables::DataTable;

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
    pub kind: ValueKind,
    pub node: FormNodeId,
}

/// All names of a form.
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    pub by_name: VecMap<String, Vec<Target>>,
    /// The template around each template.
    pub parents: Vec<Option<TemplateId>>,
    /// Labels of choices that insert answers, once for each question that offers them.
    pub labels: Vec<ChoiceLabel>,
    /// Nodes that questions offer, by the node of the question.
    pub offered: VecMap<FormNodeId, OfferedNodes>,
    /// How often a name was looked for that may have been meant: nobody needs it for more findings than are kept.
    pub guesses: Cell<usize>,
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

impl NameTable {
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

/// NameTable as one expression sees them.
pub(crate) struct FormScope<'a> {
    pub names: &'a NameTable,
    pub lists: &'a Arena<ListIndex, Vec<Choice>>,
    pub list_facts: &'a Arena<ListIndex, ListFacts>,
    pub facts: &'a FactSlots,
    pub tree: &'a FormTree,
    pub tables: &'a [Table],
    pub table_names: &'a VecMap<String, usize>,
    pub files: &'a [DataTable],
    /// Whether what is only doubtful is a warning.
    pub tolerant: bool,
    /// Functions that the page around the form computes.
    pub host_functions: &'a [String],
    /// Where paths begin.
    pub node: FormNodeId,
    /// Slots for members of the assignment; made before any expression is compiled.
    pub template: TemplateId,
    /// The names of the groups around the expression.
    pub groups: &'a [String],
    pub this: Option<(SlotId, ValueKind)>,
    /// The list whose choices a filter looks at.
    pub columns: Option<ListIndex>,
    /// NameTable that could mean several questions equally well.
    pub ambiguous: RefCell<Vec<String>>,
}

impl FormScope<'_> {
    fn shared(&self, target: &Target) -> usize {
        self.groups.iter().zip(target.groups.iter()).take_while(|(a, b)| a == b).count()
    }

    /// The question, group or repeat of that name that shares the most groups with the expression.
    pub fn nearest(&self, name: &str) -> Option<&Target> {
        let targets = self.names.by_name.get(name)?;
        let best = targets.iter().map(|target| self.shared(target)).max()?;
        let mut nearest = targets.iter().filter(|target| self.shared(target) == best);
        let target = nearest.next()?;
        let mut reported = self.ambiguous.borrow_mut();
        if nearest.next().is_some() && !reported.iter().any(|known| known == name) {
            reported.push(name.to_owned());
        }
        Some(target)
    }

    /// What stands at an absolute path, whose first step is the form.
    pub fn at_path(&self, path: &str) -> Option<&Target> {
        let mut steps = path.trim_start_matches('/').split('/').skip(1);
        let node = steps.try_fold(FormTree::ROOT, |node, step| self.tree.child(node, step))?;
        self.names.by_name.get(path.rsplit('/').next()?)?.iter().find(|target| target.node == node)
    }

    /// Names that may have been meant, as long as somebody reads about them.
    fn guess<'n>(&self, names: impl FnOnce() -> Vec<&'n str>) -> Vec<&'n str> {
        let guesses = self.names.guesses.get() + 1;
        self.names.guesses.set(guesses);
        if guesses > Findings::MOST { Vec::new() } else { names() }
    }

    fn reads(&self, template: TemplateId) -> Reads {
        if self.names.is_around(template, self.template) { Reads::One } else { Reads::Many }
    }

    fn columns_of(&self, table: u32) -> &[String] {
        match self.tables.get(table as usize).map(|table| &table.rows) {
            Some(TableRows::List(_, columns)) => columns,
            Some(TableRows::File(file)) => self.files.get(*file).map_or(&[], DataTable::columns),
            None => &[],
        }
    }

    fn is_label_of_list(&self, table: u32, column: u32) -> bool {
        let is_list = self.tables.get(table as usize).is_some_and(|table| matches!(table.rows, TableRows::List(..)));
        is_list && self.columns_of(table).get(column as usize).is_some_and(|name| name == "label")
    }
}

fn slot(slot: SlotId) -> ValueRef {
    ValueRef::Slot(slot.0)
}

fn node(node: FormNodeId) -> TreeNode {
    TreeNode::Node(node.0)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Scope for FormScope<'_> {
    fn question(&self, name: &str) -> Option<Named> {
        let target = self.nearest(name)?;
        Some(Named { reference: slot(target.slot), kind: target.kind, reads: self.reads(target.template) })
    }

    fn this(&self) -> Option<Named> {
        self.this.map(|(own, kind)| Named { reference: slot(own), kind, reads: Reads::One })
    }

    fn column(&self, name: &str) -> Option<ValueRef> {
        let known = &self.list_facts[self.columns?].columns;
        let index = known.iter().position(|column| column == name)?;
        Some(ValueRef::Column(number(index)))
    }

    fn assignment(&self, member: &str) -> Option<ValueRef> {
        self.facts.assignment.get(member).copied().map(slot)
    }

    fn score(&self, part: &str) -> Option<ValueRef> {
        self.facts.scores.get(part).copied().map(slot)
    }

    fn now(&self) -> ValueRef {
        slot(self.facts.now)
    }

    fn today(&self) -> ValueRef {
        slot(self.facts.today)
    }

    fn language(&self) -> ValueRef {
        slot(self.facts.language)
    }

    fn names(&self) -> Vec<&str> {
        self.guess(|| self.names.by_name.keys().map(String::as_str).collect())
    }

    fn choices(&self, list: ListId) -> Vec<&str> {
        self.guess(|| self.lists[ListIndex(list.0)].iter().map(|choice| choice.name.as_str()).collect())
    }

    fn has_choice(&self, list: ListId, name: &str) -> bool {
        self.list_facts[ListIndex(list.0)].has(name)
    }

    fn offered(&self, question: TreeNode) -> Option<OfferedNodes> {
        let TreeNode::Node(question) = question else { return None };
        self.names.offered.get(&FormNodeId(question)).cloned()
    }

    fn label_reads(&self, list: ListId) -> Vec<(ValueRef, Reads)> {
        let own = self.names.labels.iter().filter(|label| label.list == ListIndex(list.0));
        own.map(|label| (slot(label.slot), self.reads(label.template))).collect()
    }

    fn not_applicable(&self, list: ListId) -> &[String] {
        &self.list_facts[ListIndex(list.0)].not_applicable
    }

    fn is_host_function(&self, name: &str) -> bool {
        self.host_functions.iter().any(|known| known == name)
    }

    fn is_lenient(&self) -> bool {
        self.tolerant
    }

    fn root(&self) -> Option<TreeNode> {
        Some(TreeNode::AboveRoot)
    }

    fn here(&self) -> Option<TreeNode> {
        Some(node(self.node))
    }

    fn tree_node(&self, name: &str) -> Option<TreeNode> {
        self.nearest(name).map(|target| node(target.node))
    }

    fn instance(&self, id: &str) -> Option<TreeNode> {
        Some(TreeNode::Table(number(*self.table_names.get(id)?), TablePart::Document))
    }

    fn child(&self, of: TreeNode, name: &str) -> Option<TreeNode> {
        match of {
            // A form gives its root whatever the name.
            TreeNode::AboveRoot => Some(node(FormTree::ROOT)),
            TreeNode::Node(of) => self.tree.child(FormNodeId(of), name).map(node),
            TreeNode::Table(table, TablePart::Document) => Some(TreeNode::Table(table, TablePart::Root)),
            TreeNode::Table(table, TablePart::Root) => Some(TreeNode::Table(table, TablePart::Item)),
            TreeNode::Table(table, TablePart::Item) => {
                let columns = self.columns_of(table);
                // A file that is not there may have any column: it has no rows.
                let place = if columns.is_empty() { 0 } else { columns.iter().position(|column| column == name)? };
                Some(TreeNode::Table(table, TablePart::Column(number(place))))
            }
            TreeNode::Table(_, TablePart::Column(_)) => None,
        }
    }

    fn children(&self, of: TreeNode) -> Vec<TreeNode> {
        match of {
            TreeNode::AboveRoot => vec![node(FormTree::ROOT)],
            TreeNode::Node(of) => self.tree.children(FormNodeId(of)).iter().copied().map(node).collect(),
            TreeNode::Table(table, TablePart::Document) => vec![TreeNode::Table(table, TablePart::Root)],
            TreeNode::Table(table, TablePart::Root) => vec![TreeNode::Table(table, TablePart::Item)],
            TreeNode::Table(table, TablePart::Item) => {
                let columns = 0..number(self.columns_of(table).len());
                columns.map(|column| TreeNode::Table(table, TablePart::Column(column))).collect()
            }
            TreeNode::Table(_, TablePart::Column(_)) => Vec::new(),
        }
    }

    fn child_names(&self, of: TreeNode) -> Vec<&str> {
        self.guess(|| match of {
            TreeNode::AboveRoot => vec![self.tree.name(FormTree::ROOT)],
            TreeNode::Node(of) => {
                self.tree.children(FormNodeId(of)).iter().map(|child| self.tree.name(*child)).collect()
            }
            TreeNode::Table(_, TablePart::Document) => vec!["root"],
            TreeNode::Table(_, TablePart::Root) => vec!["item"],
            TreeNode::Table(table, TablePart::Item) => self.columns_of(table).iter().map(String::as_str).collect(),
            TreeNode::Table(_, TablePart::Column(_)) => Vec::new(),
        })
    }

    fn parent(&self, of: TreeNode) -> Option<TreeNode> {
        match of {
            TreeNode::AboveRoot | TreeNode::Table(_, TablePart::Document) => None,
            TreeNode::Node(of) => Some(self.tree.parent(FormNodeId(of)).map_or(TreeNode::AboveRoot, node)),
            TreeNode::Table(table, TablePart::Root) => Some(TreeNode::Table(table, TablePart::Document)),
            TreeNode::Table(table, TablePart::Item) => Some(TreeNode::Table(table, TablePart::Root)),
            TreeNode::Table(table, TablePart::Column(_)) => Some(TreeNode::Table(table, TablePart::Item)),
        }
    }

    fn relevance(&self, of: TreeNode) -> Option<(ValueRef, Reads)> {
        let TreeNode::Node(of) = of else { return None };
        match self.tree.kind(FormNodeId(of)) {
            FormNodeKind::Group { template, relevant: Some(relevant) } => Some((slot(relevant), self.reads(template))),
            FormNodeKind::Root
            | FormNodeKind::Group { .. }
            | FormNodeKind::Question { .. }
            | FormNodeKind::Repeat { .. } => None,
        }
    }

    fn at(&self, of: TreeNode) -> Option<Named> {
        let of = match of {
            TreeNode::AboveRoot => return None,
            TreeNode::Node(of) => FormNodeId(of),
            // What choices are called depends on the language; everything else in a table stays as it is.
            TreeNode::Table(table, TablePart::Column(column)) if self.is_label_of_list(table, column) => {
                let reference = slot(self.facts.language);
                return Some(Named { reference, kind: ValueKind::Text, reads: Reads::One });
            }
            TreeNode::Table(..) => return None,
        };
        let (reference, kind, template) = match self.tree.kind(of) {
            FormNodeKind::Question { template, value, kind } => (value, kind, template),
            FormNodeKind::Repeat { template, exists } => (exists, ValueKind::Truth, template),
            FormNodeKind::Root | FormNodeKind::Group { .. } => return None,
        };
        Some(Named { reference: slot(reference), kind, reads: self.reads(template) })
    }
}
