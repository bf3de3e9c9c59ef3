//! What the form says about itself: title, id, version, namespaces, entities.

use roxmltree::Node;
use sealform_questionnaire::Settings;
use sealform_types::{Json, VecMap};

use crate::openrosa::NO_VERSION;

use super::binds::{Binds, rule};
use super::expressions::translate;
use super::extras::keep_first;
use super::instance::{Field, Fields, KeptAttribute};
use super::source::{ENTITIES, JAVAROSA, ODK, OPENROSA, XFORMS, attribute, attribute_of, child, elements, text_inside};

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

/// The settings of the form.
pub(super) fn settings(
    html: Node<'_, '_>,
    model: Node<'_, '_>,
    root: &Field<'_, '_>,
    fields: &Fields<'_, '_>,
) -> Settings {
    let name = fields.iter().find(|field| field.path == format!("{}/meta/instanceName", root.path));
    let body = child(html, "body").and_then(|body| attribute(body, "class"));
    let style = body.map(str::trim).filter(|style| !style.is_empty());
    let submission = elements(model).find(|element| element.tag_name().name() == "submission");
    let of_submission = |name: &str| {
        let value = submission?.attributes().find(|it| it.name() == name)?.value().trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    Settings {
        root: Some(root.name.clone()),
        instance_name: name.and_then(|name| fields.unique_name(&name.path)).map(|_| "${instanceName}".to_owned()),
        style: style.map(str::to_owned),
        submission_url: of_submission("action"),
        public_key: of_submission("base64RsaPublicKey"),
        auto_send: of_submission("auto-send"),
        auto_delete: of_submission("auto-delete"),
        namespaces: namespaces(html, root),
        attributes: attributes(root),
        tolerant: true,
        ..Settings::default()
    }
}

/// The namespaces that the form declares beside the usual ones.
fn namespaces(html: Node<'_, '_>, root: &Field<'_, '_>) -> VecMap<String, String> {
    let mut declared = VecMap::new();
    for namespace in html.namespaces().chain(root.node.namespaces()) {
        if let Some(prefix) = namespace.name().filter(|_| !USUAL.contains(&namespace.uri())) {
            keep_first(&mut declared, prefix, namespace.uri());
        }
    }
    declared
}

/// What the root node carries beside id and version; a version that says as much as none is kept as it is written.
fn attributes(root: &Field<'_, '_>) -> VecMap<String, String> {
    let mut kept = VecMap::new();
    if let Some(uri) = root.node.tag_name().namespace().filter(|uri| *uri != XFORMS) {
        keep_first(&mut kept, "xmlns", uri);
    }
    for KeptAttribute { name, value } in &root.attributes {
        if name != "id" && (name != "version" || matches!(value.trim(), "" | NO_VERSION)) {
            keep_first(&mut kept, name, value);
        }
    }
    kept
}

/// `entities`: lists of things that submissions make or change, in XLSForm's words.
pub(super) fn entities(fields: &Fields<'_, '_>, binds: &Binds<'_, '_>) -> Vec<Json> {
    let declared = fields.iter().filter(|field| field.name == "entity" && attribute(field.node, "dataset").is_some());
    declared.map(|field| entity(field, fields, binds)).collect()
}

fn entity(field: &Field<'_, '_>, fields: &Fields<'_, '_>, binds: &Binds<'_, '_>) -> Json {
    let of = |name: &str, rule_name: &str| {
        let path = format!("{}/@{name}", field.path);
        let bind = binds.attributes().iter().find(|known| known.path == path).map(|known| known.bind);
        Some(translate(rule(bind, rule_name)?, &field.path, fields))
    };
    let condition = |name: &str| {
        let is_set = attribute(field.node, name).is_some_and(|value| !value.is_empty());
        let condition = of(name, "relevant").or_else(|| of(name, "calculate"));
        condition.or_else(|| is_set.then(|| "true()".to_owned()))
    };
    let label = rule(binds.at(&format!("{}/label", field.path)), "calculate");
    let members = [
        ("list_name", attribute(field.node, "dataset").map(str::to_owned)),
        ("entity_id", of("id", "calculate")),
        ("create_if", condition("create")),
        ("update_if", condition("update")),
        ("label", label.map(|rule| translate(rule, &field.path, fields))),
    ];
    let set = members.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Json::String(text?))));
    Json::Object(set.collect())
}
