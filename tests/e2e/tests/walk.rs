//! Ways through a form: the browser's own "Back" walks the screens, and whoever changes an answer from the summary comes back
//! to its row. Digits and Ctrl+Enter do what the hand does.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, Role, demo_with_pages, visit};
use thirtyfour::Key;

const QUESTION: &str = "What did you see?";
const GOOD: &str = "Was it good?";

async fn goes_back(person: &Respondent, heading: &str) -> Result<()> {
    person.driver().back().await?;
    person.sees_heading(heading).await.with_context(|| format!("going back to {heading}"))
}

async fn walks(person: &Respondent) -> Result<()> {
    person.opens("harness.html").await?;
    person.opens("care.html").await?;
    person.sees_heading("Scales").await?;
    person.presses("Words").await?;
    person.sees_heading("Words").await?;
    goes_back(person, "Visits").await?;
    goes_back(person, "Calls").await?;
    // A reload changes nothing.
    person.reloads().await?;
    person.sees_heading("Calls").await?;
    goes_back(person, "By hand").await?;
    goes_back(person, "Scales").await?;
    person.driver().back().await?;
    let is_left = async || {
        let address = person.driver().current_url().await?;
        Ok(address.path().ends_with("harness.html").then_some(()))
    };
    person.waits_for("the page before the form", is_left).await
}

/// What lies over a screen goes first: the list of pages of a phone, and the sheet on which an open point is answered.
async fn closes(person: &Respondent) -> Result<()> {
    person.opens("harness.html").await?;
    person.opens("care.html").await?;
    person.presses("Overview").await?;
    person.sees("Start over").await?;
    goes_back(person, "Scales").await?;
    person.presses_page("Summary").await?;
    person.sees_heading("Summary").await?;
    let is_over = async || -> Result<bool> {
        let script = "return document.querySelector('sealform-form').shadowRoot.querySelector('dialog[open]') !== null";
        Ok(person.driver().execute(script, vec![]).await?.convert()?)
    };
    person.presses("Please sign").await?;
    person.waits_for("the sheet", async || Ok(is_over().await?.then_some(()))).await?;
    goes_back(person, "Summary").await?;
    person.waits_for("the sheet to go", async || Ok((!is_over().await?).then_some(()))).await?;
    goes_back(person, "Words").await
}

async fn changes(person: &Respondent) -> Result<()> {
    person.opens("care.html").await?;
    person.presses("Summary").await?;
    person.sees_heading("Summary").await?;
    let change = format!("Change {QUESTION}");
    person.presses(&change).await?;
    person.writes(QUESTION, "A queue of twelve.").await?;
    person.presses("Go to the summary").await?;
    person.sees_heading("Summary").await?;
    let focus = person.focus().await?.context("nothing has the focus")?;
    ensure!(focus.name == change, "the focus is on {}", focus.name);
    Ok(())
}

/// A digit or a first letter takes a choice where the focus is among choices, Enter and Ctrl+Enter go on, and what is added has
/// the focus.
async fn answers_by_keys(person: &Respondent) -> Result<()> {
    person.opens("care.html").await?;
    person.presses("Visits").await?;
    person.sees_heading("Visits").await?;
    person.tabs_to(Role::Radio, "Yes").await?;
    person.types_keys("2").await?;
    ensure!(person.has_chosen(GOOD, "No").await?, "the second choice was not taken");
    person.types_keys("1").await?;
    ensure!(person.has_chosen(GOOD, "Yes").await?, "the first choice was not taken");
    // Nothing is the ninth.
    person.types_keys("9").await?;
    ensure!(person.has_chosen(GOOD, "Yes").await?, "a choice was taken that is not there");
    person.types_keys("n").await?;
    ensure!(person.has_chosen(GOOD, "No").await?, "a first letter takes no choice");
    person.types_keys("y").await?;
    ensure!(person.has_chosen(GOOD, "Yes").await?, "a first letter takes no choice");
    person.presses("Add: Visit").await?;
    focus_is_on(person, "Who was there?").await?;
    person.presses("Add: Person").await?;
    focus_is_on(person, "How old?").await?;
    person.presses_by_keys("Skip to the first question").await?;
    focus_is_on(person, "Yes").await?;
    person.tabs_to(Role::Textbox, "Who was there?").await?;
    person.types_keys("Ida").await?;
    person.hits(Key::Enter).await?;
    focus_is_on(person, "How old?").await?;
    person.hits_together(Key::Control, &Key::Enter.value().to_string()).await?;
    person.sees_heading("Words").await
}

async fn focus_is_on(person: &Respondent, name: &str) -> Result<()> {
    person
        .waits_for(&format!("the focus on `{name}`"), async || {
            Ok(person.focus().await?.is_some_and(|focus| focus.name == name).then_some(()))
        })
        .await
}

async fn all(person: &Respondent) -> Result<()> {
    // The driver of WebKitGTK at times passes over what a page has put into its history, as if nobody had touched the page.
    if person.browser() != Browser::WebKit {
        walks(person).await.context("by the browser's Back")?;
    }
    answers_by_keys(person).await.context("by keys")?;
    changes(person).await.context("from the summary")?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn back_closes_what_lies_over_a_screen() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), closes).await?;
    visit(Browser::Firefox, Look::PHONE, demo_with_pages()?.path(), closes).await
}

#[tokio::test]
async fn walks_in_chromium() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), all).await
}

#[tokio::test]
async fn walks_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, demo_with_pages()?.path(), all).await
}

#[tokio::test]
async fn walks_in_webkit() -> Result<()> {
    visit(Browser::WebKit, Look::DESKTOP, demo_with_pages()?.path(), all).await
}
