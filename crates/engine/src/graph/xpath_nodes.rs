//! Blocks and tables as nodes that paths walk over.
//!
//! A node of the form is its instance and its spot; one of a table is its spot, with the table's bit, and its row.

use sealform_expression::{NodeId, Nodes, Spot, Val};
use sealform_questionnaire::Choice;

use super::InstanceId;
use super::eval_context::EvalContext;
use crate::program::{Formula, RowsOf, SlotId, Spots, TABLE_BIT, Thing};
use crate::tables::DataTable;
use sealform_types::ArenaId;

/// The rows of a table, wherever they are.
enum Table<'a> {
    List(&'a [Choice], &'a [String]),
    File(&'a DataTable),
}

fn is_of_table(node: NodeId) -> bool {
    node.0 & TABLE_BIT != 0
}

/// The place of a spot in its table: 0 above it, 1 its root, 2 an item, from 3 on a column.
fn place(spot: u32) -> u32 {
    spot & 0xFFFF
}

fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl<'a> EvalContext<'a> {
    fn form_node(&self, instance: InstanceId, spot: u32) -> NodeId {
        NodeId(u32::try_from(instance.index()).unwrap_or(u32::MAX), spot)
    }

    fn instance_of(&self, node: NodeId) -> InstanceId {
        InstanceId::from_index(node.0 as usize)
    }

    fn relevant(&self, slot: Option<SlotId>, instance: InstanceId) -> bool {
        self.graph.holds_or(slot, instance)
    }

    fn table(&self, spot: u32) -> Option<Table<'a>> {
        let rows = self.graph.program.tables.get((spot & !TABLE_BIT) as usize >> 16)?;
        Some(match &rows.of {
            RowsOf::List(list, columns) => Table::List(&self.graph.program.lists[*list], columns),
            RowsOf::File(file) => Table::File(self.graph.program.files.get(*file)?),
        })
    }

    fn rows(&self, spot: u32) -> usize {
        match self.table(spot) {
            Some(Table::List(choices, _)) => choices.len(),
            Some(Table::File(table)) => table.rows(),
            None => 0,
        }
    }

    fn cell_text(&self, spot: u32, row: u32) -> Option<String> {
        let (column, row) = (place(spot).checked_sub(3)? as usize, row as usize);
        match self.table(spot)? {
            Table::File(table) => Some(table.cell(row, column).to_owned()),
            Table::List(choices, columns) => {
                let choice = choices.get(row)?;
                Some(match columns.get(column)?.as_str() {
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
}

impl Nodes for EvalContext<'_> {
    fn here(&self) -> Option<NodeId> {
        self.around(Spot(self.graph.program.slots[self.slot].spot))
    }

    fn around(&self, spot: Spot) -> Option<NodeId> {
        if spot.0 & TABLE_BIT != 0 {
            return Some(NodeId(spot.0, 0));
        }
        let instance = match self.graph.program.spots.thing(spot.0) {
            Thing::Root => InstanceId::ROOT,
            Thing::Group { template, .. } | Thing::Question { template, .. } | Thing::Repeat { template, .. } => {
                self.graph.instances.ancestor_of(self.instance, template)
            }
        };
        Some(self.form_node(instance, spot.0))
    }

    fn children(&self, of: NodeId, spot: Spot, into: &mut Vec<NodeId>) {
        if is_of_table(of) {
            match place(spot.0) {
                1 => into.push(NodeId(spot.0, 0)),
                2 => into.extend((0..self.rows(spot.0)).map(|index| NodeId(spot.0, row(index)))),
                _ => into.push(NodeId(spot.0, of.1)),
            }
            return;
        }
        // After `*` there are spots of other groups among those that are looked for.
        if self.graph.program.spots.parent(spot.0).is_some_and(|parent| parent != of.1) {
            return;
        }
        let instance = self.instance_of(of);
        match self.graph.program.spots.thing(spot.0) {
            Thing::Root => into.push(self.form_node(instance, Spots::ROOT)),
            Thing::Group { relevant, .. } if self.relevant(relevant, instance) => {
                into.push(self.form_node(instance, spot.0));
            }
            Thing::Question { value, .. } => {
                let Formula::RelevantValue { relevant, .. } = &self.graph.program.slots[value].formula else { return };
                if self.relevant(*relevant, instance) {
                    into.push(self.form_node(instance, spot.0));
                }
            }
            Thing::Repeat { template, exists } => {
                let instances = self.graph.instances(instance, template).iter();
                let relevant = instances.filter(|instance| self.relevant(Some(exists), **instance));
                into.extend(relevant.map(|instance| self.form_node(*instance, spot.0)));
            }
            Thing::Group { .. } => {}
        }
    }

    fn parent(&self, of: NodeId) -> Option<NodeId> {
        if is_of_table(of) {
            return match place(of.0) {
                0 => None,
                1 => Some(NodeId(of.0 - 1, 0)),
                2 => Some(NodeId(of.0 - 1, 0)),
                _ => Some(NodeId(of.0 & !0xFFFF | 2, of.1)),
            };
        }
        let parent = self.graph.program.spots.parent(of.1)?;
        let instance = match self.graph.program.spots.thing(of.1) {
            // What says whether a repeat is relevant stands around its instances.
            Thing::Repeat { template, .. } if self.graph.template(self.instance_of(of)) == template => {
                self.graph.parent(self.instance_of(of))
            }
            Thing::Root | Thing::Group { .. } | Thing::Question { .. } | Thing::Repeat { .. } => self.instance_of(of),
        };
        Some(self.form_node(instance, parent))
    }

    fn value(&self, of: NodeId) -> Val {
        if is_of_table(of) {
            return self.cell_text(of.0, of.1).map_or(Val::Blank, |text| Val::text(&text));
        }
        match self.graph.program.spots.thing(of.1) {
            Thing::Question { value, .. } => self.graph.get(value, self.instance_of(of)).clone(),
            Thing::Root | Thing::Group { .. } | Thing::Repeat { .. } => Val::Blank,
        }
    }

    fn position(&self, of: NodeId) -> u32 {
        if is_of_table(of) {
            return if place(of.0) == 2 { of.1.saturating_add(1) } else { 1 };
        }
        match self.graph.program.spots.thing(of.1) {
            Thing::Repeat { template, .. } => self.graph.number(self.instance_of(of), template),
            Thing::Root | Thing::Group { .. } | Thing::Question { .. } => 1,
        }
    }

    fn name(&self, of: NodeId) -> String {
        if !is_of_table(of) {
            return self.graph.program.spots.name(of.1).to_owned();
        }
        match (place(of.0), self.table(of.0)) {
            (0, _) | (_, None) => String::new(),
            (1, _) => "root".to_owned(),
            (2, _) => "item".to_owned(),
            (place, Some(Table::File(table))) => table.columns().get(place as usize - 3).cloned().unwrap_or_default(),
            (place, Some(Table::List(_, columns))) => columns.get(place as usize - 3).cloned().unwrap_or_default(),
        }
    }

    fn find(&self, of: NodeId, spot: Spot, key: Spot, text: &str, into: &mut Vec<NodeId>) -> bool {
        if !is_of_table(of) || place(spot.0) != 2 {
            return false;
        }
        match (self.table(spot.0), place(key.0).checked_sub(3)) {
            (Some(Table::File(table)), Some(column)) => {
                into.extend(table.find(column as usize, text).iter().map(|row| NodeId(spot.0, *row)));
                true
            }
            _ => false,
        }
    }
}
