//! The scoring key, from the columns `score::…` and the sheets `score_…`.

use sealform_types::{Json, Place, closest_match};

use super::choices::ChoiceSheet;
use super::context::ReadContext;
use super::node::{Node, ScoreCell};
use super::parameters::{self, Parameter};
use super::table::{Field, Record, Table};
use super::values::{expression, is_yes};
use crate::document::text_json;

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
    ("score_indicators", "indicators"),
];

/// A sheet of the key.
#[derive(Debug)]
pub struct ScoreSheet {
    /// The member of the key that it fills.
    pub member: &'static str,
    /// Its rows.
    pub table: Table,
}

/// The questionnaire that a key is for.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// Its id.
    pub id: &'s str,
    /// Its version.
    pub version: &'s str,
}

/// Which kind of part a question counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Section,
    Category,
}

/// A section or category that a question names.
struct NamedPart {
    kind: PartKind,
    name: String,
    /// The path of the question.
    path: String,
}

/// Reads the key; `None` where nothing is scored.
pub fn read(
    context: &mut ReadContext,
    nodes: &[Node],
    tables: &[ScoreSheet],
    settings: Option<&Record<'_>>,
    subject: Subject<'_>,
) -> Option<Json> {
    let mut questions = Vec::new();
    let mut parts: Vec<NamedPart> = Vec::new();
    rules(context, nodes, "", &mut questions, &mut parts);
    let columns = settings.map(|record| record.family("score")).unwrap_or_default();
    if questions.is_empty() && tables.is_empty() && columns.is_empty() && parts.is_empty() {
        return None;
    }
    let mut members = vec![("sealform_key".to_owned(), Json::Integer(1))];
    members.extend(own_members(context, &columns, subject));
    for (member, kind) in [("sections", PartKind::Section), ("categories", PartKind::Category)] {
        let all = all_parts(context, tables, member, parts.iter().filter(|part| part.kind == kind));
        if !all.is_empty() {
            members.push((member.to_owned(), Json::Array(all)));
        }
    }
    members.push(("questions".to_owned(), Json::Object(questions)));
    for member in ["knock_out", "bands", "indicators"] {
        if let Some(ScoreSheet { table, .. }) = tables.iter().find(|sheet| sheet.member == member) {
            let rows = table.records().map(|record| Json::Object(row(context, &record, member))).collect();
            members.push((member.to_owned(), Json::Array(rows)));
        }
    }
    Some(Json::Object(members))
}

/// What the columns of the sheet settings say: the questionnaire that the key is for, then members of the key itself.
fn own_members(context: &mut ReadContext, columns: &[(&str, Field<'_>)], subject: Subject<'_>) -> Vec<(String, Json)> {
    let Subject { id, version } = subject;
    let mut fits = vec![("id".to_owned(), Json::from(id)), ("version".to_owned(), Json::from(version))];
    let mut own = Vec::new();
    for (name, field) in columns {
        let value = match *name {
            "show" | "unanswered" | "salt" => Json::from(field.text),
            "places" | "target" => number(field.text),
            "cap_at_possible" => Json::Boolean(is_yes(field.text)),
            "sha256" => {
                fits.push(((*name).to_owned(), Json::from(field.text)));
                continue;
            }
            _ => {
                unknown(context, name, KEY, &field.at);
                continue;
            }
        };
        own.push(((*name).to_owned(), value));
    }
    own.insert(0, ("questionnaire".to_owned(), Json::Object(fits)));
    own
}

/// A section or category.
struct Part {
    name: String,
    members: Vec<(String, Json)>,
    /// The paths of the questions that count in it.
    questions: Vec<Json>,
}

/// Sections or categories: those of the sheet, then those that only questions name.
fn all_parts<'a>(
    context: &mut ReadContext,
    tables: &[ScoreSheet],
    member: &str,
    named: impl Iterator<Item = &'a NamedPart>,
) -> Vec<Json> {
    let mut all: Vec<Part> = Vec::new();
    if let Some(ScoreSheet { table, .. }) = tables.iter().find(|sheet| sheet.member == member) {
        for record in table.records() {
            let members = row(context, &record, member);
            let questions = record.text("questions").unwrap_or_default().split_whitespace().map(Json::from).collect();
            all.push(Part { name: record.text("name").unwrap_or_default().to_owned(), members, questions });
        }
    }
    for NamedPart { name, path, .. } in named {
        let question = Json::from(path.as_str());
        match all.iter_mut().find(|known| known.name == *name) {
            Some(part) => part.questions.push(question),
            None => {
                let label = text_json(&context.in_all(name));
                let members = vec![("name".to_owned(), Json::from(name.as_str())), ("label".to_owned(), label)];
                all.push(Part { name: name.clone(), members, questions: vec![question] });
            }
        }
    }
    let part = |Part { mut members, questions, .. }: Part| {
        members.push(("questions".to_owned(), Json::Array(questions)));
        Json::Object(members)
    };
    all.into_iter().map(part).collect()
}

/// One row of a sheet `score_…`.
fn row(context: &mut ReadContext, record: &Record<'_>, member: &str) -> Vec<(String, Json)> {
    let mut members = Vec::new();
    for key in ["name", "when", "section", "kind", "question"] {
        if let Some(field) = record.get(key) {
            let value = if key == "when" { expression(field.text) } else { field.text.to_owned() };
            members.push((key.to_owned(), Json::String(value)));
        }
    }
    for key in ["label", "reason"] {
        let text = context.languages.text(record, key);
        members.extend((!text.0.is_empty()).then(|| (key.to_owned(), text_json(&text))));
    }
    for key in ["weight", "value", "from", "top", "limit_s"] {
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
        context.error("xlsform/no-name", "the row has no name", record.place_of("name"), "give it a name");
    }
    members
}

/// The rules of questions, and the sections and categories that they name.
fn rules(
    context: &mut ReadContext,
    nodes: &[Node],
    path: &str,
    questions: &mut Vec<(String, Json)>,
    parts: &mut Vec<NamedPart>,
) {
    for node in nodes {
        let here = if path.is_empty() { node.name.clone() } else { format!("{path}/{}", node.name) };
        let mut members = Vec::new();
        let part = |kind, name: &str| NamedPart { kind, name: name.to_owned(), path: here.clone() };
        for ScoreCell { name, text, at } in &node.score {
            match name.as_str() {
                "section" => parts.push(part(PartKind::Section, text)),
                "category" => parts.extend(text.split_whitespace().map(|name| part(PartKind::Category, name))),
                _ => members.extend(rule(context, name, text, at).map(|value| (name.clone(), value))),
            }
        }
        let measured =
            node.score.iter().any(|cell| matches!(cell.name.as_str(), "points" | "bands" | "linear" | "unscored"));
        if !measured && let Some(points) = points_of_list(context, node).filter(|_| !node.is_container()) {
            members.insert(0, ("points".to_owned(), points));
        }
        if !members.is_empty() {
            questions.push((here.clone(), Json::Object(members)));
        }
        rules(context, &node.children, &here, questions, parts);
    }
}

/// The points that the choices of a question's list have wherever it is used.
fn points_of_list(context: &ReadContext, node: &Node) -> Option<Json> {
    let list = node.question()?.choices.as_ref()?;
    let list =
        [ChoiceSheet::Choices, ChoiceSheet::External].into_iter().find_map(|sheet| context.lists.get(list, sheet))?;
    let points = list.choices.iter();
    let points = points.filter_map(|listed| Some((listed.choice.name.clone(), number(listed.points.as_ref()?))));
    let points: Vec<(String, Json)> = points.collect();
    (!points.is_empty()).then_some(Json::Object(points))
}

/// A number as JSON; anything else stays a text, which the reader of the key reports.
pub fn number(text: &str) -> Json {
    match Json::parse(text.as_bytes()) {
        Ok(Json::Integer(number)) => Json::Integer(number),
        _ => Json::from(text),
    }
}

fn rule(context: &mut ReadContext, name: &str, text: &str, at: &str) -> Option<Json> {
    Some(match name {
        "points" => pairs(context, text, at)?,
        "bands" => Json::Array(bands(context, text, at)?),
        "linear" => linear(context, text, at)?,
        "unscored" | "bonus" => return is_yes(text).then_some(Json::Boolean(true)),
        "max" | "min" | "weight" | "counts_as" => number(text),
        "unanswered" | "instances" => Json::from(text),
        "when" => Json::String(expression(text)),
        _ => {
            unknown(context, name, RULES, at);
            return None;
        }
    })
}

/// `yes=2 no=0`
fn pairs(context: &mut ReadContext, text: &str, at: &str) -> Option<Json> {
    let mut all = Vec::new();
    for word in text.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()) {
        let Some((name, points)) =
            word.rsplit_once('=').filter(|(name, points)| !name.is_empty() && !points.is_empty())
        else {
            let message = format!("`{word}` is not of the form `choice=points`");
            context.error("xlsform/bad-score", message, Place::at(at), "write, for example, `yes=2 no=0`");
            return None;
        };
        all.push((name.to_owned(), number(points)));
    }
    Some(Json::Object(all))
}

/// `60=5; 120=3 if ${channel} = 'phone'; =0`
fn bands(context: &mut ReadContext, text: &str, at: &str) -> Option<Vec<Json>> {
    let mut all = Vec::new();
    for band in text.split(';').map(str::trim).filter(|band| !band.is_empty()) {
        let Some((up_to, rest)) = band.split_once('=') else {
            let message = format!("`{band}` is not of the form `up to=points`");
            context.error("xlsform/bad-score", message, Place::at(at), "write, for example, `60=5; 120=3; =0`");
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
fn linear(context: &mut ReadContext, text: &str, at: &str) -> Option<Json> {
    let ends = parameters::read(text).unwrap_or_default();
    let [from, to] = ends.as_slice() else {
        let message = "a line has two ends";
        context.error("xlsform/bad-score", message, Place::at(at), "write, for example, `0=0 10=5`");
        return None;
    };
    let end = |end: &Parameter| {
        Json::Object(vec![("at".to_owned(), number(&end.name)), ("points".to_owned(), number(&end.value))])
    };
    Some(Json::Object(vec![("from".to_owned(), end(from)), ("to".to_owned(), end(to))]))
}

fn unknown(context: &mut ReadContext, name: &str, known: &[&str], at: &str) {
    let near = closest_match(name, known.iter().copied());
    let hint =
        near.map_or_else(|| format!("it knows {}", known.join(", ")), |near| format!("did you mean `score::{near}`?"));
    context.error("xlsform/unknown-rule", format!("there is no column `score::{name}`"), Place::at(at), hint);
}
