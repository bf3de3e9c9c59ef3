//! SurveyJS's expressions, translated and evaluated over the values as a document.

use std::path::Path;

use sealform_formats::surveyjs::{
    Column, Names, RowMember, Rows, Shape, Target, parse, translate, translate_condition,
};
use sealform_xml::{Document, Setting};
use serde_json::Value;

use super::{Judged, Verdict, cases, set_aside};

/// Plays `surveyjs-expressions`.
pub fn play(folder: &Path) -> Result<Vec<Judged>, String> {
    let (_, cases) = cases(folder)?;
    let judged = cases.iter().map(|case| {
        let id = case["id"].as_str().unwrap_or_default().to_owned();
        let reference = case["reference"].as_str().unwrap_or("not tried");
        let aside = set_aside(case).or_else(|| (reference != "agrees").then(|| format!("the reference: {reference}")));
        let verdict = match aside {
            Some(why) => Verdict::OutOfScope(why),
            None => judge(case).map_or_else(Verdict::Failed, |()| Verdict::Passed),
        };
        Judged { id, verdict }
    });
    Ok(judged.collect())
}

/// Plays one case.
pub(super) fn judge(case: &Value) -> Result<(), String> {
    let source = case["expr"].as_str().unwrap_or_default();
    let tree = parse(source).map_err(|fault| format!("`{source}` is not read from byte {} on", fault.at))?;
    let expected = &case["expected"];
    if case["kind"] == "printed" {
        return same(&tree.to_string(), expected.as_str().unwrap_or_default());
    }
    let values = Values(&case["values"]);
    let target = match case["kind"].as_str() {
        Some("condition") => translate_condition(&tree, &values).map(|test| Target::new(test, Shape::Truth)),
        _ => translate(&tree, &values),
    };
    let target = target.map_err(|fault| format!("`{source}`: {}", fault.what))?;
    let document = Document::read(&values.xml()).map_err(|fault| format!("{fault:?}"))?;
    let setting = Setting {
        context: Some("/*[1]"),
        at: chrono::DateTime::parse_from_rfc3339("2026-06-15T09:30:00+00:00").ok(),
        ..Setting::default()
    };
    let found = document.evaluate(&target.expression, &setting);
    let found = found.map_err(|findings| format!("{}: {findings}", target.expression))?;
    let have = found.value.to_text();
    let told = |passed: Result<(), String>| passed.map_err(|why| format!("{}: {why}", target.expression));
    told(match expected {
        Value::Bool(wanted) => same(&(!matches!(have.as_str(), "" | "false" | "0")).to_string(), &wanted.to_string()),
        Value::Null => same(if have == "NaN" { "" } else { &have }, ""),
        Value::Number(number) => number_like(&have, number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => same(&have, text),
        Value::Object(date) if date.get("$").is_some_and(|kind| kind == "date") => {
            // A moment at midnight is written as its day.
            let moment = |text: &str| {
                let midnight = format!("{text}T00:00:00Z");
                chrono::DateTime::parse_from_rfc3339(text)
                    .or_else(|_| chrono::DateTime::parse_from_rfc3339(&midnight))
                    .ok()
            };
            let wanted = date.get("value").and_then(Value::as_str).unwrap_or_default();
            if moment(&have) == moment(wanted) { Ok(()) } else { same(&have, wanted) }
        }
        Value::Object(number) if number.get("$").is_some_and(|kind| kind == "number") => {
            same(&have, number.get("value").and_then(Value::as_str).unwrap_or_default())
        }
        // Several answers are one text, with blanks or commas between them.
        Value::Array(items) => {
            let all: Vec<String> = items.iter().map(text).collect();
            if have == all.join(", ") { Ok(()) } else { same(&have, &all.join(" ")) }
        }
        other => Err(format!("{other} is no value of an answer")),
    })
}

fn same(have: &str, wanted: &str) -> Result<(), String> {
    if have == wanted { Ok(()) } else { Err(format!("expected {wanted:?}, not {have:?}")) }
}

/// SurveyJS rounds what doubles cannot hold.
fn number_like(have: &str, wanted: f64) -> Result<(), String> {
    let number = have.parse::<f64>().map_err(|_| format!("expected {wanted}, not {have:?}"))?;
    let is_near = (number - wanted).abs() <= 1e-9 * wanted.abs().max(1.0);
    if is_near { Ok(()) } else { Err(format!("expected {wanted}, not {have:?}")) }
}

/// The values of a case: members of `data`, rows as elements of one name.
struct Values<'v>(&'v Value);

/// What a name leads to.
struct Found<'v> {
    path: String,
    value: &'v Value,
    kind: Part,
}

enum Part {
    Whole,
    Length,
}

/// Follows a name: the longest member that is called so, whatever its case, then its items and members.
fn found<'v>(value: &'v Value, path: &str, name: &str) -> Option<Found<'v>> {
    if name.is_empty() {
        return Some(Found { path: path.to_owned(), value, kind: Part::Whole });
    }
    if name == "length" && (value.is_array() || value.is_string()) {
        return Some(Found { path: path.to_owned(), value, kind: Part::Length });
    }
    let members = value.as_object()?;
    let mut ends: Vec<usize> = name.match_indices(['.', '[']).map(|(end, _)| end).chain([name.len()]).collect();
    ends.reverse();
    let (end, key, inner) = ends.into_iter().find_map(|end| {
        let wanted = name.get(..end)?.to_lowercase();
        members.iter().find(|(key, _)| key.to_lowercase() == wanted).map(|(key, inner)| (end, key, inner))
    })?;
    // Objects by row are rows of one name.
    let is_whole = path == "/data";
    let own = match (is_whole || rows(value).is_empty(), members.keys().position(|known| known == key)) {
        (false, Some(index)) => format!("{path}[position() = {}]", index + 1),
        (true | false, _) => format!("{path}/{}", element(key)),
    };
    let (mut path, mut inner, mut rest) = (own, inner, name.get(end..)?);
    if let Some((index, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let items = inner.as_array()?;
        let index = index.trim().parse::<i64>().ok()?;
        let index = usize::try_from(if index < 0 { i64::try_from(items.len()).ok()? + index } else { index }).ok()?;
        let each = if rows(inner).is_empty() { "_each" } else { "" };
        path.push_str(&format!("{each}[position() = {}]", index + 1));
        inner = items.get(index)?;
        rest = after;
    }
    found(inner, &path, rest.strip_prefix('.').unwrap_or(rest))
}

/// A name of SurveyJS as a name of XML.
fn element(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("v_{plain}")
}

/// The rows of a value: objects in a list, or in an object by row.
fn rows(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => items.iter().collect(),
        Value::Object(members) if !members.is_empty() && members.values().all(is_row) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// Whether it is an object that stands for no date.
fn is_row(value: &Value) -> bool {
    value.as_object().is_some_and(|members| !members.contains_key("$"))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        Value::Object(date) => date.get("value").map(text).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

impl Values<'_> {
    fn xml(&self) -> String {
        let members = self.0.as_object().into_iter().flatten();
        let inside: String = members.map(|(name, value)| Self::member(&element(name), value)).collect();
        format!("<data>{inside}</data>")
    }

    fn member(name: &str, value: &Value) -> String {
        let rows = rows(value);
        if !rows.is_empty() {
            return rows.into_iter().map(|row| Self::group(name, row)).collect();
        }
        match value {
            Value::Object(members) if !members.contains_key("$") => Self::group(name, value),
            Value::Array(items) => {
                let items: String =
                    items.iter().map(|item| format!("<{name}_each>{}</{name}_each>", escaped(&text(item)))).collect();
                format!("<{name}>{}</{name}>{items}", escaped(&text(value)))
            }
            _ => format!("<{name}>{}</{name}>", escaped(&text(value))),
        }
    }

    fn group(name: &str, row: &Value) -> String {
        let members = row.as_object().into_iter().flatten();
        let inside: String = members.map(|(name, value)| Self::member(&element(name), value)).collect();
        format!("<{name}>{inside}</{name}>")
    }

    fn shape(value: &Value) -> Shape {
        match value {
            _ if !rows(value).is_empty() => Shape::Rows,
            Value::Bool(_) => Shape::Truth,
            Value::Number(_) => Shape::Number,
            Value::Array(_) => Shape::List,
            Value::Object(_) => Shape::Date,
            Value::String(_) | Value::Null => Shape::Text,
        }
    }
}

impl Names for Values<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        let value = self.0.get(name)?;
        let mut members: Vec<RowMember> = Vec::new();
        for (name, value) in rows(value).into_iter().filter_map(Value::as_object).flatten() {
            if members.iter().all(|known| known.name != *name) {
                let path = element(name);
                let shape = Self::shape(value);
                let path = if shape == Shape::Truth { format!("({path} = 'true')") } else { path };
                members.push(RowMember { name: name.clone(), path, shape });
            }
        }
        Some(Rows { path: format!("/data/{}", element(name)), members })
    }

    fn find(&self, name: &str) -> Option<Target> {
        let plain = name.trim().trim_start_matches('#');
        // What nobody has answered is blank.
        let Some(Found { path, value, kind }) = found(self.0, "/data", plain) else { return Some(Target::blank()) };
        Some(match kind {
            Part::Length => {
                let shape = Self::shape(value);
                let count = match shape {
                    Shape::Rows => "count",
                    Shape::List => "count-selected",
                    _ => "string-length",
                };
                Target::new(format!("{count}({path})"), Shape::Number)
            }
            Part::Whole => {
                let shape = Self::shape(value);
                // A truth is written as a word.
                let expression = if shape == Shape::Truth { format!("({path} = 'true')") } else { path };
                Target::new(expression, shape)
            }
        })
    }

    fn column(&self, name: &str, column: &str) -> Option<Column> {
        let value = self.0.get(name)?;
        let path = format!("/data/{}", element(name));
        match (column, value) {
            ("", Value::Array(_)) => Some(Column::Path(format!("{path}_each"))),
            ("", _) => None,
            _ => {
                let is_there = rows(value).iter().any(|row| row.get(column).is_some());
                is_there.then(|| Column::Path(format!("{path}/{}", element(column))))
            }
        }
    }

    fn choices(&self, name: &str) -> Vec<String> {
        let items = self.0.get(name).and_then(Value::as_array);
        match items {
            // A list with nothing in it may hold anything.
            Some(items) if items.is_empty() => vec!["anything".to_owned()],
            Some(items) => items.iter().map(text).collect(),
            None => Vec::new(),
        }
    }
}
