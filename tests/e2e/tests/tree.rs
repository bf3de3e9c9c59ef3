//! The phone contact as a screen reader reads it, page by page, beside a text that says how it is to be read.

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Hand, Look, Observer, Respondent, demo_with_pages, repo_file, visit};

/// The pages that are compared: every kind of question that the form has, open and answered, and the summary.
const PAGES: [&str; 4] = ["intro", "screening", "contact", "waiting"];

/// The page of the screening in the order in which it is to be read, written by hand from the form's document: what the browser
/// says is compared with this one, and not with what it has said before.
const BY_HAND: [&str; 18] = [
    "region “Can you take this assignment?”",
    "heading “Can you take this assignment?” level 2",
    "paragraph “Your answers decide whether you can observe this participant.”",
    "radiogroup “Have you been in contact with this participant in any earlier project?” required",
    "radio “Yes”",
    "radio “No”",
    "radiogroup “Are you a customer of the participant?” required",
    "radio “Yes”",
    "radio “No”",
    "radiogroup “Are you a member of the participant’s loyalty club?” required",
    "radio “Yes”",
    "radio “No”",
    "radiogroup “Can you call in the daytime, between 09:00 and 15:00, in your assigned week?” required",
    "radio “Yes”",
    "radio “No”",
    "button “Back”",
    "button “Next”",
    "status",
];

/// What is read from the page on, without what says how a question is marked.
fn is_by_hand(heard: &str) -> Result<()> {
    let from = heard.lines().map(str::trim).skip_while(|line| *line != BY_HAND[0]);
    let lines: Vec<_> = from.filter(|line| !["Legend", "paragraph “Required”"].contains(line)).collect();
    ensure!(lines.len() == BY_HAND.len(), "the screening has {} lines:\n{}", lines.len(), lines.join("\n"));
    for (line, wanted) in lines.iter().zip(BY_HAND) {
        ensure!(line.starts_with(wanted), "the screening says\n  {line}\nwhere the document has\n  {wanted}");
    }
    Ok(())
}

async fn reads(person: &Respondent, name: &str, wrong: &mut Vec<String>) -> Result<()> {
    let now = person.hears().await?;
    let text = repo_file("tests/e2e/trees").join(format!("{name}.txt"));
    if std::env::var_os("SEALFORM_BLESS").is_some() {
        return Ok(std::fs::write(text, now)?);
    }
    let before = std::fs::read_to_string(&text).unwrap_or_default();
    let differs = before.lines().zip(now.lines()).position(|(before, now)| before != now);
    let differs = differs.or_else(|| (before.lines().count() != now.lines().count()).then_some(before.lines().count()));
    if let Some(at) = differs {
        let line = |text: &str| text.lines().nth(at).unwrap_or("(nothing)").trim().to_owned();
        wrong.push(format!("{}, line {}:\n  {}\nnow\n  {}", text.display(), at + 1, line(&before), line(&now)));
    }
    Ok(())
}

async fn every_page(person: &Respondent) -> Result<()> {
    let mut observer = Observer::arrives("watched", person, Hand::Pointer, "complete").await?;
    observer.turns_to_english().await?;
    let mut wrong = Vec::new();
    for page in PAGES {
        let questions = observer.is_on(page).await?.questions;
        reads(person, &format!("ksp-phone-{page}"), &mut wrong).await?;
        if page == "screening" {
            is_by_hand(&person.hears().await?)?;
        }
        for question in questions {
            observer.answers(&question).await?;
        }
        observer.next().await?;
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn the_phone_contact_is_read_as_written() -> Result<()> {
    let pages = demo_with_pages()?;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), every_page).await
}
