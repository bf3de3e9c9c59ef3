//! The keys that do something are shown where somebody asks for them, and lead back to where that was.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, Role, demo_with_pages, visit};
use serde_json::json;
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

/// The keys are asked for from anywhere on the page, except where somebody types: of the form that was used last, else of the
/// one in sight.
async fn asks_from_beside_the_form(person: &Respondent) -> Result<()> {
    person.opens("two.html").await?;
    let drawn = "return [...document.querySelectorAll('sealform-form')]
        .every((form) => form.shadowRoot?.querySelector('.bar .primary') != null)";
    let are_drawn = async || Ok((*person.driver().execute(drawn, vec![]).await?.json() == json!(true)).then_some(()));
    person.waits_for("both forms", are_drawn).await?;
    let fields = "document.body.tabIndex = -1;
        for (const name of ['input', 'textarea']) document.body.prepend(document.createElement(name));
        document.querySelector('h1').scrollIntoView()";
    person.driver().execute(fields, vec![]).await?;
    for field in ["input", "textarea"] {
        let typed = "document.querySelector(arguments[0]).focus()";
        person.driver().execute(typed, vec![json!(field)]).await?;
        person.types_keys("?").await?;
    }
    shows_keys(person, &[]).await?;
    person.driver().execute("document.activeElement.blur()", vec![]).await?;
    person.types_keys("?").await?;
    shows_keys(person, &["left"]).await?;
    person.hits(Key::Escape).await?;
    shows_keys(person, &[]).await?;
    let uses = "document.querySelector('#right').shadowRoot.querySelector('.bar .primary').focus();
        document.activeElement.blur()";
    person.driver().execute(uses, vec![]).await?;
    person.types_keys("?").await?;
    shows_keys(person, &["right"]).await?;
    person.nothing_went_wrong().await
}

/// The forms that show their keys.
async fn shows_keys(person: &Respondent, forms: &[&str]) -> Result<()> {
    let shown = "return [...document.querySelectorAll('sealform-form')]
        .filter((form) => form.shadowRoot.querySelector('dialog[part=keys]') !== null).map((form) => form.id)";
    let are_those = async || Ok((*person.driver().execute(shown, vec![]).await?.json() == json!(forms)).then_some(()));
    person.waits_for(&format!("the keys of {forms:?}"), are_those).await
}

#[tokio::test]
async fn the_keys_are_asked_for_from_anywhere_in_chromium() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), asks_from_beside_the_form).await
}

#[tokio::test]
async fn the_keys_are_asked_for_from_anywhere_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, demo_with_pages()?.path(), asks_from_beside_the_form).await
}

/// Escape closes the overview that lies over a phone's page, and leads back to its button.
async fn closes_the_overview(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.presses("Overview").await?;
    person.tabs_to(Role::Button, "Opinions").await?;
    person.hits(Key::Escape).await?;
    let closed = "return document.querySelector('sealform-form').shadowRoot.querySelector('.overview.shown') === null";
    let is_closed = async || Ok((*person.driver().execute(closed, vec![]).await?.json() == json!(true)).then_some(()));
    person.waits_for("the overview to close", is_closed).await?;
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == "Overview", "the focus is on {focus:?}");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn escape_closes_the_overview_of_a_phone() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), closes_the_overview).await
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
