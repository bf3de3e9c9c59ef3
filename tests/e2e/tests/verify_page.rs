//! The page that shows what a sealed file says: what it calls trusted, changed or no sealed file at all.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo, demo_with_pages, repo_file, visit};
use thirtyfour::By;

/// Chooses a file of the vectors in a field of the page.
async fn chooses(person: &Respondent, field: &str, file: &str) -> Result<()> {
    chooses_files(person, field, &[&format!("tests/vectors/submission/{file}")]).await
}

/// Chooses files of this repository in a field of the page.
async fn chooses_files(person: &Respondent, field: &str, files: &[&str]) -> Result<()> {
    // Drivers take no path with `..` in it.
    let paths = files.iter().map(|file| Ok(repo_file(file).canonicalize()?.to_string_lossy().into_owned()));
    let paths = paths.collect::<Result<Vec<_>>>()?.join("\n");
    let input = person.driver().find(By::Css(format!("#{field}"))).await?;
    // Drivers add to what was chosen before, where a field takes several files; people choose anew.
    person.driver().execute("arguments[0].value = ''", vec![input.to_json()?]).await?;
    Ok(input.send_keys(paths).await?)
}

async fn reads_verdicts(person: &Respondent) -> Result<()> {
    person.opens("verify.html").await?;
    for (file, heading) in [
        ("good/full.jws.json", "Intact, signer unknown"),
        ("bad/answer-changed.jws.json", "This file was changed after it was sealed"),
        ("bad/kid-other.jws.json", "Do not trust this file"),
        ("manifest.json", "This is not a sealed file"),
        ("good/device.jws.json", "Intact, signer unknown"),
    ] {
        chooses(person, "file", file).await?;
        person.sees(heading).await?;
    }
    person.driver().find(By::Css("summary")).await?.click().await?;
    chooses(person, "trust-file", "trust/agency.json").await?;
    person.sees("Intact, sealed by the device that the agency enrolled").await?;
    person.sees("L3").await?;
    chooses(person, "file", "bad/token-revoked.jws.json").await?;
    person.sees("Do not trust this file").await?;
    person.does_not_see("What was computed").await
}

#[tokio::test]
async fn a_verdict_says_what_was_computed() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo()?.as_path(), reads_verdicts).await
}

/// With its questionnaire and key a report is read as the form asks, in the language that the reader chooses.
async fn reads_a_report(person: &Respondent) -> Result<()> {
    person.opens("verify.html").await?;
    chooses_files(person, "file", &["tests/fixtures/kept/ksp-phone.jws.json"]).await?;
    person.sees("The questionnaire is not at hand").await?;
    person.sees("closing/answers_checked").await?;
    person.driver().find(By::Css("summary")).await?.click().await?;
    chooses_files(person, "questionnaire", &["tests/fixtures/kept/ksp-phone.json"]).await?;
    person.sees("Customer service award \u{2013} phone").await?;
    chooses_files(person, "key", &["tests/fixtures/kept/ksp-phone.key.json"]).await?;
    person.sees("Computed here, and as the file claims.").await?;
    let text = person.text().await?;
    let at = |part: &str| text.find(part).with_context(|| format!("`{part}` is not there: {text}"));
    ensure!(at("Attempts to reach the participant")? < at("How long did you wait before an agent")?);
    ensure!(at("Attempt 1: ")? < at("Attempt 2: ")? && text.contains("Still in the queue. Waited 5:00."));
    ensure!(at("Fingerprint (SHA-256)")? > at("Computed here, and as the file claims.")?);
    let report = person.driver().find(By::Css("sealform-report")).await?;
    let read = "return arguments[0].shadowRoot.textContent";
    let read = person.driver().execute(read, vec![report.to_json()?]).await?;
    let read = read.json().as_str().context("no text")?;
    ensure!(!read.contains("closing/answers_checked") && !read.contains("T10:04:00"), "{read}");
    person.looks_at("sealform-report").await?;
    person.picks("Language", "norsk bokmål").await?;
    person.sees("Forsøk på å nå deltakeren").await?;
    person.sees("Regnet ut her, og slik filen oppgir.").await
}

#[tokio::test]
async fn a_report_is_read_as_the_form_asks() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo()?.as_path(), reads_a_report).await
}

/// Whoever has sealed a form reads it from the receipt, and goes back to the receipt.
async fn reads_the_own_report(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=report").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes("What did you see first?", "A desk – and on it <b>flowers</b>").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Read my report").await?;
    person.sees("Intact: nothing has changed since it was signed.").await?;
    person.sees("A desk – and on it <b>flowers</b>").await?;
    person.driver().find(By::Css("[slot=close]")).await?.click().await?;
    person.does_not_see("Intact: nothing has changed").await?;
    person.sees_heading("Your report is signed").await
}

#[tokio::test]
async fn a_receipt_leads_to_the_report() -> Result<()> {
    let folder = demo_with_pages()?;
    visit(Browser::Chromium, Look::PHONE, folder.path(), reads_the_own_report).await
}

/// A trust document of another site is not taken, and that is said.
#[tokio::test]
async fn only_this_site_says_whom_to_trust() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo()?.as_path(), async |person: &Respondent| {
        person.opens("verify.html?trust=https://agency.example/trust.json").await?;
        person.sees("The trust document was not loaded").await?;
        person.sees("it is not of this site").await
    })
    .await
}
