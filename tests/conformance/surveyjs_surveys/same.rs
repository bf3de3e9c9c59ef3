//! Whether a value is what a step expects. Answers are kept as they are typed, so that numbers come as texts.

use sealform_types::Json;

/// Whether there is nothing.
pub fn is_empty(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.iter().all(is_empty),
        Json::Object(members) => members.iter().all(|(_, value)| is_empty(value)),
        Json::Boolean(_) | Json::Integer(_) | Json::Float(_) => false,
    }
}

fn is_true(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Boolean(truth) => *truth,
        Json::String(text) => !text.is_empty(),
        Json::Integer(number) => *number != 0,
        Json::Float(_) | Json::Array(_) | Json::Object(_) => true,
    }
}

/// Fails where what is there is not what is expected.
pub fn check(have: &Json, expected: &Json, loose: bool) -> Result<(), String> {
    let is_same = if loose { is_true(have) == is_true(expected) } else { same(have, expected) };
    if is_same { Ok(()) } else { Err(format!("expected {}, not {}", expected.to_text(), have.to_text())) }
}

/// Rows up to the last in which something stands.
fn filled(items: &[Json]) -> &[Json] {
    let is_blank_row = |item: &Json| matches!(item, Json::Object(_)) && is_empty(item);
    let end = items.iter().rposition(|item| !is_blank_row(item)).map_or(0, |last| last + 1);
    items.get(..end).unwrap_or_default()
}

fn same(have: &Json, expected: &Json) -> bool {
    match (have, expected) {
        (_, Json::Object(_)) if expected.get("$").is_some() => {
            let value = expected.get("value");
            match expected.get("$").and_then(Json::as_str) {
                Some("undefined") => is_empty(have),
                Some("falsy") => !is_true(have) || is_empty(have),
                Some("date") => {
                    let day = |json: Option<&Json>| {
                        json.and_then(Json::as_str).and_then(|text| text.get(..10)).map(str::to_owned)
                    };
                    day(Some(have)).is_some() && day(Some(have)) == day(value)
                }
                _ => value.is_some_and(|value| same(have, value)),
            }
        }
        // A moment of a local clock is written without its zone.
        (Json::String(have), Json::String(expected)) if have.strip_suffix(":00+00:00") == Some(expected) => true,
        (Json::Array(have), Json::Array(expected)) => {
            // Rows at the end in which nothing stands are no value here.
            let (have, expected) = (filled(have), filled(expected));
            have.len() == expected.len() && have.iter().zip(expected).all(|(have, expected)| same(have, expected))
        }
        (Json::Object(members), Json::Object(wanted)) => {
            let there = |members: &[(String, Json)]| {
                let mut names: Vec<String> =
                    members.iter().filter(|(_, value)| *value != Json::Null).map(|(name, _)| name.clone()).collect();
                names.sort();
                names
            };
            there(members) == there(wanted)
                && wanted.iter().all(|(name, value)| same(have.get(name).unwrap_or(&Json::Null), value))
        }
        // Rows in which nothing stands are no value here.
        (Json::Null | Json::String(_), _) | (_, Json::Null | Json::String(_))
            if is_empty(have) && is_empty(expected) =>
        {
            true
        }
        (Json::Array(_) | Json::Object(_), _) | (_, Json::Array(_) | Json::Object(_)) => false,
        (Json::Null, other) | (other, Json::Null) => is_empty(other),
        _ => {
            let number = |json: &Json| json.to_text().trim_matches('"').parse::<f64>();
            have == expected
                || super::elements::written(have) == super::elements::written(expected)
                || matches!((number(have), number(expected)), (Ok(one), Ok(other)) if (one - other).abs() < 1e-9)
        }
    }
}
