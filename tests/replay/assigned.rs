//! What an assignment decides in a form, played again: with what was signed, where that was checked, else with what is claimed.

use std::sync::Arc;

use sealform_engine::Session;
use sealform_protocol::{Action, Command};
use sealform_tests::forge::json;
use sealform_tests::respondent::{BEGINNING, moment};
use sealform_types::Json;

use super::sealed::Sealed;
use super::{OSLO, expect, form, opens, pointers};

#[test]
fn the_signed_assignment_counts_instead_of_what_the_file_says_of_it() {
    let program = form(
        r#"{"type":"text","name":"why","label":"W","relevant":"assignment('scenario') = 'hard'","required":true},
           {"type":"text","name":"what","label":"W"}"#,
    );
    let signed = json(r#"{"iss":"agency","assignment":"a-17","scenario":"hard"}"#);
    let mut honest = opens(&program, &[("assignment", r#"{"iss":"agency","scenario":"hard"}"#)]);
    honest.answers("why", Json::from("because"));
    let sealed = Sealed::of(&honest).expect("finished");
    assert_eq!(pointers(&sealed.replay(&program, Some(&signed))), Vec::<String>::new());
    let mut easy = opens(&program, &[("assignment", r#"{"scenario":"easy"}"#)]);
    easy.answers("what", Json::from("x"));
    let sealed = Sealed::of(&easy).expect("finished");
    assert_eq!(pointers(&sealed.replay(&program, None)), Vec::<String>::new());
    assert_eq!(pointers(&sealed.replay(&program, Some(&signed))), ["open why"]);
    // Left out, it is the same.
    let without = sealed.with("/facts/assignment", None);
    assert_eq!(pointers(&without.replay(&program, Some(&signed))), ["open why"]);
}

#[test]
fn what_the_assignment_fills_in_is_played_again() {
    let program = form(
        r#"{"type":"text","name":"shop","label":"S","readonly":true,"default":"None"},
           {"type":"text","name":"town","label":"T","readonly":true,"default_expression":"concat('a', 'b')"},
           {"type":"text","name":"street","label":"S","readonly":true},
           {"type":"integer","name":"tables","label":"T","default":3},
           {"type":"start","name":"began"},
           {"type":"calculate","name":"both","calculation":"concat(${shop}, ${tables})"},
           {"type":"text","name":"words","label":"W"}"#,
    );
    let signed = r#"{"prefill":{"began":"2020-01-01T00:00:00Z","both":"x","shop":"Kvadrat","street":"Torget","tables":12,"town":"Oslo"}}"#;
    let mut respondent = opens(&program, &[("assignment", signed)]);
    respondent.answers("words", Json::from("x"));
    let sealed = Sealed::of(&respondent).expect("finished");
    let value = |name: &str| sealed.member("answers").get(name).and_then(|claim| claim.get("v")).map(Json::to_text);
    assert_eq!(value("shop").as_deref(), Some(r#""Kvadrat""#));
    assert_eq!(value("both").as_deref(), Some(r#""Kvadrat12""#));
    expect(&program, &sealed, &[], &[]);
    assert_eq!(pointers(&sealed.replay(&program, Some(&json(signed)))), Vec::<String>::new());
    // What the form would begin with is not what was signed.
    let forged = sealed.with("/answers/shop/v", Some(r#""None""#)).with("/answers/both/v", Some(r#""None12""#));
    assert_eq!(pointers(&forged.replay(&program, Some(&json(signed)))), ["differs both", "differs shop"]);
    let forged = sealed.with("/answers/town/v", Some(r#""ab""#));
    assert_eq!(forged.replay(&program, Some(&json(signed))).not_replayed, ["town"]);
}

#[test]
fn attempts_that_were_made_before_the_assignment_changed_are_kept() {
    let program =
        form(r#"{"type":"attempt_log","name":"tries","label":"T","attempts":{"max":2,"wait":0,"channels":["phone"]}}"#);
    let mut respondent = opens(&program, &[("assignment", r#"{"attempts":{"channels":["email"]}}"#)]);
    let mail = r#"{"at":"2026-11-20T10:00:00+01:00","channel":"email","outcome":"no_answer"}"#;
    respondent.answers("tries", json(&format!("[{mail}]")));
    let changed = json(r#"{"attempts":{"channels":["chat"]}}"#);
    respondent.does(Action::Fact { name: "assignment".to_owned(), value: changed }).expect("another one");
    let draft = respondent.session.draft().clone();
    let mut again = Session::restore(Arc::clone(&program), draft).expect("it comes back");
    let chat = r#"{"at":"2026-11-21T09:00:00+01:00","channel":"chat","outcome":"answered"}"#;
    let command = |value: String| Command {
        at: moment(BEGINNING),
        action: Action::Answer { path: "tries".to_owned(), value: json(&value) },
    };
    again.apply(command(format!("[{mail},{chat}]"))).expect("one more");
    let fax = chat.replace("chat", "fax");
    assert!(again.apply(command(format!("[{mail},{fax}]"))).is_err());
    respondent.session = again;
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    // Without an assignment nobody can have written.
    let alone = sealed.with("/facts/assignment", None);
    assert_eq!(pointers(&alone.replay(&program, None)).first().map(String::as_str), Some("refused tries"));
}

#[test]
fn the_clock_of_the_site_is_sealed_where_it_is_the_devices_own() {
    let program = form(
        r#"{"type":"dateTime","name":"came","label":"C"},
           {"type":"calculate","name":"fits","calculation":"within-window(${came})"}"#,
    );
    let visit = r#"{"visit":{"tz":"Europe/Oslo","hours":[["09:00","15:00"]]}}"#;
    let mut respondent = opens(&program, &[("zone", OSLO), ("assignment", visit)]);
    // By the clock of a plane, the site has five to two.
    respondent.answers("came", Json::from("2026-11-20T20:55:00+08:00"));
    let sealed = Sealed::of(&respondent).expect("finished");
    let fits = sealed.member("answers").get("fits").and_then(|claim| claim.get("v")).map(Json::to_text);
    assert_eq!(fits.as_deref(), Some("true"));
    expect(&program, &sealed, &[], &[]);
}

#[test]
fn an_object_of_the_assignment_reads_the_same_whoever_wrote_it() {
    let program = form(
        r#"{"type":"calculate","name":"all","calculation":"assignment('policy')"},{"type":"text","name":"t","label":"T"}"#,
    );
    let mut respondent = opens(&program, &[("assignment", r#"{"policy":{"b":1,"a":{"9":1,"10":2}}}"#)]);
    respondent.answers("t", Json::from("x"));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    assert_eq!(
        sealed.member("answers").get("all").and_then(|claim| claim.get("v")).and_then(Json::as_str),
        Some(r#"{"a":{"10":2,"9":1},"b":1}"#)
    );
}
