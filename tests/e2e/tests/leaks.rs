//! A form that was taken out of the page leaves nothing behind, and one that nobody touches does not grow.

use std::time::Duration;

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Held, Look, Respondent, View, demo, demo_with_pages, form_page, visit};
use serde_json::json;
use tokio::time::sleep;

/// How much more a heap may hold, in percent. It holds the browser's compiled code, which grows for long; no object of a form
/// that is gone is among it.
const MORE: u64 = 3;

/// Mounts before the first look: by then everything was loaded, and the browser has compiled what runs often. Its code counts
/// as heap.
const FIRST: u64 = 400;
/// Mounts before the second one.
const LAST: u64 = 850;
/// So many are mounted by one call, for a call has its deadline.
const AT_ONCE: u64 = 25;

/// A number that the environment may set, as longer campaigns do.
fn minutes() -> Result<u64> {
    std::env::var("SEALFORM_IDLE_MINUTES").map_or(Ok(1), |given| Ok(given.parse()?))
}

async fn mounts(person: &Respondent, count: u64) -> Result<()> {
    for _ in 0..count / AT_ONCE {
        let script = "const done = arguments[arguments.length - 1];
            mounts(arguments[0]).then(() => done(null), (error) => done(String(error)))";
        let failed = person.driver().execute_async(script, vec![json!(AT_ONCE)]).await?.json().clone();
        ensure!(failed.is_null(), "{failed}");
    }
    Ok(())
}

/// Whether `now` holds no more than `before`.
fn holds_no_more(before: Held, now: Held) -> Result<()> {
    ensure!(now.wasm == before.wasm, "the Wasm grew: {before:?}, then {now:?}");
    let within = |before: u64, now: u64| now * 100 <= before * (100 + MORE);
    let pairs = [(before.heap, now.heap), (before.nodes, now.nodes), (before.listeners, now.listeners)];
    ensure!(pairs.into_iter().all(|(before, now)| within(before, now)), "the page grew: {before:?}, then {now:?}");
    Ok(())
}

async fn comes_and_goes(person: &Respondent) -> Result<()> {
    person.comes_to("mounts.html").await?;
    let is_ready = async || {
        let ready = person.driver().execute("return typeof mounts === 'function'", vec![]).await?;
        Ok((*ready.json() == json!(true)).then_some(()))
    };
    person.waits_for("the page's script", is_ready).await?;
    mounts(person, FIRST).await?;
    let before = person.holds().await?;
    mounts(person, LAST - FIRST).await?;
    let now = person.holds().await?;
    println!("mount {FIRST}: {before:?}; mount {LAST}: {now:?}");
    holds_no_more(before, now)
}

#[tokio::test]
async fn a_form_that_was_removed_leaves_nothing() -> Result<()> {
    let pages = demo_with_pages()?;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), comes_and_goes).await
}

/// Answers one question again and again, as a thumb does: pressed, released, and the click behind it.
const ANSWERS: &str = "const [count, done] = arguments;
    const root = document.querySelector('sealform-form').shadowRoot;
    const radios = [...root.querySelectorAll('[data-path=\"choices/greeted\"] input')];
    (async () => {
        for (let number = 0; number < count; number += 1) {
            const radio = radios[number % 2];
            for (const kind of ['pointerdown', 'pointerup']) {
                radio.dispatchEvent(new PointerEvent(kind, { bubbles: true, composed: true }));
            }
            radio.click();
            await new Promise((next) => setTimeout(next, 2));
        }
    })().then(() => done(null), (error) => done(String(error)));";

async fn answers(person: &Respondent, count: u64) -> Result<()> {
    let failed = person.driver().execute_async(ANSWERS, vec![json!(count)]).await?.json().clone();
    ensure!(failed.is_null(), "{failed}");
    Ok(())
}

async fn changes_its_mind(person: &Respondent) -> Result<()> {
    person.opens_view(View { page: "choices", state: "empty", more: "" }).await?;
    answers(person, 200).await?;
    let before = person.holds().await?;
    answers(person, 2_000).await?;
    let now = person.holds().await?;
    println!("after 200 answers: {before:?}; after 2,200: {now:?}");
    holds_no_more(before, now)
}

#[tokio::test]
async fn answers_leave_nothing() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, changes_its_mind).await
}

async fn idles(person: &Respondent) -> Result<()> {
    person.opens(&form_page("ksp-phone", "nb")).await?;
    // What is done once, soon after the form stands, is over.
    sleep(Duration::from_secs(10)).await;
    let before = person.holds().await?;
    sleep(Duration::from_secs(60 * minutes()?)).await;
    let now = person.holds().await?;
    println!("at first: {before:?}; {} minutes later: {now:?}", minutes()?);
    holds_no_more(before, now)
}

#[tokio::test]
async fn a_form_that_nobody_touches_does_not_grow() -> Result<()> {
    let pages = demo_with_pages()?;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), idles).await
}
