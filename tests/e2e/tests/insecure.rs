//! A page on plain http: browsers give it no `crypto.subtle`, no location and no workers that hash. It seals all the same, with a
//! key of its own, and says what it cannot do where somebody asks for it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Filler, Gate, Look, Respondent, claims, command_line, demo_with_pages, json_of, repo_file, visit_at,
};
use serde_json::{Value, json};

const PAGE: &str = "insecure.html";
/// What the page is told by its browser.
const CONTEXT: &str = "return [isSecureContext, typeof crypto.subtle]";
const SIGNED: &str = "Your report is signed";
/// What is said above the form.
const NOTE: &str = "The address of this page does not begin with https";

/// A note is no alarm: nothing is wrong, and the form can be filled.
const ROLES_OF_NOTICES: &str = "return [...document.querySelector('sealform-form').shadowRoot.querySelectorAll('[part=notice]')]\
    .map((notice) => notice.role ?? notice.getAttribute('role'));";

/// IPv4's loopback address as IPv6 writes it (RFC 4291, section 2.5.5.2): it leads to this machine, and no browser trusts it as
/// they trust `127.0.0.1`.
fn plain_http(gate: &Gate) -> Result<String> {
    let port = gate.url().trim_end_matches('/').rsplit(':').next().context("the gate has no port")?;
    Ok(format!("http://[::ffff:127.0.0.1]:{port}"))
}

async fn runs(script: &str, person: &Respondent) -> Result<Value> {
    Ok(person.driver().execute(script, vec![]).await?.json().clone())
}

/// Fills, signs, and gives the sealed file that the page around the form gets.
async fn seals(person: &Respondent, folder: &Path) -> Result<Vec<u8>> {
    let files = folder.join("to-attach");
    std::fs::create_dir_all(&files)?;
    Filler::new(person, &files)?.fills().await?;
    person.listens_to("sealform-sealed").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading(SIGNED).await?;
    let sealed = person.receives("sealform-sealed").await?;
    let file = sealed["jws"].as_str().context("the event has no file")?;
    Ok(file.as_bytes().to_vec())
}

/// Receivers take it, and see that a script could have read the key.
fn is_intact(sealed: &[u8], folder: &Path) -> Result<()> {
    let said = claims(sealed)?;
    ensure!(said["key"]["storage"] == "soft", "the key is {}", said["key"]);
    ensure!(said["attachments"].as_array().is_some_and(|all| all.len() == 1), "attached: {}", said["attachments"]);
    let file = folder.join("sealed.jws.json");
    std::fs::write(&file, sealed)?;
    let form = repo_file("tests/e2e/pages/insecure.json");
    let mut verify = Command::new(command_line()?);
    let verified = json_of(verify.arg("verify").arg(&file).args(["--json", "--questionnaire"]).arg(form))?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    Ok(())
}

/// The page is told once that it is not secure, and broke no policy.
async fn is_told(person: &Respondent) -> Result<()> {
    let wrongs = runs("return window.wrongs", person).await?;
    let wrongs = wrongs.as_array().context("the page notes nothing")?;
    let is_insecure = |wrong: &Value| wrong.as_str().is_some_and(|text| text.starts_with("form: insecure: "));
    ensure!(wrongs.len() == 1 && wrongs.iter().all(is_insecure), "the page was told {wrongs:?}");
    Ok(())
}

/// What of the package was asked for, by the beginning of its name.
fn is_asked(gate: &Gate, name: &str) -> bool {
    gate.asked().keys().any(|path| path.starts_with(&format!("sealform/{name}")))
}

async fn seals_with_a_key_of_its_own(browser: Browser) -> Result<()> {
    let folder = demo_with_pages()?;
    let gate = Gate::holding(folder.path().to_owned(), &[]).await?;
    visit_at(&plain_http(&gate)?, browser, Look::DESKTOP, async |person: &Respondent| {
        person.opens(PAGE).await?;
        let context = runs(CONTEXT, person).await?;
        ensure!(context == json!([false, "undefined"]), "the page is secure: {context}");
        person.sees(NOTE).await?;
        let how = runs(ROLES_OF_NOTICES, person).await?;
        ensure!(how == json!(["status"]), "the note is drawn as {how}");
        person.presses("Use my location").await?;
        person.sees("This page cannot learn your location").await?;
        let first = seals(person, folder.path()).await?;
        is_intact(&first, folder.path())?;
        is_told(person).await?;
        ensure!(!is_asked(&gate, "prepare-worker"), "a worker was asked for, which hashes nothing there");
        // Loaded again it is still this tab's, and the key was kept: a second report is signed with it.
        person.reloads().await?;
        person.sees_heading(SIGNED).await?;
        person.presses("Save the file").await?;
        person.presses("Fill in another one").await?;
        let second = seals(person, folder.path()).await?;
        ensure!(key_of(&first)? == key_of(&second)?, "each report has a key of its own");
        Ok(())
    })
    .await
}

/// The protected header: it holds the public key, and is the same for files of one key.
fn key_of(sealed: &[u8]) -> Result<Value> {
    let file: Value = serde_json::from_slice(sealed)?;
    Ok(file["protected"].clone())
}

#[tokio::test]
async fn plain_http_seals_with_a_key_of_its_own_in_chromium() -> Result<()> {
    seals_with_a_key_of_its_own(Browser::Chromium).await
}

#[tokio::test]
async fn plain_http_seals_with_a_key_of_its_own_in_firefox() -> Result<()> {
    seals_with_a_key_of_its_own(Browser::Firefox).await
}

#[tokio::test]
async fn plain_http_seals_with_a_key_of_its_own_in_webkit() -> Result<()> {
    seals_with_a_key_of_its_own(Browser::WebKit).await
}

/// Where browsers have keys, nothing of this is loaded.
#[tokio::test]
async fn a_secure_page_loads_no_software_key() -> Result<()> {
    let folder = demo_with_pages()?;
    let gate = Gate::holding(folder.path().to_owned(), &[]).await?;
    visit_at(gate.url().trim_end_matches('/'), Browser::Chromium, Look::DESKTOP, async |person: &Respondent| {
        person.opens(PAGE).await?;
        let context = runs(CONTEXT, person).await?;
        ensure!(context == json!([true, "object"]), "the page is not secure: {context}");
        let sealed = seals(person, folder.path()).await?;
        ensure!(claims(&sealed)?["key"]["storage"] == "webcrypto", "the key is no key of the browser");
        ensure!(!is_asked(&gate, "software") && !is_asked(&gate, "insecure"), "it has loaded {:?}", gate.asked());
        person.nothing_went_wrong().await
    })
    .await
}
