//! The page that shows what a sealed file says: what it calls trusted, changed or no sealed file at all.

use anyhow::Result;
use sealform_e2e::{Browser, Look, Respondent, demo, repo_file, visit};
use thirtyfour::By;

/// Chooses a file of the vectors in a field of the page.
async fn chooses(person: &Respondent, field: &str, file: &str) -> Result<()> {
    // Drivers take no path with `..` in it.
    let path = repo_file(&format!("tests/vectors/submission/{file}")).canonicalize()?;
    let input = person.driver().find(By::Css(format!("#{field}"))).await?;
    Ok(input.send_keys(path.to_string_lossy()).await?)
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
    person.does_not_see("What the report says").await
}

#[tokio::test]
async fn a_verdict_says_what_was_computed() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, demo()?.as_path(), reads_verdicts).await
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
