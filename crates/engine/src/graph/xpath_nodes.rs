//! Instances and tables as nodes that paths walk over.
//!
//! A node of the form is a node of its tree in an instance; one of a table is a part of it in a row.

use sealform_expression::{NodeId, Nodes, TablePart, TreeNode, Val};
use sealform_questionnaire::Choice;
use sealform_types::ArenaId;

use super::InstanceId;
use super::eval_context::EvalContext;
use crate::program::{FormNodeId, FormNodeKind, Formula, TableRows};
use crate::tables::DataTable;

/// The rows of a table, wherever they are.
enum Rows<'a> {
    List(&'a [Choice], &'a [String]),
    File(&'a DataTable),
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A part of a table; all rows share what is above them.
fn in_table(table: u32, part: TablePart, row: u32) -> NodeId {
    let index = match part {
        TablePart::Document | TablePart::Root => 0,
        TablePart::Item | TablePart::Column(_) => row,
    };
    NodeId { of: TreeNode::Table(table, part), index }
}

impl<'a> EvalContext<'a> {
    fn form_node(&self, instance: InstanceId, node: FormNodeId) -> NodeId {
        NodeId { of: TreeNode::Node(node.0), index: number(instance.index()) }
    }

    fn instance_of(&self, node: NodeId) -> InstanceId {
        InstanceId::from_index(node.index as usize)
    }

    fn rows(&self, table: u32) -> Option<Rows<'a>> {
        Some(match &self.graph.program.tables.get(table as usize)?.rows {
            TableRows::List(list, columns) => Rows::List(&self.graph.program.lists[*list], columns),
            TableRows::File(file) => Rows::File(self.graph.program.files.get(*file)?),
        })
    }

    fn row_count(&self, table: u32) -> usize {
        match self.rows(table) {
            Some(Rows::List(choices, _)) => choices.len(),
            Some(Rows::File(table)) => table.rows(),
            None => 0,
        }
    }

    fn column_name(&self, table: u32, column: u32) -> Option<&'a str> {
        let columns = match self.rows(table)? {
            Rows::List(_, columns) => columns,
            Rows::File(table) => table.columns(),
        };
        columns.get(column as usize).map(String::as_str)
    }

    fn cell_text(&self, table: u32, column: u32, row: u32) -> Option<String> {
        match self.rows(table)? {
            Rows::File(table) => Some(table.cell(row as usize, column as usize).to_owned()),
            Rows::List(choices, columns) => {
                let choice = choices.get(row as usize)?;
                Some(match columns.get(column as usize)?.as_str() {
                    "name" => choice.name.clone(),
                    "label" => {
                        let language = self.graph.language();
                        let fallback = self.graph.program.form.languages.first().map_or("", String::as_str);
                        choice.label.in_language(&language, fallback).0.to_owned()
                    }
                    other => choice.columns.get(other).cloned().unwrap_or_default(),
                })
            }
        }
    }

    /// The children of a node of the form that stand at another one.
    fn form_children(&self, of: NodeId, node: FormNodeId, into: &mut Vec<NodeId>) {
        let program = &self.graph.program;
        // After `*` there are nodes of other groups among those that are looked for.
        let above = program.tree.parent(node).map_or(TreeNode::AboveRoot, |parent| TreeNode::Node(parent.0));
        if above != of.of {
            return;
        }
        let instance = self.instance_of(of);
        let is_there = match program.tree.kind(node) {
            FormNodeKind::Root => true,
            FormNodeKind::Group { relevant, .. } => self.relevant(relevant, instance),
            FormNodeKind::Question { value, .. } => matches!(
                program.slots[value].formula,
                Formula::RelevantValue { relevant, .. } if self.relevant(relevant, instance)
            ),
            FormNodeKind::Repeat { template, exists } => {
                let instances = self.graph.instances(instance, template).iter();
                let relevant = instances.filter(|instance| self.relevant(Some(exists), **instance));
                into.extend(relevant.map(|instance| self.form_node(*instance, node)));
                false
            }
        };
        into.extend(is_there.then(|| self.form_node(instance, node)));
    }

    fn form_parent(&self, of: NodeId, node: FormNodeId) -> NodeId {
        let own = self.instance_of(of);
        let instance = match self.graph.program.tree.kind(node) {
            // What says whether a repeat is relevant stands around its instances.
            FormNodeKind::Repeat { template, .. } if self.graph.template(own) == template => self.graph.parent(own),
            FormNodeKind::Root
            | FormNodeKind::Group { .. }
            | FormNodeKind::Question { .. }
            | FormNodeKind::Repeat { .. } => own,
        };
        match self.graph.program.tree.parent(node) {
            Some(parent) => self.form_node(instance, parent),
            None => NodeId { of: TreeNode::AboveRoot, index: number(instance.index()) },
        }
    }
}

impl Nodes for EvalContext<'_> {
    fn here(&self) -> Option<NodeId> {
        self.around(TreeNode::Node(self.graph.program.slots[self.slot].node.0))
    }

    fn around(&self, node: TreeNode) -> Option<NodeId> {
        let node = match node {
            TreeNode::AboveRoot => return Some(NodeId { of: node, index: number(InstanceId::ROOT.index()) }),
            TreeNode::Table(table, part) => return Some(in_table(table, part, 0)),
            TreeNode::Node(node) => FormNodeId(node),
        };
        let instance = match self.graph.program.tree.kind(node) {
            FormNodeKind::Root => InstanceId::ROOT,
            FormNodeKind::Group { template, .. }
            | FormNodeKind::Question { template, .. }
            | FormNodeKind::Repeat { template, .. } => self.graph.instances.ancestor_of(self.instance, template),
        };
        Some(self.form_node(instance, node))
    }

    fn children(&self, of: NodeId, node: TreeNode, into: &mut Vec<NodeId>) {
        match node {
            TreeNode::AboveRoot => {}
            TreeNode::Node(node) => self.form_children(of, FormNodeId(node), into),
            TreeNode::Table(table, TablePart::Item) => {
                into.extend((0..self.row_count(table)).map(|row| in_table(table, TablePart::Item, number(row))));
            }
            TreeNode::Table(table, part @ (TablePart::Document | TablePart::Root | TablePart::Column(_))) => {
                into.push(in_table(table, part, of.index));
            }
        }
    }

    fn parent(&self, of: NodeId) -> Option<NodeId> {
        match of.of {
            TreeNode::AboveRoot | TreeNode::Table(_, TablePart::Document) => None,
            TreeNode::Node(node) => Some(self.form_parent(of, FormNodeId(node))),
            TreeNode::Table(table, TablePart::Root) => Some(in_table(table, TablePart::Document, 0)),
            TreeNode::Table(table, TablePart::Item) => Some(in_table(table, TablePart::Root, 0)),
            TreeNode::Table(table, TablePart::Column(_)) => Some(in_table(table, TablePart::Item, of.index)),
        }
    }

    fn value(&self, of: NodeId) -> Val {
        let node = match of.of {
            TreeNode::Table(table, TablePart::Column(column)) => {
                return self.cell_text(table, column, of.index).map_or(Val::Blank, |text| Val::text(&text));
            }
            TreeNode::AboveRoot | TreeNode::Table(..) => return Val::Blank,
            TreeNode::Node(node) => FormNodeId(node),
        };
        match self.graph.program.tree.kind(node) {
            FormNodeKind::Question { value, .. } => self.graph.get(self.seen(value), self.instance_of(of)).clone(),
            FormNodeKind::Root | FormNodeKind::Group { .. } | FormNodeKind::Repeat { .. } => Val::Blank,
        }
    }

    fn position(&self, of: NodeId) -> u32 {
        let node = match of.of {
            TreeNode::Table(_, TablePart::Item) => return of.index.saturating_add(1),
            TreeNode::AboveRoot | TreeNode::Table(..) => return 1,
            TreeNode::Node(node) => FormNodeId(node),
        };
        match self.graph.program.tree.kind(node) {
            FormNodeKind::Repeat { template, .. } => self.graph.number(self.instance_of(of), template),
            FormNodeKind::Root | FormNodeKind::Group { .. } | FormNodeKind::Question { .. } => 1,
        }
    }

    fn name(&self, of: NodeId) -> String {
        match of.of {
            TreeNode::AboveRoot | TreeNode::Table(_, TablePart::Document) => String::new(),
            TreeNode::Node(node) => self.graph.program.tree.name(FormNodeId(node)).to_owned(),
            TreeNode::Table(_, TablePart::Root) => "root".to_owned(),
            TreeNode::Table(_, TablePart::Item) => "item".to_owned(),
            TreeNode::Table(table, TablePart::Column(column)) => {
                self.column_name(table, column).unwrap_or_default().to_owned()
            }
        }
    }

    fn find(&self, _: NodeId, node: TreeNode, key: TreeNode, text: &str, into: &mut Vec<NodeId>) -> bool {
        let (TreeNode::Table(table, TablePart::Item), TreeNode::Table(_, TablePart::Column(column))) = (node, key)
        else {
            return false;
        };
        match self.rows(table) {
            Some(Rows::File(file)) => {
                let found = file.find(column as usize, text).iter();
                into.extend(found.map(|row| in_table(table, TablePart::Item, *row)));
                true
            }
            Some(Rows::List(..)) | None => false,
        }
    }
}
