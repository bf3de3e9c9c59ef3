//! The keys that do something are shown where somebody asks for them, and lead back to where that was.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, Role, demo_with_pages, visit};
use thirtyfour::Key;

/// What stands in the list of keys, and nowhere else.
const LISTED: &str = "On to the next page";

async fn asks_for_the_keys(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    // In a text, a question mark is one.
    person.writes("What is the shop called?", "Kiosk").await?;
    person.tabs_to(Role::Textbox, "What is the shop called?").await?;
    person.hits(Key::End).await?;
    person.types_keys("?").await?;
    let name = person.reads("What is the shop called?").await?;
    ensure!(name == "Kiosk?", "the field holds `{name}`");
    person.does_not_see(LISTED).await?;
    person.presses_page("Opinions").await?;
    person.sees_heading("Opinions").await?;
    let choice = person.tabs_to(Role::Radio, "Strongly disagree").await?;
    person.types_keys("?").await?;
    person.sees_heading("Keyboard shortcuts").await?;
    person.sees(LISTED).await?;
    person.hits(Key::Escape).await?;
    person.does_not_see(LISTED).await?;
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == choice.name && focus.role == choice.role, "the focus went from {choice:?} to {focus:?}");
    person.nothing_went_wrong().await
}

/// A command to undo that is given at a choice takes nothing back that was typed in a field.
async fn undoes_nothing_typed(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.tabs_to(Role::Textbox, "What is the shop called?").await?;
    person.types_keys("Kiosk").await?;
    person.answers("Were you greeted?", "No").await?;
    let undo = person.driver().action_chain().key_down(Key::Control).send_keys("z").key_up(Key::Control);
    undo.perform().await.context("the keyboard does not work")?;
    let name = person.reads("What is the shop called?").await?;
    ensure!(name == "Kiosk", "the field holds `{name}`");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn an_undo_at_a_choice_leaves_fields_alone() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), undoes_nothing_typed).await
}

/// Behind an answer that asks for words, a letter is no other answer.
async fn types_behind_an_answer(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=first.json").await?;
    person.answers("Were you greeted?", "No").await?;
    person.sees("Comment").await?;
    person.types_keys("y").await?;
    ensure!(person.has_chosen("Were you greeted?", "No").await?, "a letter took another answer");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn letters_behind_an_answer_take_no_other() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), types_behind_an_answer).await
}

async fn in_browser(browser: Browser) -> Result<()> {
    visit(browser, Look::DESKTOP, demo_with_pages()?.path(), asks_for_the_keys).await
}

#[tokio::test]
async fn the_keys_are_shown_in_chromium() -> Result<()> {
    in_browser(Browser::Chromium).await
}

#[tokio::test]
async fn the_keys_are_shown_in_firefox() -> Result<()> {
    in_browser(Browser::Firefox).await
}

#[tokio::test]
async fn the_keys_are_shown_in_webkit() -> Result<()> {
    in_browser(Browser::WebKit).await
}

/// The button in the overview is for those who do not know the key, where there are keys; a phone has none.
async fn presses_the_button(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.presses("Keyboard shortcuts (?)").await?;
    person.sees(LISTED).await?;
    person.finds_no_barrier("the keys").await?;
    person.presses("Close").await?;
    person.does_not_see(LISTED).await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_button_leads_to_the_keys() -> Result<()> {
    // Headless Chromium has no mouse on a machine without one, and says so.
    visit(Browser::WebKit, Look::DESKTOP, demo_with_pages()?.path(), presses_the_button).await
}
