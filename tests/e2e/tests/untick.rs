//! A second tap on a choice takes it back, where the question may be left out.

use std::time::Duration;

use anyhow::Result;
use sealform_e2e::{Browser, Look, Respondent, Role, Thumb, demo_with_pages, visit};
use serde_json::json;
use thirtyfour::Key;
use tokio::time::sleep;

/// A question that may be left out, and one that may not; both offer the same.
const OPTIONAL: (&str, &str) = ("opinions/quick", "I was served quickly.");
const REQUIRED: (&str, &str) = ("opinions/easy", "It was easy to find what I wanted.");
const CHOICE: (&str, &str) = ("4", "Agree");

/// Presses the label of the choice, whatever that does.
async fn presses_on(person: &Respondent, path: &str) -> Result<()> {
    let script = "const root = document.querySelector('sealform-form').shadowRoot;
        const label = root.querySelector(`[data-path='${arguments[0]}'] input[value='${arguments[1]}']`).closest('label');
        label.scrollIntoView({ block: 'center', behavior: 'instant' }); return label";
    let label = person.driver().execute(script, vec![json!(path), json!(CHOICE.0)]).await?.element()?;
    Ok(label.click().await?)
}

async fn is_chosen(person: &Respondent, (_, question): (&str, &str), wanted: bool) -> Result<()> {
    let what = format!("`{question}` to be {}", if wanted { "answered" } else { "open" });
    let as_wanted = async || Ok((person.has_chosen(question, CHOICE.1).await? == wanted).then_some(()));
    person.waits_for(&what, as_wanted).await
}

async fn comes_to_the_choices(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.presses_page("Opinions").await?;
    person.sees_heading("Opinions").await
}

async fn taps_twice(person: &Respondent) -> Result<()> {
    comes_to_the_choices(person).await?;
    presses_on(person, OPTIONAL.0).await?;
    is_chosen(person, OPTIONAL, true).await?;
    presses_on(person, OPTIONAL.0).await?;
    is_chosen(person, OPTIONAL, false).await?;
    person.sees("The answer was removed.").await?;
    person.presses("Undo").await?;
    is_chosen(person, OPTIONAL, true).await?;
    // The focus is on the choice again, and the space bar is another tap.
    person.hits(Key::Space).await?;
    is_chosen(person, OPTIONAL, false).await?;
    person.hits(Key::Space).await?;
    is_chosen(person, OPTIONAL, true).await?;
    for _ in 0..2 {
        presses_on(person, REQUIRED.0).await?;
        is_chosen(person, REQUIRED, true).await?;
    }
    // What comes a moment later has come.
    sleep(Duration::from_millis(200)).await;
    is_chosen(person, REQUIRED, true).await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_second_tap_unticks_in_chromium() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo_with_pages()?.path(), taps_twice).await
}

#[tokio::test]
async fn a_second_tap_unticks_in_firefox() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, demo_with_pages()?.path(), taps_twice).await
}

#[tokio::test]
async fn a_second_tap_unticks_in_webkit() -> Result<()> {
    visit(Browser::WebKit, Look::DESKTOP, demo_with_pages()?.path(), taps_twice).await
}

/// A finger does the same, and the page stays where it is.
async fn touches_twice(person: &Respondent) -> Result<()> {
    comes_to_the_choices(person).await?;
    let thumb = Thumb::over(person).await?;
    thumb.chooses(OPTIONAL.0, CHOICE.1).await?;
    // The page has come to rest on the question behind it.
    sleep(Duration::from_millis(800)).await;
    thumb.taps_on(&[Role::Radio], CHOICE.1, Some(OPTIONAL.0)).await?;
    is_chosen(person, OPTIONAL, false).await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_finger_unticks() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), touches_twice).await
}
