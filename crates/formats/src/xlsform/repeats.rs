//! Choices that are the instances of a repeat: `select_one ${name}`.

use sealform_types::{Json, Place};

use super::form::Form;
use super::node::Node;
use super::references::{Names, references};

/// Turns `choices_from: {repeat}` into the repeat, and what is stored and read of each instance.
pub fn resolve(form: &mut Form, nodes: &mut [Node], names: &Names) {
    let mut repeats = Vec::new();
    paths(nodes, "", &mut repeats);
    level(form, nodes, names, &repeats);
}

fn paths(nodes: &[Node], path: &str, repeats: &mut Vec<String>) {
    for node in nodes {
        let here = super::loops::below(path, &node.name);
        if node.kind == "repeat" {
            repeats.push(here.clone());
        }
        paths(&node.children, &here, repeats);
    }
}

/// How deep this goes is bounded by the survey's reader.
fn level(form: &mut Form, nodes: &mut [Node], names: &Names, repeats: &[String]) {
    for node in nodes {
        level(form, &mut node.children, names, repeats);
        let from = node.members.iter().find(|(name, _)| name == "choices_from").map(|(_, from)| from);
        let Some(name) = from.and_then(|from| from.get("repeat")?.as_str()).map(str::to_owned) else { continue };
        let Some(path) = names.paths(&name).next() else { continue };
        let around = repeats.iter().filter(|repeat| is_inside(path, repeat)).max_by_key(|repeat| repeat.len());
        let Some(repeat) = around else {
            let message = format!("`{name}` stands in no repeat, so its answers are no choices");
            let place = Place::at(node.cell("/type"));
            form.error("xlsform/no-repeat", message, place, "name a question of a repeat, or a choice list");
            continue;
        };
        offer(node, names, repeat, path);
    }
}

fn is_inside(path: &str, repeat: &str) -> bool {
    path.strip_prefix(repeat).is_some_and(|rest| rest.starts_with('/'))
}

fn offer(node: &mut Node, names: &Names, repeat: &str, path: &str) {
    let within = |path: &str| path.get(repeat.len() + 1..).unwrap_or_default().to_owned();
    let group = repeat.rsplit_once('/').map_or(repeat, |(_, name)| name);
    let column = within(path);
    let from = vec![
        ("nodeset".to_owned(), Json::String(format!("${{{group}}}"))),
        ("value".to_owned(), Json::from(column.as_str())),
        ("label".to_owned(), Json::from(column.as_str())),
    ];
    node.put("choices_from", Json::Object(from), None);
    let written = node.members.iter().find(|(name, _)| name == "choice_filter").and_then(|(_, filter)| filter.as_str());
    let filter = match written {
        // Instances that have no name yet are nothing to choose.
        None => format!("{column} != ''"),
        Some(filter) => {
            let mut text = String::new();
            let mut from = 0;
            for reference in references(filter) {
                text.push_str(filter.get(from..reference.start).unwrap_or_default());
                match names.paths(reference.name).next().filter(|path| is_inside(path, repeat)) {
                    Some(path) if !reference.last_saved => text.push_str(&within(path)),
                    _ => text.push_str(filter.get(reference.start..reference.end).unwrap_or_default()),
                }
                from = reference.end;
            }
            text.push_str(filter.get(from..).unwrap_or_default());
            text
        }
    };
    node.put("choice_filter", filter.as_str(), None);
}
