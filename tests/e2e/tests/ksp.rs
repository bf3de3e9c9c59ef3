//! The phone contact from its first page to a verified file, in every browser, as a person fills it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Hand, KSP_PHONE, Look, Observer, Respondent, Role, demo, demo_with_pages, receive, repo_file, visit,
    visit_and_return,
};
use serde_json::{Map, Value, json};
use tokio::time::sleep;

/// The form of the demo.
const PAGE: &str = "ksp-phone";

/// Keys without the letters of texts, for the whole form with its detours: Tab passes by everything that stands before a
/// question, also where it is looked for from the top of a page.
const MOST_KEYS: u32 = 1_500;

/// Everything that is typed is on disk by then.
const SAVED: Duration = Duration::from_millis(250);

/// Says to be a customer, sees that this ends the form, and that nothing behind is asked any more; then takes it
/// back, and finds everything as it was.
async fn takes_a_wrong_turn(observer: &Observer<'_>) -> Result<()> {
    let Observer { person, hand, words, form, .. } = observer;
    let customer = form.question("screening/customer")?;
    let waiting = form.question("waiting/waiting_time")?;
    observer.is_on("waiting").await?;
    observer.back().await?;
    observer.is_on("contact").await?;
    observer.back().await?;
    observer.is_on("screening").await?;
    hand.answers(person, &customer.label, &customer.choice(&json!("yes"))?).await?;
    observer.next().await?;
    person.sees_heading(words.end).await?;
    person.sees(&form.ending("disqualified")?).await?;
    hand.presses(person, words.to_summary).await?;
    person.sees(&customer.label).await?;
    person.does_not_see(&waiting.label).await?;
    observer.back().await?;
    person.sees_heading(words.end).await?;
    observer.back().await?;
    observer.is_on("screening").await?;
    hand.answers(person, &customer.label, &customer.choice(&json!("no"))?).await?;
    observer.next().await?;
    observer.finds_everything_on("contact").await?;
    observer.next().await?;
    observer.finds_everything_on("waiting").await?;
    observer.next().await
}

/// Answers half of a page, loads it again, and finds the page and the answers.
async fn reloads_in_the_middle_of(observer: &Observer<'_>, page: &str) -> Result<()> {
    let questions = observer.is_on(page).await?.questions;
    let (first, rest) = questions.split_at(questions.len() / 2);
    for question in first {
        observer.answers(question).await?;
    }
    sleep(SAVED).await;
    observer.person.reloads().await?;
    observer.is_on(page).await?;
    for question in first {
        let chosen = observer.person.has_chosen(&question.label, &question.choice(observer.note(question)?)?).await?;
        ensure!(chosen, "the answer of `{}` is gone", question.label);
    }
    for question in rest {
        observer.answers(question).await?;
    }
    observer.next().await
}

/// Writes too little, is led back to the field and its error, and writes enough.
async fn comments_too_briefly_first(observer: &Observer<'_>) -> Result<()> {
    let Observer { person, hand, words, .. } = observer;
    let questions = observer.is_on("words").await?.questions;
    let (last, others) = questions.split_last().context("no comments")?;
    for question in others {
        observer.answers(question).await?;
    }
    hand.writes(person, &last.label, "They were friendly.").await?;
    hand.presses(person, words.to_summary).await?;
    let sentence = "Please write at least 20 words; so far: 3.";
    person.sees(sentence).await?;
    ensure!(person.text().await?.matches(sentence).count() == 1, "a single open point is listed");
    let focus = person.waits_for("the focus", async || person.focus().await).await?;
    ensure!(focus.role == "textbox" && focus.name.starts_with(&last.label), "the way on leads to {focus:?}");
    observer.answers(last).await?;
    person.does_not_see(sentence).await?;
    sleep(SAVED).await;
    person.reloads().await?;
    observer.finds_everything_on("words").await?;
    hand.presses(person, words.to_summary).await
}

/// Signs, and has the file saved and verified by everybody.
async fn seals(observer: &Observer<'_>, what: &str) -> Result<Value> {
    let Observer { person, hand, words, .. } = observer;
    person.listens_to("sealform-sealed").await?;
    hand.presses(person, words.seal).await?;
    person.sees_heading(words.sealed).await?;
    hand.presses(person, words.save).await?;
    let saved = person.saved_file().await?;
    ensure!(saved.name.ends_with(".jws.json"), "the file is called {}", saved.name);
    let detail = person.receives("sealform-sealed").await?;
    ensure!(detail["jws"].as_str().map(str::as_bytes) == Some(&saved.bytes), "the page received another file");
    let mut claims = receive(KSP_PHONE, &saved, person.browser(), what)?.claims;
    // What is calculated travels with what was answered; here only a person's own words are compared.
    let answers = claims["answers"].as_object_mut().context("the file holds no answers")?;
    answers.retain(|path, _| !path.starts_with("intro/role_play"));
    Ok(claims)
}

/// What the notes say as a submission says it, without the tries, whose times depend on the device.
fn claimed(observer: &Observer<'_>) -> Value {
    let answers = observer.notes.iter().filter(|(path, _)| *path != "contact/tries");
    answers.map(|(path, value)| (path.clone(), json!({ "v": value }))).collect::<Map<_, _>>().into()
}

/// The whole form: a wrong turn, another language, a reload, a comment that is too short, the file.
async fn fills_everything(person: &Respondent, hand: Hand, page: &str, what: &str) -> Result<()> {
    let mut observer = Observer::arrives(page, person, hand, "complete").await?;
    observer.gets_through_screening().await?;
    observer.fills("contact").await?;
    observer.fills("waiting").await?;
    observer.is_on("opening").await?;
    observer.back().await?;
    takes_a_wrong_turn(&observer).await?;
    observer.fills("opening").await?;
    observer.is_on("needs").await?;
    observer.turns_to_english().await?;
    for page in ["needs", "knowledge"] {
        observer.fills(page).await?;
    }
    reloads_in_the_middle_of(&observer, "dialogue").await?;
    for page in ["closing", "feelings"] {
        observer.fills(page).await?;
    }
    comments_too_briefly_first(&observer).await?;
    person.sees("Everything is answered.").await?;
    let mut claims = seals(&observer, what).await?;
    person.does_not_see("Signing…").await?;
    let tries = claims["answers"].as_object_mut().and_then(|answers| answers.remove("contact/tries"));
    ensure!(tries.is_some_and(|tries| tries["v"].as_array().is_some_and(|tries| !tries.is_empty())), "no tries");
    ensure!(claims["answers"] == claimed(&observer), "the file holds {:#}", claims["answers"]);
    ensure!(claims["outcome"] == "completed", "the outcome is {}", claims["outcome"]);
    Ok(())
}

/// A name without the hash that the bundler puts into it: `sealform/chunk-*.js`.
fn without_hash(name: &str) -> String {
    match name.strip_suffix(".js").and_then(|stem| stem.rsplit_once('-')) {
        Some((stem, hash)) if hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{stem}-*.js")
        }
        Some(_) | None => name.to_owned(),
    }
}

/// What the page has loaded of the package and its form is what the size budget counts.
async fn loads_what_is_counted(person: &Respondent) -> Result<()> {
    let record: Value = serde_json::from_slice(&std::fs::read(repo_file("www/package/size.json"))?)?;
    let lists = [&record["files"], &record["later"], &record["offline"]["files"]];
    let counted = |name: &str| lists.iter().any(|list| list[name].is_u64());
    let loaded = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)";
    let loaded: Vec<String> = person.driver().execute(loaded, vec![]).await?.convert()?;
    let own = loaded.iter().filter_map(|path| path.strip_prefix('/'));
    // A browser asks for the icon of its tab when it likes.
    let own = own.filter(|name| !name.starts_with("sealform/icon"));
    let own = own.filter(|name| name.starts_with("sealform/") || name.starts_with("forms/"));
    let mut missing: Vec<_> = own.map(without_hash).filter(|name| !counted(name)).collect();
    missing.sort();
    missing.dedup();
    ensure!(missing.is_empty(), "loaded and not counted in www/package/size.json: {missing:?}");
    Ok(())
}

async fn fill_in(browser: Browser) -> Result<()> {
    let scenario = async |person: &Respondent| {
        fills_everything(person, Hand::Pointer, PAGE, "complete").await?;
        loads_what_is_counted(person).await
    };
    visit(browser, Look::DESKTOP, &demo()?, scenario).await
}

#[tokio::test]
async fn the_whole_form_in_chromium() -> Result<()> {
    fill_in(Browser::Chromium).await
}

#[tokio::test]
async fn the_whole_form_in_firefox() -> Result<()> {
    fill_in(Browser::Firefox).await
}

#[tokio::test]
async fn the_whole_form_in_webkit() -> Result<()> {
    fill_in(Browser::WebKit).await
}

/// Without a pointer, on a page that notes every error and every breach of its policy.
async fn fill_in_by_keyboard(browser: Browser) -> Result<()> {
    let pages = demo_with_pages()?;
    visit(browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        fills_everything(person, Hand::Keyboard, "watched", "by-keyboard").await?;
        println!("{} keys in {}", person.keys(), browser.name());
        ensure!(person.keys() <= MOST_KEYS, "{} keys, and {MOST_KEYS} are enough", person.keys());
        person.nothing_went_wrong().await
    })
    .await
}

#[tokio::test]
async fn the_whole_form_by_keyboard_in_chromium() -> Result<()> {
    fill_in_by_keyboard(Browser::Chromium).await
}

#[tokio::test]
async fn the_whole_form_by_keyboard_in_firefox() -> Result<()> {
    fill_in_by_keyboard(Browser::Firefox).await
}

#[tokio::test]
async fn the_whole_form_by_keyboard_in_webkit() -> Result<()> {
    fill_in_by_keyboard(Browser::WebKit).await
}

/// A customer of the participant cannot observe it: a form of its own, without a score.
async fn is_disqualified(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives(PAGE, person, Hand::Pointer, "disqualified").await?;
    observer.gets_through_screening().await?;
    person.sees_heading(observer.words.end).await?;
    person.presses(observer.words.to_summary).await?;
    let claims = seals(&observer, "disqualified").await?;
    ensure!(claims["outcome"] == "disqualified", "the outcome is {}", claims["outcome"]);
    ensure!(claims["answers"] == claimed(&observer), "the file holds {:#}", claims["answers"]);
    Ok(())
}

/// Nobody answers on two days: the contact counts zero.
async fn is_knocked_out(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives(PAGE, person, Hand::Pointer, "knocked-out").await?;
    observer.gets_through_screening().await?;
    observer.fills("contact").await?;
    person.sees_heading(observer.words.end).await?;
    person.sees(&observer.form.ending("knocked_out")?).await?;
    person.presses(observer.words.to_summary).await?;
    let claims = seals(&observer, "knocked-out").await?;
    ensure!(claims["outcome"] == "knocked_out", "the outcome is {}", claims["outcome"]);
    ensure!(claims["score"]["total"]["percent"] == "0.0", "the score is {}", claims["score"]["total"]);
    Ok(())
}

#[tokio::test]
async fn a_customer_is_disqualified() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, is_disqualified).await
}

#[tokio::test]
async fn nobody_answers_twice() -> Result<()> {
    visit(Browser::Firefox, Look::DESKTOP, &demo()?, is_knocked_out).await
}

#[tokio::test]
async fn a_killed_browser_loses_nothing() -> Result<()> {
    let before = async |person: &Respondent| {
        let observer = Observer::arrives(PAGE, person, Hand::Pointer, "complete").await?;
        observer.gets_through_screening().await?;
        observer.fills("contact").await?;
        for question in observer.is_on("waiting").await?.questions {
            observer.answers(&question).await?;
        }
        sleep(SAVED).await;
        Ok(())
    };
    let after = async |person: &Respondent| {
        let observer = Observer::arrives(PAGE, person, Hand::Pointer, "complete").await?;
        observer.finds_everything_on("waiting").await?;
        for page in ["contact", "screening", "intro"] {
            observer.back().await?;
            observer.finds_everything_on(page).await?;
        }
        ensure!(
            person.focus().await?.is_some_and(|focus| focus.role == Role::Heading.name()),
            "the heading has no focus"
        );
        Ok(())
    };
    visit_and_return(Browser::Chromium, Look::PHONE, &demo()?, before, after).await
}
