//! The normal form of a document: what can be said in two ways is said in one.

use sealform_types::Json;

use crate::xlsform::read::references;

/// Members that are texts in languages.
const TEXTS: &[&str] = &[
    "title",
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "message",
    "start_label",
    "end_label",
    "reason",
];

/// Texts as objects by language; what says nothing (`false`, `null`) left out.
///
/// # Example
/// ```
/// use sealform_formats::xlsform::normal;
/// use sealform_types::Json;
/// let document = Json::parse(br#"{"title":"F","languages":["en"],"settings":{}}"#).unwrap();
/// assert_eq!(normal(&document).to_text(), r#"{"title":{"en":"F"},"languages":["en"]}"#);
/// ```
pub fn normal(document: &Json) -> Json {
    let languages = document.get("languages").and_then(Json::as_array).unwrap_or_default();
    let first = languages.first().and_then(Json::as_str).unwrap_or_default().to_owned();
    let Json::Object(members) = document else { return document.clone() };
    let mut out = Vec::new();
    for (name, value) in members.iter().filter(|(_, value)| *value != Json::Null) {
        let value = match name.as_str() {
            "choices" => lists(value, &first),
            "survey" => items(value, &first),
            "title" => text(value, &first),
            _ => value.clone(),
        };
        let empty = matches!((name.as_str(), &value), ("choices" | "settings", Json::Object(all)) if all.is_empty())
            || matches!((name.as_str(), &value), ("resources" | "entities", Json::Array(all)) if all.is_empty());
        if !empty {
            out.push((name.clone(), tight(value)));
        }
    }
    Json::Object(out)
}

/// References without blanks inside their braces, as spreadsheets have them.
fn tight(value: Json) -> Json {
    match value {
        Json::String(text) => Json::String(references::tight(&text)),
        Json::Array(items) => items.into_iter().map(tight).collect(),
        Json::Object(members) => Json::Object(members.into_iter().map(|(name, value)| (name, tight(value))).collect()),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) => value,
    }
}

/// A scoring key without what says nothing.
pub fn normal_key(key: &Json) -> Json {
    let Json::Object(members) = key else { return key.clone() };
    Json::Object(members.iter().filter(|(name, value)| name != "$schema" && *value != Json::Null).cloned().collect())
}

/// Whether two trees say the same, in whatever order their members stand.
///
/// # Example
/// ```
/// use sealform_formats::xlsform::same;
/// use sealform_types::Json;
/// let json = |text: &str| Json::parse(text.as_bytes()).unwrap();
/// assert!(same(&json(r#"{"a":1,"b":2}"#), &json(r#"{"b":2,"a":1}"#)));
/// assert!(!same(&json("[1,2]"), &json("[2,1]")));
/// ```
pub fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| {
                    other.iter().find(|(known, _)| known == name).is_some_and(|(_, twin)| same(value, twin))
                })
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}

fn text(value: &Json, first: &str) -> Json {
    match value.as_str() {
        Some(text) => Json::Object(vec![(first.to_owned(), Json::from(text))]),
        None => value.clone(),
    }
}

fn lists(value: &Json, first: &str) -> Json {
    let Json::Object(lists) = value else { return value.clone() };
    Json::Object(lists.iter().map(|(name, list)| (name.clone(), items(list, first))).collect())
}

/// The reader of documents bounds how deep this goes.
fn items(value: &Json, first: &str) -> Json {
    match value.as_array() {
        Some(items) => items.iter().map(|item| object(item, first)).collect(),
        None => value.clone(),
    }
}

fn object(value: &Json, first: &str) -> Json {
    let Json::Object(members) = value else { return value.clone() };
    let mut out = Vec::new();
    for (name, value) in members {
        let value = match (name.as_str(), value) {
            (_, Json::Null | Json::Boolean(false)) if name != "default" => continue,
            ("default", Json::Null) => continue,
            ("children", value) => items(value, first),
            ("constraints", value) => items(value, first),
            ("comment", value) => object(value, first),
            ("media", Json::Object(all)) => {
                Json::Object(all.iter().map(|(kind, value)| (kind.clone(), text(value, first))).collect())
            }
            (name, value) if TEXTS.contains(&name) => text(value, first),
            (_, value) => value.clone(),
        };
        let is_blank = matches!(&value, Json::Object(all) if all.is_empty()) && name != "comment" && name != "attempts";
        if !is_blank {
            out.push((name.clone(), value));
        }
    }
    Json::Object(out)
}
