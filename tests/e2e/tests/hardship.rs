//! What pages, browsers and authors do to a form: it says so at once, and nothing that was typed is lost.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, claims, copy_folder, demo_with_pages, repo_file, visit};
use serde_json::{Value, json};

const GREETED: &str = "Did somebody greet you?";
const SEEN: &str = "What did you see first?";
const WORDS: &str = "A desk, and nobody behind it – not even a bell.";

/// Without storage the form says so before anything is typed, and it can still be saved as a file and signed.
async fn stores_nothing(person: &Respondent) -> Result<()> {
    person.opens("denied.html").await?;
    let unsaved = "This browser does not let the page store anything, so your answers are not saved here.";
    person.sees(unsaved).await?;
    person.answers(GREETED, "Yes").await?;
    // It stays, for nothing was saved meanwhile.
    person.sees(unsaved).await?;
    person.writes(SEEN, WORDS).await?;
    person.presses("Save the draft as a file").await?;
    let draft = person.saved_file().await?;
    ensure!(draft.name.ends_with(".draft.json"), "the draft is called {}", draft.name);
    let text = String::from_utf8(draft.bytes).context("the draft is not text")?;
    ensure!(text.contains(WORDS), "the draft lacks what was typed: {text}");
    imports(person, &text).await?;
    person.presses("Go to the summary").await?;
    person.listens_to("sealform-sealed").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed, but not saved on this device").await?;
    let sealed = person.receives("sealform-sealed").await?;
    let file = sealed["jws"].as_str().context("the event has no file")?;
    ensure!(claims(file.as_bytes())?["answers"]["visit/seen"]["v"] == WORDS, "the file lacks what was typed");
    person.nothing_went_wrong().await
}

/// After a reload nothing is there, until the saved draft is opened.
async fn imports(person: &Respondent, draft: &str) -> Result<()> {
    person.reloads().await?;
    ensure!(person.reads(SEEN).await?.is_empty(), "something was stored");
    let import = "document.querySelector('sealform-form').importDraft(arguments[0])";
    person.driver().execute(import, vec![json!(draft)]).await?;
    person.waits_for("the draft", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
    ensure!(person.has_chosen(GREETED, "Yes").await?, "the answer is gone");
    Ok(())
}

/// Damaged documents of our vectors: code, place and hint stand where the form would be.
async fn shows_findings(person: &Respondent) -> Result<()> {
    for name in ["unknown-question", "cycle", "misspelt-member", "unknown-choice"] {
        let vector = format!("vectors/questionnaire/bad/{name}.json");
        is_shown(person, "questionnaire", name, &format!("short.html?form={vector}")).await?;
    }
    for name in ["unknown-question", "points-with-comma"] {
        let vector = format!("vectors/key/bad/{name}.json");
        is_shown(person, "key", name, &format!("short.html?form=vectors/key/form.json&key={vector}")).await?;
    }
    person.opens("short.html?form=vectors/questionnaire/bad/cut-off.json").await?;
    for text in ["error[document/json]", "document, line 1, column 200", "hint: it was cut off: save it again"] {
        person.sees(text).await?;
    }
    Ok(())
}

/// The finding that the manifest names is shown on the page.
async fn is_shown(person: &Respondent, kind: &str, name: &str, page: &str) -> Result<()> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(vectors(kind).join("manifest.json"))?)?;
    let bad = manifest["bad"].as_array().context("the manifest lists nothing")?;
    let file = format!("{name}.json");
    let entry = bad.iter().find(|entry| entry["file"] == file).with_context(|| format!("no vector `{name}`"))?;
    let text = |member: &str| entry[member].as_str().unwrap_or_default();
    person.opens(page).await?;
    let sentence = "This form cannot be shown. Please report this to its publisher:";
    person.sees(sentence).await.with_context(|| file.clone())?;
    for shown in [&format!("error[{}]", text("code")), text("place"), &format!("hint: {}", text("hint"))] {
        person.sees(shown).await.with_context(|| file.clone())?;
    }
    Ok(())
}

fn vectors(kind: &str) -> PathBuf {
    repo_file(&format!("tests/vectors/{kind}"))
}

/// Two forms on one page are two forms.
async fn are_two(person: &Respondent) -> Result<()> {
    person.opens("two.html").await?;
    person.looks_at("#left").await?;
    person.writes(SEEN, WORDS).await?;
    person.answers(GREETED, "No").await?;
    person.looks_at("#right").await?;
    person.sees_heading("The store").await?;
    person.answers("Are the entrance and the shop window clean?", "Yes").await?;
    tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    person.reloads().await?;
    person.looks_at("#right").await?;
    ensure!(person.has_chosen("Are the entrance and the shop window clean?", "Yes").await?, "the right form is empty");
    person.looks_at("#left").await?;
    ensure!(person.reads(SEEN).await? == WORDS && person.has_chosen(GREETED, "No").await?, "the left form is empty");
    person.nothing_went_wrong().await
}

/// A page may move the element about as it likes.
async fn is_moved(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=moved").await?;
    person.writes(SEEN, WORDS).await?;
    let moves = [
        "const form = document.querySelector('sealform-form'); form.remove(); document.body.append(form);",
        "const box = document.createElement('main'); document.body.append(box); box.append(document.querySelector('sealform-form'));",
        "window.removed = document.querySelector('sealform-form'); window.removed.remove();",
        "document.body.append(window.removed);",
    ];
    for step in moves {
        person.driver().execute(step, vec![]).await?;
        if !step.starts_with("window.removed") {
            person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await?;
        }
    }
    person.answers(GREETED, "Yes").await?;
    person.presses("Go to the summary").await?;
    person.sees("Everything is answered.").await?;
    person.nothing_went_wrong().await
}

/// What is saved while the form is being signed never opens it again.
async fn stays_sealed(person: &Respondent) -> Result<()> {
    person.opens("slow.html").await?;
    person.writes(SEEN, WORDS).await?;
    person.answers(GREETED, "Yes").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    // In the language to which the page has turned meanwhile.
    person.sees_heading("Besvarelsen er signert").await?;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    person.opens("short.html").await?;
    // In the old language or the new one: whether the turn came before the end or after it is a matter of milliseconds.
    let sealed = async || {
        let text = person.text().await?;
        Ok(["Your report is signed", "Besvarelsen er signert"].iter().any(|title| text.contains(title)).then_some(()))
    };
    person.waits_for("the receipt", sealed).await.context("after a reload")?;
    person.nothing_went_wrong().await
}

/// Once the form stands, it is filled and sealed without a network.
async fn seals_without_a_network(person: &Respondent) -> Result<()> {
    person.opens("offline.html?place=offline").await?;
    person.writes(SEEN, WORDS).await?;
    person.answers(GREETED, "Yes").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.nothing_went_wrong().await
}

/// A trap in the Wasm of somebody else stops no form; one in ours does, and says so.
async fn minds_its_own_traps(person: &Respondent) -> Result<()> {
    person.opens("short.html?place=traps").await?;
    person.writes(SEEN, WORDS).await?;
    // (module (func (export "f") unreachable))
    let trap = "const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code)));
        setTimeout(exports.f);
        Promise.resolve().then(exports.f);";
    person.driver().execute(trap, vec![]).await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    person.answers(GREETED, "Yes").await?;
    ensure!(person.reads(SEEN).await? == WORDS, "a foreign trap took the form away");
    Ok(())
}

async fn everything(browser: Browser) -> Result<()> {
    let pages = demo_with_pages()?;
    for kind in ["questionnaire", "key"] {
        copy_folder(&vectors(kind), &pages.path().join("vectors").join(kind))?;
    }
    visit(browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        stores_nothing(person).await.context("without storage")?;
        shows_findings(person).await.context("with damaged documents")?;
        stays_sealed(person).await.context("on a slow device")?;
        seals_without_a_network(person).await.context("without a network after the first page")?;
        minds_its_own_traps(person).await.context("with a trap in the Wasm of somebody else")?;
        are_two(person).await.context("with two forms")?;
        is_moved(person).await.context("with an element that is moved")
    })
    .await
}

#[tokio::test]
async fn hardship_in_chromium() -> Result<()> {
    everything(Browser::Chromium).await
}

#[tokio::test]
async fn hardship_in_firefox() -> Result<()> {
    everything(Browser::Firefox).await
}

#[tokio::test]
async fn hardship_in_webkit() -> Result<()> {
    everything(Browser::WebKit).await
}
