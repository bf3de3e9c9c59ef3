//! ODK XForms XML as questionnaires (getodk.github.io/xforms-spec).
//!
//! ```text
//! XML (source) → instance, binds, body, itext, secondary instances, actions → survey, settings → document
//! ```
//!
//! The survey follows the primary instance, which says what is answered and where it stands, in the order in which the
//! body asks. Paths to a question whose name is unique become `${name}`; others stay paths.

#![deny(clippy::wildcard_enum_match_arm)]

mod actions;
mod binds;
mod body;
mod choices;
mod comments;
mod defaults;
mod expressions;
mod extras;
mod instance;
mod itext;
mod levels;
mod path;
mod question;
mod question_type;
mod secondary;
mod settings;
mod source;
mod survey;
mod texts;
mod unread;

use roxmltree::Node;
use sealform_questionnaire::Text;
use sealform_types::{Finding, Findings};

pub(crate) use expressions::quoted;

use crate::document::{Builder, Document, Usage};
use crate::imported::Imported;
use binds::AttributeBind;
use choices::Choices;
use instance::{Field, Fields};
use source::{attribute, child, elements, place};
use survey::Survey;
use texts::TextReader;

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
    let document = match source::decode(bytes).and_then(source::parse) {
        Ok(xml) => {
            let document = form(xml.root_element(), &mut findings);
            source::resolve_places(&xml, &mut findings);
            document
        }
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    let document = document.filter(|_| !findings.has_errors());
    Imported { questionnaire: document.as_ref().map(Document::to_json), findings, ..Imported::default() }
}

fn form(html: Node<'_, '_>, findings: &mut Findings) -> Option<Document> {
    let model = html.descendants().find(|node| node.is_element() && node.tag_name().name() == "model");
    let Some(model) = model else {
        return missing("there is no `model`", "this is not an XForm: is it an XLSForm saved as XML?", html, findings);
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
    let form = Form { html, model, root, body };
    form.document(findings)
}

/// The elements that every form has.
struct Form<'a, 'i> {
    html: Node<'a, 'i>,
    model: Node<'a, 'i>,
    /// The root of the primary instance.
    root: Node<'a, 'i>,
    body: Option<Node<'a, 'i>>,
}

impl<'a, 'i> Form<'a, 'i> {
    fn document(&self, findings: &mut Findings) -> Option<Document> {
        let Self { html, model, .. } = *self;
        let fields = self.fields(findings);
        let root = fields.root()?;
        let binds = binds::Binds::read(model, &fields, findings);
        let body =
            body::Reader { fields: &fields, binds: &binds, findings: &mut *findings }.read(self.body, &root.path);
        let itext = itext::Itext::read(model, findings);
        let mut secondaries = secondary::read(model, findings);
        let actions = actions::read(html, &fields, &binds, findings);
        let texts = TextReader { itext: &itext, fields: &fields };
        let choices = Choices::new(&texts, &secondaries);
        let mut survey = Survey { texts: &texts, binds: &binds, body: &body, actions: &actions, choices };
        let items = survey.items(root, 0, findings);
        let usage = Usage::of(&items);
        let mut choices = survey.choices;
        choices.add_unasked(&usage);
        let has_twins = choices.report_twins(model, findings);
        let lists = choices.lists.into_lists();
        secondary::add_pulled(&mut secondaries, usage.pulled());
        let mut builder = head(html, root, &itext.languages);
        builder.questionnaire.settings = settings::settings(html, model, root, &fields);
        builder.questionnaire.settings.allow_choice_duplicates = has_twins;
        lists.into_iter().for_each(|(name, list)| builder.list(name, list));
        builder.questionnaire.resources = secondary::resources(&secondaries);
        builder.questionnaire.entities = settings::entities(&fields, &binds);
        items.into_iter().for_each(|item| builder.push(item));
        report_attributes(&binds, findings);
        unread::report(model, self.body, &fields.groups, findings);
        Some(builder.finish())
    }

    /// The nodes of the primary instance, and those that only the body names.
    fn fields(&self, findings: &mut Findings) -> Fields<'a, 'i> {
        let root = format!("/{}", self.root.tag_name().name());
        let repeats = self.body.map(|body| body::repeated_paths(body, &root)).unwrap_or_default();
        let mut fields = Fields::read(self.root, &repeats, findings);
        if let Some(body) = self.body {
            body::add_missing(body, &root, &mut fields, findings);
        }
        fields.levels = secondary::levels(self.model);
        fields
    }
}

fn head(html: Node<'_, '_>, root: &Field<'_, '_>, languages: &[String]) -> Builder {
    let id = settings::id(root);
    let title = settings::title(html, &id);
    let mut builder = Builder::new(id, settings::version(root), languages.to_vec());
    builder.questionnaire.title = Text(languages.iter().map(|language| (language.clone(), title.clone())).collect());
    builder
}

fn missing(what: &str, hint: &str, node: Node<'_, '_>, findings: &mut Findings) -> Option<Document> {
    let at = place(node);
    findings.push(Finding::error("xform/no-model", what, at).hint(hint));
    None
}

/// Binds of attributes are kept for entities only.
fn report_attributes(binds: &binds::Binds<'_, '_>, findings: &mut Findings) {
    for AttributeBind { path, bind } in binds.attributes() {
        if !path.contains("/entity/@") {
            let nodeset = attribute(*bind, "nodeset").unwrap_or_default();
            let message = format!("`{nodeset}` is an attribute, and rules for attributes do not carry over");
            let finding = Finding::warning("xform/attribute", message, place(*bind));
            findings.push(finding.hint("use a node of its own"));
        }
    }
}
