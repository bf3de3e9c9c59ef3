//! Scenarios of ODK Web Forms and JavaRosa: a form, steps, checks.
//!
//! Forms go through the importer, the compiler and a session; steps are commands; checks read the snapshot and the
//! values that a session tells.

mod acts;
mod checks;
mod events;
mod player;
mod refs;
mod state;

use std::fs;
use std::path::Path;

use sealform_types::Json;

use crate::conformance::{Judged, Verdict};
pub(super) use player::Player;

/// Plays one set: `web-forms-scenario` or `javarosa-scenario`. Every check of a case is judged.
pub fn play(dir: &Path) -> Result<Vec<Judged>, String> {
    let bytes = fs::read(dir.join("cases.json")).map_err(|fault| fault.to_string())?;
    let cases = Json::parse(&bytes).map_err(|fault| fault.to_string())?;
    let cases = cases.get("cases").and_then(Json::as_array).ok_or("no cases")?;
    Ok(cases.iter().flat_map(|case| play_case(case, dir)).collect())
}

/// A member that is a text.
pub(in crate::conformance) fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str)
}

/// Why a case does not count, if so: its origin or its reference does not stand by it.
fn set_aside(case: &Json) -> Option<String> {
    let reference = text(case, "reference").unwrap_or("not tried");
    match (text(case, "upstream"), case.get("disputed")) {
        (Some(flag), _) => Some(format!("its origin flags it `{flag}`")),
        (None, Some(_)) => Some("another project's tests say otherwise".to_owned()),
        (None, None) if reference.starts_with("agrees") => None,
        (None, None) => Some(format!("the reference: {reference}")),
    }
}

fn judged(id: String, aside: Option<&str>, passed: Result<(), String>) -> Judged {
    let verdict = match (aside, passed) {
        (Some(why), _) => Verdict::OutOfScope(why.to_owned()),
        (None, Ok(())) => Verdict::Passed,
        (None, Err(reason)) => Verdict::Failed(reason),
    };
    Judged { id, verdict }
}

/// Plays a case to its first difference: an XForm (`form`), or a spreadsheet (`table`) beside the XForm that pyxform makes
/// of it, or that it refuses (`refused`).
pub(super) fn play_whole(case: &Json) -> Result<(), String> {
    let form = text(case, "form").unwrap_or_default().as_bytes();
    let loaded = match text(case, "table") {
        Some(table) => {
            let table = table.as_bytes();
            sealform_formats::read("data.md", table)
                .ok_or_else(|| "no spreadsheet".to_owned())
                .and_then(|imported| Player::begin(case, table, imported))
        }
        None => Player::load(case, form),
    };
    let mut player = match (loaded, text(case, "refused")) {
        (Ok(_), Some(why)) => return Err(format!("is taken, and refused there: {why}")),
        (Err(_), Some(_)) => return Ok(()),
        (Ok(player), None) => player,
        (Err(why), None) => return Err(format!("is refused: {why}")),
    };
    let mut last = String::new();
    for (index, step) in case.get("steps").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
        player.step(step).map_err(|why| format!("step {index}{last}: {why}"))?;
        last = if step.get("do").is_some() { format!(" after {}", step.to_text()) } else { String::new() };
    }
    Ok(())
}

fn play_case(case: &Json, dir: &Path) -> Vec<Judged> {
    let id = text(case, "id").unwrap_or_default();
    let aside = set_aside(case);
    let form = match (text(case, "form"), text(case, "formFile")) {
        (Some(form), _) => Ok(form.as_bytes().to_vec()),
        (None, Some(file)) => fs::read(dir.join(file)).map_err(|fault| fault.to_string()),
        (None, None) => Err("there is no form".to_owned()),
    };
    let mut player = form.and_then(|form| Player::load(case, &form));
    if text(case, "load") == Some("error") {
        let passed = match player {
            Ok(_) => Err(format!("loaded, but: {}", text(case, "message").unwrap_or("it must fail"))),
            Err(_) => Ok(()),
        };
        return vec![judged(format!("{id}#load"), aside.as_deref(), passed)];
    }
    let mut all = Vec::new();
    for (index, step) in case.get("steps").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
        let passed = match &mut player {
            Ok(player) => player.step(step),
            Err(reason) => Err(reason.clone()),
        };
        let is_check = step.get("check").is_some() || step.get("throws").is_some();
        let untried = (text(step, "check") == Some("other")).then(|| player::NOT_TRIED.to_owned());
        match passed {
            passed if is_check => {
                let aside = aside.clone().or(untried);
                all.push(judged(format!("{id}#{index}"), aside.as_deref(), passed));
            }
            Ok(()) => {}
            // What follows fails for the same reason.
            Err(reason) if player.is_ok() => player = Err(reason),
            Err(_) => {}
        }
    }
    all
}
