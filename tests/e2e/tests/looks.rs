//! Every page of the phone contact as it looks on a phone and on a desk, in light and dark, and whether axe-core finds a
//! barrier on it. The pictures are in `target/shots`.

use anyhow::Result;
use sealform_e2e::{Browser, Hand, Look, Observer, Respondent, demo, visit};

/// The pages in order; the first is where the form begins.
const PAGES: [&str; 11] = [
    "intro",
    "screening",
    "contact",
    "waiting",
    "opening",
    "needs",
    "knowledge",
    "dialogue",
    "closing",
    "feelings",
    "words",
];

/// Looks at the page, and has it judged.
async fn judges(person: &Respondent, what: &str) -> Result<()> {
    person.takes_a_long_picture(what).await?;
    person.finds_no_barrier(what).await
}

/// Every page as it comes, with everything that is missing listed; then filled.
async fn judges_while_filling(observer: &Observer<'_>) -> Result<()> {
    let Observer { person, words, .. } = observer;
    for name in PAGES {
        let page = observer.is_on(name).await?;
        let on = if name == "words" { words.to_summary } else { words.next };
        person.presses(on).await?;
        person.sees("på denne siden").await?;
        judges(person, &format!("ksp-{name}-open")).await?;
        for question in page.questions {
            observer.answers(&question).await?;
        }
        person.presses(on).await?;
    }
    person.sees_heading(words.summary).await
}

/// Every page once more, on another device.
async fn judges_when_filled(observer: &Observer<'_>, look: Look) -> Result<()> {
    let Observer { person, words, .. } = observer;
    person.turns_to(look).await?;
    judges(person, "ksp-summary").await?;
    for name in PAGES.iter().rev() {
        observer.back().await?;
        observer.is_on(name).await?;
        judges(person, &format!("ksp-{name}")).await?;
    }
    if look.size == sealform_e2e::Size::Phone {
        person.presses(words.overview).await?;
        judges(person, "ksp-overview").await?;
    }
    person.presses(words.summary).await?;
    person.sees_heading(words.summary).await
}

async fn every_page(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives("ksp-phone.html", person, Hand::Pointer, "complete").await?;
    judges_while_filling(&observer).await?;
    let looks = [Look::DESKTOP, Look::DESKTOP.dark(), Look::PHONE, Look::PHONE.dark()];
    for look in looks {
        judges_when_filled(&observer, look).await?;
    }
    person.presses(observer.words.seal).await?;
    person.sees_heading(observer.words.sealed).await?;
    for look in looks {
        person.turns_to(look).await?;
        judges(person, "ksp-receipt").await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_page_in_every_look() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, every_page).await
}

/// The end of a form that nobody may fill, and the pages around the forms.
async fn other_pages(person: &Respondent) -> Result<()> {
    let observer = Observer::arrives("ksp-phone.html", person, Hand::Pointer, "disqualified").await?;
    observer.gets_through_screening().await?;
    person.sees_heading(observer.words.end).await?;
    judges(person, "ksp-end").await?;
    person.turns_to(Look::DESKTOP.dark()).await?;
    judges(person, "ksp-end").await?;
    for page in ["index", "verify"] {
        person.opens(&format!("{page}.html")).await?;
        for look in [Look::DESKTOP, Look::PHONE.dark()] {
            person.turns_to(look).await?;
            judges(person, &format!("site-{page}")).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn ends_and_the_pages_around() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, other_pages).await
}
