//! The forms that the demo shows: they read without a finding, fit the published schemas, and hold what their
//! programmes ask for.

use std::collections::BTreeSet;
use std::fs;

use sealform_formats::xlsform;
use sealform_questionnaire::{Condition, Group, Item, QuestionType, Questionnaire, Text, questionnaire_schema};
use sealform_scoring::{Exact, ScoreSheet, key_schema};
use sealform_tests::demo::{contacts, document, form, key, names, questions, sheet};
use sealform_tests::respondent::{Respondent, digest, program, try_program};
use sealform_tests::{is_blessing, read_json, repo_file};
use sealform_types::{Json, VecMap};

/// The form of the gallery: kinds and appearances, and no programme.
const EVERY_KIND: &str = "every-kind";

fn pages(form: &Questionnaire) -> Vec<&Group> {
    let groups = form.survey.iter().filter_map(|item| match item {
        Item::Group(group) => Some(group),
        Item::Question(_) | Item::Terminate(_) => None,
    });
    groups.filter(|group| group.appearance.as_deref() == Some("page")).collect()
}

#[test]
fn forms_and_keys_validate_against_the_published_schemas() {
    let forms: Vec<_> = names().into_iter().map(|name| (name.clone(), document(&name))).collect();
    let keys: Vec<_> = names().into_iter().filter_map(|name| key(&name).map(|key| (name, key))).collect();
    let published = [("questionnaire", forms, questionnaire_schema()), ("key", keys, key_schema())];
    for (schema, documents, generated) in published {
        let path = repo_file(&format!("www/site/schemas/{schema}.schema.json"));
        let pretty = format!("{}\n", serde_json::to_string_pretty(&generated).expect("JSON"));
        if is_blessing() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(&path, &pretty).expect("the schema");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(published == pretty, "{schema}.schema.json is out of date: run with SEALFORM_BLESS=1");
        let validator = jsonschema::validator_for(&generated).expect("a schema");
        for (name, document) in &documents {
            let text = document.to_text();
            let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{name}, {schema}: {errors:#?}");
            let mut damaged = document.clone();
            damaged["surprise"] = serde_json::Value::Bool(true);
            assert!(!validator.is_valid(&damaged), "an unknown member passes in {name}, {schema}");
        }
    }
}

#[test]
fn every_text_is_there_in_every_language() {
    for name in names() {
        let form = form(&name);
        let complete = |text: &Text| text.0.is_empty() || form.languages.iter().all(|tag| text.0.contains_key(tag));
        for (path, question) in questions(&form) {
            assert!(complete(&question.label) && complete(&question.hint), "{name}: {path}");
        }
        for page in pages(&form) {
            assert!(complete(&page.label) && !page.label.is_empty(), "{name}: {}", page.name);
        }
    }
}

#[test]
fn the_phone_contact_holds_what_its_programme_asks_for() {
    let form = form("ksp-phone");
    let all = questions(&form);
    let areas = ["opening", "needs", "knowledge", "dialogue", "closing"];
    let observations = |area: &str| {
        let inside = all.iter().filter(|(path, _)| path.starts_with(&format!("{area}/")));
        inside.filter(|(_, question)| question.choices.as_deref() == Some("yes_no_na")).count()
    };
    assert_eq!(areas.map(observations).iter().sum::<usize>(), 40);
    assert!(areas.iter().all(|area| pages(&form).iter().any(|page| page.name == *area)));
    let of_kind = |kind| all.iter().filter(|(_, question)| question.kind == kind).count();
    assert_eq!((of_kind(QuestionType::Rating), of_kind(QuestionType::Duration)), (6, 1));
    let comments = all.iter().filter(|(_, question)| question.text_rules.min_words == Some(20));
    assert_eq!(comments.count(), 3);
    let outcomes: Vec<&str> = form
        .survey
        .iter()
        .filter_map(|item| match item {
            Item::Terminate(end) => Some(end.outcome.as_str()),
            Item::Group(_) | Item::Question(_) => None,
        })
        .collect();
    assert_eq!(outcomes, ["disqualified", "knocked_out"]);
    let labels: BTreeSet<&str> = all.iter().filter_map(|(_, q)| q.label.0.get("nb").map(String::as_str)).collect();
    let shown = all.iter().filter(|(_, question)| !question.label.is_empty()).count();
    assert_eq!(labels.len(), shown, "two questions read alike");
}

#[test]
fn every_no_of_the_store_visit_owes_a_comment() {
    let form = form("store-visit");
    let all = questions(&form);
    assert_eq!(all.len(), 15);
    for (path, question) in all {
        let comment = question.comment.as_ref().unwrap_or_else(|| panic!("{path} has no comment"));
        assert_eq!(comment.required, Condition::When(". = 'no'".to_owned()), "{path}");
        assert_eq!((comment.relevant.as_deref(), comment.text_rules.min_words), (Some(". = 'no'"), Some(8)), "{path}");
    }
}

#[test]
fn forms_compile_without_a_finding() {
    for name in names() {
        let (_, findings) = try_program(&document(&name), key(&name).as_ref());
        assert!(findings.is_empty(), "{name}:\n{findings}");
    }
}

#[test]
fn the_role_play_comes_from_the_assignment_or_from_the_demo() {
    let program = program(&document("ksp-phone"), None);
    let shown = Respondent::opens(&program).question("intro/role_play").label.clone();
    assert!(shown.starts_with("Your role play: You live in a 70 square metre flat"), "{shown}");
    let assignment =
        Json::parse(br#"{"scenarios":[{"id":"move","text":"You want to move your broadband."}]}"#).expect("JSON");
    let assigned = Respondent::with_facts(&program, VecMap::from([("assignment".to_owned(), assignment)]));
    assert_eq!(assigned.question("intro/role_play").label, "Your role play: You want to move your broadband.");
}

/// Beginnings of contacts: the form, minutes east of Greenwich at the site, answers of which the last one is judged, and how many
/// warnings the last one has under the assignment of the demo and without one.
type Beginning = (&'static str, i32, &'static [(&'static str, &'static str)], [usize; 2]);

const BEGINNINGS: [Beginning; 13] = [
    // Tuesday to Saturday, 18:00 to 20:30. Without an assignment, the form has hours of its own.
    ("bar-restaurant", 0, &[("visit/visit_date", "2026-11-20")], [0, 0]),
    ("bar-restaurant", 0, &[("visit/visit_date", "2026-11-16")], [1, 0]),
    ("bar-restaurant", 0, &[("visit/visit_date", "2026-11-20"), ("visit/arrived", "18:00")], [0, 0]),
    ("bar-restaurant", 0, &[("visit/visit_date", "2026-11-20"), ("visit/arrived", "17:59")], [1, 1]),
    // Tuesday to Thursday, 8:00 to 11:00. A wrong day is said where the day is asked for, and not again at the time.
    ("store-comparison", 60, &[("times/visit_date", "2026-11-16")], [1, 0]),
    ("store-comparison", 60, &[("times/visit_date", "2026-11-17"), ("times/entered", "10:59")], [0, 0]),
    ("store-comparison", 60, &[("times/visit_date", "2026-11-17"), ("times/entered", "11:00")], [1, 0]),
    ("store-comparison", 60, &[("times/visit_date", "2026-11-16"), ("times/entered", "11:00")], [0, 0]),
    // Monday to Saturday, 10:00 to 19:00 in Novosibirsk, wherever the observer was.
    ("support-quality", 420, &[("request/opened_at", "2026-11-20T14:59:00+03:00")], [0, 0]),
    ("support-quality", 420, &[("request/opened_at", "2026-11-20T15:00:00+03:00")], [1, 0]),
    // 8:00 to 11:30 and 13:00 to 17:00 by the assignment; Monday to Wednesday, 8:00 to 15:00, is the form's own rule.
    ("service-standards", 60, &[("brief/channel", "email"), ("message/sent_at", "2026-11-18T11:00:00+01:00")], [0, 0]),
    ("service-standards", 60, &[("brief/channel", "email"), ("message/sent_at", "2026-11-18T12:00:00+01:00")], [1, 0]),
    ("service-standards", 60, &[("brief/channel", "email"), ("message/sent_at", "2026-11-18T16:00:00+01:00")], [1, 1]),
];

#[test]
fn a_contact_that_begins_outside_of_its_window_is_warned_of_and_not_held_back() {
    for (name, minutes, answers, expected) in BEGINNINGS {
        let program = program(&document(name), None);
        let mut assignment = read_json(&repo_file(&format!("www/site/assignments/{name}.json")));
        // What is filled in beforehand would lock the channel.
        if let Json::Object(members) = &mut assignment {
            members.retain(|(member, _)| member != "prefill");
        }
        let name_of_zone = assignment.get("visit").and_then(|visit| visit.get("tz")).and_then(Json::as_str);
        let name_of_zone = name_of_zone.expect("the site has a zone").to_owned();
        let zone = format!(r#"{{"name":"{name_of_zone}","transitions":[[1700000000,{minutes}]]}}"#);
        let zone = Json::parse(zone.as_bytes()).expect("JSON");
        let assigned = VecMap::from([("assignment".to_owned(), assignment), ("site_zone".to_owned(), zone)]);
        for (facts, expected) in [assigned, VecMap::new()].into_iter().zip(expected) {
            let what = format!("{name}, {answers:?}, {}", if facts.is_empty() { "not assigned" } else { "assigned" });
            let mut respondent = Respondent::with_facts(&program, facts);
            for (path, answer) in answers {
                respondent.answers(path, Json::from(*answer));
            }
            let (judged, _) = answers.last().expect("an answer");
            let issues = respondent.issues(judged);
            assert!(issues.iter().all(|issue| issue.starts_with("warn ")), "{what}: {issues:?}");
            assert_eq!(issues.len(), expected, "{what}: {issues:?}");
        }
    }
}

/// A score sheet, as far as a contact says what was worked out, with the classes of the indicators that are claimed beside it.
fn worked_out(sheet: &ScoreSheet, claim: &Json) -> Json {
    let total = &sheet.total;
    let text = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
    let sections = sheet.sections.iter().map(|section| {
        let sums = [&section.earned, &section.possible].map(|sum| Json::from(sum.to_plain().as_str()));
        (section.name.clone(), Json::Array(sums.to_vec()))
    });
    Json::Object(vec![
        ("earned".to_owned(), Json::from(total.earned.to_plain().as_str())),
        ("possible".to_owned(), Json::from(total.possible.to_plain().as_str())),
        ("result".to_owned(), text(&total.result.as_ref().map(Exact::to_fraction))),
        ("percent".to_owned(), text(&total.percent)),
        ("band".to_owned(), text(&total.band)),
        ("sections".to_owned(), Json::Object(sections.collect())),
        ("indicators".to_owned(), claim.get("indicators").cloned().unwrap_or_else(|| Json::Object(Vec::new()))),
    ])
}

#[test]
fn contacts_score_as_worked_out_by_hand() {
    for name in names().iter().filter(|name| *name != EVERY_KIND) {
        let contacts = contacts(name);
        assert!(!contacts.is_empty(), "{name} has no filled contact");
        for contact in contacts {
            let what = format!("{name}, {}", contact.name);
            let (sheet, claim) = sheet(name, &contact);
            let Some(members) = contact.score.as_object() else {
                assert!(sheet.is_none(), "{what} has a score");
                continue;
            };
            let steps = contact.score.get("arithmetic").and_then(Json::as_array);
            assert!(steps.is_some_and(|steps| !steps.is_empty()), "{what}: nobody says how it was worked out");
            let sheet = sheet.unwrap_or_else(|| panic!("{what} has no score"));
            let sheet = worked_out(&sheet, &claim.unwrap_or_else(|| panic!("{what} claims no score")));
            for (member, value) in members.iter().filter(|(member, _)| member != "arithmetic") {
                assert_eq!(sheet.get(member), Some(value), "{what}: {member}");
            }
        }
    }
}

/// A document without what editors find its schema by, which no spreadsheet has.
fn without_schema(document: &Json) -> Json {
    let members = document.as_object().expect("an object").iter();
    Json::Object(members.filter(|(name, _)| name != "$schema").cloned().collect())
}

#[test]
fn spreadsheets_import_to_the_same_form() {
    let mut spreadsheets = 0;
    for name in names() {
        let path = repo_file(&format!("tests/fixtures/{name}/xlsform.md"));
        let Ok(bytes) = fs::read(&path) else { continue };
        spreadsheets += 1;
        let imported = xlsform::read(&bytes, &name);
        assert!(imported.findings.is_empty(), "{name}:\n{}", imported.findings);
        let written = imported.questionnaire.expect("a form");
        let (read, _) = Questionnaire::read(&written);
        let of_file = Questionnaire { schema: None, ..form(&name) };
        assert!(read.map(|read| Questionnaire { schema: None, ..read }) == Some(of_file), "{name} is another form");
        if let Some(written) = imported.key {
            let of_file = key(&name).as_ref().map(without_schema);
            assert_eq!(Some(digest(&without_schema(&written))), of_file.as_ref().map(digest), "{name}");
        }
    }
    assert!(spreadsheets > 0, "no spreadsheet was compared");
}
