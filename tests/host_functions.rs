//! Functions that the page around a form computes: what they give is sealed, and a replay uses it.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use chrono::DateTime;
use sealform_engine::{Beginning, Claimed, Facts, HostFunctions, Mismatch, Program, Replay, Session, open, replay};
use sealform_protocol::{Action, Command, Draft};
use sealform_types::Json;

const AT: &str = "2026-11-21T10:00:00+01:00";

fn program() -> Arc<Program> {
    let form = r#"{"sealform":1,"id":"shop","version":"1","title":"Shop","languages":["en"],
        "settings":{"functions":["price"]},"survey":[
        {"type":"text","name":"article","label":"Which?"},
        {"type":"integer","name":"pieces","label":"How many?"},
        {"type":"calculate","name":"sum","calculation":"${pieces} * price(${article}, 1.5)"},
        {"type":"note","name":"dear","label":"That is dear.","relevant":"price(${article}, 1.5) > 100"}]}"#;
    let (program, findings) = open(form, None, &|_| None);
    let said: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(said, ["expr/host-function"; 2]);
    Arc::new(program.expect("a program"))
}

/// A page with a list of prices, and how often it was asked.
fn page(asked: &Rc<Cell<u32>>) -> HostFunctions {
    let asked = Rc::clone(asked);
    HostFunctions::new(move |name, arguments| {
        asked.set(asked.get() + 1);
        assert_eq!((name, arguments.get(1)), ("price", Some(&Json::from("1.5"))));
        match arguments.first()?.as_str()? {
            "tea" => Some(Json::Float(2.25)),
            "ring" => Some(Json::Integer(900)),
            _ => None,
        }
    })
}

fn begins(program: &Arc<Program>, functions: HostFunctions) -> Session {
    let at = DateTime::parse_from_rfc3339(AT).expect("a moment");
    let beginning = Beginning { id: "one".to_owned(), at, language: String::new(), facts: Facts::default() };
    Session::start_with(Arc::clone(program), beginning, functions)
}

fn answers(session: &mut Session, path: &str, value: Json) {
    let at = DateTime::parse_from_rfc3339(AT).expect("a moment");
    session.apply(Command { at, action: Action::Answer { path: path.to_owned(), value } }).expect("an answer");
}

fn facts(session: &Session) -> String {
    session.finish().expect("nothing is open").facts.to_text()
}

fn played(program: &Arc<Program>, session: &Session, change: impl FnOnce(&mut String)) -> Replay {
    let finished = session.finish().expect("nothing is open");
    let mut text = finished.facts.to_text();
    change(&mut text);
    let facts = Json::parse(text.as_bytes()).expect("facts");
    let claimed = Claimed {
        answers: &finished.answers,
        repeats: &finished.repeats,
        facts: &facts,
        attachments: Vec::new(),
        assignment: None,
        outcome: &finished.outcome,
        started: AT,
        sealed: AT,
        language: "en",
        scored: false,
    };
    replay(program, &claimed).expect("moments that can be read")
}

#[test]
fn what_a_page_gives_is_sealed_once_and_played_again_without_the_page() {
    let (program, asked) = (program(), Rc::default());
    let mut session = begins(&program, page(&asked));
    answers(&mut session, "article", Json::from("ring"));
    answers(&mut session, "article", Json::from("tea"));
    answers(&mut session, "pieces", Json::Integer(4));
    assert_eq!(
        facts(&session),
        r#"{"functions":[{"args":["tea","1.5"],"name":"price","value":"2.25"}]}"#,
        "what was asked on the way is not sealed"
    );
    let sum = session.finish().expect("nothing is open").answers.get("sum").map(Json::to_text);
    assert_eq!(sum.as_deref(), Some(r#"{"v":"9"}"#));
    let times = asked.get();
    answers(&mut session, "pieces", Json::Integer(5));
    assert_eq!(asked.get(), times, "the same arguments are not asked about twice");

    let replay = played(&program, &session, |_| {});
    assert_eq!((replay.mismatches, replay.given_by_page), (vec![], vec!["price".to_owned()]));
    let other = played(&program, &session, |facts| *facts = facts.replace("2.25", "0.25"));
    assert!(matches!(other.mismatches.as_slice(), [Mismatch::Differs { path, .. }] if path == "sum"));
    let gone = played(&program, &session, |facts| *facts = "{}".to_owned());
    assert!(!gone.mismatches.is_empty());
    let more = r#"{"args":["gold","1.5"],"name":"price","value":1},"#;
    let extra = played(&program, &session, |facts| *facts = facts.replace("[{", &format!("[{more}{{")));
    assert!(matches!(extra.mismatches.as_slice(), [Mismatch::Claim { pointer, .. }] if pointer == "/facts/functions"));
}

#[test]
fn a_draft_that_is_opened_again_asks_the_page_anew() {
    let (program, asked) = (program(), Rc::default());
    let mut session = begins(&program, page(&asked));
    answers(&mut session, "article", Json::from("ring"));
    let draft = Draft::from_json(&Json::parse(session.draft().to_text().as_bytes()).expect("JSON")).expect("a draft");
    let again = Session::restore_with(Arc::clone(&program), draft.clone(), page(&asked)).expect("the same form");
    assert_eq!(again.snapshot(), session.snapshot());
    // Without a page the function is blank, and nothing is sealed of it.
    let alone = Session::restore(program, draft).expect("the same form");
    assert_eq!(facts(&alone), "{}");
}

#[test]
fn a_function_that_the_form_does_not_name_is_unknown() {
    let form = r#"{"sealform":1,"id":"shop","version":"1","title":"Shop","languages":["en"],"survey":[
        {"type":"calculate","name":"sum","calculation":"price(1)"}]}"#;
    let (program, findings) = open(form, None, &|_| None);
    assert!(program.is_none());
    assert_eq!(findings.iter().next().map(|finding| finding.code), Some("expr/unknown-function"));
}

#[test]
fn a_page_cannot_set_the_fact_itself() {
    let bad = Facts::new([("functions".to_owned(), Json::Array(Vec::new()))]).expect_err("a reserved name");
    assert_eq!(bad.first().map(|bad| bad.pointer.as_str()), Some("/functions"));
}
