//! What must hold between the rows of a survey: names, references, triggers, counts, instances.

use std::collections::{HashMap, HashSet};

use sealform_types::{Finding, Findings, Place};

use super::columns::{Kind, in_languages};
use super::form::Form;
use super::node::Node;
use super::references::{Names, Reference, malformed, references};
use super::table::Table;
use super::words::{expression, is_yes};

/// Tells what is wrong with names; gives them back for references.
pub fn names(form: &mut Form, nodes: &[Node]) -> Names {
    let mut names = Names::default();
    let mut repeats = HashMap::new();
    let root = form.settings.root.clone().unwrap_or_else(|| "data".to_owned());
    level(form, nodes, "", &root, &mut names, &mut repeats);
    names.instance_id = !form.settings.without_id;
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

/// Cells whose text has no references, or whose references are read elsewhere.
const WITHOUT_REFERENCES: &[&str] = &["name", "list_name", "sealform", "sealform_key", "save_to", "trigger"];

/// Tells every reference of a table that is none, or names nothing, or more than one thing. Columns that nobody knows
/// are looked at, too, as pyxform does; those of choices are data.
pub fn table(table: &Table, kind: Kind, names: &Names, findings: &mut Findings) {
    for record in table.records() {
        for (column, field) in record.fields() {
            let key = column.meaning.key.as_str();
            let read = match kind {
                Kind::Choices => in_languages(key),
                _ => !WITHOUT_REFERENCES.contains(&key),
            };
            if read {
                cell(field.text, &field.at, names, findings);
            }
        }
    }
}

fn cell(text: &str, at: &str, names: &Names, findings: &mut Findings) {
    let straight = expression(text);
    if let Some(range) = malformed(&straight) {
        let message = "this is no reference to a question";
        let place = Place::in_expression(at, &straight, range);
        return findings.push(
            Finding::error("xlsform/bad-reference", message, place)
                .hint("write `${name}`, closed and without blanks inside"),
        );
    }
    for reference in references(&straight) {
        let Reference { name, start, end, .. } = reference;
        let place = || Place::in_expression(at, &straight, start..end);
        if let Some((code, message)) = without_record(&reference, names) {
            findings.push(Finding::warning(code, message, place()).hint("take it out, or let the person be asked"));
        }
        match names.count(name) {
            0 if is_instance_id(&reference, names) => {}
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

fn is_instance_id(reference: &Reference<'_>, names: &Names) -> bool {
    names.instance_id && reference.name == "instanceID"
}

/// What only a record that was sent has, and a form that is filled has not.
fn without_record(reference: &Reference<'_>, names: &Names) -> Option<(&'static str, &'static str)> {
    match () {
        () if reference.last_saved => {
            Some(("xlsform/last-saved", "the record that was saved last is not kept, so this cannot be worked out"))
        }
        () if is_instance_id(reference, names) && names.count(reference.name) == 0 => {
            Some(("xlsform/instance-id", "a form that is being filled has no `instanceID` yet"))
        }
        () => None,
    }
}

/// Tells cells `trigger` that name no question.
pub fn trigger_cells(form: &mut Form, table: &Table, nodes: &[Node], names: &Names) {
    let mut questions = HashSet::new();
    question_names(nodes, &mut questions);
    for record in table.records() {
        let (Some(field), Some(_)) = (record.get("trigger"), record.get("type")) else { continue };
        if record.text("disabled").is_some_and(is_yes) {
            continue;
        }
        let straight = expression(field.text);
        for (part, start) in parts(&straight) {
            trigger_part(form, names, &questions, &straight, &field.at, part, start);
        }
        if references(&straight).is_empty() && malformed(&straight).is_none() {
            let place = Place::at(field.at);
            form.error("xlsform/bad-reference", "a trigger is a question", place, "write `${name}`");
        }
    }
}

/// The parts between commas, each with the byte at which it begins.
fn parts(text: &str) -> Vec<(&str, usize)> {
    let mut at = 0;
    let part = |part| {
        let start = at;
        at += str::len(part) + 1;
        (part, start)
    };
    text.split(',').map(part).collect()
}

fn trigger_part(
    form: &mut Form,
    names: &Names,
    questions: &HashSet<&str>,
    text: &str,
    at: &str,
    part: &str,
    start: usize,
) {
    let place = |range: std::ops::Range<usize>| Place::in_expression(at, text, start + range.start..start + range.end);
    if let Some(range) = malformed(part) {
        let hint = "write `${name}`, closed and without blanks inside";
        return form.error("xlsform/bad-reference", "this is no reference to a question", place(range), hint);
    }
    match references(part).as_slice() {
        [] => {}
        [one] => {
            if !questions.contains(one.name) {
                let message = format!("no question is called `{}`", one.name);
                form.error("xlsform/unknown-reference", message, place(one.start..one.end), names.hint(one.name));
            } else if part.trim().len() != one.end - one.start {
                let message = format!("a trigger is a question: only `{}` of this is read", one.name);
                form.warning("xlsform/reference-list", message, Place::at(at), "write `${name}` alone");
            }
        }
        _ => form.error(
            "xlsform/reference-list",
            "several triggers have a comma between each",
            Place::at(at),
            "write `${a}, ${b}`",
        ),
    }
}

fn question_names<'a>(nodes: &'a [Node], names: &mut HashSet<&'a str>) {
    for node in nodes {
        match node.is_container() {
            true => question_names(&node.children, names),
            false => drop(names.insert(&node.name)),
        }
    }
}

/// Tells triggers that nobody can see change.
pub fn triggers(form: &mut Form, nodes: &[Node]) {
    let mut hidden = HashMap::new();
    unseen(nodes, &mut hidden);
    trigger_level(form, nodes, &hidden);
}

/// Questions that nobody sees, and whether they only change by themselves.
fn unseen<'a>(nodes: &'a [Node], hidden: &mut HashMap<&'a str, bool>) {
    for node in nodes {
        let has = |name: &str| node.members.iter().any(|(known, _)| known == name);
        let by_itself = has("calculation") || has("trigger");
        let seen = node.shown && (has("label") || has("hint") || has("media") || !by_itself);
        if !node.is_container() && !seen && (by_itself || node.kind == "hidden") {
            hidden.insert(&node.name, by_itself);
        }
        unseen(&node.children, hidden);
    }
}

fn trigger_level(form: &mut Form, nodes: &[Node], hidden: &HashMap<&str, bool>) {
    for node in nodes {
        let triggers = node.members.iter().find(|(name, _)| name == "trigger").and_then(|(_, names)| names.as_array());
        for name in triggers.unwrap_or_default().iter().filter_map(|name| name.as_str()) {
            let Some(by_itself) = hidden.get(name) else { continue };
            let message = format!("nobody sees `{name}`, so nobody can change it");
            let place = Place::at(node.cell("/trigger"));
            let hint = "name a question that a person answers";
            // Places are taken and hidden questions are named without a word of other programs.
            match *by_itself && node.kind != "start-geopoint" {
                true => form.error("xlsform/trigger-hidden", message, place, hint),
                false => form.warning("xlsform/trigger-hidden", message, place, hint),
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
            // In texts and words for the face the function is only a word.
            let is_text = in_languages(&column.meaning.key)
                || matches!(column.meaning.key.as_str(), "appearance" | "parameters" | "trigger");
            let calls = straight.match_indices("pulldata").filter(|_| !is_text);
            for (at, word) in calls {
                let rest = straight.get(at + word.len()..).unwrap_or_default().trim_start();
                let Some(rest) = rest.strip_prefix('(').map(str::trim_start) else { continue };
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

/// Each choice list is an instance of its name, whether a question offers it or not.
pub fn lists(form: &mut Form) {
    let searched = |name: &str| form.searches.iter().any(|(list, searches, _)| *searches && list == name);
    let own = form.lists.all.iter().filter(|list| !list.external && !searched(&list.name));
    let place = |list: &super::choices::List| {
        let cell = list.choices.first().and_then(|choice| choice.cells.first());
        cell.map(|(_, at)| Place::at(at)).unwrap_or_default()
    };
    let all: Vec<(String, Place)> = own.map(|list| (list.name.clone(), place(list))).collect();
    all.into_iter().for_each(|(name, place)| form.instance(&name, "choices", place));
}

/// One file under one name in two groups is two instances of one name.
pub fn externals(form: &mut Form, nodes: &[Node]) {
    let mut known = HashMap::new();
    external_level(form, nodes, "", &mut known);
}

fn external_level<'a>(form: &mut Form, nodes: &'a [Node], path: &str, known: &mut HashMap<&'a str, String>) {
    for node in nodes {
        if node.kind == "external" {
            let before = known.insert(&node.name, path.to_owned());
            // Two in one group are told with their names.
            if before.is_some_and(|before| before != path) {
                let message = format!("`{}` is read in another group, too", node.name);
                let place = Place::at(node.cell("/name"));
                form.error("xlsform/instance-clash", message, place, "read a file once");
            }
        }
        external_level(form, &node.children, &super::loops::below(path, &node.name), known);
    }
}

/// A group that is drawn as a table has one list for all its rows.
pub fn table_lists(form: &mut Form, nodes: &[Node]) {
    for node in nodes {
        let text = |node: &Node, key: &str| {
            node.members.iter().find(|(name, _)| name == key).and_then(|(_, text)| text.as_str()).map(str::to_owned)
        };
        let is_table = text(node, "appearance").is_some_and(|text| text.split_whitespace().any(|w| w == "table-list"));
        let rows: Vec<(&Node, String)> =
            node.children.iter().filter_map(|row| Some((row, text(row, "choices")?))).collect();
        if let Some((first, list)) = rows.first().filter(|_| is_table && node.is_container()) {
            if text(first, "choice_filter").is_some() {
                let message = "the rows of a table have the same choices, so none are filtered";
                let place = Place::at(first.cell("/choice_filter"));
                form.error("xlsform/table-list", message, place, "clear the cell, or take away `table-list`");
            }
            for (row, other) in rows.iter().filter(|(_, other)| other != list) {
                let message = format!("the table's rows choose from `{list}`, and this one from `{other}`");
                let place = Place::at(row.cell("/choices"));
                form.error("xlsform/table-list", message, place, "use one list, or take away `table-list`");
            }
        }
        table_lists(form, &node.children);
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
        let known = match references(&text).as_slice() {
            [one] => one.start == 0 && one.end == text.len() && is_repeat(nodes, one.name),
            [_, ..] => false,
            [] => {
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
