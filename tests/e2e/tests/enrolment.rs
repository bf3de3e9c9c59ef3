//! An agency's link makes a device known, and what the command line makes of that; and what people are told who come inside
//! of another app.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64ct::{Base64UrlUnpadded, Encoding};
use sealform_e2e::{AGENCY, Agency, Browser, Look, Respondent, Saved, demo_with_pages, json_of, repo_file, visit};
use serde_json::{Value, json};

const LINK: &str = "enrol.html#e=https%3A%2F%2Fagency.example";
const GREETED: &str = "Did somebody greet you?";
const SEEN: &str = "What did you see first?";
const WORDS: &str = "A desk, and nobody behind it.";
/// Inside of the app of Facebook on Android.
const INSIDE: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A.240505.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) \
    Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/467.0.0.44.109;]";

/// Takes an enrolment; gives the thumbprint of the device.
fn enrolled(agency: &Agency, desk: &Path, file: &Saved) -> Result<String> {
    fs::write(desk.join(&file.name), &file.bytes)?;
    let mut enrol = agency.program("enrol")?;
    enrol.arg(&file.name).args(["--observers", "observers.ndjson", "--json", "--trust"]);
    let rows = json_of(enrol.arg(agency.trust()))?;
    ensure!(rows[0]["iss"] == AGENCY && rows[0]["observer"] == "anna", "enrolled: {rows}");
    rows[0]["jkt"].as_str().map(str::to_owned).context("the device has no thumbprint")
}

/// What a token says.
fn payload(token: &str) -> Result<Value> {
    let payload = token.split('.').nth(1).context("the token has no payload")?;
    let bytes = Base64UrlUnpadded::decode_vec(payload).map_err(|error| anyhow::anyhow!("the payload: {error}"))?;
    serde_json::from_slice(&bytes).context("the payload is no JSON")
}

/// Makes an enrolment, and has the file.
async fn enrols(person: &Respondent) -> Result<Saved> {
    person.comes_to(LINK).await?;
    person.sees("asks you to enrol this device.").await?;
    person.sees(AGENCY).await?;
    person.presses("Enrol this device").await?;
    person.sees("Please enter the pseudonym that the agency gave you").await?;
    person.finds_no_barrier("a pseudonym that is missing").await?;
    person.writes("Your pseudonym", "anna").await?;
    person.presses("Enrol this device").await?;
    person.sees_heading("Your enrolment is ready").await?;
    person.finds_no_barrier("the enrolment").await?;
    person.presses("Save the file").await?;
    person.saved_file_called("enrolment-anna.jws").await
}

/// The fingerprint on the screen is the one that the command line prints, and assignments are bound to it.
async fn is_known_to_the_agency(person: &Respondent, agency: &Agency, desk: &Path) -> Result<()> {
    let form = repo_file("tests/e2e/pages/short.json");
    let file = enrols(person).await?;
    let jkt = enrolled(agency, desk, &file)?;
    // Groups stand apart by style alone: what is copied is one word.
    let shown = "return document.querySelector('sealform-form').shadowRoot.querySelector('.fingerprint').textContent";
    let shown = person.driver().execute(shown, vec![]).await?.json().clone();
    ensure!(shown == json!(jkt), "the page shows {shown}, and the agency reads {jkt}");
    let named = ["--assignment", "a-1", "--observer", "anna", "--observers", "observers.ndjson"];
    let token = agency.assigns(&form, &json!({}), &named)?;
    let assigned = payload(&token)?;
    ensure!(assigned["cnf"]["jkt"] == json!(jkt), "the assignment is bound to {}", assigned["cnf"]);

    person.presses("Go to the form").await?;
    person.sees_heading("The visit").await?;
    let address = person.driver().current_url().await?;
    ensure!(address.fragment().unwrap_or_default().is_empty(), "the address is still {address}");
    person.listens_to("sealform-ready").await?;
    let assign = "document.querySelector('sealform-form').assignment = arguments[0]";
    person.driver().execute(assign, vec![json!(token)]).await?;
    // What is answered before the form opens anew would be another draft's.
    person
        .waits_for("the form under its assignment", async || {
            let ready = person.heard("sealform-ready").await?;
            Ok(ready.iter().any(|event| event["assignment"] == "checked").then_some(()))
        })
        .await?;
    let sealed = seals(person).await?;
    let said = agency.verifies(&form, &[&sealed])?;
    ensure!(said["files"][0]["level"] == "L3", "the verifier says {said}");
    person.nothing_went_wrong().await
}

async fn seals(person: &Respondent) -> Result<Saved> {
    // The form opens anew under the assignment: what is answered before that would be another draft's.
    person
        .waits_for("the form under its assignment", async || {
            let ready = "return document.querySelector('sealform-form').exportDraft()?.includes('a-1') ?? false";
            Ok((*person.driver().execute(ready, vec![]).await?.json() == json!(true)).then_some(()))
        })
        .await?;
    person.listens_to("sealform-sealed").await?;
    person.answers(GREETED, "Yes").await?;
    person.writes(SEEN, WORDS).await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    person.saved_report().await
}

/// The same link later: the key is the one that was there.
async fn comes_again(person: &Respondent) -> Result<()> {
    person.comes_to("short.html?place=elsewhere").await?;
    person.comes_to(&format!("{LINK}&observer=anna")).await?;
    person.sees("This device has had a key for this agency since").await?;
    ensure!(person.reads("Your pseudonym").await? == "anna", "the pseudonym of the link is not there");
    person.presses("Not now, go to the form").await?;
    // The assignment that was filled in is on this device.
    person.sees_heading("Your assignments").await?;
    person.presses("Fill in the form without an assignment").await?;
    person.sees_heading("The visit").await
}

/// A link of nobody whom the page knows, one that is damaged, and a page that trusts nobody.
async fn is_refused(person: &Respondent) -> Result<()> {
    for (page, sentence) in [
        ("enrol.html?1#e=rival", "This page does not know an agency called “rival”"),
        ("enrol.html?2#e=%C3", "This link is damaged"),
        ("short.html?place=none#e=rival", "this page does not say which agencies it trusts"),
    ] {
        person.comes_to(page).await?;
        person.sees(sentence).await?;
        person.presses("Go to the form").await?;
        person.sees_heading(if page.starts_with("enrol") { "Your assignments" } else { "The visit" }).await?;
    }
    Ok(())
}

async fn makes_itself_known(browser: Browser) -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir()?);
    let agency = Agency::begins(desk.path(), pages.path())?;
    visit(browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        is_known_to_the_agency(person, &agency, desk.path()).await.context("with the agency's link")?;
        comes_again(person).await.context("with the link once more")?;
        is_refused(person).await.context("with a link that is none")
    })
    .await
}

#[tokio::test]
async fn a_device_is_enrolled_in_chromium() -> Result<()> {
    makes_itself_known(Browser::Chromium).await
}

#[tokio::test]
async fn a_device_is_enrolled_in_firefox() -> Result<()> {
    makes_itself_known(Browser::Firefox).await
}

/// Inside of an app the way out is shown before anything is typed, and what was typed all the same comes along as text.
async fn leaves_an_app(person: &Respondent) -> Result<()> {
    let calls_itself = async |name: &str| {
        person.driver().cdp().send_raw("Emulation.setUserAgentOverride", json!({ "userAgent": name })).await.map(|_| ())
    };
    calls_itself(INSIDE).await?;
    person.opens("enrol.html").await?;
    person.sees("This page is open inside Facebook. What you type here may be lost when you close it.").await?;
    person.sees_heading("The visit").await?;
    person.finds_no_barrier("inside of an app").await?;
    person.writes(SEEN, WORDS).await?;
    person.presses("Take the draft along").await?;
    let draft = person.reads("The draft as text").await?;
    ensure!(draft.contains(WORDS), "the draft lacks what was typed");
    person.finds_no_barrier("a draft to take along").await?;
    person.presses("Save").await?;
    ensure!(person.saved_file().await?.bytes == draft.as_bytes(), "the file is another draft");
    person.presses("Close").await?;
    person.presses("Stay here").await?;
    person.does_not_see("This page is open inside").await?;

    calls_itself("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36")
        .await?;
    person.opens("short.html?place=outside").await?;
    person.sees_heading("The visit").await?;
    person.does_not_see("This page is open inside").await?;
    person.presses("Reports and drafts on this device").await?;
    person.presses("Paste a draft").await?;
    person.writes("The text of a draft", "{\"half\"").await?;
    person.presses("Open this draft").await?;
    person.sees("This is not the whole text of a draft.").await?;
    person.writes("The text of a draft", &draft).await?;
    person.presses("Open this draft").await?;
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_draft_leaves_an_app() -> Result<()> {
    let pages = demo_with_pages()?;
    fs::write(pages.path().join("trust.json"), "{\"sealform_trust\": 1}")?;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), leaves_an_app).await
}
