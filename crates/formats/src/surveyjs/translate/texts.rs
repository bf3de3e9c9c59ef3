//! Texts in every language, with the answers that SurveyJS inserts into them: `{name}`.

use sealform_questionnaire::Text;
use sealform_types::{Finding, Json, Place, say};

use super::converter::Converter;
use super::readings::given_by_page;
use super::scope::Scope;
use crate::surveyjs::model::{Element, value_of};
use crate::xform::quoted;

impl Converter<'_> {
    /// A text of an element, with answers inserted; empty where there is none.
    pub fn text(&self, json: Option<&Json>, element: &Element<'_>) -> Text {
        self.text_at(json, &element.path)
    }

    /// A text that stands at a path, with answers inserted; empty where there is none.
    pub fn text_at(&self, json: Option<&Json>, path: &str) -> Text {
        let text = self.languages.text(json);
        let scope = self.scope(path);
        Text(text.0.into_iter().map(|(language, words)| (language, with_insertions(&words, &scope))).collect())
    }

    /// A text of an element, or words of our own where there is none.
    pub fn text_or(&self, json: Option<&Json>, element: &Element<'_>, otherwise: &str) -> Text {
        let text = self.text(json, element);
        if text.0.is_empty() { self.languages.own_words(otherwise) } else { text }
    }

    /// A text into which nothing can be inserted here: that at an end of a scale.
    pub fn text_without_insertions(&mut self, json: Option<&Json>, element: &Element<'_>) -> Text {
        let text = self.languages.text(json);
        let scope = self.scope(&element.path);
        if text.0.values().any(|words| has_insertion(words, &scope)) {
            let message = say!("answers cannot be inserted into the end labels of the scale of `{}`", element.own_name);
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&element.pointer));
            self.report(finding.hint("insert the answer into the title of the question"));
        }
        text
    }

    /// What a choice or row is called: its text, or else its value.
    pub fn label_of(&self, json: &Json, element: &Element<'_>) -> Text {
        let words = json.get("text").or_else(|| json.get("title")).filter(|words| !matches!(words, Json::Null));
        self.text_or(words, element, &value_of(json).unwrap_or_default())
    }
}

/// Whether a text has an answer inserted that the survey knows.
pub(super) fn has_insertion(words: &str, scope: &Scope<'_>) -> bool {
    with_insertions(words, scope) != words
}

fn with_insertions(words: &str, scope: &Scope<'_>) -> String {
    let (mut text, mut rest) = (String::new(), words);
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let inserted = behind.split_once('}').and_then(|(name, after)| {
            let given = || given_by_page(name).map(|given| or_as_written(&given.expression, name));
            Some((scope.insertion(name).or_else(given)?, after))
        });
        match inserted {
            Some((expression, after)) => {
                text.push_str(&format!("${{{expression}}}"));
                rest = after;
            }
            None => {
                // A `$` before it would be an insertion of ours.
                text.push_str(if text.ends_with('$') { " {" } else { "{" });
                rest = behind;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Expression: what the page gives; where it gives nothing, the text as it is written.
fn or_as_written(given: &str, name: &str) -> String {
    format!("if({given} = '', {}, {given})", quoted(&format!("{{{name}}}")))
}
