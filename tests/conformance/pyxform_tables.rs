//! The tables of pyxform's own tests: valid ones become a document with the names, types, conditions and choices of the
//! XForm that pyxform makes; invalid ones are refused for the same reason at the same row.

use std::path::Path;

use sealform_formats::{Imported, xlsform};
use sealform_types::{Finding, Severity};
use serde_json::Value;

use super::xform_facts::{difference, of_document, of_xform};
use super::{Judged, Verdict, set_aside};

/// pyxform's names for the kinds of error, with ours.
const CODES: &[(&str, &[&str])] = &[
    ("ENTITY_001", &["xlsform/no-entity"]),
    ("ENTITY_002", &["xlsform/entity-property-twice"]),
    ("ENTITY_003", &["xlsform/entity-container"]),
    ("ENTITY_004", &["xlsform/entity-unknown"]),
    ("ENTITY_005", &["xlsform/entity-label"]),
    ("ENTITY_006", &["xlsform/entity-update"]),
    ("ENTITY_007", &["xlsform/entity-id"]),
    ("ENTITY_008", &["xlsform/entity-prefix"]),
    ("ENTITY_009", &["xlsform/entity-crowded"]),
    ("ENTITY_010", &["xlsform/entity-unknown"]),
    ("ENTITY_011", &["xlsform/entity-save-scope"]),
    ("ENTITY_012", &["xlsform/entity-scope"]),
    ("ENTITY_013", &["xlsform/entity-delimiter"]),
    ("HEADER_001", &["xlsform/missing-column"]),
    ("HEADER_002", &["xlsform/duplicate-column"]),
    ("HEADER_003", &["xlsform/missing-column"]),
    ("HEADER_004", &["xlsform/bad-name"]),
    ("HEADER_005", &["xlsform/unknown-column"]),
    ("LABEL_001", &["xlsform/no-label"]),
    ("NAMES_001", &["xlsform/duplicate-name"]),
    ("NAMES_002", &["xlsform/duplicate-name"]),
    ("NAMES_003", &["xlsform/repeat-as-root"]),
    ("NAMES_004", &["xlsform/duplicate-repeat"]),
    ("NAMES_005", &["xlsform/reserved-name"]),
    ("NAMES_006", &["xlsform/choice-without-name"]),
    ("NAMES_007", &["xlsform/duplicate-choice"]),
    ("NAMES_008", &["xlsform/bad-name"]),
    ("NAMES_009", &["xlsform/bad-name"]),
    ("NAMES_010", &["xlsform/reserved-prefix"]),
    ("NAMES_011", &["xlsform/bad-name"]),
    ("NAMES_012", &["xlsform/reserved-property"]),
    ("NAMES_013", &["xlsform/unknown-sheet"]),
    ("NAMES_014", &["xlsform/entity-twice"]),
    ("NAMES_015", &["xlsform/entity-name"]),
    ("PYREF_001", &["xlsform/bad-reference"]),
    ("PYREF_002", &["xlsform/reference-list"]),
    ("PYREF_003", &["xlsform/unknown-reference"]),
    ("PYREF_004", &["xlsform/ambiguous-reference"]),
    ("RANGE_001", &["xlsform/range-number"]),
    ("RANGE_002", &["xlsform/range-zero"]),
    ("RANGE_003", &["xlsform/range-width"]),
    ("RANGE_004", &["xlsform/range-step"]),
    ("RANGE_005", &["xlsform/range-outside"]),
    ("RANGE_006", &["xlsform/unknown-list", "xlsform/missing-sheet"]),
    ("RANGE_007", &["xlsform/range-choice"]),
    ("RANGE_008", &["xlsform/range-appearance"]),
    ("RANGE_009", &["xlsform/range-choice"]),
    ("RANGE_010", &["xlsform/range-outside"]),
    ("RANGE_011", &["xlsform/range-tick"]),
    ("RANGE_012", &["xlsform/range-choice"]),
    ("SURVEY_001", &["xlsform/unmatched-end"]),
    ("SURVEY_002", &["xlsform/unmatched-begin"]),
    ("SURVEY_003", &["xlsform/bad-parameter"]),
    ("SURVEY_004", &["xlsform/bad-parameters"]),
    ("SURVEY_005", &["xlsform/unknown-parameter"]),
    ("SURVEY_006", &["xlsform/bad-geometry"]),
    ("SURVEY_007", &["xlsform/bad-parameter"]),
    ("SURVEY_008", &["xlsform/bad-parameter"]),
    ("SURVEY_009", &["xlsform/bad-parameter"]),
];

/// Pieces of pyxform's older messages, which have no names, with our codes.
const MESSAGES: &[(&str, &[&str])] = &[
    ("location-priority", &["xlsform/bad-parameter"]),
    ("track-changes", &["xlsform/bad-parameter"]),
    ("identify-user", &["xlsform/bad-parameter"]),
    ("Invalid value for quality", &["xlsform/bad-parameter"]),
    ("max-pixels", &["xlsform/bad-parameter"]),
    ("package name", &["xlsform/bad-parameter"]),
    ("seed value", &["xlsform/bad-parameter"]),
    ("Parameter rows", &["xlsform/bad-parameter"]),
    ("'calculation' column must be empty", &["xlsform/misplaced"]),
    ("'trigger' column must not be empty", &["xlsform/no-trigger"]),
    ("Question with no type", &["xlsform/no-type"]),
    ("randomize must be set", &["xlsform/bad-parameter"]),
    ("randomize=true to use a seed", &["xlsform/bad-parameter"]),
    ("location-min-interval", &["xlsform/bad-parameter"]),
    ("location-max-age", &["xlsform/bad-parameter"]),
    ("Instance names must be unique", &["xlsform/instance-clash", "xlsform/duplicate-name"]),
    ("trying to replace ${", &["xlsform/unknown-reference", "xlsform/bad-reference"]),
    ("Choice names with spaces", &["xlsform/bad-name"]),
    ("Audits must always be named", &["xlsform/audit-name"]),
    ("big-image", &["xlsform/no-image"]),
    ("Please specify choices", &["xlsform/other-without-list"]),
    ("Badly formatted table list", &["xlsform/table-list"]),
    ("not supported for table-list", &["xlsform/table-list"]),
    ("Repeat loop without list name", &["xlsform/no-list"]),
    ("Cannot omit instanceID", &["xlsform/no-instance-id"]),
    ("Media type", &["xlsform/unknown-media"]),
    ("same instance id", &["xlsform/instance-clash"]),
    ("supported file extensions", &["xlsform/file-type"]),
    ("List name not in", &["xlsform/unknown-list"]),
    ("no name", &["xlsform/no-name"]),
    ("no label or hint", &["xlsform/no-label"]),
    ("multiple survey elements", &["xlsform/ambiguous-reference"]),
    ("referenced by at least one other question", &["xlsform/search-shared"]),
    ("select from file type, using 'search()'", &["xlsform/search-in-file"]),
    ("Choice filter not supported", &["xlsform/filter-with-other"]),
    ("not user-visible", &["xlsform/trigger-hidden"]),
    ("Missing calculation", &["xlsform/no-calculation"]),
    ("choices sheet", &["xlsform/missing-sheet"]),
    ("You must have a sheet named 'survey'", &["xlsform/no-survey"]),
    ("Unknown question type", &["xlsform/unknown-type"]),
    ("has not been included", &["xlsform/include"]),
    ("Duplicate column header", &["xlsform/duplicate-column"]),
    ("Headers that are different names", &["xlsform/duplicate-column"]),
    ("Repeat names must not be the same", &["xlsform/repeat-as-root"]),
];

/// Our codes for an error message of pyxform.
pub fn codes_of(message: &str) -> Vec<&'static str> {
    let found = MESSAGES.iter().filter(|(piece, _)| message.contains(piece));
    found.flat_map(|(_, codes)| codes.iter().copied()).collect()
}

/// Plays every case of `cases.json`.
pub fn play(dir: &Path) -> Result<Vec<Judged>, String> {
    let (_, cases) = super::cases(dir)?;
    let one = |case: &Value| {
        let verdict = match (set_aside(case), judge(case)) {
            (Some(why), _) => Verdict::OutOfScope(why),
            (None, Ok(())) => Verdict::Passed,
            (None, Err(why)) => Verdict::Failed(why),
        };
        Judged { id: case["id"].as_str().unwrap_or_default().to_owned(), verdict }
    };
    Ok(cases.iter().map(one).collect())
}

/// A case as a Markdown table, whichever way it is given.
pub fn table(case: &Value) -> String {
    if let Some(md) = case["md"].as_str() {
        return md.to_owned();
    }
    let mut text = String::new();
    for (sheet, rows) in case["sheets"].as_object().into_iter().flatten() {
        let rows: Vec<&serde_json::Map<String, Value>> =
            rows.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        let mut headers: Vec<&str> = Vec::new();
        for name in rows.iter().flat_map(|row| row.keys()) {
            if !headers.contains(&name.as_str()) {
                headers.push(name);
            }
        }
        let escaped = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        text.push_str(&format!("| {sheet} |\n| | {} |\n", headers.join(" | ")));
        for row in rows {
            let cells = headers.iter().map(|name| escaped(row.get(*name).and_then(Value::as_str).unwrap_or("")));
            text.push_str(&format!("| | {} |\n", cells.collect::<Vec<_>>().join(" | ")));
        }
    }
    text
}

fn judge(case: &Value) -> Result<(), String> {
    let name = case["name"].as_str().unwrap_or("data");
    let imported = xlsform::read(table(case).as_bytes(), name);
    match case["expect"]["valid"].as_bool() {
        Some(true) => valid(&imported, case["xform"].as_str().unwrap_or_default()),
        _ => invalid(&imported, case),
    }
}

fn errors(imported: &Imported) -> Vec<&Finding> {
    imported.findings.iter().filter(|finding| finding.severity == Severity::Error).collect()
}

fn told(errors: &[&Finding]) -> String {
    let each = errors.iter().map(|finding| format!("{} at {}", finding.code, finding.place));
    each.collect::<Vec<_>>().join("; ")
}

fn valid(imported: &Imported, xform: &str) -> Result<(), String> {
    let Some(document) = &imported.questionnaire else {
        return Err(format!("valid, but refused: {}", told(&errors(imported))));
    };
    let document: Value = serde_json::from_str(&document.to_text()).map_err(|error| error.to_string())?;
    let theirs = of_xform(xform)?;
    match difference(&theirs, &of_document(&document, &theirs)) {
        None => Ok(()),
        Some(difference) => Err(difference),
    }
}

fn invalid(imported: &Imported, case: &Value) -> Result<(), String> {
    let reference = case["reference_error"].as_str().unwrap_or_default();
    let named = case["expect"]["codes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut wanted: Vec<&str> = Vec::new();
    for name in named {
        let codes = CODES.iter().find(|(known, _)| *known == name).map(|(_, codes)| *codes);
        wanted.extend(codes.ok_or_else(|| format!("the code {name} is not in the table"))?);
    }
    if wanted.is_empty() {
        wanted = codes_of(reference);
    }
    let errors = errors(imported);
    let of_kind: Vec<&&Finding> = errors.iter().filter(|finding| wanted.contains(&finding.code)).collect();
    if of_kind.is_empty() {
        return Err(format!("wanted {wanted:?} ({reference}), told: {}", told(&errors)));
    }
    let row = reference.split_once("[row : ").and_then(|(_, rest)| rest.split(']').next()?.trim().parse::<u32>().ok());
    // pyxform counts the only row of settings as row 1, spreadsheets as row 2.
    let settings = reference.contains("'settings' sheet");
    let at_row = |finding: &&&Finding| {
        let digits: String = finding.place.pointer.chars().rev().take_while(char::is_ascii_digit).collect();
        let number: Option<u32> = digits.chars().rev().collect::<String>().parse().ok();
        row.is_none() || number == row || (settings && number.is_some())
    };
    match of_kind.iter().any(at_row) {
        true => Ok(()),
        false => Err(format!("wanted row {row:?}, told: {}", told(&errors))),
    }
}
