//! The scoring key, from the columns `score::…` and the sheets `score_…`.

use sealform_types::{Json, Place, nearest};

use super::form::Form;
use super::node::Node;
use super::parameters;
use super::table::{Record, Table};
use super::words::{expression, is_yes};

/// Columns of the survey: rules for one question.
pub const RULES: &[&str] = &[
    "points",
    "bands",
    "linear",
    "unscored",
    "max",
    "min",
    "weight",
    "bonus",
    "counts_as",
    "unanswered",
    "instances",
    "when",
];
/// Columns of the settings: members of the key itself.
pub const KEY: &[&str] = &["show", "places", "unanswered", "cap_at_possible", "target", "salt", "sha256"];
/// The sheets of a key, with the member each one fills.
pub const SHEETS: &[(&str, &str)] = &[
    ("score_sections", "sections"),
    ("score_categories", "categories"),
    ("score_knock_out", "knock_out"),
    ("score_bands", "bands"),
];

/// Reads the key; `None` where nothing is scored.
pub fn read(
    form: &mut Form,
    nodes: &[Node],
    tables: &[(&str, Table)],
    settings: Option<&Record<'_>>,
    id: &str,
    version: &str,
) -> Option<Json> {
    let mut questions = Vec::new();
    let mut parts: Vec<(bool, String, String)> = Vec::new();
    rules(form, nodes, "", &mut questions, &mut parts);
    let columns = settings.map(|record| record.family("score")).unwrap_or_default();
    if questions.is_empty() && tables.is_empty() && columns.is_empty() && parts.is_empty() {
        return None;
    }
    let text = |text: &str| Json::from(text);
    let mut fits = vec![("id".to_owned(), text(id)), ("version".to_owned(), text(version))];
    let mut members = vec![("sealform_key".to_owned(), Json::Integer(1))];
    let mut own = Vec::new();
    for (name, field) in columns {
        let value = match name {
            "show" | "unanswered" | "salt" => text(field.text),
            "places" | "target" => number(field.text),
            "cap_at_possible" => Json::Boolean(is_yes(field.text)),
            "sha256" => {
                fits.push((name.to_owned(), text(field.text)));
                continue;
            }
            _ => {
                unknown(form, name, KEY, &field.at);
                continue;
            }
        };
        own.push((name.to_owned(), value));
    }
    members.push(("questionnaire".to_owned(), Json::Object(fits)));
    members.extend(own);
    for (member, is_section) in [("sections", true), ("categories", false)] {
        let all = all_parts(form, tables, member, parts.iter().filter(|part| part.0 == is_section));
        if !all.is_empty() {
            members.push((member.to_owned(), Json::Array(all)));
        }
    }
    members.push(("questions".to_owned(), Json::Object(questions)));
    for member in ["knock_out", "bands"] {
        if let Some((_, table)) = tables.iter().find(|(known, _)| *known == member) {
            let rows: Vec<Json> = table.records().map(|record| row(form, &record, member)).collect();
            members.push((member.to_owned(), Json::Array(rows)));
        }
    }
    Some(Json::Object(members))
}

/// A section or category: its name, its members, and the paths that belong to it.
type Part = (String, Vec<(String, Json)>, Vec<Json>);

/// Sections or categories: those of the sheet, then those that only questions name.
fn all_parts<'a>(
    form: &mut Form,
    tables: &[(&str, Table)],
    member: &str,
    named: impl Iterator<Item = &'a (bool, String, String)>,
) -> Vec<Json> {
    let mut all: Vec<Part> = Vec::new();
    if let Some((_, table)) = tables.iter().find(|(known, _)| *known == member) {
        for record in table.records() {
            let Json::Object(members) = row(form, &record, member) else { continue };
            let listed = record.text("questions").unwrap_or_default().split_whitespace().map(Json::from).collect();
            all.push((record.text("name").unwrap_or_default().to_owned(), members, listed));
        }
    }
    for (_, name, path) in named {
        match all.iter_mut().find(|(known, _, _)| known == name) {
            Some((_, _, paths)) => paths.push(Json::from(path.as_str())),
            None => {
                let label = form.in_all(name);
                let members = vec![("name".to_owned(), Json::from(name.as_str())), ("label".to_owned(), label)];
                all.push((name.clone(), members, vec![Json::from(path.as_str())]));
            }
        }
    }
    let part = |(_, mut members, paths): Part| {
        members.push(("questions".to_owned(), Json::Array(paths)));
        Json::Object(members)
    };
    all.into_iter().map(part).collect()
}

/// One row of a sheet `score_…`.
fn row(form: &mut Form, record: &Record<'_>, member: &str) -> Json {
    let mut members = Vec::new();
    for key in ["name", "when", "section"] {
        if let Some(field) = record.get(key) {
            let value = if key == "when" { expression(field.text) } else { field.text.to_owned() };
            members.push((key.to_owned(), Json::String(value)));
        }
    }
    for key in ["label", "reason"] {
        members.extend(form.languages.text(record, key).map(|text| (key.to_owned(), text)));
    }
    for key in ["weight", "value", "from"] {
        members.extend(record.text(key).map(|text| (key.to_owned(), number(text))));
    }
    match record.get("share").map(|field| (field.text, field.at)) {
        None => {}
        Some(("pooled", _)) => members.push(("share".to_owned(), Json::from("pooled"))),
        Some((text, _)) => members.push(("share".to_owned(), Json::Object(vec![("fixed".to_owned(), number(text))]))),
    }
    if record.text("cap_at_possible").is_some_and(is_yes) {
        members.push(("cap_at_possible".to_owned(), Json::Boolean(true)));
    }
    if member != "knock_out" && record.get("name").is_none() {
        form.error("xlsform/no-name", "the row has no name", record.place_of("name"), "give it a name");
    }
    Json::Object(members)
}

/// The rules of questions, and the sections and categories that they name.
fn rules(
    form: &mut Form,
    nodes: &[Node],
    path: &str,
    questions: &mut Vec<(String, Json)>,
    parts: &mut Vec<(bool, String, String)>,
) {
    for node in nodes {
        let here = if path.is_empty() { node.name.clone() } else { format!("{path}/{}", node.name) };
        let mut members = Vec::new();
        for (name, text, at) in &node.score {
            match name.as_str() {
                "section" => parts.push((true, text.clone(), here.clone())),
                "category" => parts.extend(text.split_whitespace().map(|name| (false, name.to_owned(), here.clone()))),
                _ => members.extend(rule(form, name, text, at).map(|value| (name.clone(), value))),
            }
        }
        let measured =
            node.score.iter().any(|(name, _, _)| matches!(name.as_str(), "points" | "bands" | "linear" | "unscored"));
        if !measured && let Some(points) = points_of_list(form, node).filter(|_| !node.is_container()) {
            members.insert(0, ("points".to_owned(), points));
        }
        if !members.is_empty() {
            questions.push((here.clone(), Json::Object(members)));
        }
        rules(form, &node.children, &here, questions, parts);
    }
}

/// The points that the choices of a question's list have wherever it is used.
fn points_of_list(form: &Form, node: &Node) -> Option<Json> {
    let (_, list) = node.members.iter().find(|(name, _)| name == "choices")?;
    let list = form.lists.all.iter().find(|known| Some(known.name.as_str()) == list.as_str())?;
    let points =
        list.choices.iter().filter_map(|choice| Some((choice.name.clone(), number(&choice.points.as_ref()?.0))));
    let points: Vec<(String, Json)> = points.collect();
    (!points.is_empty()).then_some(Json::Object(points))
}

/// A number as JSON; what is none stays a text, and whoever reads the key tells.
pub fn number(text: &str) -> Json {
    match Json::parse(text.as_bytes()) {
        Ok(Json::Integer(number)) => Json::Integer(number),
        _ => Json::from(text),
    }
}

fn rule(form: &mut Form, name: &str, text: &str, at: &str) -> Option<Json> {
    Some(match name {
        "points" => pairs(form, text, at)?,
        "bands" => Json::Array(bands(form, text, at)?),
        "linear" => linear(form, text, at)?,
        "unscored" | "bonus" => return is_yes(text).then_some(Json::Boolean(true)),
        "max" | "min" | "weight" | "counts_as" => number(text),
        "unanswered" | "instances" => Json::from(text),
        "when" => Json::String(expression(text)),
        _ => {
            unknown(form, name, RULES, at);
            return None;
        }
    })
}

/// `yes=2 no=0`
fn pairs(form: &mut Form, text: &str, at: &str) -> Option<Json> {
    let mut all = Vec::new();
    for word in text.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()) {
        let Some((name, points)) =
            word.rsplit_once('=').filter(|(name, points)| !name.is_empty() && !points.is_empty())
        else {
            let message = format!("`{word}` is no `choice=points`");
            form.error("xlsform/bad-score", message, Place::at(at), "write, for example, `yes=2 no=0`");
            return None;
        };
        all.push((name.to_owned(), number(points)));
    }
    Some(Json::Object(all))
}

/// `60=5; 120=3 if ${channel} = 'phone'; =0`
fn bands(form: &mut Form, text: &str, at: &str) -> Option<Vec<Json>> {
    let mut all = Vec::new();
    for band in text.split(';').map(str::trim).filter(|band| !band.is_empty()) {
        let Some((up_to, rest)) = band.split_once('=') else {
            let message = format!("`{band}` is no `up to=points`");
            form.error("xlsform/bad-score", message, Place::at(at), "write, for example, `60=5; 120=3; =0`");
            return None;
        };
        let (points, when) = match rest.split_once(" if ") {
            Some((points, when)) => (points, Some(when)),
            None => (rest, None),
        };
        let mut members = Vec::new();
        if !up_to.trim().is_empty() {
            members.push(("up_to".to_owned(), number(up_to.trim())));
        }
        members.push(("points".to_owned(), number(points.trim())));
        members.extend(when.map(|when| ("when".to_owned(), Json::String(expression(when)))));
        all.push(Json::Object(members));
    }
    Some(all)
}

/// `0=0 10=5`
fn linear(form: &mut Form, text: &str, at: &str) -> Option<Json> {
    let ends = parameters::read(text).unwrap_or_default();
    let [from, to] = ends.as_slice() else {
        let message = "a line has two ends";
        form.error("xlsform/bad-score", message, Place::at(at), "write, for example, `0=0 10=5`");
        return None;
    };
    let end = |(at, points): &(String, String)| {
        Json::Object(vec![("at".to_owned(), number(at)), ("points".to_owned(), number(points))])
    };
    Some(Json::Object(vec![("from".to_owned(), end(from)), ("to".to_owned(), end(to))]))
}

fn unknown(form: &mut Form, name: &str, known: &[&str], at: &str) {
    let near = nearest(name, known.iter().copied());
    let hint =
        near.map_or_else(|| format!("it knows {}", known.join(", ")), |near| format!("did you mean `score::{near}`?"));
    form.error("xlsform/unknown-rule", format!("there is no column `score::{name}`"), Place::at(at), hint);
}
