//! What a report says of a sealed file: questions in the order of the form, in its words, and everything that was sealed.

use std::sync::Arc;

use sealform_protocol::{Report, ReportAnswer, ReportRow, ReportValue};
use sealform_receiver::{Judge, Reader, report};
use sealform_submission::Trust;
use sealform_tests::respondent::program;
use sealform_tests::{forge, read_json, repo_file};
use sealform_types::Json;

fn kept(name: &str) -> Vec<u8> {
    std::fs::read(repo_file(&format!("tests/fixtures/kept/{name}"))).expect(name)
}

fn judge(form: &str, with_key: bool) -> Judge {
    let document = |name: String| read_json(&repo_file(&format!("tests/fixtures/kept/{name}")));
    let key = with_key.then(|| document(format!("{form}.key.json")));
    Judge::new(Arc::clone(&program(&document(format!("{form}.json")), key.as_ref())))
}

fn read(form: &str, judge: Option<&Judge>, language: &str) -> Report {
    let reader = Reader { language, is_respondent: false };
    report(&kept(&format!("{form}.jws.json")), &Trust::None, judge, reader).expect("it is intact")
}

fn answers(report: &Report) -> Vec<&ReportAnswer> {
    let rows = report.rows.iter().filter_map(|row| match row {
        ReportRow::Answer(answer) => Some(answer),
        ReportRow::Heading { .. } => None,
    });
    rows.chain(&report.others).collect()
}

fn claimed(form: &str) -> Json {
    let verification = sealform_receiver::verify(&kept(&format!("{form}.jws.json")), &Trust::None, None);
    verification.intact.expect("it is intact").claims.get("answers").expect("answers").clone()
}

#[test]
fn everything_that_was_sealed_is_in_it() {
    for form in ["ksp-phone", "store-visit"] {
        for judge in [None, Some(judge(form, true))] {
            let report = read(form, judge.as_ref(), "");
            let drawn = answers(&report);
            for (path, claim) in claimed(form).as_object().expect("answers") {
                let answer = drawn.iter().find(|answer| answer.path == *path).unwrap_or_else(|| panic!("{path}"));
                assert_eq!(answer.value.is_some(), claim.get("v").is_some_and(|v| *v != Json::Null), "{path}");
                assert_eq!(answer.comment.as_deref(), claim.get("c").and_then(Json::as_str), "{path}");
            }
        }
    }
}

#[test]
fn questions_stand_in_the_order_of_the_form_below_its_pages() {
    let judge = judge("ksp-phone", true);
    let report = read("ksp-phone", Some(&judge), "en");
    assert!(report.has_form && report.seal.ok && report.seal.replay == "full");
    assert_eq!(report.language, "en");
    let headings: Vec<&str> = report
        .rows
        .iter()
        .filter_map(|row| match row {
            ReportRow::Heading { level: 0, text, .. } => Some(text.as_str()),
            ReportRow::Heading { .. } | ReportRow::Answer(_) => None,
        })
        .collect();
    assert!(headings.len() > 5, "{headings:?}");
    let norwegian = read("ksp-phone", Some(&judge), "nb-NO");
    assert_eq!(norwegian.language, "nb");
    assert_ne!(norwegian.title, report.title);
    assert_eq!(norwegian.rows.len(), report.rows.len());
    // A language that the form lacks leaves it as it was filled.
    let other = read("ksp-phone", Some(&judge), "fr");
    assert!(report.languages.contains(&other.language));
    let attempts = answers(&report).iter().filter(|row| matches!(row.value, Some(ReportValue::Attempts(_)))).count();
    assert_eq!(attempts, 1);
    let labels = answers(&report).iter().filter(|row| matches!(row.value, Some(ReportValue::Choices(_)))).count();
    assert!(labels > 10, "{labels}");
    // Every heading has an answer below it.
    for pair in report.rows.windows(2) {
        if let [ReportRow::Heading { level, .. }, ReportRow::Heading { level: next, .. }] = pair {
            assert!(level < next, "{pair:?}");
        }
    }
}

#[test]
fn a_score_is_computed_beside_what_is_claimed() {
    let with_key = judge("ksp-phone", true);
    let score = read("ksp-phone", Some(&with_key), "en").score.expect("a score");
    assert_eq!(score.state, "confirmed");
    assert_eq!(
        score.total.computed.as_ref().map(|total| &total.percent),
        score.total.claimed.as_ref().map(|total| &total.percent)
    );
    assert!(
        score.sections.iter().all(|part| part.computed.is_some() && part.claimed.is_some() && !part.label.is_empty())
    );
    let claimed = read("ksp-phone", Some(&judge("ksp-phone", false)), "en").score.expect("a score");
    assert_eq!((claimed.state, claimed.total.computed), ("claimed", None));
    assert_eq!(claimed.sections.len(), score.sections.len());
}

#[test]
fn without_the_form_paths_and_names_stand_for_texts() {
    let report = read("ksp-phone", None, "en");
    assert!(!report.has_form && report.rows.is_empty() && report.title.is_empty());
    assert!(report.others.iter().all(|answer| answer.question == answer.path));
    // Another form is none.
    let other = read("ksp-phone", Some(&judge("store-visit", false)), "en");
    assert!(!other.has_form && !other.seal.ok);
}

#[test]
fn what_is_not_intact_has_no_report() {
    let mut file = kept("ksp-phone.jws.json");
    let at = file.iter().position(|byte| *byte == b'Q').expect("a letter");
    file[at] = b'R';
    assert!(report(&file, &Trust::None, None, Reader::default()).is_none());
}

#[test]
fn a_file_that_answers_has_its_claim() {
    let mut claims = forge::minimal_claims();
    claims.answers = forge::json(r#"{"photos": {"v": ["a.png"], "c": "<b>two</b>"}}"#);
    claims.attachments = vec![forge::attachment("a.png", "photos", b"x")];
    let file = forge::seal(&claims, &forge::key("device"));
    let report = report(file.bytes(), &Trust::None, None, Reader::default()).expect("intact");
    let [answer] = &report.others[..] else { panic!("{:?}", report.others) };
    let Some(ReportValue::Files(files)) = &answer.value else { panic!("{answer:?}") };
    assert_eq!(files.iter().map(|file| (file.name.as_str(), file.sha256.len())).collect::<Vec<_>>(), [("a.png", 64)]);
    assert_eq!(answer.comment.as_deref(), Some("<b>two</b>"));
}
