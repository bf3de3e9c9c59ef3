//! A table of assignments: one row each, by columns, read on top of a template. A fault names its cell.

use std::collections::BTreeSet;

use sealform_types::{Finding, Findings, Json, Place, closest_match, pointer};

use super::balance;
use super::tree::{get, put};

/// A row that was read.
#[derive(Debug, Clone)]
pub struct Row {
    /// The template with what the row says.
    pub tree: Json,
    /// Where each member comes from.
    pub origin: Origin,
}

/// Where the members of a document stand in a table.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    cells: Vec<(String, String)>,
    row: usize,
}

/// Columns that are members.
const COLUMNS: [(&str, &[&str]); 14] = [
    ("assignment", &["assignment"]),
    ("channel", &["channel"]),
    ("email", &["contact", "email"]),
    ("from", &["visit", "from"]),
    ("jkt", &["cnf", "jkt"]),
    ("lat", &["site", "lat"]),
    ("lon", &["site", "lon"]),
    ("observer", &["observer"]),
    ("site", &["site", "id"]),
    ("site_name", &["site", "name"]),
    ("submit_by", &["submit_by"]),
    ("tel", &["contact", "tel"]),
    ("to", &["visit", "to"]),
    ("url", &["contact", "url"]),
];
/// Columns that are more than one member: a week, and the scenarios of the template that are meant.
const OTHERS: [&str; 2] = ["scenario", "week"];
const PREFILL: &str = "prefill::";
/// The most rows of one table.
pub const MOST_ROWS: usize = 100_000;

#[derive(Debug, Clone)]
enum Column {
    Member(&'static [&'static str]),
    Prefill(String),
    Scenario,
    Week,
    Unknown,
}

/// Reads a table (RFC 4180, UTF-8, a first row of names): the rows, and what is wrong with single cells.
///
/// # Errors
/// What is wrong with the table as a whole: it cannot be read, its columns are wrong, it has no rows.
pub fn read(bytes: &[u8], template: &Json) -> Result<(Vec<Row>, Findings), Findings> {
    let mut findings = Findings::default();
    let mut rows = Vec::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut columns: Option<Vec<Column>> = None;
    let mut is_whole = true;
    for (index, record) in reader.records().enumerate() {
        let number = index + 1;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let place = Place { line: u32::try_from(number).ok(), ..Place::default() };
                let message = format!("the row cannot be read: {error}");
                findings.push(Finding::error("assign/table", message, place).hint("save the table as CSV in UTF-8"));
                is_whole = false;
                break;
            }
        };
        match &columns {
            None => {
                columns = Some(head(&record, &mut findings));
                is_whole = !findings.has_errors();
            }
            Some(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(_) if rows.len() == MOST_ROWS => {
                let message = format!("the table has more than {MOST_ROWS} rows");
                findings.push(Finding::error("assign/table", message, at(number, 0)).hint("split it into several"));
                is_whole = false;
                break;
            }
            Some(columns) => rows.extend(row(&record, number, columns, template, &mut findings)),
        }
    }
    if rows.is_empty() && !findings.has_errors() {
        let finding = Finding::error("assign/table", "the table has no rows", Place::default());
        findings.push(finding.hint("the first row names the columns, each further row is an assignment"));
        is_whole = false;
    }
    if is_whole { Ok((rows, findings)) } else { Err(findings) }
}

fn head(record: &csv::StringRecord, findings: &mut Findings) -> Vec<Column> {
    let mut seen = BTreeSet::new();
    let mut columns = Vec::new();
    for (index, name) in record.iter().map(str::trim).enumerate() {
        if !name.is_empty() && !seen.insert(name) {
            let message = format!("the column `{name}` occurs twice");
            findings.push(Finding::error("assign/column", message, at(1, index)).hint("keep one of them"));
        }
        columns.push(column(name, index, findings));
    }
    if !seen.contains("assignment") {
        let finding = Finding::error("assign/column", "there is no column `assignment`", at(1, 0));
        findings.push(finding.hint("give each assignment a name of its own in a column `assignment`"));
    }
    columns
}

fn column(name: &str, index: usize, findings: &mut Findings) -> Column {
    if let Some((_, path)) = COLUMNS.iter().find(|(known, _)| *known == name) {
        return Column::Member(path);
    }
    match (name, name.strip_prefix(PREFILL)) {
        ("scenario", _) => Column::Scenario,
        ("week", _) => Column::Week,
        (_, Some(path)) if !path.is_empty() => Column::Prefill(path.to_owned()),
        (_, _) => {
            let known: Vec<&str> = COLUMNS.iter().map(|(known, _)| *known).chain(OTHERS).chain([PREFILL]).collect();
            let near = closest_match(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let finding = Finding::error("assign/column", format!("unknown column `{name}`"), at(1, index));
            findings.push(finding.hint(format!("known: {}", known.join(", "))).maybe_hint(near));
            Column::Unknown
        }
    }
}

fn row(
    record: &csv::StringRecord,
    number: usize,
    columns: &[Column],
    template: &Json,
    findings: &mut Findings,
) -> Option<Row> {
    let mut tree = template.clone();
    let mut origin = Origin { cells: Vec::new(), row: number };
    for (index, cell) in record.iter().map(str::trim).enumerate() {
        let Some(column) = columns.get(index) else {
            if !cell.is_empty() {
                let finding = Finding::error("assign/column", "this cell has no column", at(number, index));
                findings.push(finding.hint("name the column in the first row, or take the cell out"));
            }
            continue;
        };
        match column {
            Column::Member(["assignment"]) if cell.is_empty() => {
                let finding = Finding::error("assign/empty", "the assignment has no name", at(number, index));
                findings.push(finding.hint("give each assignment a name of its own"));
                return None;
            }
            _ if cell.is_empty() => {}
            Column::Member(path) => set(&mut tree, &mut origin, path, cell, index),
            Column::Prefill(path) => set(&mut tree, &mut origin, &["prefill", path.as_str()], cell, index),
            Column::Scenario => scenario(&mut tree, &mut origin, cell, index, findings),
            Column::Week => match balance::week(cell) {
                Ok(week) => {
                    set(&mut tree, &mut origin, &["visit", "from"], &week.from.to_string(), index);
                    set(&mut tree, &mut origin, &["visit", "to"], &week.to.to_string(), index);
                }
                Err(message) => {
                    let finding = Finding::error("assign/week", message, at(number, index));
                    findings.push(finding.hint("write a week such as 2026-W47"));
                }
            },
            Column::Unknown => {}
        }
    }
    Some(Row { tree, origin })
}

fn set(tree: &mut Json, origin: &mut Origin, path: &[&str], cell: &str, index: usize) {
    put(tree, path, Json::from(cell));
    let place = path.iter().fold(String::new(), |at, name| pointer(&at, name));
    origin.cells.push((place, address(origin.row, index)));
}

/// Keeps those scenarios of the template that the cell names.
fn scenario(tree: &mut Json, origin: &mut Origin, cell: &str, index: usize, findings: &mut Findings) {
    let all = get(tree, &["scenarios"]).and_then(Json::as_array).unwrap_or_default().to_vec();
    let id = |scenario: &Json| scenario.get("id").and_then(Json::as_str).map(str::to_owned);
    let known: Vec<String> = all.iter().filter_map(id).collect();
    let named: Vec<&str> = cell.split_whitespace().collect();
    for name in named.iter().filter(|name| !known.iter().any(|id| id == *name)) {
        let near = closest_match(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let message = format!("the template has no scenario `{name}`");
        let finding = Finding::error("assign/scenario", message, at(origin.row, index));
        findings.push(finding.hint("describe it in `scenarios` of the template").maybe_hint(near));
    }
    let kept = all.into_iter().filter(|scenario| id(scenario).is_some_and(|id| named.contains(&id.as_str()))).collect();
    put(tree, &["scenarios"], Json::Array(kept));
    origin.cells.push(("/scenarios".to_owned(), address(origin.row, index)));
}

impl Origin {
    /// The place of the cell from which the member at a pointer comes; `None` where it comes from the template.
    pub fn cell(&self, member: &str) -> Option<Place> {
        let is_under = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let of = |cell: &&(String, String)| is_under(member, &cell.0);
        let around = |cell: &&(String, String)| !member.is_empty() && is_under(&cell.0, member);
        let found = self.cells.iter().find(of).or_else(|| self.cells.iter().find(around));
        // What is missing beside a member of a row is missing in the row.
        let beside = || {
            let (parent, _) = member.rsplit_once('/').filter(|(parent, _)| !parent.is_empty())?;
            self.cells.iter().find(|(place, _)| is_under(place, parent))
        };
        found.or_else(beside).map(|(_, address)| Place::at(address.clone()))
    }

    /// The place of the row.
    pub fn row(&self) -> Place {
        at(self.row, 0)
    }
}

fn at(row: usize, column: usize) -> Place {
    Place::at(address(row, column))
}

/// A cell as spreadsheets name it: `D17`.
fn address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Json {
        Json::parse(br#"{"scenarios":[{"id":"boat"},{"id":"car"}],"site":{"name":"T"}}"#).expect("JSON")
    }

    #[test]
    fn cells_become_members() {
        let table = "assignment,site,lat,week,scenario,prefill::greeting/wait\na-1,p-1,59.9,2026-W47,car,95\n,,,,,\n";
        let (rows, findings) = read(table.as_bytes(), &template()).expect("a good table");
        assert!(findings.is_empty());
        assert_eq!(rows.len(), 1);
        assert_eq!(
            rows[0].tree.to_text(),
            r#"{"scenarios":[{"id":"car"}],"site":{"name":"T","id":"p-1","lat":"59.9"},"assignment":"a-1","visit":{"from":"2026-11-16","to":"2026-11-22"},"prefill":{"greeting/wait":"95"}}"#
        );
        let place = |member| rows[0].origin.cell(member).map(|place| place.pointer);
        assert_eq!(place("/site/id").as_deref(), Some("B2"));
        assert_eq!(place("/site/lon").as_deref(), Some("B2"));
        assert_eq!(place("/visit/to").as_deref(), Some("D2"));
        assert_eq!(place("/scenarios/0/id").as_deref(), Some("E2"));
        assert_eq!(place("/prefill/greeting~1wait").as_deref(), Some("F2"));
        assert_eq!((place("/observer"), place("")), (None, None));
        assert_eq!(address(3, 27), "AB3");
    }

    #[test]
    fn every_faulty_cell_is_named() {
        let found = |table: &str| {
            let findings =
                read(table.as_bytes(), &template()).map_or_else(|findings| findings, |(_, findings)| findings);
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.place.pointer)).collect::<Vec<_>>()
        };
        assert_eq!(found("assignment,chanel,assignment\nx,y,z\n"), ["assign/column B1", "assign/column C1"]);
        assert_eq!(found("site\np-1\n"), ["assign/column A1"]);
        assert_eq!(found(""), ["assign/table "]);
        assert_eq!(found("assignment\n"), ["assign/table "]);
        assert_eq!(
            found("assignment,week,scenario\n,2026-W47,car\na,47,cat\nb,2027-W53,\nc,,,x\n"),
            ["assign/empty A2", "assign/week B3", "assign/scenario C3", "assign/week B4", "assign/column D5"]
        );
        let findings = read(b"assignment\n\xff\n", &template()).expect_err("not UTF-8");
        assert_eq!(findings.iter().next().map(|finding| finding.place.line), Some(Some(2)));
    }
}
