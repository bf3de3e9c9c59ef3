//! Large forms of other people, filled in a real browser: imported by our command line, answered by role and label, sealed,
//! and verified. They are read where they lie and are no part of this repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Filler, Look, Respondent, claims, command_line, demo_with_pages, json_of, repo_file, said_by, target,
    visit,
};

/// A form by its file, and how many answers there are at the least when it is filled.
#[derive(Debug, Clone, Copy)]
struct Large {
    file: &'static str,
    answers: usize,
}

/// The folder of the forms: `SEALFORM_CONFORMANCE`, or beside this repository.
fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("SEALFORM_CONFORMANCE").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| repo_file("../shared/conformance")).join("forms/files");
    folder.is_dir().then_some(folder)
}

/// Fills a form and has the file judged by our command line.
async fn fills(person: &Respondent, document: &Path, folder: &Path, large: Large) -> Result<()> {
    person.opens("short.html?form=large.json").await?;
    let files = folder.join("to-attach");
    std::fs::create_dir_all(&files)?;
    let mut filler = Filler::new(person, &files)?;
    filler.fills().await?;
    let saved = filler.signs().await?;
    person.nothing_went_wrong().await?;
    let answers = claims(&saved.bytes)?["answers"].as_object().map_or(0, serde_json::Map::len);
    ensure!(answers >= large.answers, "only {answers} answers are in the file");
    let kept = target().join("sealed");
    std::fs::create_dir_all(&kept)?;
    let file = kept.join(format!("{}-{}.jws.json", large.file, person.browser().name()));
    std::fs::write(&file, &saved.bytes)?;
    let verified = json_of(
        Command::new(command_line()?).arg("verify").arg(&file).args(["--json", "--questionnaire"]).arg(document),
    )?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    println!("{}: {answers} answers sealed and verified", large.file);
    Ok(())
}

async fn is_filled(browser: Browser, look: Look, large: Large) -> Result<()> {
    let Some(corpus) = corpus() else {
        println!("the corpus of forms is not here: {} is not filled", large.file);
        return Ok(());
    };
    let folder = demo_with_pages()?;
    let document = folder.path().join("large.json");
    let form = corpus.join(large.file);
    said_by(Command::new(command_line()?).arg("import").arg(&form).arg("-o").arg(&document))
        .with_context(|| format!("{} is not imported", large.file))?;
    visit(browser, look, folder.path(), async |person: &Respondent| {
        fills(person, &document, folder.path(), large).await
    })
    .await
    .with_context(|| large.file)
}

/// The assessment of a place where aid is given out, by the Red Cross: an XForm of 88 controls in English and French.
const AID: Large = Large { file: "9c217400035c5f9e.xml", answers: 60 };
/// A survey of wells and pumps in Nigeria: an XForm of 52 controls, of which an answer opens the next.
const WATER: Large = Large { file: "2319c1224b940933.xml", answers: 20 };
/// Every widget of ODK Collect: an XForm of 73 controls.
const WIDGETS: Large = Large { file: "e3057b3db38d70b1.xml", answers: 50 };

/// The largest of all: a study of patients, an XForm of 370 controls and 20 repeats.
const STUDY: Large = Large { file: "cb28c242da33db68.xml", answers: 100 };
/// A survey of households: a spreadsheet of 321 controls.
const HOUSEHOLDS: Large = Large { file: "304fd4cb503e06a0.xlsx", answers: 50 };
/// A questionnaire to try the speed of an engine with: an XForm of 250 controls.
const QUESTIONS: Large = Large { file: "29f867863c45797c.xml", answers: 200 };
/// The treatment of sick children: an XForm of 172 controls.
const CHILDREN: Large = Large { file: "e630f5e4fbfcea54.xml", answers: 60 };

#[tokio::test]
async fn a_study_of_patients() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP, STUDY).await
}

#[tokio::test]
async fn a_survey_of_households() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP, HOUSEHOLDS).await
}

#[tokio::test]
async fn two_hundred_and_fifty_questions() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP, QUESTIONS).await
}

#[tokio::test]
async fn the_treatment_of_children() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP, CHILDREN).await
}

#[tokio::test]
async fn an_assessment_of_a_place_of_aid() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP, AID).await
}

#[tokio::test]
async fn a_survey_of_wells() -> Result<()> {
    is_filled(Browser::Chromium, Look::PHONE, WATER).await
}

#[tokio::test]
async fn every_widget_of_collect() -> Result<()> {
    is_filled(Browser::Chromium, Look::DESKTOP.dark(), WIDGETS).await
}

#[tokio::test]
async fn a_survey_of_wells_in_firefox() -> Result<()> {
    is_filled(Browser::Firefox, Look::DESKTOP, WATER).await
}
