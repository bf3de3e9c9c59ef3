//! Surveys of SurveyJS: imported, compiled, and filled by the steps of a case.
//!
//! Steps speak of survey-core's model. They are translated: a survey's elements are found in our form by what the importer
//! says came from where, what is set becomes commands, what is read is read from the snapshot. A case passes where all its
//! checks do.

mod acts;
mod changes;
mod elements;
mod player;
mod reads;
mod same;
mod shown;
mod states;
mod things;
mod values;
mod words;

use std::fs;
use std::path::Path;

use sealform_types::Json;

use super::{Judged, Verdict};
use player::Player;
use things::Thing;
use words::words;

/// Plays `surveyjs-surveys`.
pub fn play(folder: &Path) -> Result<Vec<Judged>, String> {
    let bytes = fs::read(folder.join("cases.json")).map_err(|fault| fault.to_string())?;
    let cases = Json::parse(&bytes).map_err(|fault| fault.to_string())?;
    let cases = cases.get("cases").and_then(Json::as_array).ok_or("no cases")?;
    Ok(cases.iter().map(judged).collect())
}

fn judged(case: &Json) -> Judged {
    let word = |name: &str| case.get(name).and_then(Json::as_str);
    let id = word("id").unwrap_or_default().to_owned();
    let reference = word("reference").unwrap_or("not tried");
    let aside = match (word("upstream"), case.get("disputed")) {
        (Some(flag), _) => Some(format!("its origin flags it `{flag}`")),
        (None, Some(_)) => Some("another project's tests say otherwise".to_owned()),
        (None, None) => (!reference.starts_with("agrees")).then(|| format!("the reference: {reference}")),
    };
    let verdict = match aside {
        Some(why) => Verdict::OutOfScope(why),
        None => play_case(case).map_or_else(Verdict::Failed, |()| Verdict::Passed),
    };
    Judged { id, verdict }
}

/// Plays one case.
pub(super) fn play_case(case: &Json) -> Result<(), String> {
    let mut player = Player::load(case.get("survey").ok_or("no survey")?)?;
    for (index, step) in listed(case, "steps").iter().enumerate() {
        let tags: Vec<&str> = listed(step, "tags").iter().filter_map(Json::as_str).collect();
        let tags = if tags.is_empty() { String::new() } else { format!(" [{}]", tags.join(" ")) };
        player.step(step).map_err(|why| format!("step {index}{tags}: {why}"))?;
    }
    Ok(())
}

fn listed<'j>(json: &'j Json, member: &str) -> &'j [Json] {
    json.get(member).and_then(Json::as_array).unwrap_or_default()
}

impl Player {
    fn step(&mut self, step: &Json) -> Result<(), String> {
        let word = |name: &str| step.get(name).and_then(Json::as_str);
        if let Some(path) = word("set") {
            let value = step.get("value").ok_or("no value")?;
            return self.set(&words(path)?, value).map_err(|why| format!("{path}: {why}"));
        }
        let path = word("call").or_else(|| word("read")).ok_or("a step of no kind")?;
        let seen = match self.see(&words(path)?).map_err(|why| format!("{path}: {why}"))? {
            Thing::Value(json) => json,
            Thing::Survey
            | Thing::Page(_)
            | Thing::Element(..)
            | Thing::Row(..)
            | Thing::List(_)
            | Thing::Totals(..)
            | Thing::Choice(_) => Json::Boolean(true),
        };
        let is_loose = step.get("loose") == Some(&Json::Boolean(true));
        match step.get("expected") {
            Some(expected) => same::check(&seen, expected, is_loose).map_err(|why| format!("{path}: {why}")),
            None => Ok(()),
        }
    }
}
