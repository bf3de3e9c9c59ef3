//! Every programme of the demo: a filled contact comes into its form as a draft, is looked through and signed in a browser, and
//! whoever receives it computes the score that was worked out by hand.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo, receive, visit};
use sealform_tests::demo::{contacts, filled};
use serde_json::{Value, json};

/// Forms with one of their contacts that names no file: those come with no draft.
const PROGRAMMES: [(&str, &str); 10] = [
    ("ksp-email", "good"),
    ("ksp-chat", "good"),
    ("ksp-messenger", "bad"),
    ("store-comparison", "disqualified"),
    ("service-standards", "good"),
    ("support-quality", "good"),
    ("bar-restaurant", "disqualified"),
    ("observer-application", "good"),
    ("observer-training", "bad"),
    ("cannot-complete", "good"),
];

/// What goes on with a draft from a file.
const IMPORT: &str = "document.querySelector('sealform-form').importDraft(arguments[0])";

async fn is_signed(person: &Respondent, form: &str, name: &str) -> Result<()> {
    let contact = contacts(form).into_iter().find(|contact| contact.name == name);
    let contact = contact.with_context(|| format!("{form} has no contact `{name}`"))?;
    let draft = filled(form, &contact).session.draft().to_text();
    let score: Value = serde_json::from_str(&contact.score.to_text())?;
    person.opens(&format!("{form}.html?lang=en")).await?;
    person.sees("Next").await?;
    person.driver().execute(IMPORT, vec![json!(draft)]).await?;
    person.presses_page("Summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    let claims = receive(form, &person.saved_file().await?, person.browser(), name)?.claims;
    ensure!(claims["outcome"] == contact.outcome.as_str(), "{form} is sealed as {}", claims["outcome"]);
    let total = &claims["score"]["total"];
    for member in ["result", "percent", "band"] {
        let expected = &score[member];
        ensure!(total[member] == *expected, "{form}: {member} is {} and not {expected}", total[member]);
    }
    Ok(())
}

/// Each in one browser, so that all three see several.
async fn are_signed_in(browser: Browser, look: Look) -> Result<()> {
    let turn = Browser::ALL.iter().position(|one| *one == browser).context("a browser")?;
    for (form, name) in PROGRAMMES.iter().skip(turn).step_by(Browser::ALL.len()) {
        visit(browser, look, &demo()?, async |person: &Respondent| is_signed(person, form, name).await)
            .await
            .with_context(|| (*form).to_owned())?;
    }
    Ok(())
}

#[tokio::test]
async fn programmes_are_signed_in_chromium() -> Result<()> {
    are_signed_in(Browser::Chromium, Look::PHONE).await
}

#[tokio::test]
async fn programmes_are_signed_in_firefox() -> Result<()> {
    are_signed_in(Browser::Firefox, Look::DESKTOP).await
}

#[tokio::test]
async fn programmes_are_signed_in_webkit() -> Result<()> {
    are_signed_in(Browser::WebKit, Look::DESKTOP.dark()).await
}
