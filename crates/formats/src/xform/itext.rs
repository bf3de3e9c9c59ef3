//! Translations: `itext` by id, with other forms of a text such as images and guidance.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_expression::{CallRole, NoNames, Purpose, Syntax, compile, parse_qualified};
use sealform_types::{Finding, Findings, Place, say};

use super::expressions::written_truth;
use super::source::{attribute, child, elements, place};
use crate::language::{UNDETERMINED, language_tag};

/// One `value` of a text: its form (empty for the plain one) and the element that holds the words.
#[derive(Debug, Clone)]
pub(super) struct Variant<'a, 'i> {
    pub form: String,
    pub node: Node<'a, 'i>,
}

/// All translations.
#[derive(Debug, Default)]
pub(super) struct Itext<'a, 'i> {
    /// Tags of the languages; the first is the default.
    pub languages: Vec<String>,
    /// By id, then by language in the order of `languages`.
    texts: BTreeMap<String, BTreeMap<String, Vec<Variant<'a, 'i>>>>,
}

impl<'a, 'i> Itext<'a, 'i> {
    /// Reads the `itext` of a model; a form without one has one language that is not known.
    pub(super) fn read(model: Node<'a, 'i>, findings: &mut Findings) -> Self {
        let mut itext = Self::default();
        let translations: Vec<_> = child(model, "itext").into_iter().flat_map(elements).collect();
        for translation in &translations {
            let name = attribute(*translation, "lang").unwrap_or_default();
            let tag = itext.tag(name, place(*translation), findings);
            let is_default = attribute(*translation, "default").is_some_and(|flag| written_truth(flag) != Some(false));
            let at = if is_default { 0 } else { itext.languages.len() };
            itext.languages.insert(at, tag.clone());
            itext.translation(*translation, &tag, findings);
        }
        if itext.languages.is_empty() {
            itext.languages.push(UNDETERMINED.to_owned());
        }
        itext
    }

    /// The tag for a translation's name; another one where two names come to the same.
    fn tag(&self, name: &str, at: Place, findings: &mut Findings) -> String {
        let tag = language_tag(name);
        if !self.languages.contains(&tag) {
            return tag;
        }
        let numbers = 2..;
        let other = numbers.map(|number: u32| format!("{tag}-x-{number}")).find(|tag| !self.languages.contains(tag));
        let other = other.unwrap_or_default();
        let message = say!("the translation `{name}` would be `{tag}`, as another one is; it becomes `{other}`");
        findings
            .push(Finding::warning("xform/language-twice", message, at).hint("name it with its tag: `French (fr)`"));
        other
    }

    fn translation(&mut self, translation: Node<'a, 'i>, tag: &str, findings: &mut Findings) {
        for text in elements(translation) {
            let Some(id) = attribute(text, "id") else {
                let finding = Finding::warning("xform/itext", "a text without `id` is never shown", place(text));
                findings.push(finding.hint("give it an `id`, or remove it"));
                continue;
            };
            let values = elements(text).filter(|value| value.tag_name().name() == "value");
            let variants = values
                .map(|node| Variant { form: attribute(node, "form").unwrap_or_default().trim().to_owned(), node });
            let known = self.texts.entry(id.to_owned()).or_default().insert(tag.to_owned(), variants.collect());
            if known.is_some() {
                let message = say!("the text `{id}` occurs twice in one translation; the last one is used");
                findings.push(Finding::warning("xform/itext", message, place(text)).hint("remove one of them"));
            }
        }
    }

    /// A text by its id: language and variants.
    pub(super) fn get(&self, id: &str) -> Option<&BTreeMap<String, Vec<Variant<'a, 'i>>>> {
        self.texts.get(id)
    }

    /// All ids, to find what may have been meant.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

/// The id in `jr:itext('id')`, where it does not depend on answers: `jr:itext(concat('a', 'b'))` is one, too.
pub(super) fn constant_id(reference: &str) -> Option<String> {
    let parsed = parse_qualified(reference, "").ok()?;
    let id = id_looked_up(parsed.syntax())?;
    let (expression, _) = compile(id.source(), &NoNames, Purpose::Value, "");
    Some(expression?.constant()?.to_text())
}

/// What gives the id, where the whole expression looks up a text.
pub(super) fn id_looked_up(syntax: Syntax<'_>) -> Option<Syntax<'_>> {
    let call = syntax.call().filter(|call| call.role == CallRole::TextById)?;
    match call.arguments.as_slice() {
        [id] => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::constant_id;

    #[test]
    fn only_constant_ids_are_taken() {
        assert_eq!(constant_id(" jr:itext( '/data/a:label' ) "), Some("/data/a:label".to_owned()));
        assert_eq!(constant_id("jr:itext(\"x\")"), Some("x".to_owned()));
        assert_eq!(constant_id("jr:itext ('x')"), Some("x".to_owned()));
        assert_eq!(constant_id("jr:itext(concat('a', ':b'))"), Some("a:b".to_owned()));
        assert_eq!(constant_id("jr:itext ( concat(')', \"'\") )"), Some(")'".to_owned()));
        assert_eq!(constant_id("jr:itext(/data/a)"), None);
        assert_eq!(constant_id("jr:itext('a') = jr:itext('b')"), None);
        assert_eq!(constant_id("jr:itext(uuid())"), None);
        assert_eq!(constant_id("jr:itext('a', 'b')"), None);
    }
}
