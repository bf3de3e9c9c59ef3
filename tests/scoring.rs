//! Damaged scoring keys, each with the code, place and hint that its author is told.
//!
//! The files lie under `vectors/key`, with a manifest that other languages can read.

use std::collections::BTreeSet;
use std::fs;

use sealform_questionnaire::Questionnaire;
use sealform_scoring::{ScoringKey, ScoringProgram};
use sealform_tests::respondent::{digest, try_program};
use sealform_tests::{read_json, vectors_dir};
use sealform_types::{Finding, Findings, Json, Severity};

fn form() -> Questionnaire {
    let (form, findings) = Questionnaire::read(&read_json(&vectors_dir().join("key/form.json")));
    assert!(findings.is_empty(), "{findings}");
    form.expect("a form")
}

/// What an author is told about a key: first what is wrong with it, then how it misfits the form.
fn check(form: &Questionnaire, key: &Json) -> Findings {
    let (key, mut findings) = ScoringKey::read(key);
    if let (Some(key), false) = (key, findings.has_errors()) {
        let (program, misfits) = ScoringProgram::compile(form, &key);
        assert_eq!(program.is_none(), misfits.has_errors());
        findings.append(misfits);
    }
    findings
}

fn text<'a>(entry: &'a Json, member: &str) -> &'a str {
    entry.get(member).and_then(Json::as_str).unwrap_or_else(|| panic!("the manifest lacks `{member}`"))
}

#[test]
fn every_damaged_key_is_told_with_code_place_and_hint() {
    let folder = vectors_dir().join("key");
    let manifest = read_json(&folder.join("manifest.json"));
    let form = form();
    let entries = manifest.get("bad").and_then(Json::as_array).expect("a list");
    assert!(entries.len() >= 25);
    for entry in entries {
        let file = text(entry, "file");
        let findings = check(&form, &read_json(&folder.join("bad").join(file)));
        let told: Vec<&Finding> = findings.iter().filter(|finding| finding.code == text(entry, "code")).collect();
        let exactly = |finding: &&&Finding| {
            finding.place.pointer == text(entry, "place") && finding.hint.as_deref() == Some(text(entry, "hint"))
        };
        assert!(told.iter().any(|finding| exactly(&finding)), "{file} is told as\n{findings}");
        assert_eq!(told.len(), 1, "{file} is told more than once\n{findings}");
    }
}

#[test]
fn one_fault_does_not_hide_behind_others() {
    let folder = vectors_dir().join("key/bad");
    let form = form();
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let findings = check(&form, &read_json(&path));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        assert!(errors <= 1, "{} has one fault, but is told\n{findings}", path.display());
    }
}

#[test]
fn every_vector_is_in_the_manifest() {
    let folder = vectors_dir().join("key");
    let manifest = read_json(&folder.join("manifest.json"));
    let entries = manifest.get("bad").and_then(Json::as_array).expect("a list");
    let named: BTreeSet<String> = entries.iter().map(|entry| text(entry, "file").to_owned()).collect();
    let lying: BTreeSet<String> = fs::read_dir(folder.join("bad"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, lying);
}

#[test]
fn the_good_key_is_told_nothing() {
    let findings = check(&form(), &read_json(&vectors_dir().join("key/good.json")));
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn a_key_for_another_text_of_the_form_is_refused() {
    let folder = vectors_dir().join("key");
    let (form, key) = (read_json(&folder.join("form.json")), read_json(&folder.join("good.json")));
    let naming = |sha256: String| {
        let Json::Object(mut members) = key.clone() else { panic!("an object") };
        for (name, member) in &mut members {
            if let ("questionnaire", Json::Object(fits)) = (name.as_str(), member) {
                fits.push(("sha256".to_owned(), Json::String(sha256.clone())));
            }
        }
        Json::Object(members)
    };
    let (program, findings) = try_program(&form, Some(&naming(digest(&form))));
    assert!(program.is_some() && findings.is_empty(), "{findings}");
    let (program, findings) = try_program(&form, Some(&naming(digest(&key))));
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.pointer.as_str())).collect();
    assert_eq!((program.is_none(), told), (true, vec![("key/other-questionnaire", "/questionnaire/sha256")]));
}
