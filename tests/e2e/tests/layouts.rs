//! A whole form on one page: its sections by the overview, what is open above them, and controls that come as they are near.

use std::time::Duration;

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, visit};
use serde_json::{Value, json};
use tokio::time::sleep;

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

/// Where the heading of a section stands, in pixels below the top of what is in sight.
async fn heading_at(person: &Respondent, section: usize) -> Result<f64> {
    let top = "const root = document.querySelector('sealform-form').shadowRoot;
        return root.querySelectorAll('.chapter > h2')[arguments[0] - 1].getBoundingClientRect().top";
    Ok(person.driver().execute(top, vec![json!(section)]).await?.json().as_f64().unwrap_or(f64::NAN))
}

/// Near what is in sight of a page of 800 pixels, where sections lie thousands of pixels apart: what is laid out late above a
/// heading may still push it by some lines.
const NEAR: std::ops::Range<f64> = -200.0..600.0;

/// The overview leads to the heading of a section, whatever has still to be drawn and laid out above it.
async fn comes_to_sections(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=long.json").await?;
    person.sees_heading("Section 1").await?;
    person.sees("minutes").await?;
    person.does_not_see("4 pages").await?;
    for section in [3, 2, 4] {
        person.presses_page(&format!("Section {section}")).await?;
        let is_there = async || Ok(NEAR.contains(&heading_at(person, section).await?).then_some(()));
        person.waits_for(&format!("section {section} near"), is_there).await?;
        sleep(Duration::from_millis(800)).await;
        let top = heading_at(person, section).await?;
        ensure!(NEAR.contains(&top), "section {section} has moved to {top}");
    }
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn sections_are_near_in_chromium() -> Result<()> {
    on_the_long_page(Browser::Chromium, Look::DESKTOP, comes_to_sections).await
}

#[tokio::test]
async fn sections_are_near_in_firefox() -> Result<()> {
    on_the_long_page(Browser::Firefox, Look::DESKTOP, comes_to_sections).await
}

#[tokio::test]
async fn sections_are_near_in_webkit() -> Result<()> {
    on_the_long_page(Browser::WebKit, Look::PHONE, comes_to_sections).await
}

/// After a reload the form is at the question that was answered last.
async fn comes_back(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=long.json").await?;
    person.sees_heading("Section 1").await?;
    // What is open is listed, and opened: from then on all questions have their controls.
    person.presses("Go to the summary").await?;
    person.presses("Question 4.50").await?;
    person.writes("Question 3.5", "five").await?;
    person.sees("Saved").await?;
    person.reloads().await?;
    let is_there = async || Ok(person.focus().await?.filter(|focus| focus.name == "Question 3.5").map(|_| ()));
    person.waits_for("the question that was answered last", is_there).await?;
    sleep(Duration::from_millis(600)).await;
    let in_sight = "const root = document.querySelector('sealform-form').shadowRoot;
        const { top, bottom } = root.activeElement.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight";
    let is_in_sight = person.driver().execute(in_sight, vec![]).await?.json() == &json!(true);
    ensure!(is_in_sight, "the question that was answered last is out of sight");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_long_page_opens_where_it_was_left() -> Result<()> {
    on_the_long_page(Browser::Chromium, Look::DESKTOP, comes_back).await
}

async fn on_the_long_page(
    browser: Browser,
    look: Look,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    let folder = demo_with_pages()?;
    std::fs::write(folder.path().join("long.json"), form().to_string())?;
    visit(browser, look, folder.path(), scenario).await
}

async fn in_browser(browser: Browser, look: Look) -> Result<()> {
    on_the_long_page(browser, look, is_walked).await
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
