//! Forms that come compiled: with tables, and with functions that the form's own engine does not have.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, claims, command_line, demo_with_pages, json_of, said_by, target, visit};

/// Builds the program of the form, one that another version has built, and one that did not arrive whole.
fn build(pages: &Path) -> Result<()> {
    let program = pages.join("stock.program");
    said_by(Command::new(command_line()?).arg("build").arg(pages.join("stock.json")).arg("-o").arg(&program))?;
    let sound = std::fs::read(&program)?;
    let mut other = sound.clone();
    let version = "sealform program ".len();
    other[version] ^= 1;
    std::fs::write(pages.join("other.program"), other)?;
    let form = pages.join("forms/ksp-phone.json");
    said_by(Command::new(command_line()?).arg("build").arg(form).arg("-o").arg(pages.join("keyless.program")))?;
    let cut = sound.get(..sound.len() - 1).context("the program is empty")?;
    std::fs::write(pages.join("cut.program"), cut)?;
    Ok(())
}

/// Fills the form: the table answers, the pattern refuses, the root is drawn.
async fn fills(person: &Respondent, page: &str) -> Result<()> {
    person.opens(page).await?;
    person.writes("Code of the site", "be202").await?;
    person.writes("Length of a side in metres", "10").await?;
    person.sees("14.14 metres across.").await?;
    person.sees("Two letters and three digits.").await?;
    person.writes("Code of the site", "BE202").await?;
    person.writes("Length of a side in metres", "20").await?;
    person.sees("28.28 metres across.").await?;
    person.sees("The site is in Bergen.").await?;
    person.does_not_see("Two letters and three digits.").await?;
    person.nothing_went_wrong().await
}

/// A program stands for itself: nobody has read the questionnaire.
async fn was_not_compiled(person: &Respondent) -> Result<()> {
    let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
    let loaded: Vec<String> = person.driver().execute(loaded, vec![]).await?.convert()?;
    ensure!(loaded.iter().any(|name| name.ends_with("stock.program")), "the program was not read: {loaded:?}");
    ensure!(!loaded.iter().any(|name| name.ends_with("stock.json")), "the questionnaire was read: {loaded:?}");
    Ok(())
}

/// What was sealed is verified by our command line, which looks into the same table and has every function.
async fn seals(person: &Respondent, pages: &Path) -> Result<()> {
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    let saved = person.saved_file().await?;
    ensure!(claims(&saved.bytes)?["answers"]["site/across"]["v"] == "28.28", "the root is another one");
    let kept = target().join("sealed");
    std::fs::create_dir_all(&kept)?;
    let file = kept.join(format!("stock-{}.jws.json", person.browser().name()));
    std::fs::write(&file, &saved.bytes)?;
    let questionnaire = pages.join("stock.json");
    let mut verify = Command::new(command_line()?);
    verify.arg("verify").arg(&file).args(["--json", "--questionnaire"]).arg(questionnaire);
    let verified = json_of(&mut verify)?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    Ok(())
}

/// Whether the compiler was loaded.
async fn has_compiled(person: &Respondent) -> Result<bool> {
    let loaded =
        "return performance.getEntriesByType('resource').some((entry) => entry.name.includes('sealform_engine'))";
    Ok(person.driver().execute(loaded, vec![]).await?.convert()?)
}

/// A program with the key that is attached is shown as it is, one without a key is compiled with it, and one with another key
/// is refused.
async fn holds_its_key(person: &Respondent) -> Result<()> {
    let page = |program: &str, key: &str, place: &str| {
        let form = "form=forms/ksp-phone.json";
        format!("short.html?{form}&program={program}&key=forms/{key}.key.json&place={place}")
    };
    person.opens(&page("forms/ksp-phone.program", "ksp-phone", "same")).await?;
    person.waits_for("the form", async || Ok((!person.text().await?.contains("Loading")).then_some(()))).await?;
    person.does_not_see("error[").await?;
    ensure!(!has_compiled(person).await?, "a program with the same key was compiled again");
    person.opens(&page("keyless.program", "ksp-phone", "keyless")).await?;
    person.waits_for("the compiler", async || Ok(has_compiled(person).await?.then_some(()))).await?;
    person.does_not_see("error[").await?;
    person.opens(&page("forms/ksp-phone.program", "store-visit", "other")).await?;
    person.sees("error[key/other-program]").await?;
    person.sees("hint: build it again with this key").await
}

/// A score that the key shows while the form is filled stands there, and follows every answer.
async fn shows_a_live_score(person: &Respondent) -> Result<()> {
    person.opens("short.html?key=short.key.json&place=live").await?;
    person.answers("Did somebody greet you?", "No").await?;
    person.sees("Score so far: 0.0%").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.sees("Score so far: 100.0%").await?;
    person.nothing_went_wrong().await
}

/// A function of the page computes, is called with what is typed, and what it gave is sealed; where the page has none, the page
/// is told.
async fn asks_the_page(person: &Respondent, pages: &Path) -> Result<()> {
    person.opens("short.html?form=shop.json&place=alone").await?;
    person.sees("Which article?").await?;
    let wrongs: Vec<String> = person.driver().execute("return window.wrongs", vec![]).await?.convert()?;
    ensure!(wrongs.iter().any(|wrong| wrong.contains("calls `price()`")), "nothing was said: {wrongs:?}");
    person.opens("short.html?form=shop.json&functions&place=asks").await?;
    person.writes("Which article?", "tea").await?;
    person.writes("How many pieces?", "4").await?;
    person.sees("That makes 9.").await?;
    person.nothing_went_wrong().await?;
    person.listens_to("sealform-sealed").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    // The browser has saved another form's file before.
    let saved = person.saved_report().await?;
    let file = pages.join("shop.jws.json");
    std::fs::write(&file, &saved.bytes)?;
    let mut verify = Command::new(command_line()?);
    verify.arg("verify").arg(&file).args(["--json", "--questionnaire"]).arg(pages.join("shop.json"));
    let verified = json_of(&mut verify)?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    ensure!(verified["files"][0]["given_by_page"] == serde_json::json!(["price"]), "not said: {verified}");
    Ok(())
}

async fn everything(browser: Browser) -> Result<()> {
    let pages = demo_with_pages()?;
    build(pages.path())?;
    visit(browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        fills(person, "short.html?form=stock.json&place=source").await.context("from the questionnaire")?;
        fills(person, "short.html?form=stock.json&program=other.program&place=other")
            .await
            .context("with a program of another version")?;
        person.opens("short.html?form=stock.json&program=cut.program&place=cut").await?;
        person.sees("the program of this form did not arrive whole").await?;
        fills(person, "short.html?form=stock.json&program=stock.program&place=built")
            .await
            .context("from the program")?;
        was_not_compiled(person).await?;
        seals(person, pages.path()).await?;
        holds_its_key(person).await.context("with a scoring key")?;
        shows_a_live_score(person).await.context("with a score in sight")?;
        asks_the_page(person, pages.path()).await.context("with functions of the page")
    })
    .await
}

#[tokio::test]
async fn compiled_forms_in_chromium() -> Result<()> {
    everything(Browser::Chromium).await
}

#[tokio::test]
async fn compiled_forms_in_firefox() -> Result<()> {
    everything(Browser::Firefox).await
}

#[tokio::test]
async fn compiled_forms_in_webkit() -> Result<()> {
    everything(Browser::WebKit).await
}
