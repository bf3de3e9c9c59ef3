//! Every page of the phone contact, and every kind of control, as it looks on a phone and on a desk, in light and dark, and whether axe-core finds a
//! barrier on it. The pictures are in `target/shots`.

use anyhow::Result;
use sealform_e2e::{Browser, Filler, Hand, Look, Observer, Respondent, demo, demo_with_pages, visit};

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
        person.sees("Gå videre nå").await?;
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
    let observer = Observer::arrives("ksp-phone", person, Hand::Pointer, "complete").await?;
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
    let observer = Observer::arrives("ksp-phone", person, Hand::Pointer, "disqualified").await?;
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

/// Every kind of control: empty, with errors shown, filled, and from right to left.
async fn every_kind(person: &Respondent, folder: &std::path::Path) -> Result<()> {
    let pages = ["Plain questions", "Opinions", "Other controls", "Attachments"];
    let looks = [Look::DESKTOP, Look::DESKTOP.dark(), Look::PHONE, Look::PHONE.dark()];
    person.opens("controls.html").await?;
    for page in pages {
        person.turns_to(Look::PHONE).await?;
        person.presses_page(page).await?;
        person.sees_heading(page).await?;
        person.presses(if page == "Attachments" { "Go to the summary" } else { "Next" }).await?;
        person.sees("Continue for now").await?;
        for look in [Look::PHONE, Look::DESKTOP.dark()] {
            person.turns_to(look).await?;
            judges(person, &format!("controls-{page}-open")).await?;
        }
    }
    person.presses_page("Plain questions").await?;
    person.sees_heading("Plain questions").await?;
    Filler::new(person, folder)?.fills().await?;
    for look in looks {
        person.turns_to(look).await?;
        judges(person, "controls-summary").await?;
        for page in pages {
            person.presses_page(page).await?;
            person.sees_heading(page).await?;
            judges(person, &format!("controls-{page}")).await?;
        }
        person.presses_page("Summary").await?;
        person.sees_heading("Summary").await?;
    }
    person.picks("Language", "العربية").await?;
    for (page, look) in [("آراء", Look::DESKTOP), ("أدوات أخرى", Look::PHONE.dark()), ("مرفقات", Look::PHONE)]
    {
        person.turns_to(look).await?;
        person.presses_page(page).await?;
        person.sees_heading(page).await?;
        judges(person, &format!("controls-rtl-{page}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_kind_of_control() -> Result<()> {
    let folder = demo_with_pages()?;
    visit(Browser::Chromium, Look::PHONE, folder.path(), async |person: &Respondent| {
        every_kind(person, folder.path()).await
    })
    .await
}
