//! Texts of SurveyJS: one text, or an object from locale to text.

use std::collections::BTreeSet;

use sealform_types::{Finding, Json, say};

use super::builder::{Builder, at};
use super::tree::Place;

/// The languages of a survey; the first is its default.
#[derive(Debug, Clone)]
pub(super) struct Languages(pub Vec<String>);

impl Languages {
    /// All locales that any text of the survey has.
    pub(super) fn of(survey: &Json) -> Self {
        let first = survey.get("locale").and_then(Json::as_str).filter(|locale| is_locale(locale)).unwrap_or("en");
        let mut found = BTreeSet::new();
        gather(survey, "", 0, &mut found);
        found.remove(first);
        Self(std::iter::once(first.to_owned()).chain(found).collect())
    }

    /// The words in every language that has some.
    pub(super) fn text(&self, json: Option<&Json>) -> Option<Json> {
        let first = self.0.first().map_or("", String::as_str);
        let members: Vec<(String, Json)> = match json? {
            Json::Object(by_locale) => by_locale
                .iter()
                .filter_map(|(locale, words)| {
                    let is_there = words.as_str().is_some_and(|words| !words.is_empty());
                    let language = self.language(locale, by_locale).filter(|_| is_there)?;
                    Some((language.to_owned(), words.clone()))
                })
                .collect(),
            Json::String(words) if !words.is_empty() => vec![(first.to_owned(), Json::from(words.as_str()))],
            Json::Integer(number) => vec![(first.to_owned(), Json::from(number.to_string().as_str()))],
            _ => Vec::new(),
        };
        (!members.is_empty()).then_some(Json::Object(members))
    }

    /// The language of a locale beside others: `default` is English, or the first language where only it can be meant.
    fn language<'l>(&'l self, locale: &'l str, beside: &[(String, Json)]) -> Option<&'l str> {
        let is_free = |language: &str| beside.iter().all(|(other, _)| other != language);
        let meant = match locale {
            "default" => self
                .0
                .iter()
                .map(String::as_str)
                .find(|known| is_free(known) && (*known == "en" || is_first(known, &self.0)))?,
            own => own,
        };
        self.0.iter().map(String::as_str).find(|known| *known == meant)
    }
}

fn is_first(language: &str, all: &[String]) -> bool {
    all.first().is_some_and(|first| first == language)
}

impl Builder<'_> {
    /// Words in every language, with answers where SurveyJS inserts them: `{name}`.
    pub(super) fn words(&mut self, json: Option<&Json>, place: &Place<'_>) -> Option<Json> {
        let Json::Object(members) = self.languages.text(json)? else { return None };
        let filled = |(language, words): (String, Json)| {
            let words = self.inserted(words.as_str().unwrap_or_default(), place);
            (language, Json::from(words.as_str()))
        };
        Some(Json::Object(members.into_iter().map(filled).collect()))
    }

    /// Words in which nothing is inserted here: those at the ends of a scale.
    pub(super) fn plain_words(&mut self, json: Option<&Json>, place: &Place<'_>) -> Option<Json> {
        let text = self.languages.text(json)?;
        let inserts = |words: &Json| {
            let words = words.as_str().unwrap_or_default();
            self.inserted(words, place) != words
        };
        if text.as_object().unwrap_or_default().iter().any(|(_, words)| inserts(words)) {
            let message = say!("answers are not inserted at the ends of the scale of `{}`", place.called);
            let finding = Finding::warning("surveyjs/not-carried", message, at(&place.pointer));
            self.tell(finding.hint("put the answer into the question"));
        }
        Some(text)
    }

    fn inserted(&self, words: &str, place: &Place<'_>) -> String {
        let names = self.names.at(&place.path);
        let (mut text, mut rest) = (String::new(), words);
        while let Some((before, behind)) = rest.split_once('{') {
            text.push_str(before);
            let inserted = behind.split_once('}').and_then(|(name, after)| Some((names.words(name)?, after)));
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
}

/// Members that hold texts.
const TEXTS: &[&str] = &[
    "title",
    "description",
    "text",
    "html",
    "imageLink",
    "requiredErrorText",
    "otherText",
    "noneText",
    "refuseText",
    "dontKnowText",
    "labelTrue",
    "labelFalse",
    "minRateDescription",
    "maxRateDescription",
    "templateTitle",
    "commentText",
    "keyDuplicationError",
];

/// Objects of texts are those with a `default`, and in places for texts those with nothing but locales.
fn gather(json: &Json, member: &str, depth: u32, found: &mut BTreeSet<String>) {
    if depth > 60 {
        return;
    }
    match json {
        Json::Object(members) => {
            let is_text =
                members.iter().all(|(name, words)| (name == "default" || is_locale(name)) && words.as_str().is_some());
            if is_text && (TEXTS.contains(&member) || members.iter().any(|(name, _)| name == "default")) {
                found.extend(members.iter().map(|(name, _)| name.clone()).filter(|name| name != "default"));
            }
            members.iter().for_each(|(name, inner)| gather(inner, name, depth + 1, found));
        }
        Json::Array(items) => items.iter().for_each(|item| gather(item, "", depth + 1, found)),
        _ => {}
    }
}

/// `en`, `pt-br`, `zh-cn`
fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    matches!(first.len(), 2 | 3)
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
