//! The languages of a survey. A text is one text, or an object from locale to text.

use std::collections::BTreeSet;

use sealform_questionnaire::Text;
use sealform_types::Json;

/// The languages of a survey; the first is its default.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct Languages(pub Vec<String>);

impl Languages {
    /// All locales that any text of the survey has.
    pub fn of(survey: &Json) -> Self {
        let first = survey.get("locale").and_then(Json::as_str).filter(|locale| is_locale(locale)).unwrap_or("en");
        let mut found = BTreeSet::new();
        gather(survey, "", 0, &mut found);
        found.remove(first);
        Self(std::iter::once(first.to_owned()).chain(found).collect())
    }

    /// The default language.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Words of our own, in the default language.
    pub fn own_words(&self, words: &str) -> Text {
        Text([(self.first().to_owned(), words.to_owned())].into_iter().filter(|(_, words)| !words.is_empty()).collect())
    }

    /// A text of the survey in every language that has some of it; empty where there is none.
    pub fn text(&self, json: Option<&Json>) -> Text {
        match json {
            Some(Json::Object(by_locale)) => {
                let each = by_locale.iter().filter_map(|(locale, words)| {
                    let words = words.as_str().filter(|words| !words.is_empty())?;
                    Some((self.language(locale, by_locale)?.to_owned(), words.to_owned()))
                });
                Text(each.collect())
            }
            Some(Json::String(words)) => self.own_words(words),
            Some(Json::Integer(number)) => self.own_words(&number.to_string()),
            Some(Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_)) | None => Text::default(),
        }
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
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_language_comes_first_and_default_means_it_or_english() {
        let survey =
            r#"{"locale": "nb", "title": {"default": "Hi", "nb": "Hei"}, "elements": [{"title": {"default": "Hei"}}]}"#;
        let survey = Json::parse(survey.as_bytes()).expect("JSON");
        let languages = Languages::of(&survey);
        assert_eq!(languages.0, ["nb"]);
        assert_eq!(languages.text(survey.get("title")).0.get("nb").map(String::as_str), Some("Hei"));
        let only_default = Json::parse(br#"{"default": "Hei", "de": ""}"#).expect("JSON");
        assert_eq!(languages.text(Some(&only_default)).0.get("nb").map(String::as_str), Some("Hei"));
        assert!(languages.text(Some(&Json::Null)).is_empty());
    }

    #[test]
    fn locales_have_the_form_of_language_tags() {
        assert!(is_locale("pt-br") && is_locale("en"));
        assert!(!is_locale("default") && !is_locale("EN") && !is_locale("e"));
    }
}
