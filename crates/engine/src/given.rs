//! Values that come from outside, and that are sealed as facts.

use sealform_expression::{BY_THE_WAY, Val};
use sealform_types::Json;
use sealform_types::canonical::to_jcs;

/// The member of an object at a path: `site/name`; of a list the entries count from 1.
pub(crate) fn member<'a>(json: &'a Json, path: &str) -> Option<&'a Json> {
    path.trim_start_matches(BY_THE_WAY).split('/').try_fold(json, |json, step| match json.as_array() {
        Some(items) => items.get(step.parse::<usize>().ok()?.checked_sub(1)?),
        None => json.get(step),
    })
}

/// A value from outside as expressions see it: a list is its texts, with blanks between them, and an object its `id`, or where it has
/// none its canonical JSON.
pub(crate) fn from_json(json: &Json) -> Val {
    match json {
        Json::String(text) => Val::text(text),
        #[expect(clippy::cast_precision_loss, reason = "XPath knows doubles only")]
        Json::Integer(number) => Val::Number(*number as f64),
        Json::Boolean(truth) => Val::Truth(*truth),
        Json::Array(items) => Val::text(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")),
        Json::Object(_) => json.get("id").and_then(Json::as_str).map_or_else(|| canonical_text(json), Val::text),
        Json::Null | Json::Float(_) => Val::Blank,
    }
}

/// The same text whoever wrote the object, and in whatever order.
fn canonical_text(json: &Json) -> Val {
    let bytes = to_jcs(json).unwrap_or_default();
    Val::text(&String::from_utf8_lossy(&bytes))
}

/// A value of an expression for whoever is outside. What is sealed has no fractions: they are texts.
pub(crate) fn to_json(value: &Val) -> Json {
    match value {
        Val::Blank => Json::Null,
        Val::Truth(truth) => Json::Boolean(*truth),
        Val::Number(number) => from_number(*number),
        Val::Many(values) => values.iter().map(to_json).collect(),
        Val::Text(_) | Val::Date(_) | Val::Time(_) | Val::Moment(_) | Val::Choices(_) | Val::Attempts(_) => {
            Json::String(value.to_text())
        }
    }
}

/// A value from outside as it can be sealed: a text, a whole number, a truth or a list of texts; nothing where it is none.
pub(crate) fn sealable(value: Json) -> Option<Json> {
    match value {
        Json::String(_) | Json::Boolean(_) => Some(value),
        #[expect(clippy::cast_precision_loss, reason = "what is larger becomes a text")]
        Json::Integer(number) => Some(from_number(number as f64)),
        Json::Float(number) => Some(from_number(number)),
        Json::Array(items) => {
            let text = |item: Json| sealable(item).map(|item| Json::String(from_json(&item).to_text()));
            items.into_iter().map(text).collect()
        }
        Json::Null | Json::Object(_) => None,
    }
}

fn from_number(number: f64) -> Json {
    const MOST: f64 = 9_007_199_254_740_991.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within bounds")]
    let whole = (libm::trunc(number) == number && number.abs() <= MOST).then_some(Json::Integer(number as i64));
    whole.unwrap_or_else(|| Json::String(Val::Number(number).to_text()))
}
