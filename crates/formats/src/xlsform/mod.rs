//! XLSForm: sheets → rows → document, and back.
//!
//! ```text
//! bytes → source   sheets of cells (.xlsx .xls .csv .md), within limits
//!       → table    headers to keys, rows to records
//!       → survey   rows to a tree of nodes, each with the cells it came from
//!       → check    names, references, entities, ranges
//!       → document and scoring key
//! ```
//! What XLSForm means is taken from its specification (xlsform.org) and, where that is silent, from what pyxform does
//! with its own test tables. Columns that XLSForm does not have are in `www/docs/import.md`.

mod allocation;
mod cells;
mod check;
mod choices;
mod columns;
mod entities;
mod form;
mod kinds;
mod languages;
mod loops;
mod node;
mod ours;
mod parameters;
mod question;
mod range;
mod references;
mod repeats;
mod score;
mod selects;
mod settings;
mod source;
mod survey;
mod table;
mod words;
mod write;

use sealform_types::{Finding, Findings, Json, Place, nearest};

use crate::Imported;
use crate::document::Origins;
use cells::Sheet;
use columns::Kind;
use form::Form;
use languages::Languages;
use settings::Settings;
use table::Table;

pub use write::{normal, same, write};

pub use source::{Format, MAX_CELL_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROW, MAX_SHEETS, MAX_TEXT_BYTES};

/// Reads an XLSForm. `name` is what the form is called where it does not say so itself, as a rule the file's name
/// without its ending.
///
/// # Example
/// ```
/// use sealform_formats::xlsform;
/// let form = b"| survey |\n| | type | name | label |\n| | text | who | Who? |\n";
/// let imported = xlsform::read(form, "visit");
/// assert!(!imported.findings.has_errors());
/// assert_eq!(imported.questionnaire.unwrap().get("id").unwrap().as_str(), Some("visit"));
/// ```
pub fn read(bytes: &[u8], name: &str) -> Imported {
    let mut findings = Findings::default();
    let sheets = source::read(bytes, &mut findings);
    if findings.has_errors() {
        return Imported { findings, ..Imported::default() };
    }
    read_sheets(sheets, name, findings)
}

/// Names that say what a sheet is.
const SHEETS: &[&str] = &["survey", "choices", "external_choices", "settings", "entities", "osm"];

/// Whether a sheet has a column `type`, as a survey must.
fn has_types(sheet: &Sheet) -> bool {
    let header = sheet.rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    header.iter().any(|cell| columns::meaning(Kind::Survey, &cell.text, true).key == "type")
}

/// The sheets of a form, by what they are.
#[derive(Default)]
struct Sheets {
    survey: Option<Table>,
    choices: Option<Table>,
    external: Option<Table>,
    settings: Option<Table>,
    entities: Option<Table>,
    score: Vec<(&'static str, Table)>,
    /// Names of sheets that are none of these.
    others: Vec<String>,
}

impl Sheets {
    fn sort(sheets: Vec<Sheet>, findings: &mut Findings) -> Self {
        let mut sorted = Self::default();
        // Old forms call their choices `columns`.
        let has_choices = sheets.iter().any(|sheet| sheet.name.trim().eq_ignore_ascii_case("choices"));
        let alone = sheets.len() == 1;
        for sheet in sheets {
            let name = match sheet.name.trim().to_lowercase() {
                // A workbook of one sheet is a survey, whatever the sheet is called.
                name if alone && !SHEETS.contains(&name.as_str()) && has_types(&sheet) => "survey".to_owned(),
                name if name.starts_with('_') => continue,
                name => name,
            };
            let slot = match name.as_str() {
                "survey" => (&mut sorted.survey, Kind::Survey),
                "columns" | "choices and columns" if has_choices => {
                    sorted.others.push(sheet.name);
                    continue;
                }
                "choices" | "columns" | "choices and columns" => (&mut sorted.choices, Kind::Choices),
                "external_choices" => (&mut sorted.external, Kind::Choices),
                "settings" => (&mut sorted.settings, Kind::Settings),
                "entities" => (&mut sorted.entities, Kind::Entities),
                "osm" => continue,
                name => {
                    match score::SHEETS.iter().find(|(known, _)| *known == name) {
                        Some((_, member)) => sorted.score.push((member, Table::read(sheet, Kind::Score, findings))),
                        None => sorted.others.push(sheet.name),
                    }
                    continue;
                }
            };
            if slot.0.is_some() {
                let message = format!("there are two sheets `{name}`");
                findings.push(
                    Finding::error("xlsform/sheet-twice", message, Place::at(&sheet.name))
                        .hint("rename or remove one of them"),
                );
                continue;
            }
            *slot.0 = Some(Table::read(sheet, slot.1, findings));
        }
        sorted
    }

    /// All sheets whose texts may be in several languages.
    fn in_languages(&self) -> Vec<&Table> {
        let score = self.score.iter().map(|(_, table)| table);
        let own = [&self.survey, &self.choices, &self.external, &self.settings];
        own.into_iter().flatten().chain(score).collect()
    }
}

fn read_sheets(sheets: Vec<Sheet>, name: &str, mut findings: Findings) -> Imported {
    let sheets = Sheets::sort(sheets, &mut findings);
    let Some(survey) = &sheets.survey else {
        let near = nearest("survey", sheets.others.iter().map(String::as_str));
        let hint = near.map_or_else(
            || "add a sheet `survey` with the columns `type`, `name` and `label`".to_owned(),
            |near| format!("rename the sheet `{near}`"),
        );
        findings.push(Finding::error("xlsform/no-survey", "there is no sheet `survey`", Place::default()).hint(hint));
        return Imported { findings, ..Imported::default() };
    };
    tell_misspelt(&sheets, &mut findings);
    let settings = sheets.settings.as_ref().map(|table| Settings::read(table, &mut findings)).unwrap_or_default();
    if settings.root.is_none() && !settings::is_xml_name(name) {
        let message = format!("the form is called `{name}`, which is no name");
        let finding = Finding::error("xlsform/bad-name", message, Place::default());
        findings.push(finding.hint("rename the file, or give the form a `name` on the sheet settings"));
    }
    let languages = Languages::of(&sheets.in_languages(), settings.default_language.as_deref(), &settings.languages);
    for table in [Some(survey), sheets.choices.as_ref()].into_iter().flatten() {
        languages::tell_missing(table, &mut findings);
    }
    let is_idle = |name: &&str| languages::is_idle(&sheets.in_languages(), name);
    if let Some(name) = settings.default_language.as_deref().filter(is_idle) {
        let place =
            sheets.settings.as_ref().and_then(|table| Some(table.records().next()?.place_of("default_language")));
        let message = format!("no column is in the default language `{name}`");
        let finding = Finding::warning("xlsform/no-default-language", message, place.unwrap_or_default());
        findings.push(finding.hint("write it as the columns do, or add columns for it"));
    }
    let mut form = Form {
        findings,
        languages,
        sheets: (sheets.choices.is_some(), sheets.external.is_some()),
        other_sheets: sheets.others.clone(),
        entity_lists: sheets.entities.as_ref().map(entities::lists).unwrap_or_default(),
        settings,
        ..Form::default()
    };
    for (table, external) in [(&sheets.choices, false), (&sheets.external, true)] {
        if let Some(table) = table {
            let Form { lists, languages, settings, findings, .. } = &mut form;
            let used = takes_choices(survey, external);
            lists.read(table, (external, used), languages, settings.twins, findings);
        }
    }
    if form.lists.has_external_twins() {
        form.settings.allow_twins();
    }
    let nodes = survey::read(&mut form, survey);
    let mut budget = loops::budget();
    let mut nodes = loops::write_out(&mut form, nodes, &mut budget);
    let names = check::names(&mut form, &nodes);
    repeats::resolve(&mut form, &mut nodes, &names);
    for (table, kind) in [
        (Some(survey), Kind::Survey),
        (sheets.choices.as_ref(), Kind::Choices),
        (sheets.external.as_ref(), Kind::Choices),
        (sheets.settings.as_ref(), Kind::Settings),
        (sheets.entities.as_ref(), Kind::Entities),
    ] {
        table.into_iter().for_each(|table| check::table(table, kind, &names, &mut form.findings));
    }
    check::trigger_cells(&mut form, survey, &nodes, &names);
    check::triggers(&mut form, &nodes);
    check::table_lists(&mut form, &nodes);
    check::externals(&mut form, &nodes);
    check::geometries(&mut form, &nodes);
    check::instances(&mut form, survey);
    check::lists(&mut form);
    check::searches(&mut form);
    let entities = entities::read(&mut form, sheets.entities.as_ref(), &nodes, &names);
    if nodes.is_empty() && !form.findings.has_errors() {
        let place = Place::at(&survey.name);
        form.error("xlsform/empty", "the survey has no question", place, "add at least one row");
    }
    document(form, &sheets, nodes, entities, name)
}

/// Whether anything of a survey takes choices from the sheet for them, or from that for external ones.
fn takes_choices(survey: &Table, external: bool) -> bool {
    let words: &[&str] =
        if external { &["external"] } else { &["select", "rank", "loop", "tick_labelset", "geometry"] };
    let cells = survey.records().flat_map(|record| [record.text("type"), record.text("parameters")]);
    cells.flatten().any(|text| words.iter().any(|word| text.to_lowercase().contains(word)))
}

/// Sheets whose names are almost those of a form.
fn tell_misspelt(sheets: &Sheets, findings: &mut Findings) {
    for other in &sheets.others {
        let missing = [
            ("choices", sheets.choices.is_none()),
            ("settings", sheets.settings.is_none()),
            ("entities", sheets.entities.is_none()),
        ];
        let near =
            nearest(&other.to_lowercase(), missing.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name));
        if let Some(near) = near {
            let message = format!("the sheet `{other}` is no part of the form");
            findings.push(
                Finding::warning("xlsform/unknown-sheet", message, Place::at(other))
                    .hint(format!("did you mean `{near}`?")),
            );
        }
    }
}

/// Puts the document together.
fn document(mut form: Form, sheets: &Sheets, nodes: Vec<node::Node>, entities: Vec<Json>, name: &str) -> Imported {
    let record = sheets.settings.as_ref().and_then(|table| table.records().next());
    let id = form.settings.id.clone().unwrap_or_else(|| name.to_owned());
    let version = form.settings.version.clone().unwrap_or_else(|| "1".to_owned());
    let key = score::read(&mut form, &nodes, &sheets.score, record.as_ref(), &id, &version);
    let title = record.as_ref().and_then(|record| form.languages.text(record, "title"));
    let title =
        title.unwrap_or_else(|| Json::Object(vec![(form.languages.first().to_owned(), Json::from(id.as_str()))]));
    let mut places = Origins::default();
    form.settings.cells.iter().for_each(|(member, cell)| places.add(member, cell));
    let mut members = vec![
        ("sealform".to_owned(), Json::Integer(1)),
        ("id".to_owned(), Json::String(id)),
        ("version".to_owned(), Json::String(version)),
        ("title".to_owned(), title),
        ("languages".to_owned(), form.languages.tags().into_iter().map(Json::from).collect()),
    ];
    members.extend(form.settings.to_json().map(|settings| ("settings".to_owned(), settings)));
    if !form.resources.is_empty() {
        let resource = |file: &String| Json::Object(vec![("name".to_owned(), Json::from(file.as_str()))]);
        members.push(("resources".to_owned(), form.resources.iter().map(resource).collect()));
    }
    let lists = form.lists.to_json(&mut places);
    if !lists.is_empty() {
        members.push(("choices".to_owned(), Json::Object(lists)));
    }
    if !entities.is_empty() {
        members.push(("entities".to_owned(), Json::Array(entities)));
    }
    let nodes = without_external(nodes);
    let items =
        nodes.into_iter().enumerate().map(|(index, node)| node.into_json(&format!("/survey/{index}"), &mut places));
    members.push(("survey".to_owned(), items.collect()));
    for (name, value) in std::mem::take(&mut form.settings.further) {
        members.retain(|(known, _)| *known != name);
        if value != Json::Null {
            members.push((name, value));
        }
    }
    let key = record.as_ref().and_then(|record| settings::whole_key(record, &mut form.findings)).or(key);
    let whole = !form.findings.has_errors();
    Imported {
        questionnaire: whole.then_some(Json::Object(members)),
        key: key.filter(|_| whole),
        findings: form.findings,
        origins: places,
    }
}

/// Rows that only name a file are no part of the survey.
fn without_external(nodes: Vec<node::Node>) -> Vec<node::Node> {
    let inside = |mut node: node::Node| {
        node.children = without_external(node.children);
        node
    };
    nodes.into_iter().filter(|node| node.kind != "external").map(inside).collect()
}
