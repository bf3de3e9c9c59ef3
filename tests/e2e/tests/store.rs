//! The store visit: every *no* owes a comment of at least eight words, and nothing is signed before it is there.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Form, Look, Page, Question, Respondent, demo, form_page, receive, visit};
use serde_json::json;

const SEVEN: &str = "Tak było przy wejściu tego dnia rano";
const EIGHT: &str = "Tak było przy wejściu tego dnia rano, dwukrotnie.";
const TOO_FEW: &str = "Napisz co najmniej 8 słów; na razie: 7.";

async fn says_no_to_everything(person: &Respondent, page: &Page) -> Result<()> {
    person.sees_heading(&page.label).await?;
    for question in &page.questions {
        person.answers(&question.label, &question.choice(&json!("no"))?).await?;
    }
    Ok(())
}

/// The name of the field says what is owed, and to which question.
fn comment_on(question: &Question) -> Result<String> {
    let label = question.comment.as_ref().context("the question owes no comment")?;
    Ok(format!("{label} {}", question.label))
}

async fn records_a_bad_visit(person: &Respondent) -> Result<()> {
    let form = Form::read("store-visit", "pl")?;
    let pages = form.pages()?;
    person.opens(&form_page("store-visit", "pl")).await?;
    for (index, page) in pages.iter().enumerate() {
        says_no_to_everything(person, page).await?;
        let next = if index + 1 == pages.len() { "Do podsumowania" } else { "Dalej" };
        person.presses(next).await?;
        person.sees("Na tej stronie pozosta").await?;
        person.presses("Przejdź dalej").await?;
    }
    person.sees_heading("Podsumowanie").await?;
    person.presses("Zakończ i podpisz").await?;
    let owed = person.text().await?.matches("Dodaj komentarz.").count();
    ensure!(owed == 15, "{owed} comments are owed");
    for page in &pages {
        comments(person, page).await?;
    }
    person.presses("Podsumowanie").await?;
    person.does_not_see("Jeszcze otwarte").await?;
    person.presses("Zakończ i podpisz").await?;
    person.sees_heading("Raport podpisano").await?;
    person.presses("Zapisz plik").await?;
    let claims = receive("store-visit", &person.saved_file().await?, person.browser(), "bad-visit")?.claims;
    let answers = claims["answers"].as_object().context("the file holds no answers")?;
    let all = answers.len() == 15 && answers.values().all(|answer| *answer == json!({ "v": "no", "c": EIGHT }));
    ensure!(all, "the file holds {:#}", claims["answers"]);
    Ok(())
}

/// Writes seven words first on a page, and sees that they are not enough.
async fn comments(person: &Respondent, page: &Page) -> Result<()> {
    person.presses(&page.label).await?;
    person.sees_heading(&page.label).await?;
    let first = page.questions.first().context("an empty page")?;
    person.writes(&comment_on(first)?, SEVEN).await?;
    person.sees(TOO_FEW).await?;
    for question in &page.questions {
        person.writes(&comment_on(question)?, EIGHT).await?;
    }
    person.does_not_see(TOO_FEW).await
}

#[tokio::test]
async fn every_no_owes_a_comment() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP.dark(), &demo()?, records_a_bad_visit).await
}
