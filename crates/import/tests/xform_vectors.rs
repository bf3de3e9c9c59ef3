//! Damaged XForms, each with the code, place and hint that its author is told.
//!
//! The files lie under `tests/vectors/xform`, with a manifest that other languages can read. `SEALFORM_BLESS=1` writes it
//! anew.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use sealform_import::{surveyjs, xform};
use sealform_types::{Finding, Json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/xform")
}

/// What the manifest says of the first finding of a file.
fn entry(file: &str, finding: &Finding, count: usize) -> Json {
    let mut members = vec![
        ("file".to_owned(), Json::from(file)),
        ("code".to_owned(), Json::from(finding.code)),
        ("severity".to_owned(), Json::from(finding.severity.name())),
        ("place".to_owned(), Json::from(finding.place.pointer.as_str())),
    ];
    members.extend(finding.place.line.map(|line| ("line".to_owned(), Json::Integer(i64::from(line)))));
    members.push(("hint".to_owned(), Json::from(finding.hint.as_deref().unwrap_or_default())));
    if count > 1 {
        members.push(("findings".to_owned(), Json::Integer(i64::try_from(count).expect("few"))));
    }
    Json::Object(members)
}

#[test]
fn every_damaged_form_is_told_with_code_place_and_hint() {
    let mut files: Vec<_> = fs::read_dir(folder().join("bad"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert!(files.len() >= 50);
    let entries = files.iter().map(|file| {
        let read = xform::read(&fs::read(folder().join("bad").join(file)).expect("the file"));
        let findings: Vec<&Finding> = read.findings.iter().collect();
        let first = findings.first().unwrap_or_else(|| panic!("nothing is told about {file}"));
        assert!(findings.iter().all(|finding| finding.hint.is_some()), "{file}");
        entry(file, first, findings.len()).to_text()
    });
    let manifest = format!("{{\"bad\": [\n  {}\n]}}\n", entries.collect::<Vec<_>>().join(",\n  "));
    let path = folder().join("manifest.json");
    if std::env::var_os("SEALFORM_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &manifest).expect("writable");
    }
    let known = fs::read_to_string(&path).expect("the manifest");
    for (told, known) in manifest.lines().zip(known.lines()) {
        assert_eq!(told, known);
    }
    assert_eq!(manifest.lines().count(), known.lines().count());
}

#[test]
fn nothing_is_told_about_the_good_form() {
    let read = xform::read(&fs::read(folder().join("good.xml")).expect("the file"));
    assert!(read.findings.is_empty(), "{}", read.findings);
    assert!(read.questionnaire.is_some());
}

#[test]
fn no_cut_of_the_good_form_panics() {
    let good = fs::read(folder().join("good.xml")).expect("the file");
    for end in (0..good.len()).step_by(7) {
        let read = xform::read(&good[..end]);
        assert!(read.questionnaire.is_none() || read.findings.is_empty(), "cut at {end}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        xform::read(&bytes);
        surveyjs::read(&bytes);
    }

    #[test]
    fn no_change_of_a_good_form_panics(at in 0_usize..4000, with in "[<>/a'\"\\[\\](){}$=.@&; -]{0,12}", cut in 0_usize..20) {
        let good = fs::read_to_string(folder().join("good.xml")).expect("the file");
        let (from, to) = (at.min(good.len()), (at + cut).min(good.len()));
        if good.is_char_boundary(from) && good.is_char_boundary(to) {
            let changed = format!("{}{with}{}", &good[..from], &good[to..]);
            xform::read(changed.as_bytes());
        }
    }

    #[test]
    fn no_expression_of_surveyjs_panics(text in "[a-z0-9{}()\\[\\]'\" .+*/%^!<>=&|,-]{0,80}") {
        let _ = surveyjs::parse(&text).map(|tree| tree.to_string());
        let survey = format!(
            "{{\"elements\":[{{\"type\":\"text\",\"name\":\"a\"}},{{\"type\":\"text\",\"name\":\"b\",\"visibleIf\":{}}}]}}",
            Json::from(text.as_str()).to_text()
        );
        surveyjs::read(survey.as_bytes());
    }
}
