//! Damaged spreadsheets, each with the code, cell and hint that its author is told.
//!
//! The files lie under `vectors/xlsform`, with a manifest that other languages can read; workbooks that nobody should
//! keep lying about are made here.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};

use sealform_formats::{Imported, xlsform};
use sealform_tests::{read_json, vectors_dir};
use sealform_types::{Finding, Json, Severity};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn manifest() -> Vec<Json> {
    let manifest = read_json(&vectors_dir().join("xlsform/manifest.json"));
    manifest.get("bad").and_then(Json::as_array).expect("a list").to_vec()
}

fn text<'a>(entry: &'a Json, member: &str) -> &'a str {
    entry.get(member).and_then(Json::as_str).unwrap_or_else(|| panic!("the manifest lacks `{member}`"))
}

fn only(imported: &Imported) -> Finding {
    let findings: Vec<Finding> = imported.findings.iter().cloned().collect();
    let [finding] = findings.as_slice() else { panic!("one fault, and {} are told: {findings:#?}", findings.len()) };
    finding.clone()
}

#[test]
fn every_damaged_spreadsheet_is_told_once_with_code_cell_and_hint() {
    let entries = manifest();
    assert!(entries.len() >= 50);
    for entry in entries {
        let file = text(&entry, "file");
        let bytes = fs::read(vectors_dir().join("xlsform/bad").join(file)).expect(file);
        let imported = xlsform::read(&bytes, "form");
        let findings: Vec<&Finding> = imported.findings.iter().collect();
        let [finding] = findings.as_slice() else {
            panic!("{file} has one fault, and {} are told: {findings:#?}", findings.len())
        };
        let severity = match entry.get("severity").and_then(Json::as_str) {
            Some("warning") => Severity::Warning,
            _ => Severity::Error,
        };
        assert_eq!((finding.code, finding.severity), (text(&entry, "code"), severity), "{file}: {finding}");
        assert_eq!(finding.place.pointer, text(&entry, "place"), "{file}: {finding}");
        assert_eq!(finding.hint.as_deref(), Some(text(&entry, "hint")), "{file}: {finding}");
        assert_eq!(imported.questionnaire.is_some(), severity == Severity::Warning, "{file}");
    }
}

#[test]
fn every_vector_is_in_the_manifest() {
    let entries = manifest();
    let named: BTreeSet<String> = entries.iter().map(|entry| text(entry, "file").to_owned()).collect();
    let lying: BTreeSet<String> = fs::read_dir(vectors_dir().join("xlsform/bad"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, lying);
    assert_eq!(named.len(), entries.len(), "a vector is listed twice");
}

#[test]
fn the_good_spreadsheet_is_told_nothing_and_gives_a_key() {
    let bytes = fs::read(vectors_dir().join("xlsform/good.md")).expect("the form");
    let imported = xlsform::read(&bytes, "visit");
    assert!(imported.findings.is_empty(), "{}", imported.findings);
    let document = imported.questionnaire.expect("a questionnaire");
    let (_, findings) = sealform_questionnaire::Questionnaire::read(&document);
    assert!(findings.is_empty(), "{findings}");
    let (_, findings) = sealform_scoring::ScoringKey::read(&imported.key.expect("a key"));
    assert!(!findings.has_errors(), "{findings}");
}

#[test]
fn what_is_found_in_the_document_is_told_at_its_cell() {
    let form = b"| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | ${a} = |\n";
    let imported = xlsform::read(form, "form");
    let document = imported.questionnaire.as_ref().expect("a questionnaire");
    let (questionnaire, _) = sealform_questionnaire::Questionnaire::read(document);
    let (_, findings) = sealform_engine::compile(&questionnaire.expect("a questionnaire"), "", None);
    let finding = findings.into_iter().next().expect("a finding");
    assert_eq!(imported.located(finding).place.pointer, "survey!D3");
}

/// A workbook with one sheet, and whatever parts a test adds.
fn workbook(sheet: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const SHEETS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let page = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
    );
    let own: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", SHEETS.as_bytes()),
        ("xl/worksheets/sheet1.xml", page.as_bytes()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in own.iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("an archive").into_inner()
}

fn cells(row: u32, texts: &[&str]) -> String {
    let cell =
        |(column, text): (char, &&str)| format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    format!(r#"<row r="{row}">{}</row>"#, ('A'..).zip(texts).map(cell).collect::<String>())
}

fn survey() -> String {
    cells(1, &["type", "name", "label"]) + &cells(2, &["text", "a", "A"])
}

#[test]
fn a_plain_workbook_is_read() {
    let imported = xlsform::read(&workbook(&survey(), &[]), "form");
    assert!(imported.findings.is_empty(), "{}", imported.findings);
}

#[test]
fn cells_name_their_place_in_a_workbook() {
    let finding = only(&xlsform::read(&workbook(&(survey() + &cells(7, &["txt", "b", "B"])), &[]), "form"));
    assert_eq!((finding.code, finding.place.pointer.as_str()), ("xlsform/unknown-type", "survey!A7"));
}

#[test]
fn a_bomb_is_refused() {
    let bomb = vec![b' '; 140 * 1024 * 1024];
    let finding = only(&xlsform::read(&workbook(&survey(), &[("xl/sharedStrings.xml", &bomb)]), "form"));
    assert_eq!(finding.code, "xlsform/zip-bomb");
    let suspicious = vec![b' '; 8 * 1024 * 1024];
    let finding = only(&xlsform::read(&workbook(&survey(), &[("xl/styles.xml", &suspicious)]), "form"));
    assert_eq!(finding.code, "xlsform/zip-bomb");
}

#[test]
fn macros_and_links_are_told_and_left_alone() {
    let parts: [(&str, &[u8]); 2] = [("xl/vbaProject.bin", b"x"), ("xl/externalLinks/externalLink1.xml", b"<x/>")];
    let imported = xlsform::read(&workbook(&survey(), &parts), "form");
    let codes: Vec<&str> = imported.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["xlsform/macros", "xlsform/external-link"]);
    assert!(imported.questionnaire.is_some());
}

#[test]
fn a_formula_gives_its_last_value() {
    let row = r#"<row r="2"><c r="A2" t="str"><f>"te"&amp;"xt"</f><v>text</v></c><c r="B2" t="str"><v>a</v></c><c r="C2"><f>1+1</f><v>2</v></c></row>"#;
    let imported = xlsform::read(&workbook(&(cells(1, &["type", "name", "label"]) + row), &[]), "form");
    let finding = only(&imported);
    assert_eq!((finding.code, finding.place.pointer.as_str()), ("xlsform/formula", "survey!A2"));
    let label = imported
        .questionnaire
        .expect("a form")
        .get("survey")
        .and_then(|survey| survey.as_array()?.first()?.get("label").cloned());
    assert_eq!(label.map(|label| label.to_text()), Some(r#"{"und":"2"}"#.to_owned()));
}

#[test]
fn a_cell_far_out_costs_nothing_and_is_refused() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>"#;
    let finding = only(&xlsform::read(&workbook(&(survey() + far), &[]), "form"));
    assert_eq!(finding.code, "xlsform/too-large");
}

#[test]
fn an_archive_that_is_no_workbook_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.txt", SimpleFileOptions::default()).expect("a part");
    let bytes = zip.finish().expect("an archive").into_inner();
    for bytes in [bytes.as_slice(), b"PK\x03\x04cut off", &[0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]] {
        assert_eq!(only(&xlsform::read(bytes, "form")).code, "xlsform/unreadable");
    }
}

#[test]
fn deep_nesting_is_refused_once() {
    let mut form = "| survey |\n| | type | name | label |\n".to_owned();
    (0..500).for_each(|index| form.push_str(&format!("| | begin group | g{index} | G |\n")));
    form.push_str("| | text | a | A |\n");
    (0..500).for_each(|_| form.push_str("| | end group | | |\n"));
    assert_eq!(only(&xlsform::read(form.as_bytes(), "form")).code, "xlsform/too-deep");
}
