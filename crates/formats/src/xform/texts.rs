//! Labels, hints and messages in all languages, with answers inserted.

use roxmltree::Node;
use sealform_types::{Finding, Findings, Json, Place, nearest, say};

use super::expressions::translate;
use super::fields::Fields;
use super::itext::{Itext, constant_id};
use super::xml::{attribute, place};

/// A text in its languages, with what belongs to it.
#[derive(Debug, Default, Clone)]
pub(super) struct Worded {
    /// Language and words, in the order of the form's languages.
    pub plain: Vec<(String, String)>,
    /// More help, for hints.
    pub guidance: Vec<(String, String)>,
    /// `image`, `audio`, `video`, `big-image`: language and file.
    pub media: Vec<(&'static str, Vec<(String, String)>)>,
}

const MEDIA: [&str; 4] = ["image", "audio", "video", "big-image"];

/// What texts are read with.
pub(super) struct Words<'r, 'a, 'i> {
    pub itext: &'r Itext<'a, 'i>,
    pub fields: &'r Fields<'a, 'i>,
}

impl Words<'_, '_, '_> {
    /// The text of a `label` or `hint` that belongs to the node at `context`.
    pub(super) fn of_element(&self, node: Node<'_, '_>, context: &str, findings: &mut Findings) -> Worded {
        match attribute(node, "ref") {
            Some(reference) => match constant_id(reference) {
                Some(id) => self.of_id(&id, context, place(node), findings),
                None => self.of_reference(reference, context, node, findings),
            },
            None => self.in_all_languages(&self.with_outputs(node, context, findings)),
        }
    }

    /// A message in an attribute: words, or `jr:itext('id')`.
    pub(super) fn of_message(&self, message: &str, context: &str, at: Place, findings: &mut Findings) -> Worded {
        match constant_id(message) {
            Some(id) => self.of_id(&id, context, at, findings),
            None => self.in_all_languages(&plain(message.trim())),
        }
    }

    /// The text of that id.
    pub(super) fn of_id(&self, id: &str, context: &str, at: Place, findings: &mut Findings) -> Worded {
        let Some(by_language) = self.itext.get(id) else {
            let near = nearest(id, self.itext.ids()).map(|near| say!("did you mean `{near}`?"));
            let finding = Finding::warning("xform/unknown-text", say!("there is no text `{id}`"), at);
            findings.push(finding.hint("add it to `itext`").maybe_hint(near));
            return Worded::default();
        };
        let mut worded = Worded::default();
        for language in &self.itext.languages {
            for variant in by_language.get(language).into_iter().flatten() {
                let text = self.with_outputs(variant.node, context, findings);
                let entry = (language.clone(), text);
                match variant.form.as_str() {
                    "" | "long" if !entry.1.is_empty() => worded.plain.push(entry),
                    "" | "long" => {}
                    "guidance" => worded.guidance.push(entry),
                    form => match MEDIA.into_iter().find(|known| *known == form) {
                        Some(kind) => worded.add_media(kind, (entry.0, file_of(&entry.1))),
                        None => {
                            let message = say!("the form `{form}` of a text is not shown");
                            let finding = Finding::warning("xform/text-form", message, place(variant.node));
                            findings.push(finding.hint("the plain text is shown instead"));
                        }
                    },
                }
            }
        }
        worded.plain.dedup_by(|later, first| later.0 == first.0);
        worded
    }

    /// A label that is looked up while the form is filled: its words come from an expression.
    fn of_reference(&self, reference: &str, context: &str, node: Node<'_, '_>, findings: &mut Findings) -> Worded {
        if reference.contains("jr:itext") {
            let message = "a text whose id is worked out while the form is filled cannot be carried over";
            let finding = Finding::warning("xform/dynamic-text", message, place(node));
            findings.push(finding.hint("name the id in quotes, or use one question for each text"));
            return Worded::default();
        }
        self.in_all_languages(&insertion(&translate(reference, context, self.fields)))
    }

    fn in_all_languages(&self, text: &str) -> Worded {
        let plain = match text {
            "" => Vec::new(),
            text => self.itext.languages.iter().map(|language| (language.clone(), text.to_owned())).collect(),
        };
        Worded { plain, ..Worded::default() }
    }

    /// The words inside an element; `<output value="…"/>` becomes `${…}`.
    fn with_outputs(&self, node: Node<'_, '_>, context: &str, findings: &mut Findings) -> String {
        let mut text = String::new();
        for inner in node.descendants().skip(1) {
            if inner.is_text() {
                text.push_str(&plain(inner.text().unwrap_or_default()));
            } else if inner.is_element() && inner.tag_name().name() == "output" {
                text.push_str(&self.output(inner, context, findings));
            }
        }
        text.trim().to_owned()
    }

    fn output(&self, output: Node<'_, '_>, context: &str, findings: &mut Findings) -> String {
        let expression = attribute(output, "value").or_else(|| attribute(output, "ref")).unwrap_or_default().trim();
        if expression.is_empty() {
            let finding = Finding::warning("xform/output", "an `output` without `value` shows nothing", place(output));
            findings.push(finding.hint("name the question in `value`, or remove it"));
            return String::new();
        }
        if expression.contains("jr:itext") {
            let message = "a text whose id is worked out while the form is filled cannot be inserted";
            let finding = Finding::warning("xform/dynamic-text", message, place(output));
            findings.push(finding.hint("insert the answer itself, or `jr:choice-name()`"));
            return String::new();
        }
        insertion(&translate(expression, context, self.fields))
    }
}

/// Words that insert nothing: XForms have no `${…}`, so where one is written it is meant as it stands.
fn plain(words: &str) -> String {
    words.replace("${", "${'${'}")
}

/// `${name}`, or `${expression}`.
fn insertion(expression: &str) -> String {
    let inside = expression.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    match inside {
        Some(name) if !name.contains(['{', '}']) => expression.to_owned(),
        _ => format!("${{{expression}}}"),
    }
}

/// `jr://images/a.png` is the file `a.png`.
fn file_of(reference: &str) -> String {
    let path = reference.strip_prefix("jr://").unwrap_or(reference);
    path.split_once('/').map_or(path, |(_, file)| file).to_owned()
}

impl Worded {
    fn add_media(&mut self, kind: &'static str, entry: (String, String)) {
        match self.media.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, entries)) => entries.push(entry),
            None => self.media.push((kind, vec![entry])),
        }
    }

    /// The words as a document writes them: plain where there is one language only.
    pub(super) fn text(&self) -> Option<Json> {
        text_json(&self.plain)
    }

    /// The files that go with it.
    pub(super) fn media_json(&self) -> Option<Json> {
        let kinds = self.media.iter().filter_map(|(kind, texts)| Some(((*kind).to_owned(), text_json(texts)?)));
        let members: Vec<_> = kinds.collect();
        (!members.is_empty()).then_some(Json::Object(members))
    }

    /// More help, as a document writes it.
    pub(super) fn guidance_json(&self) -> Option<Json> {
        text_json(&self.guidance)
    }
}

fn text_json(texts: &[(String, String)]) -> Option<Json> {
    let members = texts.iter().map(|(language, text)| (language.clone(), Json::from(text.as_str())));
    (!texts.is_empty()).then(|| Json::Object(members.collect()))
}
