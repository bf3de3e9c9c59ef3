//! Texts of a form where they are read: marked ones, links inside choices, long titles, and words that no width breaks.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, visit};
use serde_json::{Value, json};

const TITLE: &str = "Quality of telephone contacts in the second half of the year, as the participants agreed it";

fn form() -> Value {
    let place = json!([{ "name": "a", "label": "At [the square](https://example.org/square)" }, { "name": "b", "label": "Elsewhere" }]);
    json!({ "sealform": 1, "id": "texts", "version": "1", "title": TITLE, "languages": ["en"], "choices": { "place": place },
        "survey": [
            { "type": "group", "name": "first", "appearance": "field-list", "label": "Where *exactly*", "children": [
                { "type": "select_one", "name": "place", "choices": "place", "label": "Where was it?", "required": true,
                  "comment": { "label": "Which **corner**?" } },
                { "type": "select_multiple", "name": "places", "choices": "place", "label": "Where else?" },
                { "type": "integer", "name": "age", "label": "How old?", "constraint": ". > 17",
                  "constraint_message": "Adults **alone**: [the rules](https://example.org/rules/${place})" }] },
            { "type": "group", "name": "second", "appearance": "field-list", "label": "Then", "children": [
                { "type": "text", "name": "more", "label": "Anything else?" }] }] })
}

async fn asks(person: &Respondent, script: &str) -> Result<Value> {
    let script = format!("const root = document.querySelector('sealform-form').shadowRoot; {script}");
    Ok(person.driver().execute(script, vec![]).await?.json().clone())
}

async fn reads_marks(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=texts.json").await?;
    person.sees_heading("Where exactly").await?;
    person.answers("Where was it?", "Elsewhere").await?;
    person.writes("How old?", "9").await?;
    person.presses("Next").await?;
    person.sees("Adults alone").await?;
    let marked = asks(
        person,
        "return ['h2 em', '.sublabel strong', '.error strong', '.error a'].map((where) => root.querySelector(where)?.textContent)",
    )
    .await?;
    ensure!(marked == json!(["exactly", "corner", "alone", "the rules"]), "{marked}");
    let address = asks(person, "return root.querySelector('.error a').href").await?;
    ensure!(address == json!("https://example.org/rules/b"), "{address}");
    person.nothing_went_wrong().await
}

/// A link inside a choice leads where it says, and takes nothing.
async fn follows_links(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=texts.json").await?;
    person.sees_heading("Where exactly").await?;
    let driver = person.driver();
    for path in ["first/place", "first/places"] {
        // The link itself is under the pointer, not the button that covers its card.
        let hit = asks(
            person,
            &format!(
                "const link = root.querySelector(`[data-path='{path}'] a`); link.scrollIntoView({{ block: 'center' }});
                window.followed = null;
                link.addEventListener('click', (event) => {{ window.followed = link.href; event.preventDefault(); }});
                const {{ x, y, width, height }} = link.getBoundingClientRect();
                return root.elementFromPoint(x + width / 2, y + height / 2) === link"
            ),
        )
        .await?;
        ensure!(hit == json!(true), "something lies over the link of {path}");
        let link = "return document.querySelector('sealform-form').shadowRoot.querySelector(`[data-path='${arguments[0]}'] a`)";
        driver.execute(link, vec![json!(path)]).await?.element()?.click().await.context("the link takes no click")?;
        let followed = asks(person, "return window.followed").await?;
        ensure!(followed == json!("https://example.org/square"), "{path} led to {followed}");
        let taken =
            asks(person, &format!("return root.querySelectorAll(`[data-path='{path}'] :checked`).length")).await?;
        ensure!(taken == json!(0), "the link of {path} took a choice");
    }
    person.nothing_went_wrong().await
}

/// At 320 pixels and twice the size of the text, no word of the bar is broken, and the whole title is in the overview.
async fn is_narrow(person: &Respondent) -> Result<()> {
    person.opens("short.html?form=texts.json").await?;
    person.sees_heading("Where exactly").await?;
    person.is_as_wide_as(320).await?;
    let lines = asks(
        person,
        "const title = root.querySelector('h1'); const range = document.createRange(); range.selectNodeContents(title);
        return [title.scrollWidth <= title.clientWidth, title.clientHeight / parseFloat(getComputedStyle(title).lineHeight)]",
    )
    .await?;
    ensure!(lines[0] == json!(true), "the title is wider than its place");
    ensure!(lines[1].as_f64().is_some_and(|lines| (1.9..2.1).contains(&lines)), "the title has {} lines", lines[1]);
    person.presses("Overview").await?;
    let title = asks(person, "return root.querySelector('.pages > p')?.innerText").await?;
    ensure!(title == json!(TITLE), "the overview says {title}");
    person.presses("Overview").await?;
    asks(person, "root.host.style.setProperty('--sealform-size', '32px')").await?;
    person.answers("Where was it?", "Elsewhere").await?;
    person.presses("Next").await?;
    person.sees_heading("Then").await?;
    let broken = asks(
        person,
        r"return [...root.querySelectorAll('.bar .button:not([hidden])')].flatMap((button) => {
            if (button.scrollWidth > button.clientWidth) return [button.textContent];
            const text = button.firstChild; const range = document.createRange();
            return [...text.data.matchAll(/\S+/g)].filter(({ 0: word, index }) => {
                range.setStart(text, index); range.setEnd(text, index + word.length);
                return range.getClientRects().length > 1;
            }).map(([word]) => word);
        })",
    )
    .await?;
    ensure!(broken == json!([]), "the bar breaks {broken}");
    person.nothing_went_wrong().await
}

async fn in_chromium(look: Look, scenario: impl AsyncFnOnce(&Respondent) -> Result<()>) -> Result<()> {
    let folder = demo_with_pages()?;
    std::fs::write(folder.path().join("texts.json"), form().to_string())?;
    visit(Browser::Chromium, look, folder.path(), scenario).await
}

#[tokio::test]
async fn headings_comments_and_messages_are_marked() -> Result<()> {
    in_chromium(Look::DESKTOP, reads_marks).await
}

#[tokio::test]
async fn links_inside_choices_are_followed() -> Result<()> {
    in_chromium(Look::DESKTOP, follows_links).await
}

#[tokio::test]
async fn nothing_is_cut_where_there_is_little_room() -> Result<()> {
    in_chromium(Look::PHONE, is_narrow).await
}
