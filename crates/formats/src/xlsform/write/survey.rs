//! The sheet `survey`.

use sealform_questionnaire::QuestionType;
use sealform_types::{Findings, Json, Place, is_name, pointer};

use super::score;
use super::sheet::{Book, Row};
use super::writer::Writer;
use crate::xlsform::check::parameters::{self as known_parameters, Rows, Subject};
use crate::xlsform::read::extensions::{COUNTS, FLAGS};
use crate::xlsform::read::node::NodeKind;
use crate::xlsform::read::parameters;

/// Writes every item, groups with their ends.
pub fn write(writer: &Writer<'_>, document: &Json, book: &mut Book) {
    items(writer, document.get("survey"), "/survey", "", &mut book.sheet("survey").rows);
}

/// The reader of documents bounds how deep this goes.
fn items(writer: &Writer<'_>, items: Option<&Json>, at: &str, path: &str, rows: &mut Vec<Row>) {
    for (index, item) in items.and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
        let here = pointer(at, &index.to_string());
        let text = |name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default();
        let (kind, name) = (text("type"), text("name"));
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        rows.push(row(writer, item, kind, &here, &path));
        if matches!(kind, "group" | "repeat") {
            self::items(writer, item.get("children"), &pointer(&here, "children"), &path, rows);
            let mut end = Row::default();
            end.put("type", &format!("end {kind}"));
            rows.push(end);
        }
    }
}

/// What stands in the column `type`.
fn type_of(item: &Json, kind: &str) -> String {
    let text = |json: Option<&Json>| json.and_then(Json::as_str).map(str::to_owned);
    let from = |name: &str| text(item.get("choices_from").and_then(|from| from.get(name)));
    match kind {
        "group" | "repeat" => format!("begin {kind}"),
        "select_one" | "select_multiple" | "rank" => match (text(item.get("choices")), from("file"), from("nodeset")) {
            (Some(list), _, _) => format!("{kind} {list}"),
            (None, Some(file), _) => format!("{kind}_from_file {file}"),
            (None, None, Some(nodeset)) => format!("{kind}_from_nodeset {nodeset}"),
            (None, None, None) => kind.to_owned(),
        },
        other => other.to_owned(),
    }
}

fn row(writer: &Writer<'_>, item: &Json, kind: &str, at: &str, path: &str) -> Row {
    let mut row = Row::default();
    row.put("type", &type_of(item, kind));
    for (name, value) in item.as_object().unwrap_or_default() {
        match name.as_str() {
            "type" | "children" | "choices" | "choices_from" | "start" | "end" => {}
            "label" | "hint" | "guidance_hint" | "required_message" | "constraint_message" | "start_label"
            | "end_label" => {
                writer.texts(&mut row, name, Some(value));
            }
            "media" => writer.media(&mut row, Some(value)),
            "default" => row.put("default", &answer(value)),
            "default_expression" => row.put("default", value.as_str().unwrap_or_default()),
            "trigger" => row.put("trigger", &triggers(value)),
            "constraints" => constraints(writer, &mut row, value),
            "parameters" => row.put("parameters", &words(kind, item, value)),
            "bind" | "body" | "instance" => family(&mut row, name, value),
            "comment" => comment(writer, &mut row, value),
            "attempts" => attempts(&mut row, value),
            "levels" => row.put("rule::levels", &pairs(value)),
            rule if is_rule(rule) => row.put(&format!("rule::{rule}"), &answer(value)),
            plain => {
                if is_column(plain) {
                    row.put(plain, &answer(value));
                }
            }
        }
    }
    if kind == "rating" {
        let end = |name: &str| item.get(name).and_then(Json::as_integer).map(|number| format!("{name}={number}"));
        row.put("parameters", &["start", "end"].into_iter().filter_map(end).collect::<Vec<_>>().join(" "));
    }
    if let Some(from) = item.get("choices_from").and_then(Json::as_object) {
        let column = |(name, value): &(String, Json)| {
            let column =
                value.as_str().filter(|column| is_name(column) && matches!(name.as_str(), "value" | "label"))?;
            Some(format!("{name}={column}"))
        };
        let columns: Vec<String> = from.iter().filter_map(column).collect();
        let before =
            row.cells.iter().position(|(header, _)| header == "parameters").map(|index| row.cells.remove(index).1);
        row.put("parameters", &before.into_iter().chain(columns).collect::<Vec<_>>().join(" "));
    }
    score::rule(writer, &mut row, path);
    let residue = writer.residue.of(at);
    row.put("sealform", if residue.is_empty() && is_unusual(item, kind) { "{}" } else { &residue });
    row
}

/// What only a document says: without the cell an audit has one name, and a big picture stands behind a small one.
fn is_unusual(item: &Json, kind: &str) -> bool {
    let named = item.get("name").and_then(Json::as_str) != Some("audit");
    let media = |kind: &str| item.get("media").and_then(|media| media.get(kind)).is_some();
    (kind == "audit" && named) || (media("big-image") && !media("image"))
}

fn is_column(name: &str) -> bool {
    matches!(
        name,
        "name"
            | "required"
            | "readonly"
            | "relevant"
            | "constraint"
            | "calculation"
            | "choice_filter"
            | "appearance"
            | "save_to"
            | "repeat_count"
            | "outcome"
    )
}

fn is_rule(name: &str) -> bool {
    COUNTS.contains(&name) || FLAGS.contains(&name)
}

/// A value as a cell: lists as words, true as yes.
fn answer(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Integer(number) => number.to_string(),
        Json::Boolean(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Json::Array(words) => words.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "),
        Json::Null | Json::Float(_) | Json::Object(_) => String::new(),
    }
}

fn triggers(value: &Json) -> String {
    let names = value.as_array().unwrap_or_default().iter().filter_map(Json::as_str);
    names.map(|name| format!("${{{name}}}")).collect::<Vec<_>>().join(", ")
}

fn pairs(value: &Json) -> String {
    let pair = |(name, value): &(String, Json)| format!("{name}={}", answer(value));
    value.as_object().unwrap_or_default().iter().map(pair).collect::<Vec<_>>().join(" ")
}

/// Parameters as words; blank where their reader would find fault, for then they go as JSON.
fn words(kind: &str, item: &Json, value: &Json) -> String {
    let text = pairs(value);
    let mut findings = Findings::default();
    let is_named = item.get("choices_from").is_some_and(|from| from.get("file").or(from.get("nodeset")).is_some());
    let rows = if is_named { Rows::Named } else { Rows::InForm };
    let appearance = item.get("appearance").and_then(Json::as_str).unwrap_or_default();
    let known = QuestionType::ALL.into_iter().find(|known| known.name() == kind);
    let kind = known.map_or(NodeKind::Group, NodeKind::Question);
    match parameters::read(&text) {
        Ok(all) => {
            known_parameters::check(Subject { kind, rows, appearance }, &all, &Place::default(), &mut findings);
            if findings.has_errors() { String::new() } else { text }
        }
        Err(_) => String::new(),
    }
}

fn family(row: &mut Row, family: &str, value: &Json) {
    for (name, value) in value.as_object().unwrap_or_default() {
        row.put(&format!("{family}::{name}"), value.as_str().unwrap_or_default());
    }
}

fn constraints(writer: &Writer<'_>, row: &mut Row, value: &Json) {
    for (index, constraint) in value.as_array().unwrap_or_default().iter().enumerate() {
        let suffix = if index == 0 { String::new() } else { format!("_{}", index + 1) };
        let text = |name: &str| constraint.get(name).and_then(Json::as_str).unwrap_or_default();
        row.put(&format!("constraint{suffix}"), text("test"));
        writer.texts(row, &format!("constraint_message{suffix}"), constraint.get("message"));
        row.put(&format!("constraint_level{suffix}"), text("level"));
    }
}

fn comment(writer: &Writer<'_>, row: &mut Row, value: &Json) {
    let members = value.as_object().unwrap_or_default();
    if members.is_empty() {
        row.put("comment::offered", "yes");
    }
    for (name, value) in members {
        match name.as_str() {
            "label" => writer.texts(row, "comment::label", Some(value)),
            "levels" => row.put("comment::levels", &pairs(value)),
            name if is_rule(name) || matches!(name, "relevant" | "required") => {
                row.put(&format!("comment::{name}"), &answer(value));
            }
            _ => {}
        }
    }
}

fn attempts(row: &mut Row, value: &Json) {
    for (name, value) in value.as_object().unwrap_or_default() {
        row.put(&format!("attempts::{name}"), &answer(value));
    }
}
