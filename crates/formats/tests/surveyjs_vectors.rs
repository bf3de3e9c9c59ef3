//! Damaged surveys of SurveyJS, each with the code, place and hint that are reported.
//!
//! The files lie under `tests/vectors/surveyjs`, with a manifest that other languages can read. `SEALFORM_BLESS=1` writes
//! it anew.

mod support;

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use sealform_formats::surveyjs;
use sealform_questionnaire::Questionnaire;
use support::manifest_holds;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/surveyjs")
}

fn good() -> String {
    fs::read_to_string(folder().join("good.json")).expect("the file")
}

#[test]
fn every_damaged_survey_is_reported_with_code_place_and_hint() {
    manifest_holds(&folder(), 40, surveyjs::read);
}

#[test]
fn the_good_survey_is_a_sound_questionnaire_that_says_where_it_came_from() {
    let read = surveyjs::read(good().as_bytes());
    assert!(read.findings.is_empty(), "{}", read.findings);
    let document = read.questionnaire.expect("a questionnaire");
    let (questionnaire, findings) = Questionnaire::read(&document);
    assert!(questionnaire.is_some() && !findings.has_errors(), "{findings}");
    assert!(!document.to_text().contains('@'), "what is only for the way stays in");
    let places = |theirs: &str| read.origins.iter().filter(|(_, known)| *known == theirs).count();
    assert_eq!(places("/pages/0/elements/0"), 1);
    // A column stands in every row.
    assert_eq!(places("/pages/1/elements/1/columns/0"), 2);
}

#[test]
fn no_cut_of_the_good_survey_panics() {
    let good = good();
    for end in (0..good.len()).step_by(13).filter(|end| good.is_char_boundary(*end)) {
        let read = surveyjs::read(&good.as_bytes()[..end]);
        assert!(read.questionnaire.is_none(), "cut at {end}");
    }
}

proptest! {
    /// Words and values put anywhere give a questionnaire that reads, or an error.
    #[test]
    fn every_change_of_the_good_survey_is_read(
        at in 0_usize..4000, with in "[a-z0-9{}\\[\\]'\",.:+ =<>()-]{0,12}", cut in 0_usize..20,
    ) {
        let good = good();
        let (from, to) = (at.min(good.len()), (at + cut).min(good.len()));
        if good.is_char_boundary(from) && good.is_char_boundary(to) {
            let changed = format!("{}{with}{}", &good[..from], &good[to..]);
            let read = surveyjs::read(changed.as_bytes());
            prop_assert_eq!(read.questionnaire.is_none(), read.findings.has_errors());
            if let Some(document) = &read.questionnaire {
                prop_assert!(Questionnaire::read(document).0.is_some());
                // The same survey gives the same form.
                let again = surveyjs::read(changed.as_bytes());
                prop_assert_eq!(again.questionnaire.as_ref(), Some(document));
            }
        }
    }
}
