//! The first page that `sealform build` writes: it is read and filled before the runtime is there, which then takes over with
//! everything that was entered, and nobody sees it happen.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow, ensure};
use sealform_e2e::{Browser, Gate, Look, Respondent, command_line, demo, repo_file, said_by, visit_gate};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What is drawn in the form, line by line.
const ALIKE: &str = include_str!("../src/alike.js");

/// Notes in every frame what stands in the first field, and how often something was put in the place of the page.
const WATCH: &str = r#"
const root = document.querySelector('sealform-form').shadowRoot.querySelector('[part=root]');
window.seen = new Set();
window.exchanges = 0;
new MutationObserver(() => { window.exchanges += 1; }).observe(root, { childList: true });
(function look() {
  window.seen.add(root.querySelector('.sealform [data-path="door/said"] textarea')?.value ?? 'nothing');
  requestAnimationFrame(look);
})();
"#;

/// A site of a form, as an author builds it; its pages note what goes wrong.
fn built(form: &Path) -> Result<TempDir> {
    let folder = tempfile::tempdir().context("cannot make a folder for the site")?;
    let mut build = Command::new(command_line()?);
    // A worker would bring the Wasm past the gate.
    build.args(["build", "--no-offline"]).arg(form).arg("--package").arg(demo()?.join("sealform"));
    build.arg("-o").arg(folder.path());
    said_by(&mut build)?;
    std::fs::copy(repo_file("tests/e2e/pages/watch.js"), folder.path().join("watch.js"))?;
    for entry in std::fs::read_dir(folder.path())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let page = std::fs::read_to_string(&path)?;
            std::fs::write(&path, page.replacen("<title>", "<script src=\"watch.js\"></script>\n<title>", 1))?;
        }
    }
    Ok(folder)
}

/// The sites of some forms, built once for all browsers: form, pages, and what is drawn later.
struct Site {
    form: PathBuf,
    folder: TempDir,
    pages: &'static [&'static str],
    /// What follows from an assignment.
    without: &'static [&'static str],
}

fn sites() -> Result<Vec<Site>> {
    let site = |form: PathBuf, pages, without| anyhow::Ok(Site { folder: built(&form)?, form, pages, without });
    Ok(vec![
        site(demo()?.join("forms/ksp-phone.json"), &["index.html", "index.en.html"], &["intro/role_play"])?,
        site(demo()?.join("forms/store-visit.json"), &["index.html"], &[])?,
        site(repo_file("tests/e2e/pages/first.json"), &["index.html", "index.nb.html"], &[])?,
        site(repo_file("tests/e2e/pages/care.json"), &["index.html"], &[])?,
        site(repo_file("tests/e2e/pages/controls.json"), &["index.html", "index.ar.html"], &[])?,
    ])
}

/// What the form has kept; `null` while there is none.
async fn draft(person: &Respondent) -> Result<Value> {
    let text = "return document.querySelector('sealform-form').exportDraft()";
    let text: Option<String> = person.driver().execute(text, vec![]).await?.convert()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}

async fn runs(script: &str, person: &Respondent) -> Result<Value> {
    Ok(person.driver().execute(script, vec![]).await?.json().clone())
}

/// The first page is there, and the runtime waits for its Wasm.
async fn stands(person: &Respondent) -> Result<()> {
    let stands = "const form = document.querySelector('sealform-form');
        return typeof form?.exportDraft === 'function' && form.exportDraft() === null &&
            form.shadowRoot?.querySelector('[part=root]')?.hidden === true";
    person.waits_for("the first page", async || Ok((runs(stands, person).await? == true).then_some(()))).await
}

async fn takes_over(gate: &Gate, person: &Respondent) -> Result<Value> {
    gate.opens();
    person.waits_for("the form", async || Ok(Some(draft(person).await?).filter(|draft| *draft != Value::Null))).await?;
    // It stands in its place a moment after it is there.
    let placed = "return !document.querySelector('sealform-form').shadowRoot.querySelector('[part=root]').hidden";
    person.waits_for("its place", async || Ok((runs(placed, person).await? == true).then_some(()))).await?;
    draft(person).await
}

/// What is entered before the runtime is there is entered; focus and selection stay, and no frame is without the page.
async fn keeps_what_is_entered(gate: &Gate, person: &Respondent) -> Result<()> {
    person.comes_to("index.html").await?;
    stands(person).await?;
    runs(WATCH, person).await?;
    person.writes("What was said?", "Good morning,\nand welcome.").await?;
    person.answers("Were you greeted?", "No").await?;
    person.answers("What did you see?", "A desk").await?;
    person.answers("What did you see?", "A clock").await?;
    person.writes("How many people waited?", "3").await?;
    person.writes("How long was the queue?", "2.5").await?;
    person.writes("On which day?", "2027-05-13").await?;
    person.writes("How long did you wait?", "2:30").await?;
    person.answers("How did it feel?", "4").await?;
    let select =
        "const field = document.querySelector('sealform-form').shadowRoot.querySelector('textarea'); field.focus();
        field.setSelectionRange(5, 12); window.seen.clear()";
    runs(select, person).await?;
    ensure!(draft(person).await? == Value::Null, "the runtime is there too early");
    let draft = takes_over(gate, person).await?;
    let expected = json!({
        "door/said": "Good morning,\nand welcome.", "door/greeted": "no", "door/seen": ["desk", "clock"], "door/people": "3",
        "door/metres": "2.5", "door/day": "2027-05-13", "door/waited": 150, "door/mood": 4,
    });
    ensure!(draft["answers"] == expected, "the form has {}", draft["answers"]);
    let selected = runs(
        "const field = document.querySelector('sealform-form').shadowRoot.activeElement;
        return [field?.localName, field?.value, field?.selectionStart, field?.selectionEnd]",
        person,
    );
    let selected = selected.await?;
    ensure!(selected == json!(["textarea", "Good morning,\nand welcome.", 5, 12]), "the focus is at {selected}");
    // WebKitGTK draws no frame that nobody looks at.
    let others = "return [[...window.seen].filter((text) => text !== arguments[0]), window.exchanges]";
    let others = person.driver().execute(others, vec![json!("Good morning,\nand welcome.")]).await?.json().clone();
    ensure!(others == json!([[], 1]), "there was something else in between: {others}");
    person.sees("Comment").await?;
    person.answers("How did it feel?", "2").await?;
    person.nothing_went_wrong().await
}

/// A draft of the device takes the place of the first page. What was entered meanwhile stays where the draft has nothing.
async fn gives_way_to_a_draft(gate: &Gate, person: &Respondent) -> Result<()> {
    person.sees("Saved").await?;
    gate.closes();
    person.reloads_only().await?;
    stands(person).await?;
    ensure!(person.reads("What was said?").await?.is_empty(), "the first page is drawn with a draft");
    person.writes("What was said?", "Something else").await?;
    person.answers("Were you greeted?", "Yes").await?;
    person.presses("Next").await?;
    let draft = takes_over(gate, person).await?;
    ensure!(draft["answers"]["door/said"] == "Good morning,\nand welcome.", "the draft has {}", draft["answers"]);
    ensure!(draft["answers"]["door/greeted"] == "no", "the draft has {}", draft["answers"]);
    ensure!(draft["answers"]["door/mood"] == 2, "the draft has {}", draft["answers"]);
    person.nothing_went_wrong().await
}

/// What is pressed before the runtime is there happens when it is.
async fn does_what_was_pressed(gate: &Gate, person: &Respondent) -> Result<()> {
    person.comes_to("index.nb.html").await?;
    stands(person).await?;
    person.answers("Were you greeted?", "Yes").await?;
    person.presses("Neste").await?;
    takes_over(gate, person).await?;
    person.sees_heading("Afterwards").await?;
    person.nothing_went_wrong().await
}

/// Nothing is asked for twice.
fn asks_once(gate: &Gate) -> Result<()> {
    let asked = gate.asked();
    let often: Vec<_> = asked.iter().filter(|(path, times)| **times > 1 && *path != "favicon.ico").collect();
    ensure!(often.is_empty(), "asked for more than once: {often:?}");
    let scripts = ["sealform/early.js", "sealform/first-page.js", "sealform/index.js"];
    for needed in ["form.program", "sealform/sealform_web_bg.wasm", "sealform/sealform.css"].into_iter().chain(scripts)
    {
        ensure!(asked.get(needed) == Some(&1), "`{needed}` was asked for {:?} times", asked.get(needed));
    }
    ensure!(!asked.contains_key("form.json"), "the questionnaire was read");
    Ok(())
}

async fn filled(browser: Browser) -> Result<()> {
    let site = built(&repo_file("tests/e2e/pages/first.json"))?;
    let gate = Gate::holding(site.path().to_owned(), &[".wasm"]).await?;
    visit_gate(&gate, browser, Look::DESKTOP, async |person: &Respondent| {
        keeps_what_is_entered(&gate, person).await?;
        asks_once(&gate)?;
        gives_way_to_a_draft(&gate, person).await.context("with a draft")
    })
    .await?;
    // On another device, which has no draft.
    gate.closes();
    visit_gate(&gate, browser, Look::PHONE, async |person: &Respondent| does_what_was_pressed(&gate, person).await)
        .await
}

/// What is drawn outside of browsers is what they draw.
async fn drawn(browser: Browser) -> Result<()> {
    static SITES: LazyLock<Result<Vec<Site>>> = LazyLock::new(sites);
    let sites = SITES.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    for Site { form, folder, pages, without } in sites {
        let gate = Gate::holding(folder.path().to_owned(), &[".wasm"]).await?;
        visit_gate(&gate, browser, Look::DESKTOP, async |person: &Respondent| {
            for page in *pages {
                gate.closes();
                person.comes_to(page).await?;
                stands(person).await?;
                let before: Vec<String> = person.driver().execute(ALIKE, vec![json!(without)]).await?.convert()?;
                takes_over(&gate, person).await?;
                let after: Vec<String> = person.driver().execute(ALIKE, vec![json!(without)]).await?.convert()?;
                for (one, other) in before.iter().zip(&after) {
                    ensure!(one == other, "{page}: `{one}` became `{other}`");
                }
                ensure!(before.len() == after.len(), "{page}: {} lines became {}", before.len(), after.len());
                person.nothing_went_wrong().await?;
            }
            Ok(())
        })
        .await
        .with_context(|| form.display().to_string())?;
    }
    Ok(())
}

#[tokio::test]
async fn filled_before_the_runtime_in_chromium() -> Result<()> {
    filled(Browser::Chromium).await
}

#[tokio::test]
async fn filled_before_the_runtime_in_firefox() -> Result<()> {
    filled(Browser::Firefox).await
}

#[tokio::test]
async fn filled_before_the_runtime_in_webkit() -> Result<()> {
    filled(Browser::WebKit).await
}

#[tokio::test]
async fn drawn_as_chromium_draws_it() -> Result<()> {
    drawn(Browser::Chromium).await
}

#[tokio::test]
async fn drawn_as_firefox_draws_it() -> Result<()> {
    drawn(Browser::Firefox).await
}

#[tokio::test]
async fn drawn_as_webkit_draws_it() -> Result<()> {
    drawn(Browser::WebKit).await
}
