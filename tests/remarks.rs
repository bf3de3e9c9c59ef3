//! What receivers are told of answers beside whether they are in order: warnings that were passed over, and flags.

use std::sync::Arc;

use sealform_engine::Program;
use sealform_protocol::{Action, Remark};
use sealform_receiver::{Judge, Reader, report, verify};
use sealform_submission::Trust;
use sealform_tests::receiver::{claims, seal};
use sealform_tests::respondent::{Respondent, moment, try_program};
use sealform_types::{Json, Level};

const QUESTIONS: &str = r#"
  {"type": "select_one", "choices": "ynn", "name": "a", "label": "Was it clean?", "comment": {"no_caps": true, "distinct": true}},
  {"type": "select_one", "choices": "ynn", "name": "b", "label": "Was it bright?", "comment": {"distinct": true, "levels": {"distinct": "flag"}}},
  {"type": "select_one", "choices": "ynn", "name": "c", "label": "Was it warm?"},
  {"type": "select_one", "choices": "ynn", "name": "d", "label": "Was it quiet?"}"#;

fn program(settings: &str, key: Option<&str>) -> Arc<Program> {
    let form = format!(
        r#"{{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"], "settings": {{{settings}}},
          "choices": {{"ynn": [{{"name": "yes", "label": "Yes"}}, {{"name": "no", "label": "No"}},
            {{"name": "na", "label": "Not applicable", "not_applicable": true}},
            {{"name": "unseen", "label": "Not observed", "not_observed": true}}]}},
          "survey": [{QUESTIONS}]}}"#
    );
    let parsed = |text: &str| Json::parse(text.as_bytes()).expect("JSON");
    let (program, findings) = try_program(&parsed(&form), key.map(parsed).as_ref());
    Arc::new(program.unwrap_or_else(|| panic!("{findings}")))
}

/// Seals answers and comments given at one moment each, and gives what a receiver says of the file.
fn told(program: &Arc<Program>, answers: &[(&str, &str)], comments: &[(&str, &str)], minutes: &[i64]) -> Vec<Remark> {
    let mut respondent = Respondent::opens(program);
    let begun = moment("2026-11-21T10:00:00+01:00");
    for (index, (path, choice)) in answers.iter().enumerate() {
        respondent.at = begun + chrono::TimeDelta::minutes(minutes.get(index).copied().unwrap_or(20));
        respondent.answers(path, Json::from(*choice));
    }
    for (path, text) in comments {
        respondent.does(Action::Comment { path: (*path).to_owned(), text: (*text).to_owned() }).expect("a comment");
    }
    let finished = respondent.session.finish().expect("nothing blocks");
    let file = seal(&claims(respondent.session.draft(), finished).expect("claims")).expect("a file").expect("it fits");
    let judge = Judge::new(Arc::clone(program));
    let said = verify(&file, &Trust::None, Some(&judge));
    assert!(said.ok, "{}", said.findings.to_text());
    let remarks = said.intact.expect("an intact file").remarks;
    // The reviewer's report says the same, and that of whoever filled the form nothing.
    let of = |is_respondent| {
        let reader = Reader { is_respondent, ..Reader::default() };
        report(&file, &Trust::None, Some(&judge), reader).expect("a report").remarks
    };
    assert_eq!((of(false), of(true)), (remarks.clone(), Vec::new()));
    // Without the form nobody knows.
    assert_eq!(verify(&file, &Trust::None, None).intact.expect("an intact file").remarks, Vec::new());
    remarks
}

fn codes(remarks: &[Remark]) -> Vec<(&str, Level, &str)> {
    remarks.iter().map(|remark| (remark.path.as_str(), remark.level, remark.code)).collect()
}

const ALL_YES: [(&str, &str); 4] = [("a", "yes"), ("b", "yes"), ("c", "yes"), ("d", "yes")];

#[test]
fn warnings_that_were_passed_over_and_flags_are_told_and_block_nothing() {
    let program = program("", None);
    assert_eq!(told(&program, &ALL_YES, &[], &[]), Vec::new());
    let comments = [("a", "THE FLOOR WAS WET NEAR THE DOOR"), ("b", "The floor was wet near the door.")];
    let remarks = told(&program, &ALL_YES, &comments, &[]);
    assert_eq!(codes(&remarks), [("a", Level::Warn, "answer/all-caps"), ("b", Level::Flag, "answer/alike")]);
    assert_eq!(remarks[1].message, "the comment of `b` is almost the same as the words at `a`");
}

#[test]
fn what_was_not_observed_is_flagged() {
    let remarks = told(&program("", None), &[("a", "yes"), ("b", "unseen")], &[], &[]);
    assert_eq!(codes(&remarks), [("b", Level::Flag, "answer/not-observed")]);
}

#[test]
fn more_answers_that_do_not_apply_than_a_form_allows_are_flagged() {
    let answers = |na: usize| -> Vec<(&str, &str)> {
        ALL_YES.iter().enumerate().map(|(index, (path, yes))| (*path, if index < na { "na" } else { *yes })).collect()
    };
    // One of four is 25 %, which is not more than 25 %.
    assert_eq!(told(&program("", None), &answers(1), &[], &[]), Vec::new());
    let remarks = told(&program("", None), &answers(2), &[], &[]);
    assert_eq!(codes(&remarks), [("", Level::Flag, "answers/not-applicable")]);
    assert_eq!(remarks[0].message, "2 of 4 answers say \"not applicable\", more than 25 %");
    assert_eq!(told(&program(r#""max_not_applicable": 50"#, None), &answers(2), &[], &[]), Vec::new());
    // Three answers are too few to say anything.
    assert_eq!(told(&program("", None), &answers(3)[..3], &[], &[]), Vec::new());
    // With a key, questions that it does not score say nothing.
    let key = r#"{"sealform_key": 1, "questionnaire": {"id": "visit", "version": "1"},
      "questions": {"a": {"points": {"yes": 1, "no": 0}}, "b": {"unscored": true}}}"#;
    assert_eq!(told(&program("", Some(key)), &answers(2), &[], &[]), Vec::new());
}

#[test]
fn work_that_was_too_short_is_flagged_and_pauses_are_no_work() {
    let flagged = |seconds: &str, minutes: &[i64]| {
        let program = program(&format!(r#""min_seconds": {seconds}"#), None);
        codes(&told(&program, &ALL_YES, &[], minutes)).iter().map(|(_, _, code)| (*code).to_owned()).collect::<Vec<_>>()
    };
    // Four answers, five minutes from one to the next: 15 minutes of work.
    assert_eq!(flagged("900", &[0, 5, 10, 15]), Vec::<String>::new());
    assert_eq!(flagged("901", &[0, 5, 10, 15]), ["answers/fast"]);
    // A night in between is no work: 5 minutes before it and 5 behind it.
    assert_eq!(flagged("600", &[0, 5, 1000, 1005]), Vec::<String>::new());
    assert_eq!(flagged("601", &[0, 5, 1000, 1005]), ["answers/fast"]);
}
