//! A form that is printed while it is filled: the sheets hold all of it, and the screen is as before afterwards.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, visit};
use serde_json::json;
use tokio::time::sleep;

/// What the browser says before and after it prints; a moment later the page has done what it does then.
async fn says(person: &Respondent, event: &str) -> Result<()> {
    let script = "const [event, done] = arguments; dispatchEvent(new Event(event)); setTimeout(done)";
    person.driver().execute_async(script, vec![json!(event)]).await.context("the page hears nothing")?;
    Ok(())
}

/// What stands on the sheets alone.
async fn sheets(person: &Respondent) -> Result<Option<String>> {
    let script =
        "return document.querySelector('sealform-form').shadowRoot.querySelector('.print')?.textContent ?? null";
    let text = person.driver().execute(script, vec![]).await?;
    Ok(text.json().as_str().map(str::to_owned))
}

async fn fills_a_little(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.writes("What is the shop called?", "Kiosk by the river").await?;
    person.presses_page("Opinions").await?;
    person.sees_heading("Opinions").await?;
    person.answers("It was easy to find what I wanted.", "Strongly agree").await?;
    // What is said of the draft changes no more.
    sleep(Duration::from_secs(1)).await;
    person.sees("Saved on this device").await
}

async fn prints(person: &Respondent) -> Result<()> {
    fills_a_little(person).await?;
    ensure!(sheets(person).await?.is_none(), "sheets are drawn that nobody prints");
    says(person, "beforeprint").await?;
    let text = sheets(person).await?.context("there are no sheets")?;
    for said in [
        "Plain questions",
        "What is the shop called?",
        "Kiosk by the river",
        "It was easy to find what I wanted.",
        "Strongly agree",
        "I would come again.",
        "Not answered",
        "Attachments",
    ] {
        ensure!(text.contains(said), "`{said}` is not on the sheets: {text}");
    }
    says(person, "afterprint").await?;
    ensure!(sheets(person).await?.is_none(), "the sheets stay");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_form_prints_whole_in_chromium() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), prints).await
}

#[tokio::test]
async fn a_form_prints_whole_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, demo_with_pages()?.path(), prints).await
}

#[tokio::test]
async fn a_form_prints_whole_in_webkit() -> Result<()> {
    visit(Browser::WebKit, Look::DESKTOP, demo_with_pages()?.path(), prints).await
}

/// What can be read while the browser lays out the sheets, and on the screen before and after.
async fn reads_the_sheets(person: &Respondent) -> Result<()> {
    fills_a_little(person).await?;
    let before = person.text().await?;
    let media = async |name: &str| {
        person.driver().cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": name })).await.map(|_| ())
    };
    says(person, "beforeprint").await?;
    let during = person.text().await?;
    ensure!(during == before, "the screen changes while it is printed:\n{before}\n{during}");
    media("print").await?;
    person.sees("Kiosk by the river").await?;
    for chrome in ["Next", "Overview", "Save the draft as a file", "Skip to the first question", "Change"] {
        person.does_not_see(chrome).await?;
    }
    media("").await?;
    says(person, "afterprint").await?;
    let after = person.text().await?;
    ensure!(after == before, "the screen is another one afterwards:\n{before}\n{after}");
    Ok(())
}

#[tokio::test]
async fn sheets_hold_nothing_to_press() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), reads_the_sheets).await
}
