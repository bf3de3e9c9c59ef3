//! A small questionnaire whose expressions are any text: a program or findings, and what compiles also runs.
#![no_main]

use std::sync::Arc;

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use sealform_engine::{Beginning, Session, compile};
use sealform_protocol::{Action, Command};
use sealform_questionnaire::Questionnaire;
use sealform_types::Json;

/// The places where an expression may stand; a line of the input goes into each.
const FORM: &str = r#"{
    "sealform": 1, "id": "fuzz", "version": "1", "title": "Fuzz", "languages": ["en"],
    "choices": {"list": [{"name": "yes", "label": "Yes"}, {"name": "na", "label": "N/A", "not_applicable": true}]},
    "survey": [
        {"type": "integer", "name": "a", "label": "A", "constraint": "@0"},
        {"type": "select_one", "name": "b", "label": "B", "choices": "list", "relevant": "@1", "required": "@2"},
        {"type": "text", "name": "c", "label": "C", "default_expression": "@3"},
        {"type": "repeat", "name": "r", "label": "R", "children": [
            {"type": "select_multiple", "name": "d", "label": "D ${a}", "choices": "list", "choice_filter": "@4"},
            {"type": "calculate", "name": "e", "calculation": "@5"}
        ]},
        {"type": "calculate", "name": "f", "calculation": "@6"}
    ]
}"#;

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let Ok(template) = Json::parse(FORM.as_bytes()) else { return };
    let form = filled(&template, &mut |place| match lines.nth(0) {
        Some(line) if !line.is_empty() => line.to_owned(),
        Some(_) | None => if place == "@0" { ". > 0".to_owned() } else { "true()".to_owned() },
    });
    let (Some(questionnaire), _) = Questionnaire::read(&form) else { return };
    let (Some(program), _) = compile(&questionnaire, "0", None) else { return };
    run(Arc::new(program));
});

/// The same tree with every `@n` replaced.
fn filled(json: &Json, line: &mut dyn FnMut(&str) -> String) -> Json {
    match json {
        Json::String(text) if text.starts_with('@') => Json::String(line(text)),
        Json::Array(items) => Json::Array(items.iter().map(|item| filled(item, line)).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, member)| (name.clone(), filled(member, line))).collect())
        }
        other => other.clone(),
    }
}

fn run(program: Arc<sealform_engine::Program>) {
    let at = DateTime::UNIX_EPOCH.fixed_offset();
    let beginning =
        Beginning { id: "fuzz".to_owned(), at, language: "en".to_owned(), facts: Default::default() };
    let mut session = Session::start(program, beginning);
    let actions = [
        Action::Answer { path: "a".to_owned(), value: Json::String("7".to_owned()) },
        Action::AddInstance { path: "r".to_owned() },
        Action::Answer { path: "b".to_owned(), value: Json::String("na".to_owned()) },
        Action::Answer { path: "c".to_owned(), value: Json::String("two words".to_owned()) },
        Action::Answer { path: "a".to_owned(), value: Json::Null },
    ];
    for action in actions {
        // A refusal is an answer too: the question may not be relevant.
        session.apply(Command { at, action }).ok();
    }
    session.finish().ok();
}
