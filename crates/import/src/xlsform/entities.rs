//! The sheet `entities`, and the questions that are saved to them.
//!
//! An entity is made once for each instance of the innermost repeat that any of its references stands in (its scope),
//! and its node goes into a group of that scope; each group, repeat or form takes one.

use std::collections::HashMap;

use sealform_types::{Json, Place, is_name};

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
    /// Where its references stand: path of the group or repeat, row order, and whether it is a `save_to`.
    uses: Vec<Use>,
}

#[derive(Debug, Clone)]
struct Use {
    /// Path of the question.
    path: String,
    order: usize,
    saved: bool,
    place: Place,
}

/// One question with `save_to`.
struct Saved {
    text: String,
    path: String,
    order: usize,
    place: Place,
}

/// Names of the lists that the sheet declares.
pub fn lists(table: &Table) -> Vec<String> {
    table.records().filter_map(|record| record.text("list_name")).map(str::to_owned).collect()
}

/// Reads the sheet; gives the document's `entities`.
pub fn read(form: &mut Form, table: Option<&Table>, nodes: &[Node], names: &Names) -> Vec<Json> {
    let mut paths = HashMap::new();
    let mut saved = Vec::new();
    walk(nodes, "", &mut paths, &mut saved);
    let mut entities: Vec<Entity> = Vec::new();
    let mut documents = Vec::new();
    for record in table.into_iter().flat_map(Table::records) {
        let Some(entity) = entity(form, &record, &entities, &paths, names) else { continue };
        entities.push(entity);
        documents.push(document(form, &record));
    }
    if entities.is_empty() {
        if let Some(first) = saved.first().filter(|_| form.entity_lists.is_empty()) {
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
    save(form, &saved, &mut entities);
    if !form.findings.iter().any(|finding| finding.code.starts_with("xlsform/entity")) {
        place(form, &entities, nodes);
    }
    documents
}

fn walk(nodes: &[Node], path: &str, paths: &mut HashMap<String, usize>, saved: &mut Vec<Saved>) {
    for node in nodes {
        let here = format!("{path}/{}", node.name);
        let order = paths.len();
        paths.insert(here.clone(), order);
        let text = node.members.iter().find(|(name, _)| name == "save_to").and_then(|(_, text)| text.as_str());
        if let Some(text) = text {
            let place = Place::at(node.cell("/save_to"));
            saved.push(Saved { text: text.to_owned(), path: here.clone(), order, place });
        }
        walk(&node.children, &here, paths, saved);
    }
}

/// Reads one row; its faults are findings.
fn entity(
    form: &mut Form,
    record: &Record<'_>,
    known: &[Entity],
    paths: &HashMap<String, usize>,
    names: &Names,
) -> Option<Entity> {
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
        (_, _, _) if !has("label") && (create || !id) => {
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
                let order = paths.get(path).copied().unwrap_or(0);
                uses.push(Use { path: path.to_owned(), order, saved: false, place: Place::at(&field.at) });
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
    for Saved { text, path, order, place } in saved {
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
        entity.uses.push(Use { path: path.clone(), order: *order, saved: true, place: place.clone() });
    }
}

/// Finds a group for each entity.
fn place(form: &mut Form, entities: &[Entity], nodes: &[Node]) {
    let mut repeats = Vec::new();
    repeat_paths(nodes, "", &mut repeats);
    let scope_of = |path: &str| {
        let around = repeats
            .iter()
            .filter(|repeat| path.starts_with(repeat.as_str()) && path.as_bytes().get(repeat.len()) == Some(&b'/'));
        around.max_by_key(|repeat| repeat.len()).cloned().unwrap_or_default()
    };
    let mut wanted = Vec::new();
    for (index, entity) in entities.iter().enumerate() {
        let mut uses = entity.uses.clone();
        uses.sort_by_key(|one| one.order);
        let depth = |scope: &String| {
            repeats.iter().filter(|repeat| scope == *repeat || scope.starts_with(&format!("{repeat}/"))).count()
        };
        let mut scope = String::new();
        for one in &uses {
            let other = scope_of(&one.path);
            if depth(&other) > depth(&scope) {
                scope = other;
            }
        }
        let inside =
            |outer: &str, inner: &str| outer == inner || outer.is_empty() || inner.starts_with(&format!("{outer}/"));
        let breach = uses.iter().find(|one| match one.saved {
            true => scope_of(&one.path) != scope,
            false => !inside(&scope_of(&one.path), &scope),
        });
        if let Some(breach) = breach {
            let (code, hint) = match breach.saved {
                true => ("xlsform/entity-save-scope", "save to one entity list from one repeat only"),
                false => ("xlsform/entity-scope", "refer to questions of one repeat, or of what is around it"),
            };
            let message =
                format!("the entity list `{}` belongs to {}, which this is no part of", entity.name, shown(&scope));
            return form.error(code, message, breach.place.clone(), hint);
        }
        let own: Vec<&Use> = uses.iter().filter(|one| scope_of(&one.path) == scope).collect();
        let saves: Vec<&Use> = own.iter().copied().filter(|one| one.saved).collect();
        let at = common(if saves.is_empty() { &own } else { &saves }, &scope);
        wanted.push((index, at, scope, !saves.is_empty() || own.is_empty()));
    }
    // Those that can stand in one place only come first, then those that stand deepest.
    let mut taken: Vec<String> = Vec::new();
    wanted.sort_by_key(|(index, at, _, fixed)| (!*fixed, std::cmp::Reverse(at.matches('/').count()), *index));
    for (index, at, scope, fixed) in wanted {
        let mut here = at;
        loop {
            if !taken.contains(&here) {
                taken.push(here);
                break;
            }
            if fixed || here == scope {
                let Some(entity) = entities.get(index) else { break };
                let message = format!("no group is left for the entity list `{}` in {}", entity.name, shown(&scope));
                form.error(
                    "xlsform/entity-crowded",
                    message,
                    entity.place.clone(),
                    "put the questions of each entity into a group of their own",
                );
                return;
            }
            here = here.rsplit_once('/').map_or("", |(around, _)| around).to_owned();
        }
    }
}

fn shown(scope: &str) -> String {
    match scope.rsplit_once('/') {
        Some((_, name)) => format!("the repeat `{name}`"),
        None => "the form".to_owned(),
    }
}

/// The innermost group or repeat around all of them, never outside the scope.
fn common(uses: &[&Use], scope: &str) -> String {
    let mut around: Option<String> = None;
    for one in uses {
        let parent = one.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        around = Some(match around {
            None => parent.to_owned(),
            Some(before) => {
                let same = before.split('/').zip(parent.split('/')).take_while(|(one, other)| one == other);
                same.map(|(name, _)| name).collect::<Vec<_>>().join("/")
            }
        });
    }
    around.filter(|around| around.len() >= scope.len()).unwrap_or_else(|| scope.to_owned())
}

fn repeat_paths(nodes: &[Node], path: &str, repeats: &mut Vec<String>) {
    for node in nodes {
        let here = format!("{path}/{}", node.name);
        repeat_paths(&node.children, &here, repeats);
        if node.kind == "repeat" {
            repeats.push(here);
        }
    }
}
