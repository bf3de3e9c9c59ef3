//! What the form says about itself: title, id, version, namespaces, entities.

use roxmltree::Node;
use sealform_types::Json;

use crate::openrosa::NO_VERSION;

use super::binds::{Binds, rule};
use super::expressions::translate;
use super::fields::{Field, Fields};
use super::question::texts;
use super::xml::{ENTITIES, JAVAROSA, ODK, OPENROSA, XFORMS, attribute, attribute_of, child, elements, text_inside};
use crate::members::Members;

/// Namespaces that every form has.
const USUAL: [&str; 9] = [
    XFORMS,
    JAVAROSA,
    OPENROSA,
    ODK,
    ENTITIES,
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2001/XMLSchema",
    "http://www.w3.org/2001/xml-events",
    "http://www.w3.org/XML/1998/namespace",
];

/// The form's title: that of the head, else its id.
pub(super) fn title(html: Node<'_, '_>, id: &str) -> String {
    let head = child(html, "head");
    let title = head.and_then(|head| child(head, "title")).map(|title| text_inside(title).trim().to_owned());
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| id.to_owned())
}

/// The form's id: the root's `id`, else its namespace, else its name.
pub(super) fn id(root: &Field<'_, '_>) -> String {
    let namespace = root.node.tag_name().namespace().filter(|uri| *uri != XFORMS);
    let id = attribute(root.node, "id").map(str::trim).filter(|id| !id.is_empty());
    id.or(namespace).unwrap_or(&root.name).to_owned()
}

/// The form's version, `0` where it has none.
pub(super) fn version(root: &Field<'_, '_>) -> String {
    let version = attribute(root.node, "version").or_else(|| attribute_of(root.node, OPENROSA, "version"));
    version.map(str::trim).filter(|version| !version.is_empty()).unwrap_or(NO_VERSION).to_owned()
}

/// `settings`
pub(super) fn settings(
    html: Node<'_, '_>,
    model: Node<'_, '_>,
    root: &Field<'_, '_>,
    fields: &Fields<'_, '_>,
    has_twins: bool,
) -> Json {
    let mut members = Members::default();
    members.text("root", &root.name);
    let name = fields.iter().find(|field| field.path == format!("{}/meta/instanceName", root.path));
    members
        .put("instance_name", name.and_then(|name| fields.unique_name(&name.path)).map(|_| "${instanceName}".into()));
    let body = child(html, "body").and_then(|body| attribute(body, "class"));
    members.put("style", body.map(str::trim).filter(|style| !style.is_empty()).map(Json::from));
    let submission = elements(model).find(|element| element.tag_name().name() == "submission");
    for (member, attributes) in [
        ("submission_url", &["action"][..]),
        ("public_key", &["base64RsaPublicKey"]),
        ("auto_send", &["auto-send"]),
        ("auto_delete", &["auto-delete"]),
    ] {
        let value = submission.and_then(|node| {
            node.attributes().find(|it| attributes.contains(&it.name())).map(|it| it.value().trim().to_owned())
        });
        members.put(member, value.filter(|value| !value.is_empty()).map(|value| Json::from(value.as_str())));
    }
    let mut declared: Vec<(String, String)> = Vec::new();
    for namespace in html.namespaces().chain(root.node.namespaces()) {
        if let Some(prefix) = namespace.name().filter(|_| !USUAL.contains(&namespace.uri())) {
            declared.push((prefix.to_owned(), namespace.uri().to_owned()));
        }
    }
    members.put("namespaces", texts(declared));
    members.put("attributes", attributes(root));
    members.put("allow_choice_duplicates", has_twins.then_some(Json::Boolean(true)));
    members.put("tolerant", Some(Json::Boolean(true)));
    Json::Object(members.0)
}

/// What the root node carries beside id and version; a version that says as much as none is kept as it is written.
fn attributes(root: &Field<'_, '_>) -> Option<Json> {
    let namespace = root.node.tag_name().namespace().filter(|uri| *uri != XFORMS);
    let namespace = namespace.map(|uri| ("xmlns".to_owned(), uri.to_owned()));
    let others = root.attributes.iter().filter(|(name, _)| name != "id").cloned();
    let others = others.filter(|(name, value)| name != "version" || matches!(value.trim(), "" | NO_VERSION));
    texts(namespace.into_iter().chain(others).collect())
}

/// `entities`: lists of things that submissions make or change, in XLSForm's words.
pub(super) fn entities(fields: &Fields<'_, '_>, binds: &Binds<'_, '_>) -> Option<Json> {
    let declared = fields.iter().filter(|field| field.name == "entity" && attribute(field.node, "dataset").is_some());
    let all: Vec<Json> = declared.map(|field| entity(field, fields, binds)).collect();
    (!all.is_empty()).then_some(Json::Array(all))
}

fn entity(field: &Field<'_, '_>, fields: &Fields<'_, '_>, binds: &Binds<'_, '_>) -> Json {
    let mut members = Members::default();
    members.put("list_name", attribute(field.node, "dataset").map(Json::from));
    let of = |name: &str, rule_name: &str| {
        let path = format!("{}/@{name}", field.path);
        let bind = binds.attributes().iter().find(|(known, _)| *known == path).map(|(_, bind)| *bind);
        let expression = rule(bind, rule_name)?;
        Some(Json::from(translate(expression, &field.path, fields).as_str()))
    };
    members.put("entity_id", of("id", "calculate"));
    for (member, name) in [("create_if", "create"), ("update_if", "update")] {
        let is_set = attribute(field.node, name).is_some_and(|value| !value.is_empty());
        let condition = of(name, "relevant").or_else(|| of(name, "calculate"));
        members.put(member, condition.or_else(|| is_set.then(|| Json::from("true()"))));
    }
    let label = binds.at(&format!("{}/label", field.path));
    let label = rule(label, "calculate").map(|rule| translate(rule, &field.path, fields));
    members.put("label", label.map(|label| Json::from(label.as_str())));
    Json::Object(members.0)
}
