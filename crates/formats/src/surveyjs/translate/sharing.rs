//! One question for a value that several elements ask for: the choices and the title of each count where it is shown.

use sealform_questionnaire::{Choice, Text};
use sealform_types::Json;

use super::choices::ChoiceMember;
use super::converter::Converter;
use crate::surveyjs::model::{Element, ElementType, Located, Role};
use crate::xform::quoted;

/// One of several elements that ask for one value.
struct Asking<'j> {
    located: Located<'j>,
    /// Expression: where it is shown; `None` where it always is.
    shown: Option<String>,
}

impl Converter<'_> {
    /// Choices of an element, and of those that share its value; with a filter where they do not offer the same.
    pub fn shared_choices(&mut self, element: &Element<'_>) -> (Vec<Choice>, Option<String>) {
        let own = self.choices(element, ChoiceMember::Choices);
        let asking = if element.role == Role::Question { self.asking(element) } else { Vec::new() };
        if asking.len() < 2 {
            return (own, None);
        }
        let mut lists = vec![own];
        for other in asking.iter().skip(1) {
            let other = alone(element, &other.located);
            lists.push(self.choices(&other, ChoiceMember::Choices));
        }
        let offers = |list: &Vec<Choice>, name: &str| list.iter().any(|choice| choice.name == name);
        let mut all: Vec<Choice> = Vec::new();
        let mut tests = Vec::new();
        for choice in lists.iter().flatten() {
            if all.iter().any(|known| known.name == choice.name) {
                continue;
            }
            let offering = asking.iter().zip(&lists).filter(|(_, list)| offers(list, &choice.name));
            let shown: Option<Vec<String>> = offering.map(|(one, _)| one.shown.clone()).collect();
            let is_everywhere = lists.iter().all(|list| offers(list, &choice.name));
            if let Some(shown) = shown.filter(|_| !is_everywhere) {
                tests.push(format!("(name != {} or {})", quoted(&choice.name), shown.join(" or ")));
            }
            all.push(choice.clone());
        }
        (all, (!tests.is_empty()).then(|| tests.join(" and ")))
    }

    /// The title of the first element that is shown of those that share a value.
    pub fn shared_title(&mut self, element: &Element<'_>, own: Text) -> Text {
        let asking = self.asking(element);
        let titles: Vec<Text> = std::iter::once(own.clone())
            .chain(asking.iter().skip(1).map(|other| self.title_alone(element, &other.located)))
            .collect();
        // What has answers inserted cannot be one of several texts.
        let has_insertions = titles.iter().any(|title| title.0.values().any(|words| words.contains("${")));
        let is_same = titles.iter().all(|title| *title == own);
        if asking.len() < 2 || has_insertions || is_same {
            return own;
        }
        let each = own.0.keys().map(|language| {
            let words = |title: &Text| title.0.get(language).or_else(|| title.0.values().next()).cloned();
            let mut chosen: Option<String> = None;
            for (one, title) in asking.iter().zip(&titles).rev() {
                let words = quoted(&words(title).unwrap_or_default());
                chosen = Some(match (&one.shown, chosen) {
                    (Some(shown), Some(otherwise)) => format!("if({shown}, {words}, {otherwise})"),
                    (Some(_) | None, _) => words,
                });
            }
            (language.clone(), format!("${{{}}}", chosen.unwrap_or_default()))
        });
        Text(each.collect())
    }

    fn title_alone(&self, element: &Element<'_>, located: &Located<'_>) -> Text {
        let title = self.text(located.json.get("title"), element);
        let name = located.json.get("name").and_then(Json::as_str).unwrap_or_default();
        if title.0.is_empty() { self.languages.own_words(name) } else { title }
    }

    fn asking<'j>(&mut self, element: &Element<'j>) -> Vec<Asking<'j>> {
        if element.merged.is_empty() {
            return Vec::new();
        }
        let all: Vec<Located<'j>> = std::iter::once(element.located()).chain(element.merged.iter().cloned()).collect();
        let each = all.into_iter().map(|located| Asking { shown: self.shown_alone(&located, &element.path), located });
        each.collect()
    }
}

/// An element that shares the value of another one, in its place.
fn alone<'j>(element: &Element<'j>, located: &Located<'j>) -> Element<'j> {
    let kind = ElementType::named(located.json.get("type").and_then(Json::as_str).unwrap_or_default());
    let own_name = located.json.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
    let path = element.path.clone();
    Element { path, ..Element::new(kind, Role::Question, own_name, located.clone()) }
}
