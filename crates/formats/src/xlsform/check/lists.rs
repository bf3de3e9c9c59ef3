//! Choice lists, files and other instances: one name means one thing.

use std::collections::{HashMap, HashSet};

use sealform_expression::parse;
use sealform_types::Place;

use crate::xlsform::read::choices::{ChoiceSheet, ListedChoice};
use crate::xlsform::read::columns::in_languages;
use crate::xlsform::read::context::{Geometry, ListUse, Lookup, ReadContext};
use crate::xlsform::read::node::{Node, NodeKind};
use crate::xlsform::read::references::{Recorded, below, references};
use crate::xlsform::read::table::Table;
use crate::xlsform::read::values::expression;

/// Notes files that expressions read by `pulldata`, and the record that was saved last.
pub fn instances(context: &mut ReadContext, survey: &Table) {
    for record in survey.records() {
        for (column, field) in record.fields() {
            let key = column.meaning.key.as_str();
            if !column.meaning.known || matches!(key, "type" | "name" | "sealform") {
                continue;
            }
            let straight = expression(field.text);
            // In texts and words for the UI the function is only a word.
            let is_text = in_languages(key) || matches!(key, "appearance" | "parameters" | "trigger");
            if let Some(parsed) = parse(straight.as_str(), "").ok().filter(|_| !is_text) {
                for stem in parsed.usage().pulled.iter().filter(|stem| !stem.is_empty()) {
                    context.resource(&format!("{stem}.csv"), Place::at(&field.at));
                }
            }
            if references(&straight).iter().any(|reference| reference.record == Recorded::LastSaved) {
                context.instance("__last-saved", "the record that was saved last", Place::at(&field.at));
            }
        }
    }
}

/// The lists whose choices are found in one way.
fn used(uses: &[ListUse], lookup: Lookup) -> HashSet<&str> {
    uses.iter().filter(|one| one.lookup == lookup).map(|one| one.list.as_str()).collect()
}

/// Each choice list is an instance of its name, whether a question offers it or not.
pub fn lists(context: &mut ReadContext) {
    let searched = used(&context.searches, Lookup::Searched);
    let own = context.lists.all.iter();
    let own = own.filter(|list| list.sheet == ChoiceSheet::Choices && !searched.contains(list.name.as_str()));
    let named = own.map(|list| {
        let place = list.choices.first().map(ListedChoice::place).unwrap_or_default();
        (list.name.clone(), place)
    });
    let all: Vec<(String, Place)> = named.collect();
    all.into_iter().for_each(|(name, place)| context.instance(&name, "choices", place));
}

/// One file under one name in two groups is two instances of one name.
pub fn files(context: &mut ReadContext, nodes: &[Node]) {
    let mut known = HashMap::new();
    file_level(context, nodes, "", &mut known);
}

fn file_level<'a>(context: &mut ReadContext, nodes: &'a [Node], path: &str, known: &mut HashMap<&'a str, String>) {
    for node in nodes {
        if node.kind() == NodeKind::File {
            let before = known.insert(&node.name, path.to_owned());
            // Two in one group are reported with their names.
            if before.is_some_and(|before| before != path) {
                let message = format!("`{}` is read in another group, too", node.name);
                let place = Place::at(node.cell("/name"));
                context.error("xlsform/instance-clash", message, place, "read a file once");
            }
        }
        file_level(context, &node.children, &below(path, &node.name), known);
    }
}

/// A group that is drawn as a table has one list for all its rows.
pub fn tables(context: &mut ReadContext, nodes: &[Node]) {
    for node in nodes {
        let appearance = node.group().and_then(|group| group.appearance.as_deref()).unwrap_or_default();
        if appearance.split_whitespace().any(|word| word == "table-list") {
            table(context, &node.children);
        }
        tables(context, &node.children);
    }
}

fn table(context: &mut ReadContext, rows: &[Node]) {
    let list = |row: &Node| row.question().and_then(|question| question.choices.clone());
    let mut rows = rows.iter().filter_map(|row| Some((row, list(row)?)));
    let Some((first, list)) = rows.next() else { return };
    if first.question().is_some_and(|question| question.choice_filter.is_some()) {
        let message = "the rows of a table have the same choices, so none are filtered";
        let place = Place::at(first.cell("/choice_filter"));
        context.error("xlsform/table-list", message, place, "clear the cell, or take away `table-list`");
    }
    for (row, other) in rows.filter(|(_, other)| *other != list) {
        let message = format!("the table's rows choose from `{list}`, and this one from `{other}`");
        let place = Place::at(row.cell("/choices"));
        context.error("xlsform/table-list", message, place, "use one list, or take away `table-list`");
    }
}

/// Lists that are searched in a file by one question and offered as they are by another.
pub fn searches(context: &mut ReadContext) {
    let uses = std::mem::take(&mut context.searches);
    let offered = used(&uses, Lookup::Offered);
    for searched in uses.iter().filter(|one| one.lookup == Lookup::Searched) {
        let list = &searched.list;
        if offered.contains(list.as_str()) {
            let message = format!("the list `{list}` is searched here and offered unchanged elsewhere");
            context.error("xlsform/search-shared", message, searched.place.clone(), "use two lists");
        }
    }
}

/// What a geometry refers to: a list, a file or a repeat.
pub fn geometries(context: &mut ReadContext, nodes: &[Node]) {
    let mut repeats = HashSet::new();
    repeat_names(nodes, &mut repeats);
    let stems: HashSet<String> =
        context.resources.iter().filter_map(|file| Some(file.rsplit_once('.')?.0.to_owned())).collect();
    for Geometry { text, place } in std::mem::take(&mut context.geometries) {
        let is_known = match references(&text).as_slice() {
            [one] => one.start == 0 && one.end == text.len() && repeats.contains(one.name),
            [_, ..] => false,
            [] => names_rows(context, &text, &place) || stems.contains(&text),
        };
        if !is_known {
            let message = format!("`{text}` is not a choice list, entity list, attached file or repeat");
            context.error("xlsform/bad-geometry", message, place, "name a list, the stem of a file, or `${repeat}`");
        }
    }
}

fn names_rows(context: &mut ReadContext, text: &str, place: &Place) -> bool {
    let is_list = context.lists.get(text, ChoiceSheet::Choices).is_some();
    if is_list {
        context.instance(text, "choices", place.clone());
    }
    is_list || context.entity_lists.contains(text)
}

fn repeat_names<'a>(nodes: &'a [Node], names: &mut HashSet<&'a str>) {
    for node in nodes {
        if node.is_repeat() {
            names.insert(&node.name);
        }
        repeat_names(&node.children, names);
    }
}
