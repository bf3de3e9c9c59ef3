//! Texts of a form that would be something else than text if a page were careless, in real browsers, under the policy of the
//! demo: read as Markdown, answered, and as names of files.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, repo_file, visit};
use serde_json::{Value, json};

/// The texts, each alone and in what Markdown would make of it.
fn texts() -> Result<Vec<String>> {
    let tempting: Vec<String> =
        serde_json::from_slice(&std::fs::read(repo_file("tests/fixtures/hostile_texts.json"))?)?;
    let wrapped = tempting.into_iter().flat_map(|text| {
        [
            format!("**{text}**"),
            format!("`{text}`"),
            format!("[{text}]({text})"),
            format!("- {text}"),
            format!("a\n{text}\nb"),
            text,
        ]
    });
    let harmless = "[the **map**](https://example.org/?a=1&b=2)".to_owned();
    Ok(wrapped.chain([harmless]).collect())
}

/// A form that has each text as a note, a label with a hint, and a choice.
fn form(texts: &[String]) -> Value {
    let choices: Vec<Value> =
        texts.iter().enumerate().map(|(at, text)| json!({ "name": format!("c{at}"), "label": text })).collect();
    let lists: serde_json::Map<String, Value> =
        choices.chunks(12).enumerate().map(|(at, list)| (format!("l{at}"), json!(list))).collect();
    let asked = texts.iter().enumerate().flat_map(|(at, text)| {
        [
            json!({ "type": "note", "name": format!("n{at}"), "label": text }),
            json!({ "type": "text", "name": format!("t{at}"), "label": text, "hint": text, "guidance_hint": text }),
        ]
    });
    let chosen = lists
        .keys()
        .map(|list| json!({ "type": "select_multiple", "name": format!("s{list}"), "choices": list, "label": list }));
    let survey: Vec<Value> =
        [json!({ "type": "file", "name": "files", "label": "Files" })].into_iter().chain(chosen).chain(asked).collect();
    json!({ "sealform": 1, "id": "hostile", "version": "1", "title": texts[0], "languages": ["en"],
        "settings": { "style": "one-page" }, "choices": lists, "survey": survey })
}

/// Everything that is drawn: what is no element of a form, attributes that run something, addresses that may not be followed.
const LOOK: &str = "
    const root = document.querySelector('sealform-form').shadowRoot;
    const never = 'script, img, iframe, svg, object, embed, base, meta, form, template, link[href^=\"data\"]';
    const bad = [...root.querySelectorAll(never)].filter((one) => !one.closest('.medium')).map((one) => one.outerHTML);
    for (const one of root.querySelectorAll('*')) {
      for (const { name, value } of one.attributes) {
        if (name.startsWith('on') || (name === 'style' && !one.closest('sealform-widget')) || name === 'srcdoc') bad.push(`${name}=${value}`);
      }
    }
    const links = [...root.querySelectorAll('.question a[href]')];
    for (const { href } of links) if (!/^(https?|mailto|tel):/.test(href)) bad.push(href);
    return { bad, notes: root.querySelectorAll('.note').length, fields: root.querySelectorAll('.question input:not([type])').length,
      links: links.length, strong: root.querySelectorAll('.question strong').length };";

/// Walks down until everything is drawn with its control.
async fn draws_all(person: &Respondent, count: usize) -> Result<Value> {
    person
        .waits_for("every question gets its control as it comes near", async || {
            let scroll = "window.scrollTo(0, document.documentElement.scrollHeight);";
            person.driver().execute(scroll, vec![]).await?;
            let seen = person.driver().execute(LOOK, vec![]).await?.json().clone();
            Ok((seen["notes"] == count).then_some(seen))
        })
        .await
}

/// Attaches a file by each name.
async fn attaches(person: &Respondent, names: &[String]) -> Result<()> {
    let attach = "
        const input = document.querySelector('sealform-form').shadowRoot.querySelector('input[type=file]');
        const files = new DataTransfer();
        for (const name of arguments[0]) files.items.add(new File(['x' + name], name, { type: 'text/plain' }));
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));";
    person
        .waits_for("files can be chosen", async || {
            let there =
                "return document.querySelector('sealform-form').shadowRoot.querySelector('input[type=file]') !== null";
            Ok(person.driver().execute(there, vec![]).await?.json().as_bool().filter(|there| *there))
        })
        .await?;
    person.driver().execute(attach, vec![json!(names)]).await.context("no file can be attached")?;
    Ok(())
}

async fn is_harmless(person: &Respondent, texts: &[String]) -> Result<()> {
    person.opens("short.html?form=hostile.json").await?;
    attaches(person, &texts.iter().take(12).cloned().collect::<Vec<_>>()).await?;
    let seen = draws_all(person, texts.len()).await?;
    ensure!(seen["bad"] == json!([]), "a text became something else: {}", seen["bad"]);
    ensure!(
        seen["links"].as_u64() > Some(1) && seen["strong"].as_u64() > Some(20),
        "nothing was read as Markdown: {seen}"
    );
    for label in ["<script>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}"] {
        person.writes(label, label).await?;
    }
    person.presses("Go to the summary").await?;
    person.sees("{{constructor.constructor('alert(1)')()}}").await?;
    let seen = person.driver().execute(LOOK, vec![]).await?.json().clone();
    ensure!(seen["bad"] == json!([]), "a text became something else in the summary: {}", seen["bad"]);
    person.nothing_went_wrong().await
}

async fn in_browser(browser: Browser) -> Result<()> {
    let folder = demo_with_pages()?;
    let texts = texts()?;
    ensure!(texts.len() >= 200, "{} texts", texts.len());
    std::fs::write(folder.path().join("hostile.json"), form(&texts).to_string())?;
    visit(browser, Look::PHONE, folder.path(), async |person: &Respondent| is_harmless(person, &texts).await).await
}

#[tokio::test]
async fn in_chromium() -> Result<()> {
    in_browser(Browser::Chromium).await
}

#[tokio::test]
async fn in_firefox() -> Result<()> {
    in_browser(Browser::Firefox).await
}

#[tokio::test]
async fn in_webkit() -> Result<()> {
    in_browser(Browser::WebKit).await
}
