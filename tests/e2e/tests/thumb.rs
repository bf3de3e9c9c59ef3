//! The phone contact filled by one thumb, with as few taps and swipes as it takes.

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Form, Hand, Look, Observer, Question, Respondent, Role, Thumb, demo, form_page, visit};
use serde_json::Value;

/// Taps for the whole form, of which some are "next", and some open a field.
const MOST: u32 = 80;
/// Swipes for it: a page brings into reach what comes next, and a thumb that is slow may miss that.
const MOST_SWIPES: u32 = 2;

async fn answers(observer: &Observer<'_>, thumb: &Thumb<'_>, question: &Question) -> Result<()> {
    let note = observer.note(question)?;
    match question.kind.as_str() {
        "acknowledge" => thumb.taps_on(&[Role::Checkbox], &question.label, Some(&question.path)).await,
        "attempt_log" => logs(observer, thumb, question, note).await,
        "duration" => thumb.writes(&question.path, &question.label, &seconds(note)?).await,
        "text" => thumb.writes(&question.path, &question.label, note.as_str().context("no text")?).await,
        _ => thumb.chooses(&question.path, &question.choice(note)?).await,
    }
}

fn seconds(note: &Value) -> Result<String> {
    let seconds = note.as_u64().context("no number of seconds")?;
    Ok(format!("{}:{:02}", seconds / 60, seconds % 60))
}

/// The call is one of now, and was answered at once.
async fn logs(observer: &Observer<'_>, thumb: &Thumb<'_>, question: &Question, note: &Value) -> Result<()> {
    let words = observer.words;
    let last = note.as_array().and_then(|tries| tries.last()).context("no try is noted")?;
    thumb.taps_on(&[Role::Button], words.add_try, Some(&question.path)).await?;
    let outcome = words.outcomes.iter().find(|(name, _)| last["outcome"] == *name).context("an unknown outcome")?.1;
    thumb.chooses(&question.path, outcome).await?;
    thumb.writes(&question.path, words.waited, &seconds(&last["waited"])?).await
}

async fn fills(person: &Respondent) -> Result<()> {
    // The page asks at its beginning whether it is touched.
    let thumb = Thumb::over(person).await?;
    let observer = Observer::arrives("ksp-phone", person, Hand::Pointer, "complete").await?;
    for page in observer.form.pages()? {
        observer.is_on(&page.name).await?;
        for question in &page.questions {
            answers(&observer, &thumb, question)
                .await
                .with_context(|| format!("{} after {} taps", question.path, thumb.taps()))?;
        }
        let on = if page.name == "words" { observer.words.to_summary } else { observer.words.next };
        thumb.taps_on(&[Role::Button], on, None).await?;
    }
    person.sees_heading(observer.words.summary).await?;
    thumb.taps_on(&[Role::Button], observer.words.seal, None).await?;
    person.sees_heading(observer.words.sealed).await?;
    println!("{} taps and {} swipes", thumb.taps(), thumb.swipes());
    ensure!(thumb.taps() <= MOST, "{} taps, and {MOST} are enough", thumb.taps());
    ensure!(thumb.swipes() <= MOST_SWIPES, "{} swipes, and {MOST_SWIPES} are enough", thumb.swipes());
    Ok(())
}

#[tokio::test]
async fn one_thumb_fills_the_phone_contact() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, fills).await
}

/// Whoever taps on leaves a question whose comment is owed; what is said of that must not move the next answer from under the
/// finger.
async fn taps_on_without_comments(person: &Respondent) -> Result<()> {
    let thumb = Thumb::over(person).await?;
    let form = Form::read("store-visit", "en")?;
    person.opens(&form_page("store-visit", "en")).await?;
    for page in form.pages()?.iter().take(1) {
        person.sees_heading(&page.label).await?;
        for question in &page.questions {
            thumb.finds_and_chooses(&question.path, "no").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_tap_is_lost_to_what_is_said_of_another_question() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, &demo()?, taps_on_without_comments).await
}
