//! The scoring key as columns and sheets.

use sealform_types::Json;

use super::sheet::{Book, Row};
use super::writer::Writer;
use crate::xlsform::read::score::{KEY, RULES, SHEETS};

/// The members of the key itself, on the sheet `settings`.
pub fn settings(writer: &Writer<'_>, row: &mut Row) {
    let Some(key) = writer.key else { return };
    for name in KEY {
        row.put(&format!("score::{name}"), &plain(key.get(name)));
    }
    let digest = key.get("questionnaire").and_then(|fits| fits.get("sha256"));
    row.put("score::sha256", &plain(digest));
}

/// The rule of one question.
pub fn rule(writer: &Writer<'_>, row: &mut Row, path: &str) {
    let Some(rule) = writer.key.and_then(|key| key.get("questions")?.get(path)) else { return };
    for name in RULES {
        let Some(value) = rule.get(name) else { continue };
        let text = match *name {
            "points" => {
                let pair = |(choice, points): &(String, Json)| format!("{choice}={}", plain(Some(points)));
                value.as_object().unwrap_or_default().iter().map(pair).collect::<Vec<_>>().join(" ")
            }
            "bands" => value.as_array().unwrap_or_default().iter().map(band).collect::<Vec<_>>().join("; "),
            "linear" => {
                let end = |name: &str| {
                    value.get(name).map(|end| format!("{}={}", plain(end.get("at")), plain(end.get("points"))))
                };
                ["from", "to"].into_iter().filter_map(end).collect::<Vec<_>>().join(" ")
            }
            _ => plain(Some(value)),
        };
        row.put(&format!("score::{name}"), &text);
    }
}

fn band(band: &Json) -> String {
    let when = band.get("when").and_then(Json::as_str).map(|when| format!(" if {when}")).unwrap_or_default();
    format!("{}={}{when}", plain(band.get("up_to")), plain(band.get("points")))
}

fn plain(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Boolean(true)) => "yes".to_owned(),
        Some(number @ (Json::Integer(_) | Json::Float(_))) => number.to_text(),
        _ => String::new(),
    }
}

/// The sheets of the key.
pub fn sheets(writer: &Writer<'_>, book: &mut Book) {
    let Some(key) = writer.key else { return };
    for (sheet, member) in SHEETS {
        for part in key.get(member).and_then(Json::as_array).unwrap_or_default() {
            let mut row = Row::default();
            for (name, value) in part.as_object().unwrap_or_default() {
                match (name.as_str(), value) {
                    ("label" | "reason", text) => writer.texts_of_key(&mut row, name, text),
                    ("questions", Json::Array(paths)) => {
                        row.put("questions", &paths.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "));
                    }
                    ("share", Json::Object(_)) => row.put("share", &plain(value.get("fixed"))),
                    (name, value) => row.put(name, &plain(Some(value))),
                }
            }
            book.sheet(sheet).rows.push(row);
        }
    }
}
