//! The instances of imported spreadsheets against the primary instances that pyxform writes for them: names, namespaces,
//! attributes and order, with one instance of each repeat.

use std::path::Path;

use roxmltree::{Document, Node};
use sealform_engine::Questionnaire;
use sealform_formats::openrosa::Instance;
use sealform_formats::xlsform;
use sealform_types::Json;
use serde_json::Value;

use super::pyxform_tables::table;
use super::{Judged, Verdict, set_aside};

const JAVAROSA: &str = "http://openrosa.org/javarosa";
const ODK: &str = "http://www.opendatakit.org/xforms";
const OPENROSA: &str = "http://openrosa.org/xforms";
const XFORMS: &str = "http://www.w3.org/2002/xforms";

/// Plays every valid case of `cases.json`.
pub fn play(dir: &Path) -> Result<Vec<Judged>, String> {
    let (_, cases) = super::cases(dir)?;
    let valid = cases.iter().filter(|case| case["expect"]["valid"] == true);
    let judged = valid.map(|case| {
        let verdict = match (set_aside(case), judge(case)) {
            (Some(why), _) => Verdict::OutOfScope(why),
            (None, Ok(())) => Verdict::Passed,
            (None, Err(why)) => Verdict::Failed(why),
        };
        Judged { id: case["id"].as_str().unwrap_or_default().to_owned(), verdict }
    });
    Ok(judged.collect())
}

fn judge(case: &Value) -> Result<(), String> {
    let imported = xlsform::read(table(case).as_bytes(), case["name"].as_str().unwrap_or("data"));
    let document = imported.questionnaire.ok_or("it is refused")?;
    let (questionnaire, _) = Questionnaire::read(&document);
    let questionnaire = questionnaire.ok_or("it is not a questionnaire")?;
    let mut repeats = Vec::new();
    one_of_each(document.get("survey").and_then(Json::as_array).unwrap_or_default(), "", &mut repeats);
    let instance = Instance {
        questionnaire: &questionnaire,
        answers: &Json::Object(Vec::new()),
        repeats: &Json::Object(repeats),
        is_relevant: &|_| true,
        id: "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11",
        name: questionnaire.settings.instance_name.as_deref(),
        deprecated: None,
    };
    let ours = instance.write().xml;
    let ours = Document::parse(&ours).map_err(|fault| format!("ours: {fault}"))?;
    let theirs = Document::parse(case["xform"].as_str().unwrap_or_default()).map_err(|fault| fault.to_string())?;
    let primary = theirs.descendants().find(|node| node.has_tag_name((XFORMS, "instance")));
    let root = primary.and_then(|instance| instance.first_element_child()).ok_or("no primary instance")?;
    let (mut have, mut want) = (Vec::new(), Vec::new());
    // The name of the root is that of the file.
    nodes(ours.root_element(), ".", &mut have);
    nodes(root, ".", &mut want);
    match have.iter().zip(&want).find(|(ours, theirs)| ours != theirs) {
        Some((ours, theirs)) => Err(format!("`{ours}` instead of `{theirs}`")),
        None if have.len() != want.len() => Err(format!("{} nodes instead of {}", have.len(), want.len())),
        None => Ok(()),
    }
}

/// An instance of every repeat, in every repeat around it.
fn one_of_each(items: &[Json], above: &str, repeats: &mut Vec<(String, Json)>) {
    for item in items {
        let word = |name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default();
        let mut path = if above.is_empty() { word("name").to_owned() } else { format!("{above}/{}", word("name")) };
        if word("type") == "repeat" {
            repeats.push((path.clone(), Json::Array(vec![Json::Integer(1)])));
            path.push_str("[1]");
        }
        one_of_each(item.get("children").and_then(Json::as_array).unwrap_or_default(), &path, repeats);
    }
}

/// The nodes with their attributes, each name once beside its like.
fn nodes(node: Node<'_, '_>, path: &str, into: &mut Vec<String>) {
    // The sheet need not name the form or say its version.
    let of_form = |name: &str| path == "." && matches!(name, "id" | "version" | "xforms-version");
    let own = node.attributes().filter(|it| it.namespace() != Some(JAVAROSA) && !of_form(it.name()));
    let mut attributes: Vec<String> =
        own.map(|it| format!("{{{}}}{}={}", it.namespace().unwrap_or_default(), it.name(), it.value())).collect();
    attributes.sort();
    into.push(format!("{path} {}", attributes.join(" ")));
    let mut seen = Vec::new();
    for child in node.children().filter(Node::is_element) {
        let name = named(child);
        // Labels that pyxform writes for tables, and its own counters.
        let is_generated = ["generated_table_list_label", "reserved_name_for_field_list_labels"]
            .iter()
            .any(|generated| name.starts_with(generated));
        // Entities are kept in the document, not written.
        let holds_entity = child.children().any(|inner| inner.tag_name().name() == "entity");
        let is_entity = name == "entity" || name == "meta" && path != "." && holds_entity;
        if !is_generated && !is_entity && !seen.contains(&name) {
            nodes(child, &format!("{path}/{name}"), into);
            seen.push(name);
        }
    }
}

fn named(node: Node<'_, '_>) -> String {
    match node.tag_name().namespace().filter(|uri| ![XFORMS, OPENROSA, ODK].contains(uri)) {
        Some(uri) => format!("{{{uri}}}{}", node.tag_name().name()),
        None => node.tag_name().name().to_owned(),
    }
}
