//! Damaged XForms, each with the code, place and hint that are reported.
//!
//! The files lie under `tests/vectors/xform`, with a manifest that other languages can read. `SEALFORM_BLESS=1` writes it
//! anew.

mod support;

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use sealform_formats::{surveyjs, xform};
use sealform_types::Json;
use support::manifest_holds;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/xform")
}

#[test]
fn every_damaged_form_is_reported_with_code_place_and_hint() {
    manifest_holds(&folder(), 50, xform::read);
}

#[test]
fn nothing_is_reported_about_the_good_form() {
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
