//! A page that is one file (`sealform build --single`): opened from a server or from a disk it is the whole form, up to the
//! sealed file and its report, and nothing else is ever loaded.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Filler, Look, Respondent, Saved, claims, command_line, demo, json_of, repo_file, said_by, visit,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The page.
const PAGE: &str = "one.html";
/// The SHA-1 of `ABC`, which a function computes that few forms call.
const DIGEST: &str = "Digest 3c01bdbb26f358bab27f267924aa2c9a03fcfdb8";

/// What the page has loaded beside itself.
const LOADED: &str = "return performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => !/^(blob|data):/.test(name))";
/// How wide the picture of the form is drawn, and from where it comes.
const PICTURE: &str = "const picture = document.querySelector('sealform-form').shadowRoot.querySelector('img');
    return [(picture?.naturalWidth ?? 0) > 0, picture?.src.split(':')[0] ?? null]";
/// Whether the form stands in the place of its first page.
const PLACED: &str = "const form = document.querySelector('sealform-form');
    return typeof form.exportDraft === 'function' && form.exportDraft() !== null &&
        !form.shadowRoot.querySelector('[part=root]').hidden";
/// What the report says, once it is on the screen.
const REPORT: &str =
    "return document.querySelector('dialog[open] > sealform-report[drawn]')?.shadowRoot.textContent ?? ''";

fn form() -> std::path::PathBuf {
    repo_file("tests/e2e/pages/single.json")
}

/// A folder with the form in one file.
fn built() -> Result<TempDir> {
    let folder = tempfile::tempdir().context("cannot make a folder for the page")?;
    let path = folder.path().join(PAGE);
    let mut build = Command::new(command_line()?);
    build.arg("build").arg(form()).arg("--package").arg(demo()?.join("sealform")).args(["--single", "-o"]).arg(&path);
    said_by(&mut build)?;
    Ok(folder)
}

async fn runs(script: &str, person: &Respondent) -> Result<Value> {
    Ok(person.driver().execute(script, vec![]).await?.json().clone())
}

/// The form is there, with what is loaded on demand elsewhere: a picture, a function, words of the interface.
async fn begins(person: &Respondent) -> Result<()> {
    person.answers("Were you greeted?", "Yes").await?;
    person.writes("What is the code?", "abc").await?;
    person.sees("Capital letters only.").await?;
    person.writes("What is the code?", "ABC").await?;
    person.sees(DIGEST).await?;
    let shown = json!([true, "blob"]);
    person.waits_for("the picture", async || Ok((runs(PICTURE, person).await? == shown).then_some(()))).await
}

/// Fills the rest and signs.
async fn seals(person: &Respondent, folder: &Path) -> Result<Saved> {
    let files = folder.join("to-attach");
    std::fs::create_dir_all(&files)?;
    let mut filler = Filler::new(person, &files)?;
    filler.fills().await?;
    let saved = filler.signs().await?;
    let answers = claims(&saved.bytes)?["answers"].clone();
    ensure!(answers["door/greeted"]["v"] == "yes" && answers["inside/order"]["v"].is_array(), "sealed: {answers}");
    let file = folder.join("sealed.jws.json");
    std::fs::write(&file, &saved.bytes)?;
    let mut verify = Command::new(command_line()?);
    let verified = json_of(verify.arg("verify").arg(&file).args(["--json", "--questionnaire"]).arg(form()))?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    Ok(saved)
}

/// What comes last of all, and from modules that most people never load.
async fn reads(person: &Respondent) -> Result<()> {
    person.presses("Read my report").await?;
    let report = person
        .waits_for("the report", async || {
            Ok(runs(REPORT, person).await?.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
        })
        .await?;
    ensure!(report.contains("Were you greeted?") && report.contains("played through the form again"), "{report}");
    runs("document.querySelector('dialog[open]').close()", person).await?;
    person.presses("Reports and drafts on this device").await?;
    person.sees("Signed reports").await
}

async fn loads_nothing(person: &Respondent) -> Result<()> {
    let loaded = runs(LOADED, person).await?;
    ensure!(loaded == json!([]), "the page has loaded {loaded}");
    Ok(())
}

async fn is_whole(browser: Browser) -> Result<()> {
    let folder = built()?;
    visit(browser, Look::DESKTOP, folder.path(), async |person: &Respondent| {
        person.opens(PAGE).await?;
        begins(person).await?;
        // What was typed is there again, as in any form.
        person.sees("Saved").await?;
        person.reloads().await?;
        person.sees(DIGEST).await?;
        seals(person, folder.path()).await?;
        reads(person).await?;
        loads_nothing(person).await
    })
    .await
}

#[tokio::test]
async fn one_file_is_the_whole_form_in_chromium() -> Result<()> {
    is_whole(Browser::Chromium).await
}

#[tokio::test]
async fn one_file_is_the_whole_form_in_firefox() -> Result<()> {
    is_whole(Browser::Firefox).await
}

#[tokio::test]
async fn one_file_is_the_whole_form_in_webkit() -> Result<()> {
    is_whole(Browser::WebKit).await
}

/// From a disk there is no server at all; what guides say of it is what happens.
#[tokio::test]
async fn one_file_is_opened_from_a_disk_in_chromium() -> Result<()> {
    let folder = built()?;
    visit(Browser::Chromium, Look::DESKTOP, folder.path(), async |person: &Respondent| {
        let address = format!("file://{}", folder.path().canonicalize()?.join(PAGE).display());
        person.driver().goto(&address).await?;
        // What is found before the form is in the place of its first page is there no more.
        person.waits_for("the form", async || Ok((runs(PLACED, person).await? == true).then_some(()))).await?;
        begins(person).await?;
        person.sees("Saved").await?;
        person.reloads().await?;
        person.sees(DIGEST).await?;
        seals(person, folder.path()).await?;
        reads(person).await?;
        loads_nothing(person).await
    })
    .await
}
