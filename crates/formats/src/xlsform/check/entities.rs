//! The sheet `entities`, and the questions that are saved to them.

use std::collections::{HashMap, HashSet};

use sealform_types::{Json, Place, closest_match, is_name};

use super::allocation::{Claim, Containers, Relation, Use, allocate};
use crate::xlsform::read::context::ReadContext;
use crate::xlsform::read::node::Node;
use crate::xlsform::read::overrides;
use crate::xlsform::read::references::{Names, below, references};
use crate::xlsform::read::table::{Record, Table};
use crate::xlsform::read::values::expression;

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
    /// By path.
    paths: HashMap<String, Position>,
    saved: Vec<Saved>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, Default)]
struct Position {
    /// Among all rows.
    order: usize,
    container: usize,
}

/// One question with `save_to`.
struct Saved {
    text: String,
    container: usize,
    order: usize,
    place: Place,
}

/// Names of the lists that the sheet declares.
pub fn lists(table: &Table) -> HashSet<String> {
    table.records().filter_map(|record| record.text("list_name")).map(str::to_owned).collect()
}

/// Reads the sheet; gives the document's `entities`.
pub fn read(context: &mut ReadContext, table: Option<&Table>, nodes: &[Node], names: &Names) -> Vec<Json> {
    let mut rows = Rows { containers: Containers::new(), paths: HashMap::new(), saved: Vec::new() };
    walk(nodes, "", 0, &mut rows);
    let mut entities: Vec<Entity> = Vec::new();
    let mut documents = Vec::new();
    for record in table.into_iter().flat_map(Table::records) {
        let Some(entity) = entity(context, &record, &entities, &rows, names) else { continue };
        entities.push(entity);
        documents.push(document(context, &record));
    }
    if entities.is_empty() {
        if let Some(first) = rows.saved.first().filter(|_| context.entity_lists.is_empty()) {
            let message = "the entity that this is saved to is not declared";
            context.error(
                "xlsform/no-entity",
                message,
                first.place.clone(),
                "add a sheet `entities` with `list_name` and `label`",
            );
        }
        return documents;
    }
    save(context, &rows.saved, &mut entities);
    if !context.findings.iter().any(|finding| finding.code.starts_with("xlsform/entity")) {
        let claims = entities.iter().map(|Entity { name, place, uses }| Claim { name, place, uses: uses.clone() });
        allocate(context, &rows.containers, &claims.collect::<Vec<_>>());
    }
    documents
}

fn walk(nodes: &[Node], path: &str, container: usize, rows: &mut Rows) {
    for node in nodes {
        let here = below(path, &node.name);
        let order = rows.paths.len();
        rows.paths.insert(here.clone(), Position { order, container });
        if let Some(text) = node.question().and_then(|question| question.save_to.as_ref()) {
            let place = Place::at(node.cell("/save_to"));
            rows.saved.push(Saved { text: text.clone(), container, order, place });
        }
        if node.is_container() {
            let inside = rows.containers.add(node, container);
            walk(&node.children, &here, inside, rows);
        }
    }
}

/// Reads one row; its faults are findings.
fn entity(
    context: &mut ReadContext,
    record: &Record<'_>,
    known: &[Entity],
    rows: &Rows,
    names: &Names,
) -> Option<Entity> {
    let Some(list) = record.get("list_name") else {
        let place = record.place_of("list_name");
        context.error("xlsform/entity-name", "the entity list has no name", place, "name it");
        return None;
    };
    let (name, place) = (list.text, Place::at(&list.at));
    check_list_name(context, name, &place);
    if known.iter().any(|other| other.name == name) {
        let message = format!("the entity list `{name}` occurs twice");
        context.error("xlsform/entity-twice", message, place.clone(), "remove one of them");
    }
    check_conditions(context, record);
    let mut uses = Vec::new();
    for key in ["label", "create_if", "update_if", "entity_id"] {
        let Some(field) = record.get(key) else { continue };
        for reference in references(&expression(field.text)) {
            for path in names.paths(reference.name) {
                let Position { order, container } = rows.paths.get(path).copied().unwrap_or_default();
                uses.push(Use { container, order, relation: Relation::Named, place: Place::at(&field.at) });
            }
        }
    }
    Some(Entity { name: name.to_owned(), place, uses })
}

fn check_list_name(context: &mut ReadContext, name: &str, place: &Place) {
    if name.starts_with("__") {
        let message = format!("`{name}` begins with `__`, which is taken");
        context.error("xlsform/reserved-prefix", message, place.clone(), "rename it");
    } else if !is_name(name) || name.contains('.') {
        let hint = "begin with a letter or `_`, then letters, digits, `_`, `-`";
        context.error("xlsform/bad-name", format!("`{name}` is not a valid name"), place.clone(), hint);
    }
}

/// What says when an entity is made or changed must be complete.
fn check_conditions(context: &mut ReadContext, record: &Record<'_>) {
    let has = |key: &str| record.get(key).is_some();
    let (id, create, update) = (has("entity_id"), has("create_if"), has("update_if"));
    if !id && update {
        let place = record.place_of("entity_id");
        context.error("xlsform/entity-id", "an update needs to know which entity", place, "fill the cell `entity_id`");
    } else if id && create && !update {
        let message = "where entities are made or updated, `update_if` says when";
        context.error("xlsform/entity-update", message, record.place_of("update_if"), "fill the cell `update_if`");
    } else if !id && !has("label") {
        let place = record.place_of("label");
        context.error("xlsform/entity-label", "a new entity needs a label", place, "fill the cell `label`");
    }
}

fn document(context: &mut ReadContext, record: &Record<'_>) -> Json {
    let mut members = Vec::new();
    for key in ["list_name", "label", "create_if", "update_if", "entity_id"] {
        if let Some(field) = record.get(key) {
            let text =
                if matches!(key, "list_name" | "label") { field.text.to_owned() } else { expression(field.text) };
            members.push((key.to_owned(), Json::String(text)));
        }
    }
    let mut entity = Json::Object(members);
    overrides::apply(&mut entity, overrides::read(record, &mut context.findings));
    entity
}

/// Gives each `save_to` to its entity.
fn save(context: &mut ReadContext, saved: &[Saved], entities: &mut [Entity]) {
    let mut properties: HashMap<(String, String), String> = HashMap::new();
    for Saved { text, container, order, place } in saved {
        let Some(target) = target(context, text, place, entities) else { continue };
        let Some(entity) = entities.get_mut(target.entity) else { continue };
        let property = target.property;
        if let Some(other) = properties.insert((entity.name.clone(), property.clone()), place.pointer.clone()) {
            let message = format!("the property `{property}` is saved at {other} already");
            context.error("xlsform/entity-property-twice", message, place.clone(), "rename or remove one of them");
        }
        entity.uses.push(Use { container: *container, order: *order, relation: Relation::Saved, place: place.clone() });
    }
}

/// What a cell `save_to` names.
struct Target {
    /// Index of the entity.
    entity: usize,
    property: String,
}

/// Reads `property` or `list#property`; its faults are findings.
fn target(context: &mut ReadContext, text: &str, place: &Place, entities: &[Entity]) -> Option<Target> {
    let (list, property) = match text.split('#').collect::<Vec<_>>().as_slice() {
        [property] => (None, *property),
        [list, property] => (Some(*list), *property),
        _ => {
            let message = format!("`{text}` has more than one `#`");
            context.error("xlsform/entity-delimiter", message, place.clone(), "write `list#property`");
            return None;
        }
    };
    if list.is_none() && entities.len() > 1 {
        let message = "there are several entity lists, and this names none of them";
        context.error("xlsform/entity-prefix", message, place.clone(), "write `list#property`");
        return None;
    }
    check_property(context, property, place);
    let names = || entities.iter().map(|entity| entity.name.as_str());
    let entity = match list {
        None => Some(0),
        Some(list) => names().position(|name| name == list),
    };
    if entity.is_none() {
        let list = list.unwrap_or_default();
        let near = closest_match(list, names());
        let hint = near
            .map_or_else(|| "declare it on the sheet `entities`".to_owned(), |near| format!("did you mean `{near}`?"));
        context.error("xlsform/entity-unknown", format!("there is no entity list `{list}`"), place.clone(), hint);
    }
    Some(Target { entity: entity?, property: property.to_owned() })
}

fn check_property(context: &mut ReadContext, property: &str, place: &Place) {
    if property.eq_ignore_ascii_case("name") || property.eq_ignore_ascii_case("label") {
        let message = format!("the property `{property}` is taken");
        context.error("xlsform/reserved-property", message, place.clone(), "rename it");
    } else if property.starts_with("__") {
        let message = format!("`{property}` begins with `__`, which is taken");
        context.error("xlsform/reserved-prefix", message, place.clone(), "rename it");
    } else if !is_name(property) {
        let hint = "begin with a letter or `_`, then letters, digits, `_`, `-`, `.`";
        context.error("xlsform/bad-name", format!("`{property}` is not a valid name"), place.clone(), hint);
    }
}
