//! Every programme of the demo, from the link of an assignment to what its receiver reads: a filled contact comes into the form as
//! a draft, is looked through and signed in a browser, and whoever receives it finds the agency's signature under the assignment
//! and computes the score that was worked out by hand.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, command_line, demo, json_of, receive, repo_file, visit};
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

/// Opens the link of the assignment that the page of the demo offers.
const OPEN_LINK: &str = "document.querySelector('.assigned a').click()";

/// Who is contacted, where the form has an assignment: that of an application or a training has none.
fn site(form: &str) -> Result<Option<String>> {
    let template = repo_file(&format!("www/site/assignments/{form}.json"));
    let Ok(text) = std::fs::read(&template) else { return Ok(None) };
    let assignment: Value = serde_json::from_slice(&text)?;
    Ok(Some(assignment["site"]["name"].as_str().context("an assignment names its site")?.to_owned()))
}

async fn is_signed(person: &Respondent, form: &str, name: &str) -> Result<()> {
    let contact = contacts(form).into_iter().find(|contact| contact.name == name);
    let contact = contact.with_context(|| format!("{form} has no contact `{name}`"))?;
    let draft = filled(form, &contact).session.draft().to_text();
    let score: Value = serde_json::from_str(&contact.score.to_text())?;
    let site = site(form)?;
    person.opens(&format!("{form}.html?lang=en")).await?;
    person.sees("Next").await?;
    if let Some(site) = &site {
        person.driver().execute(OPEN_LINK, vec![]).await?;
        person.sees(site).await?;
        let address = person.driver().current_url().await?;
        ensure!(address.fragment().is_none_or(|left| left.is_empty()), "the token is still in {address}");
        person.sees("Next").await?;
    }
    person.driver().execute(IMPORT, vec![json!(draft)]).await?;
    person.presses_page("Summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    let received = receive(form, &person.saved_file().await?, person.browser(), name)?;
    let claims = received.claims;
    ensure!(claims["outcome"] == contact.outcome.as_str(), "{form} is sealed as {}", claims["outcome"]);
    let total = &claims["score"]["total"];
    for member in ["result", "percent", "band"] {
        let expected = &score[member];
        ensure!(total[member] == *expected, "{form}: {member} is {} and not {expected}", total[member]);
    }
    if site.is_some() {
        let verified = json_of(
            Command::new(command_line()?)
                .args(["verify", "--json", "--trust"])
                .arg(demo()?.join("trust.json"))
                .arg("--questionnaire")
                .arg(repo_file(&format!("www/site/forms/{form}.json")))
                .arg(&received.path),
        )?;
        let file = &verified["files"][0];
        ensure!(file["replay"] == "full", "{form}: with the signed assignment it plays otherwise: {verified}");
        ensure!(file["level"] == "L2", "{form}: nobody has checked the assignment: {verified}");
    }
    Ok(())
}

async fn are_signed_in(browser: Browser, look: Look) -> Result<()> {
    for (form, name) in PROGRAMMES {
        visit(browser, look, &demo()?, async |person: &Respondent| is_signed(person, form, name).await)
            .await
            .with_context(|| form.to_owned())?;
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
