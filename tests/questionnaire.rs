//! Damaged questionnaires, each with the code, place and hint that its author is told.
//!
//! The files lie under `vectors/questionnaire`, with a manifest that other languages can read.

use std::collections::BTreeSet;
use std::fs;

use sealform_engine::compile;
use sealform_questionnaire::Questionnaire;
use sealform_tests::{read_json, vectors_dir};
use sealform_types::{Finding, Findings, Json, JsonError, Severity};

/// What an author is told: first about the document, then, where that is sound, about what its expressions say.
/// What was read of a damaged document is compiled too: that must end, whatever it finds.
fn check(json: &Json) -> Findings {
    let (form, mut findings) = Questionnaire::read(json);
    let Some(form) = form else { return findings };
    let (program, found) = compile(&form, "", None);
    assert_eq!(program.is_none(), found.has_errors());
    if !findings.has_errors() {
        findings.append(found);
    }
    findings
}

fn manifest() -> Vec<Json> {
    let manifest = read_json(&vectors_dir().join("questionnaire/manifest.json"));
    manifest.get("bad").and_then(Json::as_array).expect("a list").to_vec()
}

fn text<'a>(entry: &'a Json, member: &str) -> &'a str {
    entry.get(member).and_then(Json::as_str).unwrap_or_else(|| panic!("the manifest lacks `{member}`"))
}

fn number(json: Option<&Json>) -> Option<usize> {
    json.and_then(Json::as_integer).and_then(|number| usize::try_from(number).ok())
}

fn columns(entry: &Json) -> Option<(usize, usize)> {
    let columns = entry.get("columns").and_then(Json::as_array)?;
    Some((number(columns.first())?, number(columns.get(1))?))
}

/// Where a finding is not what the manifest says.
fn differs(file: &str, entry: &Json, finding: &Finding) -> Option<String> {
    let severity = match entry.get("severity").and_then(Json::as_str) {
        Some("warning") => Severity::Warning,
        Some(other) => panic!("{file}: unknown severity {other}"),
        None => Severity::Error,
    };
    let told = finding.place.columns.map(|(first, end)| (first as usize, end as usize));
    let same = (finding.code, finding.severity) == (text(entry, "code"), severity)
        && (finding.place.pointer.as_str(), told) == (text(entry, "place"), columns(entry))
        && finding.hint.as_deref() == Some(text(entry, "hint"));
    (!same).then(|| format!("{file}: {} {told:?} {finding}", finding.place.pointer))
}

#[test]
fn every_damaged_questionnaire_is_told_once_with_code_place_and_hint() {
    let entries = manifest();
    assert!(entries.len() >= 100);
    let mut differences = Vec::new();
    for entry in entries {
        let file = text(&entry, "file");
        let bytes = fs::read(vectors_dir().join("questionnaire/bad").join(file)).expect(file);
        match (Json::parse(&bytes), text(&entry, "code")) {
            // These are told by whoever reads the bytes.
            (Err(JsonError { line, column, .. }), "document/json") => {
                let place = (number(entry.get("line")), columns(&entry).map(|(first, _)| first));
                assert_eq!((Some(line), Some(column.max(1))), place, "{file}");
            }
            (Err(_), "document/not-utf8") => assert!(std::str::from_utf8(&bytes).is_err(), "{file}"),
            (Err(error), code) => panic!("{file} should be told as {code}, but cannot be read: {error}"),
            (Ok(json), _) => {
                let findings = check(&json).into_vec();
                let [finding] = findings.as_slice() else {
                    differences.push(format!("{file} has one fault, and {} are told: {findings:#?}", findings.len()));
                    continue;
                };
                differences.extend(differs(file, &entry, finding));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_vector_is_in_the_manifest() {
    let entries = manifest();
    let named: BTreeSet<String> = entries.iter().map(|entry| text(entry, "file").to_owned()).collect();
    let lying: BTreeSet<String> = fs::read_dir(vectors_dir().join("questionnaire/bad"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, lying);
    assert_eq!(named.len(), entries.len(), "a vector is listed twice");
}

#[test]
fn the_good_questionnaire_is_told_nothing() {
    let findings = check(&read_json(&vectors_dir().join("questionnaire/good.json")));
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn many_faults_are_told_at_once_and_in_bounds() {
    let row = r#"{"type":"txt","nam":"a","relevant":"${x"}"#;
    let rows = vec![row; 5000].join(",");
    let document =
        format!(r#"{{"sealform":1,"id":"m","version":"1","title":"M","languages":["en"],"survey":[{rows}]}}"#);
    let findings = check(&Json::parse(document.as_bytes()).expect("JSON")).into_vec();
    let (rest, kept) = findings.split_last().expect("findings");
    assert_eq!((kept.len(), rest.message.as_str()), (Findings::MOST, "4900 more of this kind"));
    assert!(kept.iter().all(|finding| finding.hint.is_some()));
}

#[test]
fn no_cut_and_no_swap_of_a_good_questionnaire_panics() {
    let text = fs::read_to_string(vectors_dir().join("questionnaire/good.json")).expect("the form");
    for (at, _) in text.trim_end().char_indices() {
        assert!(Json::parse(&text.as_bytes()[..at]).is_err());
        let mut swapped = text.as_bytes().to_vec();
        for byte in [b'0', b'"', b'{', b']', b'$', b'\'', b'('] {
            swapped[at] = byte;
            if let Ok(json) = Json::parse(&swapped) {
                check(&json);
            }
        }
    }
}
