//! One expression, one result: `web-forms-xpath`, `enketo-xpath`, `javarosa-xpath`.

use std::path::Path;

use sealform_expression::Val;
use sealform_types::Findings;
use sealform_xml::{Document, Found, Setting, zone};
use serde_json::Value;

use super::{Judged, Verdict, cases, set_aside};

/// The code of what the language leaves out by decision.
const OUT_OF_SCOPE: &str = "expr/out-of-scope";

/// Plays the cases of a folder.
pub fn play(folder: &Path) -> Result<Vec<Judged>, String> {
    let (head, cases) = cases(folder)?;
    let zone_name = text(&head, "timezone").unwrap_or("UTC");
    cases
        .iter()
        .map(|case| {
            let id = text(case, "id").ok_or("a case has no id")?.to_owned();
            let verdict = match set_aside(case) {
                Some(reason) => Verdict::OutOfScope(reason),
                None => judge(case, zone_name)?,
            };
            Ok(Judged { id, verdict })
        })
        .collect()
}

fn judge(case: &Value, zone_name: &str) -> Result<Verdict, String> {
    let expression = text(case, "expr").ok_or("a case has no expression")?;
    let document = match Document::read(text(case, "xml").unwrap_or("<data/>")) {
        Ok(document) => document,
        Err(findings) => return Ok(Verdict::Failed(told(&findings))),
    };
    let setting = Setting {
        context: text(case, "context"),
        root: text(case, "root"),
        language: text(case, "language"),
        at: chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00-07:00").ok(),
        zone: Some(zone(zone_name).ok_or_else(|| format!("there is no zone `{zone_name}`"))?),
        seed: 1,
    };
    let expect = case.get("expect").ok_or("a case expects nothing")?;
    Ok(match document.evaluate(expression, &setting) {
        Err(findings) if findings.iter().any(|finding| finding.code == OUT_OF_SCOPE) => {
            Verdict::OutOfScope(told(&findings))
        }
        Err(_) if text(expect, "type") == Some("error") => Verdict::Passed,
        Err(findings) => Verdict::Failed(format!("{expression}: {}", told(&findings))),
        Ok(found) => match holds(expect, &found)? {
            true => Verdict::Passed,
            false => Verdict::Failed(format!("{expression}: {expect}, not {}", seen(&found))),
        },
    })
}

fn told(findings: &Findings) -> String {
    findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join("; ")
}

fn seen(found: &Found) -> String {
    match &found.nodes {
        Some(nodes) => format!("{nodes:?} {:?}", found.value.to_text()),
        None => format!("{:?} ({})", found.value.to_text(), found.number),
    }
}

/// Whether what was found is what a case expects, converted as XPath does.
fn holds(expect: &Value, found: &Found) -> Result<bool, String> {
    let wanted = expect.get("value").unwrap_or(&Value::Null);
    let string = found.value.to_text();
    let wanted_text = wanted.as_str().unwrap_or_default();
    let nodes = found.nodes.as_deref().unwrap_or_default();
    Ok(match text(expect, "type").unwrap_or_default() {
        "string" => string == wanted_text,
        "string-length" => wanted.as_u64() == u64::try_from(string.chars().count()).ok(),
        "string-lowercase" => string.to_lowercase() == wanted_text,
        "matches" => regex_lite::Regex::new(wanted_text).map_err(|fault| fault.to_string())?.is_match(&string),
        "boolean" => wanted.as_bool() == Some(found.value.to_truth()),
        "number" => same(found.number, number(wanted)?, expect.get("tolerance").and_then(Value::as_f64)),
        "number-rounded" => {
            let factor = expect.get("factor").and_then(Value::as_f64).ok_or("no factor")?;
            // As ECMAScript rounds: a half goes up.
            same((found.number * factor + 0.5).floor() / factor, number(wanted)?, None)
        }
        "nodes" => texts(wanted) == nodes,
        "nodes-unordered" => {
            let sorted = |mut places: Vec<String>| {
                places.sort();
                places
            };
            sorted(texts(wanted)) == sorted(nodes.to_vec())
        }
        "node-count" => wanted.as_u64() == u64::try_from(nodes.len()).ok(),
        "first-node" => nodes.first().map(String::as_str) == wanted.as_str(),
        "first-node-name" => found.names.first().map(String::as_str) == wanted.as_str(),
        "node-texts" => texts(wanted) == held(&found.value),
        "node-texts-joined" => held(&found.value).join(text(expect, "separator").unwrap_or_default()) == wanted_text,
        "error" => false,
        other => return Err(format!("unknown expectation `{other}`")),
    })
}

fn held(value: &Val) -> Vec<String> {
    match value {
        Val::Many(values) => values.iter().map(Val::to_text).collect(),
        one => vec![one.to_text()],
    }
}

#[expect(clippy::float_cmp, reason = "where a case gives no tolerance, it wants the very double")]
fn same(found: f64, wanted: f64, tolerance: Option<f64>) -> bool {
    found == wanted
        || found.is_nan() && wanted.is_nan()
        || tolerance.is_some_and(|tolerance| (found - wanted).abs() <= tolerance)
}

fn number(value: &Value) -> Result<f64, String> {
    match value {
        Value::Number(number) => number.as_f64().ok_or_else(|| format!("{number} is no double")),
        Value::String(word) => word.parse().map_err(|_| format!("`{word}` is no number")),
        other => Err(format!("{other} is no number")),
    }
}

fn text<'a>(case: &'a Value, member: &str) -> Option<&'a str> {
    case.get(member).and_then(Value::as_str)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
