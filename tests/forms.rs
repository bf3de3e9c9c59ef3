//! The forms that the demo shows: they read without a finding, fit the published schemas, and hold what their
//! programmes ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sealform_questionnaire::{
    Group, Item, Question, QuestionType, Questionnaire, Required, Text, questionnaire_schema,
};
use sealform_scoring::{
    Answers, ConditionId, LineId, ScoreSheet, ScoringKey, ScoringProgram, Standing, key_schema, score,
};
use sealform_tests::{house_file, is_blessing, read_json};
use sealform_types::{Json, Value};

const FORMS: [&str; 2] = ["ksp-phone", "store-visit"];

fn form(name: &str) -> Questionnaire {
    let (form, findings) = Questionnaire::read(&read_json(&house_file(&format!("www/site/forms/{name}.json"))));
    assert!(findings.is_empty(), "{name}:\n{findings}");
    form.expect("a form")
}

fn program(name: &str) -> ScoringProgram {
    let (key, findings) = ScoringKey::read(&read_json(&house_file(&format!("www/site/forms/{name}.key.json"))));
    assert!(findings.is_empty(), "{name}:\n{findings}");
    let (program, findings) = ScoringProgram::compile(&form(name), &key.expect("a key"));
    assert!(findings.is_empty(), "{name}:\n{findings}");
    program.expect("a program")
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
fn forms_and_keys_read_and_fit() {
    for name in FORMS {
        assert!(program(name).lines().count() > 0);
    }
}

#[test]
fn forms_and_keys_validate_against_the_published_schemas() {
    for (schema, suffix, generated) in
        [("questionnaire", ".json", questionnaire_schema()), ("key", ".key.json", key_schema())]
    {
        let path = house_file(&format!("www/site/schemas/{schema}.schema.json"));
        let pretty = format!("{}\n", serde_json::to_string_pretty(&generated).expect("JSON"));
        if is_blessing() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(&path, &pretty).expect("the schema");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(published == pretty, "{schema}.schema.json is out of date: run with SEALFORM_BLESS=1");
        let validator = jsonschema::validator_for(&generated).expect("a schema");
        for name in FORMS {
            let text = read_json(&house_file(&format!("www/site/forms/{name}{suffix}"))).to_text();
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
        assert_eq!(comment.required, Required::When(". = 'no'".to_owned()), "{path}");
        assert_eq!((comment.relevant.as_deref(), comment.text_rules.min_words), (Some(". = 'no'"), Some(8)), "{path}");
    }
}

/// The answers of a fixture as scoring sees them, with the conditions that hold.
struct Filled {
    lines: BTreeMap<LineId, Value>,
    holds: bool,
}

impl Filled {
    fn read(form: &Questionnaire, program: &ScoringProgram, fixture: &str, holds: bool) -> Self {
        let json = read_json(&house_file(&format!("tests/fixtures/{fixture}.json")));
        let answers = json.get("answers").and_then(Json::as_object).expect("answers");
        let kinds: BTreeMap<String, QuestionType> =
            questions(form).into_iter().map(|(path, question)| (path, question.kind)).collect();
        for (path, _) in answers {
            assert!(kinds.contains_key(path), "{fixture} answers `{path}`, which is not in the form");
        }
        let of = |path: &str| answers.iter().find(|(known, _)| known == path).map(|(_, answer)| answer);
        let value = |path: &str| {
            let answer = of(path)?;
            match (answer.get("v").unwrap_or(answer), kinds.get(path)?) {
                (Json::String(name), QuestionType::SelectOne) => Some(Value::Choice(name.clone())),
                (Json::Integer(seconds), QuestionType::Duration) => {
                    Some(Value::Duration(u32::try_from(*seconds).ok()?))
                }
                (Json::Integer(step), QuestionType::Rating) => Some(Value::Integer(*step)),
                (other, _) => panic!("{fixture}: {path} is {other:?}"),
            }
        };
        Self { lines: program.lines().filter_map(|(id, path)| Some((id, value(path)?))).collect(), holds }
    }
}

impl Answers for Filled {
    fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>)) {
        visit(self.lines.get(&line).map_or(Standing::NotRelevant, Standing::Answered));
    }

    fn holds(&self, _: ConditionId) -> bool {
        self.holds
    }
}

fn sheet(name: &str, fixture: &str, exhausted: bool) -> ScoreSheet {
    let (form, program) = (form(name), program(name));
    let answers = Filled::read(&form, &program, &format!("{name}/{fixture}"), exhausted);
    score(&program, &answers).expect("short numbers")
}

#[test]
fn the_fixtures_of_the_phone_contact_score_as_worked_out_by_hand() {
    // 75 points lie in the areas. Not applicable takes 1 + 1 + 2 + 1 + 3 + 2 = 10 out; each "no" loses its points:
    // 1 + 3 + 2 + 1 + 1 + 1 = 9. So 56 of 65, and 4 of 5 for 48 seconds: 0.95 × 56/65 + 0.05 × 4/5.
    let total = sheet("ksp-phone", "complete", false).total;
    assert_eq!((total.earned.to_plain(), total.possible.to_plain()), ("60".into(), "70".into()));
    assert_eq!(total.result.map(|result| result.to_fraction()).as_deref(), Some("279/325"));
    assert_eq!((total.percent.as_deref(), total.band.as_deref()), (Some("85.8"), Some("good")));
    let knocked_out = sheet("ksp-phone", "knocked-out", true).total;
    assert_eq!((knocked_out.percent.as_deref(), knocked_out.possible.to_plain()), (Some("0.0"), "80".into()));
    assert_eq!(sheet("ksp-phone", "disqualified", false).total.percent, None);
}

#[test]
fn the_fixtures_of_the_store_visit_score_as_worked_out_by_hand() {
    assert_eq!(sheet("store-visit", "complete", false).total.percent.as_deref(), Some("100.0"));
    // Store: 14 points less 4 that do not apply; 3 lost: 7 of 10, twice. Service: 21 points, 4 + 2 lost by "no" and
    // 1 not observed: 14 of 21, three times. 14 + 42 of 20 + 63.
    let total = sheet("store-visit", "mixed", false).total;
    assert_eq!((total.earned.to_plain(), total.possible.to_plain()), ("56".into(), "83".into()));
    assert_eq!((total.percent.as_deref(), total.band.as_deref()), (Some("67.5"), Some("to_improve")));
}
