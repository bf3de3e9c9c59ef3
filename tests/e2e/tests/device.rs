//! What is kept on a device: through newer forms, closed connections and damaged records, and the list of it by keyboard.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, repo_file, visit};
use serde_json::{Value, json};

const GREETED: &str = "Did somebody greet you?";
const SEEN: &str = "What did you see first?";
const WORDS: &str = "A desk, and nobody behind it.";

/// The short form as it is published later: with another question in place of one.
fn publish_newer(folder: &Path) -> Result<()> {
    let text = std::fs::read_to_string(repo_file("tests/e2e/pages/short.json"))?;
    let mut form: Value = serde_json::from_str(&text)?;
    form["version"] = json!("2");
    form["survey"][0]["children"][1]["name"] = json!("noted");
    std::fs::write(folder.join("newer.json"), form.to_string()).context("cannot publish the newer form")
}

async fn is_saved() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

/// A form that is changed during a visit: the person goes on with the version begun, or takes over what fits.
async fn is_changed_meanwhile(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=changed").await?;
    person.answers(GREETED, "Yes").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved().await;
    person.opens("short.html?place=changed&form=newer.json").await?;
    person.sees("This form was changed after you started.").await?;
    person.presses("Continue with the version I started").await?;
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
    person.opens("short.html?place=changed&form=newer.json").await?;
    person.sees("This form was changed after you started.").await?;
    person.presses("Move what fits to the new version").await?;
    person.sees(&format!("visit/seen: {WORDS}")).await?;
    person.presses("Continue").await?;
    person.waits_for("the choice", async || Ok(person.has_chosen(GREETED, "Yes").await?.then_some(()))).await?;
    ensure!(person.reads(SEEN).await?.is_empty(), "the new question has the old answer");
    is_saved().await;
    person.opens("short.html?place=changed&form=newer.json").await?;
    person.waits_for("the choice", async || Ok(person.has_chosen(GREETED, "Yes").await?.then_some(()))).await?;
    person.does_not_see("This form was changed").await
}

/// The browser closes the connection to the database, as under memory pressure: what is typed then is saved all the same.
async fn loses_its_connection(person: &Respondent) -> Result<()> {
    person.opens("closing.html?place=closing").await?;
    person.answers(GREETED, "Yes").await?;
    is_saved().await;
    person.driver().execute("window.closeConnections()", vec![]).await?;
    person.writes(SEEN, WORDS).await?;
    is_saved().await;
    person.does_not_see("not saved here").await?;
    person.opens("closing.html?place=closing").await?;
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
    person.driver().execute("window.closeConnections()", vec![]).await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await
}

/// A record that is damaged is said, and stays until the person has been asked.
async fn meets_a_damaged_record(person: &Respondent) -> Result<()> {
    person.opens("closing.html?place=damaged").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved().await;
    person.driver().execute("return window.damageDrafts('damaged')", vec![]).await?;
    person.reloads().await?;
    person.sees("Something that is saved on this device for this form cannot be read.").await?;
    person.presses("Save to a file").await?;
    let saved = person.saved_file().await?;
    ensure!(String::from_utf8_lossy(&saved.bytes).contains(WORDS), "the file lacks what was typed");
    person.presses("Continue").await?;
    person.sees_heading("The visit").await?;
    ensure!(person.reads(SEEN).await?.is_empty(), "a damaged draft came back");
    Ok(())
}

/// Puts a draft aside, finds it in the list, and goes on with it.
async fn finds_a_draft(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=list").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved().await;
    person.presses("Start over").await?;
    person.waits_for("an empty form", async || Ok(person.reads(SEEN).await?.is_empty().then_some(()))).await?;
    is_saved().await;
    person.presses("Reports and drafts on this device").await?;
    person.sees("Put aside").await?;
    person.presses("Continue").await?;
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
    person.nothing_went_wrong().await
}

/// The list no longer asks for what was done.
async fn saves_from_the_list(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=saved").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes(SEEN, WORDS).await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Reports and drafts on this device").await?;
    person.sees("Not sent anywhere: save the file").await?;
    person.presses("Save").await?;
    person.sees("Not sent anywhere; you saved the file").await
}

async fn keeps_everything(browser: Browser) -> Result<()> {
    let pages = demo_with_pages()?;
    publish_newer(pages.path())?;
    visit(browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        finds_a_draft(person).await.context("with a draft that was put aside")?;
        is_changed_meanwhile(person).await.context("with a newer form")?;
        loses_its_connection(person).await.context("with a connection that is closed")?;
        meets_a_damaged_record(person).await.context("with a damaged record")?;
        saves_from_the_list(person).await.context("with a report that goes nowhere")
    })
    .await
}

#[tokio::test]
async fn a_device_in_chromium() -> Result<()> {
    keeps_everything(Browser::Chromium).await
}

#[tokio::test]
async fn a_device_in_firefox() -> Result<()> {
    keeps_everything(Browser::Firefox).await
}

#[tokio::test]
async fn a_device_in_webkit() -> Result<()> {
    keeps_everything(Browser::WebKit).await
}
