//! Labels, hints and messages in all languages, with answers inserted.

use roxmltree::Node;
use sealform_expression::{PathFrom, parse, parse_qualified};
use sealform_questionnaire::Text;
use sealform_types::{Finding, Findings, Place, VecMap, say};

use super::expressions::translate;
use super::instance::Fields;
use super::itext::{Itext, constant_id};
use super::source::{attribute, place};

/// A text in its languages, with its other forms.
#[derive(Debug, Default, Clone)]
pub(super) struct TextForms {
    /// The words.
    pub plain: Text,
    /// More help, for hints.
    pub guidance: Text,
    /// Files by kind of medium: `image`, `audio`, `video`, `big-image`.
    pub media: VecMap<String, Text>,
}

const MEDIA: [&str; 4] = ["image", "audio", "video", "big-image"];

/// What texts are read with.
pub(super) struct TextReader<'r, 'a, 'i> {
    pub itext: &'r Itext<'a, 'i>,
    pub fields: &'r Fields<'a, 'i>,
}

impl TextReader<'_, '_, '_> {
    /// A plain text in the form's default language.
    pub(super) fn in_first_language(&self, text: &str) -> Text {
        let language = self.itext.languages.first().cloned().unwrap_or_default();
        Text([(language, text.to_owned())].into())
    }

    /// The text of a `label` or `hint` that belongs to the node at `context`.
    pub(super) fn of_element(&self, node: Node<'_, '_>, context: &str, findings: &mut Findings) -> TextForms {
        match attribute(node, "ref") {
            Some(reference) => match constant_id(reference) {
                Some(id) => self.of_id(&id, context, place(node), findings),
                None => self.of_reference(reference, context, node, findings),
            },
            None => self.in_all_languages(&self.with_outputs(node, context, findings)),
        }
    }

    /// A message in an attribute: words, or `jr:itext('id')`.
    pub(super) fn of_message(&self, message: &str, context: &str, at: Place, findings: &mut Findings) -> TextForms {
        match constant_id(message) {
            Some(id) => self.of_id(&id, context, at, findings),
            None => self.in_all_languages(&plain(message.trim())),
        }
    }

    /// The text of that id.
    pub(super) fn of_id(&self, id: &str, context: &str, at: Place, findings: &mut Findings) -> TextForms {
        let Some(by_language) = self.itext.get(id) else {
            let near = findings.closest_match(id, self.itext.ids()).map(|near| say!("did you mean `{near}`?"));
            let finding = Finding::warning("xform/unknown-text", say!("there is no text `{id}`"), at);
            findings.push(finding.hint("add it to `itext`").maybe_hint(near));
            return TextForms::default();
        };
        let mut forms = TextForms::default();
        for language in &self.itext.languages {
            for variant in by_language.get(language).into_iter().flatten() {
                let text = self.with_outputs(variant.node, context, findings);
                match variant.form.as_str() {
                    "" | "long" if !text.is_empty() => add(&mut forms.plain, language, text),
                    "" | "long" => {}
                    "guidance" => add(&mut forms.guidance, language, text),
                    form => match MEDIA.into_iter().find(|known| *known == form) {
                        Some(kind) => forms.add_media(kind, language, file_of(&text)),
                        None => {
                            let message = say!("the form `{form}` of a text is not shown");
                            let finding = Finding::warning("xform/text-form", message, place(variant.node));
                            findings.push(finding.hint("the plain text is shown instead"));
                        }
                    },
                }
            }
        }
        forms
    }

    /// A label that is looked up while the form is filled: its words come from an expression.
    fn of_reference(&self, reference: &str, context: &str, node: Node<'_, '_>, findings: &mut Findings) -> TextForms {
        if looks_up_text(reference) {
            let message = "a text whose id is worked out while the form is filled cannot be carried over";
            let finding = Finding::warning("xform/dynamic-text", message, place(node));
            findings.push(finding.hint("name the id in quotes, or use one question for each text"));
            return TextForms::default();
        }
        self.in_all_languages(&insertion(&translate(reference, context, self.fields)))
    }

    fn in_all_languages(&self, text: &str) -> TextForms {
        let languages = self.itext.languages.iter().filter(|_| !text.is_empty());
        let plain = Text(languages.map(|language| (language.clone(), text.to_owned())).collect());
        TextForms { plain, ..TextForms::default() }
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
            let finding = Finding::warning("xform/output", "an `output` without `value` has no effect", place(output));
            findings.push(finding.hint("name the question in `value`, or remove it"));
            return String::new();
        }
        if looks_up_text(expression) {
            let message = "a text whose id is worked out while the form is filled cannot be inserted";
            let finding = Finding::warning("xform/dynamic-text", message, place(output));
            findings.push(finding.hint("insert the answer itself, or `jr:choice-name()`"));
            return String::new();
        }
        insertion(&translate(expression, context, self.fields))
    }
}

/// Whether an expression looks up a text by an id that is worked out.
fn looks_up_text(expression: &str) -> bool {
    parse_qualified(expression, "").is_ok_and(|parsed| parsed.usage().looks_up_texts)
}

/// Words that insert nothing: XForms have no `${…}`, so where one is written it is meant as it stands.
fn plain(words: &str) -> String {
    words.replace("${", "${'${'}")
}

/// `${name}`, or `${expression}`.
fn insertion(expression: &str) -> String {
    let is_name = parse(expression, "").is_ok_and(|parsed| {
        let path = parsed.syntax().path();
        path.is_some_and(|path| matches!(path.from, PathFrom::Question(_)) && path.steps.is_empty())
    });
    if is_name { expression.to_owned() } else { format!("${{{expression}}}") }
}

/// `jr://images/a.png` is the file `a.png`.
fn file_of(reference: &str) -> String {
    let path = reference.strip_prefix("jr://").unwrap_or(reference);
    path.split_once('/').map_or(path, |(_, file)| file).to_owned()
}

impl TextForms {
    fn add_media(&mut self, kind: &str, language: &str, file: String) {
        add(self.media.get_or_insert_with(kind.to_owned(), Text::default), language, file);
    }
}

/// The first text in a language stands.
fn add(text: &mut Text, language: &str, words: String) {
    if !text.0.contains_key(language) {
        text.0.insert(language.to_owned(), words);
    }
}
