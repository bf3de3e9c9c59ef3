//! `costs DEED FORM TIMES`: does one thing so many times. Without arguments it prints what it can do, and how often each is
//! done to be counted: `cargo xtask economy` counts the instructions of each, and holds them against `table.json`.

use std::sync::Arc;

use sealform_engine::{Beginning, Facts, Program, Session, open};
use sealform_protocol::{Action, ApplyError, Command};
use sealform_questionnaire::QuestionType;
use sealform_receiver::{Claim, Judge};
use sealform_submission::{Trust, UnverifiedSubmission, VerifiedSubmission};
use sealform_tests::bench::{self, Documents};
use sealform_tests::respondent::moment;
use sealform_types::Json;

/// What is done, with which form, and how many times to be counted.
const DEEDS: &[(&str, &str, usize)] = &[
    ("set", "ksp", 80),
    ("set", "wide-1000", 80),
    ("set", "chain-1000", 4),
    ("set", "fan-1000", 4),
    ("draw", "ksp", 80),
    ("draw", "wide-1000", 80),
    ("draw", "chain-1000", 4),
    ("draw", "fan-1000", 4),
    ("open-json", "ksp", 2),
    ("open-json", "wide-1000", 1),
    ("open-program", "ksp", 2),
    ("open-program", "wide-1000", 1),
    ("finish", "ksp", 8),
    ("verify", "ksp-phone", 2),
    ("verify", "store-visit", 2),
    ("judge", "ksp-phone", 2),
    ("judge", "store-visit", 2),
];

/// Files that were filled, with their forms and keys.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kept");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => DEEDS.iter().for_each(|(deed, form, times)| println!("{deed} {form} {times}")),
        [deed, form, times] => does(deed, form, times.parse().expect("a number")),
        _ => panic!("usage: costs [DEED FORM TIMES]"),
    }
}

fn does(deed: &str, form: &str, times: usize) {
    let documents = || bench::form(form).expect("the name of a form");
    match deed {
        "set" => set(&compiled(&documents()), times, &mut |session, command| session.take(&command)),
        "draw" => set(&compiled(&documents()), times, &mut |session, command| session.apply(command).map(drop)),
        "open-json" => {
            let documents = documents();
            (0..times).for_each(|_| drop(begun(&compiled(&documents))));
        }
        "open-program" => {
            let bytes = compiled(&documents()).encode();
            (0..times).for_each(|_| drop(begun(&Arc::new(Program::decode(&bytes).expect("a program")))));
        }
        "finish" => finish(&compiled(&documents()), times),
        "verify" => (0..times).for_each(|_| drop(verified(&read(form, ".jws.json")))),
        "judge" => judge(form, times),
        other => panic!("nothing is called {other}"),
    }
}

fn compiled(documents: &Documents) -> Arc<Program> {
    let (program, findings) = open(&documents.questionnaire, documents.key.as_deref(), &|_| None);
    Arc::new(program.unwrap_or_else(|| panic!("{findings}")))
}

fn begun(program: &Arc<Program>) -> Session {
    let beginning = Beginning {
        id: "0d4ae8f4-3f9c-4a6c-9d53-0b9f4c2a7e11".to_owned(),
        at: moment("2026-11-21T10:00:00+01:00"),
        language: "en".to_owned(),
        facts: Facts::default(),
    };
    Session::start(Arc::clone(program), beginning)
}

fn command(session: &Session, path: &str, value: Json) -> Command {
    Command { at: session.draft().at, action: Action::Answer { path: path.to_owned(), value } }
}

/// Answers one question after another: a number, or "yes" until each has been answered, and then "no" until each has.
fn set(program: &Arc<Program>, times: usize, take: &mut dyn FnMut(&mut Session, Command) -> Result<(), ApplyError>) {
    const MOST: usize = 40;
    let mut session = begun(program);
    let is_choice = |path: &&str| program.questions().any(|question| question.path == *path && is_asked(question.kind));
    let relevant =
        program.questions().map(|question| question.path).filter(|path| session.is_relevant(path) == Ok(true));
    let paths: Vec<&str> = relevant.filter(is_choice).take(MOST).collect();
    for index in 0..times {
        let path = paths[index % paths.len()];
        let value = match (path, index / paths.len() % 2) {
            ("p1/a", _) => Json::Integer(i64::try_from(index).expect("few")),
            (_, 0) => Json::from("yes"),
            (_, _) => Json::from("no"),
        };
        let command = command(&session, path, value);
        take(&mut session, command).expect("possible");
    }
}

fn is_asked(kind: QuestionType) -> bool {
    matches!(kind, QuestionType::SelectOne | QuestionType::Integer)
}

/// Fills the form, and asks so many times what is to be sealed.
fn finish(program: &Arc<Program>, times: usize) {
    let mut session = begun(program);
    for question in program.questions() {
        let text = if is_asked(question.kind) { "yes" } else { "As it should be, and more" };
        // What is not relevant takes no answer, and a note none at all.
        let _ = session.take(&command(&session, question.path, Json::from(text)));
    }
    (0..times).for_each(|_| drop(session.finish().expect("nothing is open")));
}

fn read(form: &str, ending: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{form}{ending}")).expect("a file")
}

/// The signature and the form of a file.
fn verified(file: &[u8]) -> VerifiedSubmission {
    UnverifiedSubmission::parse(file).and_then(|file| file.verify(&Trust::None)).expect("intact")
}

/// The same with replay and score.
fn judge(form: &str, times: usize) {
    let file = read(form, ".jws.json");
    let text = |ending: &str| String::from_utf8(read(form, ending)).expect("text");
    let program = compiled(&Documents { questionnaire: text(".json"), key: Some(text(".key.json")) });
    for _ in 0..times {
        let submission = verified(&file);
        let replayed = Judge::new(Arc::clone(&program)).replay(&submission);
        assert!(replayed.findings.is_empty(), "{:?}", replayed.findings);
        assert_eq!(replayed.score.map(|score| score.claim), Some(Claim::Same));
    }
}
