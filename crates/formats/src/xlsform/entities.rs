//! The sheet `entities`, and the questions that are saved to them.

use std::collections::HashMap;

use sealform_types::{Json, Place, is_name};

use super::allocation::{Claim, Containers, Use, place};
use super::form::Form;
use super::node::Node;
use super::references::{Names, references};
use super::table::{Record, Table};
use super::words::expression;

/// What the sheet says about one entity list.
#[derive(Debug, Clone)]
struct Entity {
    name: String,
    place: Place,
    uses: Vec<Use>,
}

/// Where the rows of the survey stand.
struct Rows {
    containers: Containers,
    /// Order and container of each row, by its path.
    paths: HashMap<String, (usize, usize)>,
    saved: Vec<Saved>,
}

/// One question with `save_to`.
struct Saved {
    text: String,
    container: usize,
    order: usize,
    place: Place,
}

/// Names of the lists that the sheet declares.
pub fn lists(table: &Table) -> Vec<String> {
    table.records().filter_map(|record| record.text("list_name")).map(str::to_owned).collect()
}

/// Reads the sheet; gives the document's `entities`.
pub fn read(form: &mut Form, table: Option<&Table>, nodes: &[Node], names: &Names) -> Vec<Json> {
    let mut rows = Rows { containers: Containers::new(), paths: HashMap::new(), saved: Vec::new() };
    walk(nodes, "", 0, &mut rows);
    let mut entities: Vec<Entity> = Vec::new();
    let mut documents = Vec::new();
    for record in table.into_iter().flat_map(Table::records) {
        let Some(entity) = entity(form, &record, &entities, &rows, names) else { continue };
        entities.push(entity);
        documents.push(document(form, &record));
    }
    if entities.is_empty() {
        if let Some(first) = rows.saved.first().filter(|_| form.entity_lists.is_empty()) {
            let message = "nothing declares the entity that this is saved to";
            form.error(
                "xlsform/no-entity",
                message,
                first.place.clone(),
                "add a sheet `entities` with `list_name` and `label`",
            );
        }
        return documents;
    }
    save(form, &rows.saved, &mut entities);
    if !form.findings.iter().any(|finding| finding.code.starts_with("xlsform/entity")) {
        let claims = entities.iter().map(|Entity { name, place, uses }| Claim { name, place, uses: uses.clone() });
        place(form, &rows.containers, &claims.collect::<Vec<_>>());
    }
    documents
}

fn walk(nodes: &[Node], path: &str, container: usize, rows: &mut Rows) {
    for node in nodes {
        let here = super::loops::below(path, &node.name);
        let order = rows.paths.len();
        rows.paths.insert(here.clone(), (order, container));
        let text = node.members.iter().find(|(name, _)| name == "save_to").and_then(|(_, text)| text.as_str());
        if let Some(text) = text {
            let place = Place::at(node.cell("/save_to"));
            rows.saved.push(Saved { text: text.to_owned(), container, order, place });
        }
        if node.is_container() {
            let inside = rows.containers.add(node, container);
            walk(&node.children, &here, inside, rows);
        }
    }
}

/// Reads one row; its faults are findings.
fn entity(form: &mut Form, record: &Record<'_>, known: &[Entity], rows: &Rows, names: &Names) -> Option<Entity> {
    let Some(list) = record.get("list_name") else {
        form.error("xlsform/entity-name", "the entity list has no name", record.place_of("list_name"), "name it");
        return None;
    };
    let (name, place) = (list.text, Place::at(&list.at));
    if name.starts_with("__") {
        form.error(
            "xlsform/reserved-prefix",
            format!("`{name}` begins with `__`, which is taken"),
            place.clone(),
            "rename it",
        );
    } else if !is_name(name) || name.contains('.') {
        let hint = "begin with a letter or `_`, then letters, digits, `_`, `-`";
        form.error("xlsform/bad-name", format!("`{name}` is no name"), place.clone(), hint);
    }
    if known.iter().any(|other| other.name == name) {
        form.error(
            "xlsform/entity-twice",
            format!("the entity list `{name}` stands twice"),
            place.clone(),
            "remove one of them",
        );
    }
    let has = |key: &str| record.get(key).is_some();
    let (id, create, update) = (has("entity_id"), has("create_if"), has("update_if"));
    match (id, create, update) {
        (false, _, true) => form.error(
            "xlsform/entity-id",
            "an update needs to know which entity",
            record.place_of("entity_id"),
            "fill the cell `entity_id`",
        ),
        (true, true, false) => {
            let message = "where entities are made or updated, `update_if` says when";
            form.error("xlsform/entity-update", message, record.place_of("update_if"), "fill the cell `update_if`");
        }
        (false, _, _) if !has("label") => {
            form.error(
                "xlsform/entity-label",
                "a new entity needs a label",
                record.place_of("label"),
                "fill the cell `label`",
            );
        }
        _ => {}
    }
    let mut uses = Vec::new();
    for key in ["label", "create_if", "update_if", "entity_id"] {
        let Some(field) = record.get(key) else { continue };
        for reference in references(&expression(field.text)) {
            for path in names.paths(reference.name) {
                let (order, container) = rows.paths.get(path).copied().unwrap_or_default();
                uses.push(Use { container, order, saved: false, place: Place::at(&field.at) });
            }
        }
    }
    Some(Entity { name: name.to_owned(), place, uses })
}

fn document(form: &mut Form, record: &Record<'_>) -> Json {
    let mut members = Vec::new();
    for key in ["list_name", "label", "create_if", "update_if", "entity_id"] {
        if let Some(field) = record.get(key) {
            let text =
                if matches!(key, "list_name" | "label") { field.text.to_owned() } else { expression(field.text) };
            members.push((key.to_owned(), Json::String(text)));
        }
    }
    for (name, value) in super::settings::further(record, &mut form.findings) {
        members.retain(|(known, _)| *known != name);
        if value != Json::Null {
            members.push((name, value));
        }
    }
    Json::Object(members)
}

/// Gives each `save_to` to its entity.
fn save(form: &mut Form, saved: &[Saved], entities: &mut [Entity]) {
    let many = entities.len() > 1;
    let mut properties: HashMap<(String, String), String> = HashMap::new();
    for Saved { text, container, order, place } in saved {
        let (list, property) = match text.split('#').collect::<Vec<_>>().as_slice() {
            [property] => (None, (*property).to_owned()),
            [list, property] => (Some((*list).to_owned()), (*property).to_owned()),
            _ => {
                form.error(
                    "xlsform/entity-delimiter",
                    format!("`{text}` has more than one `#`"),
                    place.clone(),
                    "write `list#property`",
                );
                continue;
            }
        };
        if list.is_none() && many {
            let message = "there are several entity lists, and this names none of them";
            form.error("xlsform/entity-prefix", message, place.clone(), "write `list#property`");
            continue;
        }
        if property.eq_ignore_ascii_case("name") || property.eq_ignore_ascii_case("label") {
            form.error(
                "xlsform/reserved-property",
                format!("the property `{property}` is taken"),
                place.clone(),
                "rename it",
            );
        } else if property.starts_with("__") {
            form.error(
                "xlsform/reserved-prefix",
                format!("`{property}` begins with `__`, which is taken"),
                place.clone(),
                "rename it",
            );
        } else if !is_name(&property) {
            form.error(
                "xlsform/bad-name",
                format!("`{property}` is no name"),
                place.clone(),
                "begin with a letter or `_`, then letters, digits, `_`, `-`, `.`",
            );
        }
        let names: Vec<String> = entities.iter().map(|entity| entity.name.clone()).collect();
        let index = match &list {
            None => Some(0),
            Some(list) => names.iter().position(|name| name == list),
        };
        let Some(entity) = index.and_then(|index| entities.get_mut(index)) else {
            let list = list.unwrap_or_default();
            let near = sealform_types::nearest(&list, names.iter().map(String::as_str));
            let hint = near.map_or_else(
                || "declare it on the sheet `entities`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            form.error("xlsform/entity-unknown", format!("there is no entity list `{list}`"), place.clone(), hint);
            continue;
        };
        if let Some(other) = properties.insert((entity.name.clone(), property.clone()), place.pointer.clone()) {
            let message = format!("the property `{property}` is saved at {other} already");
            form.error("xlsform/entity-property-twice", message, place.clone(), "rename or remove one of them");
        }
        entity.uses.push(Use { container: *container, order: *order, saved: true, place: place.clone() });
    }
}
