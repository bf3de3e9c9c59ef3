//! ODK XForms XML as questionnaires (getodk.github.io/xforms-spec).
//!
//! ```text
//! XML → tree → instance (fields), binds, body (controls), itext, lists, actions → document
//! ```
//!
//! The survey follows the primary instance, which says what is answered and where it stands, in the order in which the
//! body asks. Paths to a question whose name is unique become `${name}`; others stay paths.

mod actions;
mod binds;
mod body;
mod defaults;
mod document;
mod expressions;
mod fields;
mod itemset;
mod itext;
mod kinds;
mod language;
mod lists;
mod path;
mod question;
mod settings;
mod texts;
mod xml;

use roxmltree::Node;
use sealform_types::{Finding, Findings, Json, Place};

pub(crate) use expressions::quoted;
pub use language::{UNDETERMINED, language_tag};

use crate::Imported;
use crate::members::Members;
use document::Builder;
use fields::{Field, Fields};
use itemset::Offers;
use texts::Words;
use xml::{attribute, child, elements, place};

/// Reads an XForm.
///
/// What cannot be carried over is a finding with the path of the element and its line; there is a questionnaire unless
/// one of them is an error. Document types, and with them entities and external references, are refused.
///
/// # Example
/// ```
/// let form = br#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
///   <h:title>A</h:title><model><instance><data id="a"><q/></data></instance><bind nodeset="/data/q" type="int"/>
///   </model></h:head><h:body><input ref="/data/q"><label>How many?</label></input></h:body></h:html>"#;
/// let imported = sealform_formats::xform::read(form);
/// assert!(imported.findings.is_empty());
/// assert_eq!(
///     imported.questionnaire.unwrap().get("survey").unwrap().to_text(),
///     r#"[{"type":"integer","name":"q","label":{"und":"How many?"}}]"#
/// );
/// ```
pub fn read(bytes: &[u8]) -> Imported {
    let mut findings = Findings::default();
    let questionnaire = match xml::decode(bytes).and_then(|text| Ok((text, xml::parse(text)?))) {
        Ok((_, document)) => form(document.root_element(), &mut findings),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    Imported {
        questionnaire: questionnaire.filter(|_| !findings.has_errors()),
        key: None,
        findings,
        origins: Default::default(),
    }
}

fn form(html: Node<'_, '_>, findings: &mut Findings) -> Option<Json> {
    let model = html.descendants().find(|node| node.is_element() && node.tag_name().name() == "model");
    let Some(model) = model else {
        return missing("there is no `model`", "this is no XForm: is it an XLSForm saved as XML?", html, findings);
    };
    let instance = elements(model).find(|element| element.tag_name().name() == "instance");
    let Some(root) = instance.and_then(|instance| elements(instance).next()) else {
        return missing(
            "the model has no instance with a root",
            "add `<instance><data>…</data></instance>`",
            model,
            findings,
        );
    };
    let body = child(html, "body");
    if body.is_none() {
        let finding = Finding::warning("xform/no-body", "there is no `body`, so nothing is asked", place(html));
        findings.push(finding.hint("add a `body` with questions"));
    }
    let root_path = format!("/{}", root.tag_name().name());
    let repeats = body.map(|body| body::repeated_paths(body, &root_path)).unwrap_or_default();
    let mut fields = Fields::read(root, &repeats, findings);
    if let Some(body) = body {
        body::add_missing(body, &root_path, &mut fields, findings);
    }
    let binds = binds::Binds::read(model, &fields, findings);
    let root_field = fields.root()?;
    let read = body::Reader { fields: &fields, binds: &binds, findings: &mut *findings }.read(body, &root_path);
    let itext = itext::Itext::read(model, findings);
    let mut secondaries = lists::read(model, findings);
    let sets = actions::read(html, &fields, &binds, findings);
    let words = Words { itext: &itext, fields: &fields };
    let offers =
        Offers { words: &words, secondaries: &secondaries, lists: Default::default(), columns: Default::default() };
    let mut builder =
        Builder { words: &words, binds: &binds, body: &read, sets: &sets, offers, parameters: Vec::new() };
    let survey = builder.items(root_field, 0, findings);
    let text = Json::Array(survey.clone()).to_text();
    let reads =
        |id: &str| ["instance('", "pulldata('", "instance(\\\"", "pulldata(\\\""].map(|call| format!("{call}{id}"));
    builder.offers.add_unasked(|id| reads(id).iter().any(|call| text.contains(call.as_str())));
    let has_twins = builder.offers.tell_twins(model, findings);
    let offered = document::lists(&builder.offers.lists);
    lists::add_pulled(&mut secondaries, &text);
    let mut members = head(html, root_field, &itext.languages);
    members.put("settings", Some(settings::settings(html, model, root_field, &fields, has_twins)));
    members.put("choices", offered);
    members.put("resources", lists::resources(&secondaries));
    members.put("entities", settings::entities(&fields, &binds));
    members.put("survey", Some(Json::Array(survey)));
    tell_attributes(&binds, findings);
    Some(Json::Object(members.0))
}

fn head(html: Node<'_, '_>, root: &Field<'_, '_>, languages: &[String]) -> Members {
    let id = settings::id(root);
    let title = settings::title(html, &id);
    let mut members = Members::default();
    members.put("sealform", Some(Json::Integer(1)));
    members.text("id", &id);
    members.text("version", &settings::version(root));
    let titles = languages.iter().map(|language| (language.clone(), Json::from(title.as_str())));
    members.put("title", Some(Json::Object(titles.collect())));
    members.put("languages", Some(languages.iter().map(|language| Json::from(language.as_str())).collect()));
    members
}

fn missing(what: &str, hint: &str, node: Node<'_, '_>, findings: &mut Findings) -> Option<Json> {
    let at: Place = place(node);
    findings.push(Finding::error("xform/no-model", what, at).hint(hint));
    None
}

/// Binds of attributes are kept for entities only.
fn tell_attributes(binds: &binds::Binds<'_, '_>, findings: &mut Findings) {
    for (path, bind) in binds.attributes() {
        if !path.contains("/entity/@") {
            let nodeset = attribute(*bind, "nodeset").unwrap_or_default();
            let message = format!("`{nodeset}` is an attribute, and rules for attributes do not carry over");
            let finding = Finding::warning("xform/attribute", message, place(*bind));
            findings.push(finding.hint("use a node of its own"));
        }
    }
}
