//! The harness itself, on a page small enough to be sure of, in all three browsers.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, Role, visit};
use serde_json::json;

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")
}

/// A person with a mouse: a wrong turn, a reload in the middle, a sealed file.
async fn with_a_mouse(person: &Respondent) -> Result<()> {
    person.opens("harness.html").await?;
    person.listens_to("sealform-sealed").await?;
    person.does_not_see("Why not?").await?;
    person.answers("Did the agent greet you?", "No").await?;
    person.writes("Why not?", "Nobody said a word.\nTwice – nøyaktig.").await?;
    person.answers("Did the agent greet you?", "Yes").await?;
    person.does_not_see("Why not?").await?;
    person.answers("Did the agent greet you?", "No").await?;
    person.reloads().await?;
    ensure!(person.has_chosen("Did the agent greet you?", "No").await?, "the answer is gone");
    ensure!(person.reads("Why not?").await? == "Nobody said a word.\nTwice – nøyaktig.", "the comment is gone");
    person.writes("Why not?", "Busy.").await?;
    person.writes("Day of the call", "2027-05-13").await?;
    person.answers("Channel", "Chat").await?;
    ensure!(person.reads("Channel").await? == "Chat", "the channel does not stay");
    person.listens_to("sealform-sealed").await?;
    person.presses("Seal").await?;
    person.sees("Sealed with 2 answers").await?;
    let expected = json!({ "greeted": "no", "why": "Busy." });
    ensure!(person.heard("sealform-sealed").await? == [expected.clone()], "the event has another detail");
    let saved = person.saved_file().await?;
    ensure!(saved.name == "small.jws.json", "the file is called {}", saved.name);
    ensure!(serde_json::from_slice::<serde_json::Value>(&saved.bytes)? == expected, "the file holds something else");
    person.takes_a_picture("harness").await?;
    Ok(())
}

/// The same without one.
async fn by_keyboard(person: &Respondent) -> Result<()> {
    person.opens("harness.html").await?;
    person.sees("A small form").await?;
    person.answers_by_keys("Did the agent greet you?", "No").await?;
    person.writes_by_keys("Why not?", "Nobody there").await?;
    person.presses_by_keys("Seal").await?;
    person.sees("Sealed with 2 answers").await?;
    ensure!(
        person.tabs_to(Role::Textbox, "Why not?").await?.value == Some(json!("Nobody there")),
        "the comment is gone"
    );
    Ok(())
}

async fn both(browser: Browser) -> Result<()> {
    visit(browser, Look::DESKTOP, &pages(), with_a_mouse).await?;
    visit(browser, Look::PHONE.dark(), &pages(), by_keyboard).await
}

#[tokio::test]
async fn the_harness_works_in_chromium() -> Result<()> {
    both(Browser::Chromium).await
}

#[tokio::test]
async fn the_harness_works_in_firefox() -> Result<()> {
    both(Browser::Firefox).await
}

#[tokio::test]
async fn the_harness_works_in_webkit() -> Result<()> {
    both(Browser::WebKit).await
}

/// A barrier inside a shadow root is found: an empty report means that there is none.
#[tokio::test]
async fn barriers_are_found_in_shadow_roots() {
    let outcome = visit(Browser::Chromium, Look::DESKTOP, &pages(), async |person: &Respondent| {
        person.opens("harness.html").await?;
        let unnamed = "document.querySelector('sealform-form').shadowRoot.append(document.createElement('select'))";
        person.driver().execute(unnamed, vec![]).await?;
        person.finds_no_barrier("the small form").await
    })
    .await;
    let text = format!("{:#}", outcome.expect_err("the list has no name"));
    assert!(text.contains("select-name"), "{text}");
}

#[tokio::test]
async fn what_is_missing_is_named_with_what_is_there() {
    let outcome = visit(Browser::Chromium, Look::DESKTOP, &pages(), async |person: &Respondent| {
        person.opens("harness.html").await?;
        person.presses("Send").await
    })
    .await;
    let text = format!("{:#}", outcome.expect_err("there is no such button"));
    assert!(text.contains("waited in vain for a button `Send`"), "{text}");
    assert!(text.contains("button `Seal`"), "{text}");
}
