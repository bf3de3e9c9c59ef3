//! Plays random forms natively and writes down everything that came of it, for `play.mjs` to compare with the Wasm.
//!
//! `parity CASES FILE` records; the forms are the same at every run. `parity seal FILE` seals what `play.mjs` wrote of the Wasm, and
//! reads it back.

mod seal;

use std::error::Error;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sealform_engine::Session;
use sealform_protocol::{ApplyError, Command};
use sealform_tests::forms::{action, any_deeds, any_form};
use sealform_tests::repo_file;
use sealform_tests::respondent::{Respondent, program};
use sealform_types::Json;
use sealform_types::canonical::to_sealed_jcs;
use serde::Serialize;

/// Zones in which forms are filled, with a change of the clock a month before they are begun, and one on the day itself.
const ZONES: [&str; 3] = [
    r#"{"name":"Europe/Oslo","transitions":[[1729555200,120],[1774746000,120],[1792890000,60],[1806195600,120]]}"#,
    r#"{"name":"Asia/Kathmandu","transitions":[[1729555200,345]]}"#,
    r#"{"name":"Of/Tests","transitions":[[1729555200,-600],[1795253400,-570]]}"#,
];

/// One form and one person. Texts are JSON, exactly as the JavaScript bindings give it.
#[derive(Serialize)]
struct Case {
    questionnaire: String,
    key: String,
    /// The program, in hexadecimal.
    program: String,
    draft: String,
    steps: Vec<Step>,
    snapshot: String,
    end: String,
    /// What would be sealed, and the same in canonical form; or the open points.
    finished: Result<[String; 2], String>,
}

#[derive(Serialize)]
struct Step {
    command: String,
    /// The patch, or the refusal.
    outcome: Result<String, String>,
}

#[derive(Serialize)]
struct Sealable<'a> {
    outcome: &'a str,
    answers: &'a Json,
    repeats: &'a Json,
    facts: &'a Json,
    score: Option<&'a Json>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(count), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("parity CASES FILE, or parity seal FILE".into());
    };
    if count == "seal" {
        return seal::check(&file);
    }
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut cases = shipped_forms(&mut runner)?;
    for _ in 0..count.parse::<usize>()? {
        let (form, key) = drawn(any_form(), &mut runner)?;
        cases.push(play(&form, &key, &mut runner)?);
    }
    std::fs::write(file, serde_json::to_vec(&cases)?)?;
    let steps: usize = cases.iter().map(|case| case.steps.len()).sum();
    println!("recorded {} forms with {steps} actions", cases.len());
    Ok(())
}

/// The forms of the demo, each filled by a few different people.
fn shipped_forms(runner: &mut TestRunner) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for name in ["ksp-phone", "store-visit"] {
        let read = |end: &str| sealform_tests::read_json(&repo_file(&format!("www/site/forms/{name}{end}")));
        let (form, key) = (read(".json"), read(".key.json"));
        for _ in 0..10 {
            cases.push(play(&form, &key, runner)?);
        }
    }
    Ok(cases)
}

fn play(form: &Json, key: &Json, runner: &mut TestRunner) -> Result<Case, Box<dyn Error>> {
    let zone = ZONES[form.to_text().len() % ZONES.len()];
    let facts = [("zone".to_owned(), Json::parse(zone.as_bytes())?)].into_iter().collect();
    let mut respondent = Respondent::with_facts(&program(form, Some(key)), facts);
    let draft = respondent.session.draft().to_text();
    let mut steps = Vec::new();
    for deed in drawn(any_deeds(), runner)? {
        let command = Command { at: respondent.at, action: action(&respondent, deed) };
        let text = serde_json::to_string(&command)?;
        let outcome = match respondent.does(command.action) {
            Ok(()) => Ok(serde_json::to_string(&respondent.patch)?),
            Err(error) => Err(refusal(&error)),
        };
        steps.push(Step { command: text, outcome });
    }
    let session = &respondent.session;
    Ok(Case {
        questionnaire: form.to_text(),
        key: key.to_text(),
        program: program_text(form)?,
        draft,
        steps,
        snapshot: serde_json::to_string(session.snapshot())?,
        end: session.draft().to_text(),
        finished: finished(session)?,
    })
}

fn program_text(form: &Json) -> Result<String, Box<dyn Error>> {
    let bytes = program(form, None).encode();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn drawn<S: Strategy>(strategy: S, runner: &mut TestRunner) -> Result<S::Value, Box<dyn Error>> {
    let tree = strategy.new_tree(runner).map_err(|reason| reason.message().to_owned())?;
    Ok(tree.current())
}

fn finished(session: &Session) -> Result<Result<[String; 2], String>, Box<dyn Error>> {
    let finished = match session.finish() {
        Ok(finished) => finished,
        Err(open) => {
            let mut text = "points are open".to_owned();
            for point in open {
                text = format!("{text}\n{}: {}", point.path, serde_json::to_string(&point.issue)?);
            }
            return Ok(Err(text));
        }
    };
    let sealable = Sealable {
        outcome: &finished.outcome,
        answers: &finished.answers,
        repeats: &finished.repeats,
        facts: &finished.facts,
        score: finished.score.as_ref(),
    };
    let text = serde_json::to_string(&sealable)?;
    let canonical = to_sealed_jcs(&Json::parse(text.as_bytes())?)?;
    Ok(Ok([text, String::from_utf8(canonical)?]))
}

/// A refusal as the JavaScript bindings phrase it.
fn refusal(error: &ApplyError) -> String {
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("{}: {error}{hint}", error.code())
}
