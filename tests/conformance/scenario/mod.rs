//! Scenarios of ODK Web Forms and JavaRosa: a form, steps, checks.
//!
//! Forms go through the importer, the compiler and a session; steps are commands; checks read the snapshot and the
//! values that a session tells.

mod acts;
mod checks;
mod events;
mod player;
mod refs;

use std::fs;
use std::path::Path;

use sealform_types::Json;

use crate::outcome::Outcome;
use player::Player;

/// Runs one set: `web-forms-scenario` or `javarosa-scenario`.
pub fn run(dir: &Path) -> Vec<Outcome> {
    let bytes = fs::read(dir.join("cases.json")).expect("the cases");
    let cases = Json::parse(&bytes).expect("JSON");
    let cases = cases.get("cases").and_then(Json::as_array).expect("a list");
    cases.iter().flat_map(|case| play(case, dir)).collect()
}

/// A member that is a text.
pub(crate) fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str)
}

/// Every check of a case. What counts: cases that the reference passes, at least in part.
fn play(case: &Json, dir: &Path) -> Vec<Outcome> {
    let id = text(case, "id").expect("an id");
    let agrees = text(case, "reference").is_some_and(|words| words.starts_with("agrees"));
    let in_scope = agrees && case.get("upstream").is_none() && case.get("disputed").is_none();
    let form = match (text(case, "form"), text(case, "formFile")) {
        (Some(form), _) => form.as_bytes().to_vec(),
        (None, Some(file)) => fs::read(dir.join(file)).expect("the form"),
        (None, None) => return Vec::new(),
    };
    let player = Player::load(case, &form);
    if text(case, "load") == Some("error") {
        let passed = match player {
            Ok(_) => Err(format!("loaded, but: {}", text(case, "message").unwrap_or("it must fail"))),
            Err(_) => Ok(()),
        };
        return vec![Outcome { id: format!("{id}#load"), in_scope, passed }];
    }
    let steps = case.get("steps").and_then(Json::as_array).unwrap_or_default();
    let mut outcomes = Vec::new();
    let mut player = player;
    for (index, step) in steps.iter().enumerate() {
        let passed = match &mut player {
            Ok(player) => player.step(step),
            Err(reason) => Err(reason.clone()),
        };
        let is_check = step.get("check").is_some() || step.get("throws").is_some();
        let skipped = passed.as_ref().is_err_and(|reason| reason == player::NOT_TRIED);
        match passed {
            passed if is_check => {
                outcomes.push(Outcome { id: format!("{id}#{index}"), in_scope: in_scope && !skipped, passed });
            }
            Ok(()) => {}
            // What follows fails for the same reason.
            Err(reason) if player.is_ok() => player = Err(reason),
            Err(_) => {}
        }
    }
    outcomes
}
