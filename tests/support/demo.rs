//! The forms of the demo (`www/site/forms`) and contacts that were filled in (`tests/fixtures/FORM`).

use std::fs;

use sealform_questionnaire::{Item, Question, Questionnaire};
use sealform_scoring::ScoreSheet;
use sealform_types::Json;

use crate::respondent::{Respondent, program};
use crate::{read_json, repo_file};

/// The forms by name, in the order of the alphabet.
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(repo_file("www/site/forms")).expect("the folder of forms");
    let files = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let is_form = |name: &String| name.ends_with(".json") && !name.ends_with(".key.json");
    let mut names: Vec<String> = files.filter(is_form).map(|name| name.trim_end_matches(".json").to_owned()).collect();
    names.sort();
    names
}

/// A form as it was written.
pub fn document(name: &str) -> Json {
    read_json(&repo_file(&format!("www/site/forms/{name}.json")))
}

/// The scoring key beside a form.
pub fn key(name: &str) -> Option<Json> {
    let path = repo_file(&format!("www/site/forms/{name}.key.json"));
    path.is_file().then(|| read_json(&path))
}

/// A form, which reads without a finding.
#[track_caller]
pub fn form(name: &str) -> Questionnaire {
    let (form, findings) = Questionnaire::read(&document(name));
    assert!(findings.is_empty(), "{name}:\n{findings}");
    form.expect("a form")
}

/// Every question with its path, in the order of the form.
pub fn questions(form: &Questionnaire) -> Vec<(String, &Question)> {
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

/// A contact that was filled in, and what is to come of it.
pub struct Contact {
    /// Its name: that of its file.
    pub name: String,
    /// Answers by path, as `sealform fill` takes them.
    pub answers: Json,
    /// How it ends.
    pub outcome: String,
    /// Its score as somebody worked it out, with the arithmetic in words; `null` where the form has no key.
    pub score: Json,
}

/// The filled contacts of a form, in the order of the alphabet.
pub fn contacts(form: &str) -> Vec<Contact> {
    const EXPECTED: &str = ".expected.json";
    let folder = repo_file(&format!("tests/fixtures/{form}"));
    let entries = fs::read_dir(&folder).into_iter().flatten();
    let files = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = files.filter_map(|file| Some(file.strip_suffix(EXPECTED)?.to_owned())).collect();
    names.sort();
    let contact = |name: String| {
        let expected = read_json(&folder.join(format!("{name}{EXPECTED}")));
        let member = |member| expected.get(member).unwrap_or_else(|| panic!("{form}, {name} expects no {member}"));
        let document = read_json(&folder.join(format!("{name}.json")));
        Contact {
            answers: document.get("answers").expect("answers").clone(),
            outcome: member("outcome").as_str().expect("a text").to_owned(),
            score: member("score").clone(),
            name,
        }
    };
    names.into_iter().map(contact).collect()
}

/// A respondent who gives the answers of a contact, in the order of the form, and meets no issue.
#[track_caller]
pub fn filled(name: &str, contact: &Contact) -> Respondent {
    let mut respondent = Respondent::opens(&program(&document(name), key(name).as_ref()));
    let answers = contact.answers.as_object().expect("answers by path");
    let form = form(name);
    let order: Vec<String> = questions(&form).into_iter().map(|(path, _)| path).collect();
    let place = |path: &str| {
        let plain = without_instances(path);
        order.iter().position(|known| *known == plain).unwrap_or_else(|| panic!("{name}: unknown {path}"))
    };
    let mut sorted: Vec<&(String, Json)> = answers.iter().collect();
    sorted.sort_by_key(|(path, _)| place(path));
    for (path, answer) in &sorted {
        respondent.answers(path, answer.get("v").unwrap_or(answer).clone());
        if let Some(comment) = answer.get("c").and_then(Json::as_str) {
            respondent.comments(path, comment);
        }
    }
    for (path, _) in sorted {
        assert_eq!(respondent.issues(path), Vec::<String>::new(), "{name}: {path}");
    }
    respondent
}

/// A path without the ids of instances.
fn without_instances(path: &str) -> String {
    path.split('/').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join("/")
}

/// The score sheet of a filled contact, which can be sealed with the outcome that is expected of it, and what is claimed of it.
#[track_caller]
pub fn sheet(name: &str, contact: &Contact) -> (Option<ScoreSheet>, Option<Json>) {
    let respondent = filled(name, contact);
    let finished = respondent.session.finish().unwrap_or_else(|open| panic!("{name} has open points: {open:#?}"));
    assert_eq!(finished.outcome, contact.outcome, "{name}, {}", contact.name);
    (respondent.session.score().map(|score| score.expect("short numbers")), finished.score)
}
