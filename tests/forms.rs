//! The forms that the demo shows: they read without a finding, fit the published schemas, and hold what their
//! programmes ask for.

use std::collections::BTreeSet;
use std::fs;

use sealform_questionnaire::{
    Condition, Group, Item, Question, QuestionType, Questionnaire, Text, questionnaire_schema,
};
use sealform_scoring::{TotalScore, key_schema};
use sealform_tests::respondent::{Respondent, program, try_program};
use sealform_tests::{is_blessing, read_json, repo_file};
use sealform_types::{Json, VecMap};

const FORMS: [&str; 2] = ["ksp-phone", "store-visit"];

fn form(name: &str) -> Questionnaire {
    let (form, findings) = Questionnaire::read(&document(name, ".json"));
    assert!(findings.is_empty(), "{name}:\n{findings}");
    form.expect("a form")
}

fn document(name: &str, suffix: &str) -> Json {
    read_json(&repo_file(&format!("www/site/forms/{name}{suffix}")))
}

/// Every question with its path, in the order of the form.
fn questions(form: &Questionnaire) -> Vec<(String, &Question)> {
    fn walk<'a>(items: &'a [Item], prefix: &str, all: &mut Vec<(String, &'a Question)>) {
        for item in items {
            match item {
                Item::Question(question) => all.push((format!("{prefix}{}", question.name), question)),
                Item::Group(group) => walk(&group.children, &format!("{prefix}{}/", group.name), all),
                Item::Terminate(_) => {}
            }
        }
    }
    let mut all = Vec::new();
    walk(&form.survey, "", &mut all);
    all
}

fn pages(form: &Questionnaire) -> Vec<&Group> {
    let groups = form.survey.iter().filter_map(|item| match item {
        Item::Group(group) => Some(group),
        Item::Question(_) | Item::Terminate(_) => None,
    });
    groups.filter(|group| group.appearance.as_deref() == Some("page")).collect()
}

#[test]
fn forms_and_keys_validate_against_the_published_schemas() {
    for (schema, suffix, generated) in
        [("questionnaire", ".json", questionnaire_schema()), ("key", ".key.json", key_schema())]
    {
        let path = repo_file(&format!("www/site/schemas/{schema}.schema.json"));
        let pretty = format!("{}\n", serde_json::to_string_pretty(&generated).expect("JSON"));
        if is_blessing() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(&path, &pretty).expect("the schema");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(published == pretty, "{schema}.schema.json is out of date: run with SEALFORM_BLESS=1");
        let validator = jsonschema::validator_for(&generated).expect("a schema");
        for name in FORMS {
            let text = document(name, suffix).to_text();
            let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{name}{suffix}: {errors:#?}");
            let mut damaged = document.clone();
            damaged["surprise"] = serde_json::Value::Bool(true);
            assert!(!validator.is_valid(&damaged), "an unknown member passes in {name}{suffix}");
        }
    }
}

#[test]
fn every_text_is_there_in_every_language() {
    for name in FORMS {
        let form = form(name);
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

/// A respondent who gave the answers of a fixture, in the order of the form.
fn filled(name: &str, fixture: &str) -> Respondent {
    let (form_json, key) = (document(name, ".json"), document(name, ".key.json"));
    let mut respondent = Respondent::opens(&program(&form_json, Some(&key)));
    let fixture = read_json(&repo_file(&format!("tests/fixtures/{name}/{fixture}.json")));
    let answers = fixture.get("answers").and_then(Json::as_object).expect("answers");
    let order: Vec<String> = questions(&form(name)).into_iter().map(|(path, _)| path).collect();
    let place = |path: &str| order.iter().position(|known| known == path).unwrap_or_else(|| panic!("unknown {path}"));
    let mut sorted: Vec<&(String, Json)> = answers.iter().collect();
    sorted.sort_by_key(|(path, _)| place(path));
    for (path, answer) in sorted {
        respondent.answers(path, answer.get("v").unwrap_or(answer).clone());
        if let Some(comment) = answer.get("c").and_then(Json::as_str) {
            respondent.comments(path, comment);
        }
        assert_eq!(respondent.issues(path), Vec::<String>::new(), "{name}: {path}");
    }
    respondent
}

/// The total of a filled form that can be sealed with that outcome.
fn total(name: &str, fixture: &str, outcome: &str) -> TotalScore {
    let respondent = filled(name, fixture);
    let finished = respondent.session.finish().unwrap_or_else(|open| panic!("{name}, {fixture}: {open:?}"));
    assert_eq!(finished.outcome, outcome);
    respondent.session.total().expect("a key").expect("short numbers")
}

#[test]
fn forms_compile_without_a_finding() {
    for name in FORMS {
        let (_, findings) = try_program(&document(name, ".json"), Some(&document(name, ".key.json")));
        assert!(findings.is_empty(), "{name}:\n{findings}");
    }
}

#[test]
fn the_role_play_comes_from_the_assignment_or_from_the_demo() {
    let program = program(&document("ksp-phone", ".json"), None);
    let shown = Respondent::opens(&program).question("intro/role_play").label.clone();
    assert!(shown.starts_with("Your role play: You live in a 70 square metre flat"), "{shown}");
    let assignment = Json::Object(vec![("scenario".to_owned(), Json::from("You want to move your broadband."))]);
    let assigned = Respondent::with_facts(&program, VecMap::from([("assignment".to_owned(), assignment)]));
    assert_eq!(assigned.question("intro/role_play").label, "Your role play: You want to move your broadband.");
}

#[test]
fn the_fixtures_of_the_phone_contact_score_as_worked_out_by_hand() {
    // 75 points lie in the areas. Not applicable takes 1 + 1 + 2 + 1 + 3 + 2 = 10 out; each "no" loses its points:
    // 1 + 3 + 2 + 1 + 1 + 1 = 9. So 56 of 65, and 4 of 5 for 48 seconds: 0.95 × 56/65 + 0.05 × 4/5.
    let complete = total("ksp-phone", "complete", "completed");
    assert_eq!((complete.earned.to_plain(), complete.possible.to_plain()), ("60".into(), "70".into()));
    assert_eq!(complete.result.map(|result| result.to_fraction()).as_deref(), Some("279/325"));
    assert_eq!((complete.percent.as_deref(), complete.band.as_deref()), (Some("85.8"), Some("good")));
    let knocked_out = total("ksp-phone", "knocked-out", "knocked_out");
    assert_eq!((knocked_out.percent.as_deref(), knocked_out.possible.to_plain()), (Some("0.0"), "80".into()));
    assert_eq!(total("ksp-phone", "disqualified", "disqualified").percent, None);
}

#[test]
fn the_fixtures_of_the_store_visit_score_as_worked_out_by_hand() {
    assert_eq!(total("store-visit", "complete", "completed").percent.as_deref(), Some("100.0"));
    // Store: 14 points less 4 that do not apply; 3 lost: 7 of 10, twice. Service: 21 points, 4 + 2 lost by "no" and
    // 1 not observed: 14 of 21, three times. 14 + 42 of 20 + 63.
    let mixed = total("store-visit", "mixed", "completed");
    assert_eq!((mixed.earned.to_plain(), mixed.possible.to_plain()), ("56".into(), "83".into()));
    assert_eq!((mixed.percent.as_deref(), mixed.band.as_deref()), (Some("67.5"), Some("to_improve")));
}
