//! A whole form on one page: its sections by the overview, what is open above them, and controls that come as they are near.

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, visit};
use serde_json::{Value, json};

/// Sections, and questions in each.
const SECTIONS: usize = 4;
const QUESTIONS: usize = 50;

fn form() -> Value {
    let questions = |section: usize| -> Vec<Value> {
        (1..=QUESTIONS)
            .map(|at| json!({ "type": "text", "name": format!("q{section}_{at}"), "label": format!("Question {section}.{at}"), "required": at == QUESTIONS }))
            .collect()
    };
    let sections: Vec<Value> = (1..=SECTIONS)
        .map(|at| json!({ "type": "group", "name": format!("s{at}"), "appearance": "field-list", "label": format!("Section {at}"), "children": questions(at) }))
        .collect();
    json!({ "sealform": 1, "id": "long", "version": "1", "title": "A long page", "languages": ["en"],
        "settings": { "style": "one-page" }, "survey": sections })
}

async fn counts(person: &Respondent, selector: &str) -> Result<u64> {
    let count = "return document.querySelector('sealform-form').shadowRoot.querySelectorAll(arguments[0]).length";
    Ok(person.driver().execute(count, vec![json!(selector)]).await?.json().as_u64().unwrap_or(0))
}

async fn is_walked(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=long.json").await?;
    person.sees_heading("Section 1").await?;
    let (labels, fields) = (counts(person, ".question .label").await?, counts(person, ".question input").await?);
    ensure!(labels == (SECTIONS * QUESTIONS) as u64, "only {labels} labels can be searched");
    ensure!(fields < labels / 2, "{fields} fields are there before anybody comes near them");
    person.writes("Question 1.3", "three").await?;
    // The overview leads to a section, and there to its controls.
    person.presses_page("Section 3").await?;
    person.sees_heading("Section 3").await?;
    person
        .waits_for("the section has its controls", async || {
            Ok((counts(person, "[data-path=\"s3/q3_2\"] input").await? == 1).then_some(()))
        })
        .await?;
    person.writes("Question 3.2", "two").await?;
    // What is open is listed once for all sections, and leads to controls that nobody has been near.
    person.presses("Go to the summary").await?;
    person.sees("4 points are still open on this page").await?;
    person.presses("Question 4.50").await?;
    person.writes("Question 4.50", "last").await?;
    for section in 1..SECTIONS {
        person.writes(&format!("Question {section}.{QUESTIONS}"), "done").await?;
    }
    person.presses("Go to the summary").await?;
    person.sees("Everything is answered").await?;
    person.sees("three").await?;
    person.nothing_went_wrong().await
}

async fn in_browser(browser: Browser, look: Look) -> Result<()> {
    let folder = demo_with_pages()?;
    std::fs::write(folder.path().join("long.json"), form().to_string())?;
    visit(browser, look, folder.path(), async |person: &Respondent| is_walked(person).await).await
}

#[tokio::test]
async fn in_chromium() -> Result<()> {
    in_browser(Browser::Chromium, Look::DESKTOP).await
}

#[tokio::test]
async fn in_firefox() -> Result<()> {
    in_browser(Browser::Firefox, Look::DESKTOP).await
}

#[tokio::test]
async fn in_webkit() -> Result<()> {
    in_browser(Browser::WebKit, Look::PHONE).await
}
