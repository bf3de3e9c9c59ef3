//! What must hold between the rows of a survey: names, references, triggers, counts, instances.

use std::collections::HashMap;

use sealform_types::{Finding, Findings, Place};

use super::form::Form;
use super::node::Node;
use super::references::{Names, Reference, references};
use super::table::Table;
use super::words::expression;

/// Tells what is wrong with names; gives them back for references.
pub fn names(form: &mut Form, nodes: &[Node]) -> Names {
    let mut names = Names::default();
    let mut repeats = HashMap::new();
    let root = form.settings.root.clone().unwrap_or_else(|| "data".to_owned());
    level(form, nodes, "", &root, &mut names, &mut repeats);
    names.sort();
    names
}

fn level(
    form: &mut Form,
    nodes: &[Node],
    path: &str,
    root: &str,
    names: &mut Names,
    repeats: &mut HashMap<String, u32>,
) {
    let mut siblings: HashMap<&str, u32> = HashMap::new();
    let mut letters: HashMap<String, &str> = HashMap::new();
    for node in nodes.iter().filter(|node| !node.name.is_empty()) {
        let place = Place::at(node.cell("/name"));
        let name = node.name.as_str();
        if let Some(row) = siblings.insert(name, node.row) {
            form.error(
                "xlsform/duplicate-name",
                format!("the name `{name}` is taken by row {row}"),
                place.clone(),
                "rename one of them",
            );
        } else if let Some(other) = letters.insert(name.to_lowercase(), name) {
            let message = format!("`{name}` and `{other}` differ only in case");
            form.warning("xlsform/duplicate-name", message, place.clone(), "rename one of them");
        }
        if node.kind == "repeat" {
            if name == root {
                let message = format!("the repeat is called `{name}`, as the form's root is");
                form.error("xlsform/repeat-as-root", message, place.clone(), "rename it");
            }
            // Siblings of one name are told above.
            let known = repeats.insert(name.to_owned(), node.row);
            if let Some(row) = known.filter(|_| nodes.iter().filter(|twin| twin.name == name).count() < 2) {
                let message = format!("the repeat of row {row} is called `{name}`, too");
                form.error("xlsform/duplicate-repeat", message, place, "rename one of them");
            }
        }
        let here = super::loops::below(path, name);
        if node.kind != "external" {
            names.add(name, &here);
        }
        level(form, &node.children, &here, root, names, repeats);
    }
    for node in nodes {
        counted(form, node, &siblings);
    }
}

/// A repeat that is counted by an expression gets a node of its own for the count in XForms.
fn counted(form: &mut Form, node: &Node, siblings: &HashMap<&str, u32>) {
    let Some(count) = &node.count else { return };
    let plain = matches!(references(count).as_slice(), [one] if one.start == 0 && one.end == count.len());
    let name = format!("{}_count", node.name);
    if !plain && let Some(row) = siblings.get(name.as_str()) {
        let message =
            format!("the count of the repeat `{}` is kept as `{name}`, which is taken by row {row}", node.name);
        form.error("xlsform/duplicate-name", message, Place::at(node.cell("/repeat_count")), "rename the other one");
    }
}

/// Cells whose text has no references.
const WITHOUT_REFERENCES: &[&str] = &["name", "list_name", "sealform", "disabled", "save_to"];

/// Tells every reference of a table that names nothing, or more than one thing.
pub fn table(table: &Table, names: &Names, findings: &mut Findings) {
    for record in table.records() {
        for (column, field) in record.fields() {
            let key = column.meaning.key.as_str();
            if column.meaning.known && !WITHOUT_REFERENCES.contains(&key) {
                cell(field.text, &field.at, names, findings);
            }
        }
    }
}

fn cell(text: &str, at: &str, names: &Names, findings: &mut Findings) {
    let straight = expression(text);
    for reference in references(&straight) {
        let Reference { name, start, end, .. } = reference;
        let place = || Place::in_expression(at, &straight, start..end);
        match names.count(name) {
            0 => {
                let message = format!("nothing in the survey is called `{name}`");
                findings.push(Finding::error("xlsform/unknown-reference", message, place()).hint(names.hint(name)));
            }
            1 => {}
            many => {
                let message = format!("{many} rows of the survey are called `{name}`");
                let finding = Finding::error("xlsform/ambiguous-reference", message, place());
                findings.push(finding.hint("give them different names"));
            }
        }
    }
}

/// Tells triggers that nobody can see change.
pub fn triggers(form: &mut Form, nodes: &[Node]) {
    let mut hidden = Vec::new();
    unseen(nodes, &mut hidden);
    trigger_level(form, nodes, &hidden);
}

fn unseen<'a>(nodes: &'a [Node], hidden: &mut Vec<&'a str>) {
    for node in nodes {
        if matches!(node.kind, "calculate" | "hidden") {
            hidden.push(&node.name);
        }
        unseen(&node.children, hidden);
    }
}

fn trigger_level(form: &mut Form, nodes: &[Node], hidden: &[&str]) {
    for node in nodes {
        let triggers = node.members.iter().find(|(name, _)| name == "trigger").and_then(|(_, names)| names.as_array());
        for name in triggers.unwrap_or_default().iter().filter_map(|name| name.as_str()) {
            if hidden.contains(&name) {
                let message = format!("nobody sees `{name}`, so nobody can change it");
                let place = Place::at(node.cell("/trigger"));
                form.error("xlsform/trigger-hidden", message, place, "name a question that a person answers");
            }
        }
        trigger_level(form, &node.children, hidden);
    }
}

/// Files that expressions read by `pulldata`, and the record that was saved last.
pub fn instances(form: &mut Form, survey: &Table) {
    for record in survey.records() {
        for (column, field) in record.fields() {
            if !column.meaning.known || matches!(column.meaning.key.as_str(), "type" | "name" | "sealform") {
                continue;
            }
            let straight = expression(field.text);
            for (at, _) in straight.match_indices("pulldata(") {
                let rest = straight.get(at + "pulldata(".len()..).unwrap_or_default().trim_start();
                let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
                let stem = quote.and_then(|quote| rest.get(1..)?.split(quote).next());
                if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
                    form.resource(&format!("{stem}.csv"), Place::at(&field.at));
                }
            }
            if references(&straight).iter().any(|reference| reference.last_saved) {
                form.instance("__last-saved", "the record that was saved last", Place::at(&field.at));
            }
        }
    }
}

/// Lists that are searched in a file by one question and offered as they are by another.
pub fn searches(form: &mut Form) {
    let searches = std::mem::take(&mut form.searches);
    for (list, _, place) in searches.iter().filter(|(_, searching, _)| *searching) {
        if searches.iter().any(|(other, searching, _)| other == list && !searching) {
            let message = format!("the list `{list}` is searched here and offered as it stands elsewhere");
            form.error("xlsform/search-shared", message, place.clone(), "use two lists");
        }
    }
}

/// What a geometry refers to: a list, a file or a repeat.
pub fn geometries(form: &mut Form, nodes: &[Node]) {
    for (text, place) in std::mem::take(&mut form.geometries) {
        let straight = references(&text).first().map(|reference| reference.name.to_owned());
        let known = match &straight {
            Some(name) => is_repeat(nodes, name),
            None => {
                let list = form.lists.get(&text, false).is_some();
                let attached =
                    form.resources.iter().any(|file| file.rsplit_once('.').is_some_and(|(stem, _)| stem == text));
                if list {
                    form.instance(&text, "choices", place.clone());
                }
                list || form.entity_lists.contains(&text) || attached
            }
        };
        if !known {
            let message = format!("`{text}` is no choice list, entity list, attached file or repeat");
            form.error("xlsform/bad-geometry", message, place, "name a list, the stem of a file, or `${repeat}`");
        }
    }
}

fn is_repeat(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| (node.kind == "repeat" && node.name == name) || is_repeat(&node.children, name))
}
