//! Seals what the Wasm gave, and reads it back natively: a receiver finds nothing in it, and everything that is changed in it
//! afterwards is refused or listed.

use std::error::Error;
use std::sync::Arc;

use sealform_engine::{Finished, NamedFile, Program};
use sealform_protocol::Draft;
use sealform_submission::Claims;
use sealform_tests::forge::{edit, json};
use sealform_tests::read_json;
use sealform_tests::receiver::{claims, read_back, seal};
use sealform_tests::respondent::program;
use sealform_types::{Json, QuestionPath};

/// Checks every form that the Wasm has finished: `given` lists them as `{questionnaire, key, draft, finished}`.
pub fn check(given: &str) -> Result<(), Box<dyn Error>> {
    let given = read_json(given.as_ref());
    let given = given.as_array().ok_or("a list of finished forms")?;
    let mut tried = 0;
    for (index, one) in given.iter().enumerate() {
        let document = |name: &str| one.get(name).and_then(Json::as_str).map(json).ok_or(format!("no {name}"));
        let program = program(&document("questionnaire")?, Some(&document("key")?));
        let draft = Draft::from_json(one.get("draft").ok_or("no draft")?)?;
        let finished = finished(&program, one.get("finished").ok_or("nothing finished")?)?;
        let sealed = claims(&draft, finished)?;
        let taken = verdict(&program, &sealed).map_err(|fault| format!("form {index}: {fault}"))?;
        for (what, changed) in changes(&program, &sealed.to_json(), &taken) {
            tried += 1;
            // What is no claim any more is refused by whoever reads it.
            let Ok(changed) = Claims::from_json(&changed) else { continue };
            if verdict(&program, &changed).is_ok_and(|listed| listed == taken) {
                return Err(format!("form {index}: {what} passes\n{}", changed.to_json().to_text()).into());
            }
        }
    }
    println!("{} files that the Wasm gave were read back, and {tried} changes of them were seen", given.len());
    Ok(())
}

fn verdict(program: &Arc<Program>, claims: &Claims) -> Result<Vec<String>, String> {
    read_back(program, &seal(claims)?.ok_or("it is too large")?)
}

/// What the Wasm gave, as the engine gives it natively.
fn finished(program: &Program, given: &Json) -> Result<Finished, Box<dyn Error>> {
    let part = |name: &str| given.get(name).cloned().ok_or(format!("no {name}"));
    let answers = part("answers")?;
    let mut files = Vec::new();
    for (path, answer) in answers.as_object().unwrap_or_default() {
        if asks(program, path, |kind| kind.is_file()) {
            let names = answer.get("v").and_then(Json::as_array).unwrap_or_default();
            let named = names.iter().filter_map(Json::as_str);
            files.extend(named.map(|name| NamedFile { question: path.clone(), name: name.to_owned() }));
        }
    }
    let outcome = given.get("outcome").and_then(Json::as_str).ok_or("no outcome")?.to_owned();
    let score = given.get("score").filter(|score| **score != Json::Null).cloned();
    Ok(Finished { outcome, answers, repeats: part("repeats")?, facts: part("facts")?, score, files })
}

/// Whether the question at a path is of such a kind.
fn asks(program: &Program, path: &str, is: impl Fn(sealform_questionnaire::QuestionType) -> bool) -> bool {
    let plain = QuestionPath::parse(path).map(|path| path.without_instances());
    plain.is_ok_and(|plain| program.questions().any(|question| question.path == plain && is(question.kind)))
}

/// Changes, one at a time, of what nobody can choose.
fn changes(program: &Program, sealed: &Json, taken: &[String]) -> Vec<(String, Json)> {
    let mut changed = Vec::new();
    let mut change = |at: &str, value: Option<&str>| {
        let mut tree = sealed.clone();
        edit(&mut tree, at, value.map(json));
        if tree != *sealed {
            changed.push((format!("{at} = {value:?}"), tree));
        }
    };
    change("/outcome", Some(r#""another""#));
    change("/facts/extra", Some("1"));
    change("/repeats/extra", Some("[999]"));
    change("/clock/sealed", Some(r#""2026-11-21T09:00:00+01:00""#));
    change("/form_locale", Some(r#""xx""#));
    let members = |name: &str| sealed.get(name).and_then(Json::as_object).unwrap_or_default().iter();
    for (name, _) in members("facts") {
        change(&format!("/facts/{name}"), None);
    }
    for (path, answer) in members("answers") {
        let at = format!("/answers/{}", path.replace('/', "~1"));
        change(&format!("{at}/x"), Some("1"));
        change(&format!("{at}/v"), Some(r#"{"no":"value"}"#));
        if asks(program, path, |kind| !kind.takes_answer()) && !taken.contains(path) && answer.get("v").is_some() {
            change(&format!("{at}/v"), Some(r#""made up""#));
        }
    }
    for (index, _) in sealed.get("attachments").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
        change(&format!("/attachments/{index}/name"), Some(r#""other.jpg""#));
    }
    if sealed.get("attachments").and_then(Json::as_array).is_some_and(|files| !files.is_empty()) {
        change("/attachments", Some("[]"));
    }
    changed
}
