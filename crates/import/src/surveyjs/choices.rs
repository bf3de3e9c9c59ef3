//! Choices of SurveyJS: values, or objects with value and text.

use sealform_types::Json;

use super::texts::Languages;

/// The value of a choice, row or column.
pub(super) fn value_of(json: &Json) -> Option<String> {
    match json {
        Json::Object(_) => json.get("value").and_then(value_of),
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Float(number) => Some(number.to_string()),
        Json::Boolean(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) => None,
    }
}

/// What a choice or row is called.
pub(super) fn label_of(json: &Json, languages: &Languages) -> Option<Json> {
    let words = json.get("text").or_else(|| json.get("title")).filter(|words| !matches!(words, Json::Null));
    languages.text(words).or_else(|| languages.text(value_of(json).map(|value| Json::from(value.as_str())).as_ref()))
}

/// A list of choices with `other`, `none` and the like that the element asks for.
pub(super) fn choices(json: &Json, member: &str, languages: &Languages) -> Vec<Json> {
    let items = json.get(member).and_then(Json::as_array).unwrap_or_default();
    let mut all: Vec<Json> = items.iter().filter_map(|item| choice(item, languages)).collect();
    for (flags, value, words, member) in [
        (["hasNone", "showNoneItem"], "none", "None", "noneText"),
        (["showRefuseItem", ""], "refused", "Refuse to answer", "refuseText"),
        (["showDontKnowItem", ""], "dontknow", "Don't know", "dontKnowText"),
        (["hasOther", "showOtherItem"], "other", "Other (describe)", "otherText"),
    ] {
        if flags.iter().any(|flag| json.get(flag) == Some(&Json::Boolean(true))) {
            let label = languages.text(json.get(member)).or_else(|| languages.text(Some(&Json::from(words))));
            let mut members = vec![("name".to_owned(), Json::from(value))];
            members.extend(label.map(|label| ("label".to_owned(), label)));
            if value != "other" {
                members.push(("exclusive".to_owned(), Json::Boolean(true)));
            }
            all.push(Json::Object(members));
        }
    }
    all
}

fn choice(item: &Json, languages: &Languages) -> Option<Json> {
    let value = value_of(item)?;
    let mut members = vec![("name".to_owned(), Json::from(value.as_str()))];
    members.extend(label_of(item, languages).map(|label| ("label".to_owned(), label)));
    Some(Json::Object(members))
}
