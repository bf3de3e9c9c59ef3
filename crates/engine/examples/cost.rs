//! What forms cost: loading 10,000 questions, and repeats of 400 instances with 20 questions each.
//!
//! ```sh
//! cargo run --release -p sealform-engine --example cost
//! ```
#![expect(clippy::disallowed_methods, reason = "this is the one place that looks at a clock to measure")]

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use sealform_engine::{Beginning, Facts, Questionnaire, Session, compile};
use sealform_protocol::{Action, Command};
use sealform_types::Json;

fn document(survey: &str) -> String {
    format!(
        r#"{{"sealform":1,"id":"f","version":"1","title":{{"en":"F","nb":"F"}},"languages":["en","nb"],"choices":{{"yn":[{{"name":"yes","label":{{"en":"Yes","nb":"Ja"}}}},{{"name":"no","label":{{"en":"No","nb":"Nei"}}}}]}},"survey":[{survey}]}}"#
    )
}

/// Questions of four kinds; every other one has a condition on one before it.
fn flat(count: usize) -> String {
    let mut survey = String::new();
    for n in 0..count {
        let comma = if n > 0 { "," } else { "" };
        let relevant = match n % 4 {
            1 => format!(r#","relevant":"${{q{}}} = 'yes'""#, n - 1),
            3 => format!(r#","relevant":"${{q{}}} > 3""#, n - 2),
            _ => String::new(),
        };
        let kind = match n % 4 {
            0 => r#""type":"select_one","choices":"yn""#,
            1 => r#""type":"integer","constraint":". > 0 and . < 100""#,
            2 => r#""type":"text","hint":{"en":"In a few words","nb":"Med noen ord"}"#,
            _ => r#""type":"decimal","required":true"#,
        };
        let _ = write!(
            survey,
            r#"{comma}{{{kind},"name":"q{n}","label":{{"en":"Question number {n} of the form","nb":"Spørsmål {n} i skjemaet"}}{relevant}}}"#
        );
    }
    document(&survey)
}

/// A repeat of 20 questions, with sums over all instances.
fn repeated() -> String {
    let mut inside = String::new();
    for n in 0..18 {
        let _ = write!(inside, r#"{{"type":"integer","name":"a{n}","label":"A{n}"}},"#);
    }
    inside += r#"{"type":"calculate","name":"row","calculation":"${a0} + ${a1}"},{"type":"text","name":"t","label":"T","relevant":"${row} > 10"}"#;
    document(&format!(
        r#"{{"type":"repeat","name":"r","label":"R","children":[{inside}]}},{{"type":"calculate","name":"all","calculation":"sum(${{a0}})"}},{{"type":"calculate","name":"rows","calculation":"sum(${{row}})"}},{{"type":"calculate","name":"many","calculation":"count(${{r}})"}}"#
    ))
}

fn begin(text: &str) -> Session {
    let clock = Instant::now();
    let json = Json::parse(text.as_bytes()).expect("JSON");
    let parsed = clock.elapsed();
    let (form, findings) = Questionnaire::read(&json);
    let read = clock.elapsed();
    assert!(!findings.has_errors(), "{findings}");
    let (program, findings) = compile(&form.expect("a form"), "", None);
    let compiled = clock.elapsed();
    assert!(!findings.has_errors(), "{findings}");
    let beginning = Beginning {
        id: "0d4ae8f4-3f9c-4a6c-9d53-0b9f4c2a7e11".to_owned(),
        at: DateTime::parse_from_rfc3339("2026-11-21T10:00:00+01:00").expect("a moment"),
        language: "en".to_owned(),
        facts: Facts::default(),
    };
    let session = Session::start(Arc::new(program.expect("a program")), beginning);
    let begun = clock.elapsed();
    println!(
        "  {} kB: parse {:.1} ms, read {:.1} ms, compile {:.1} ms, start {:.1} ms",
        text.len() / 1000,
        parsed.as_secs_f64() * 1e3,
        (read - parsed).as_secs_f64() * 1e3,
        (compiled - read).as_secs_f64() * 1e3,
        (begun - compiled).as_secs_f64() * 1e3
    );
    session
}

fn does(session: &mut Session, action: Action) -> (f64, u64) {
    let (clock, before) = (Instant::now(), session.evaluations());
    session.apply(Command { at: session.draft().at, action }).expect("possible");
    (clock.elapsed().as_secs_f64() * 1e6, session.evaluations() - before)
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(3);
    println!("10,000 questions");
    for _ in 0..rounds {
        begin(&flat(10_000));
    }
    println!("400 instances of 20 questions");
    let mut session = begin(&repeated());
    for number in 1..=401 {
        let (cost, evaluations) = does(&mut session, Action::AddInstance { path: "r".to_owned() });
        if matches!(number, 1 | 2 | 3 | 100 | 400 | 401) {
            println!("  instance {number} is added: {cost:.0} µs, {evaluations} evaluations");
        }
    }
    for (instance, question) in [(1, "a0"), (200, "a0"), (200, "a5"), (400, "a1")] {
        let action = Action::Answer { path: format!("r[{instance}]/{question}"), value: Json::Integer(7) };
        let (cost, evaluations) = does(&mut session, action);
        println!("  r[{instance}]/{question} is answered: {cost:.0} µs, {evaluations} evaluations");
    }
}
