//! Sealed forms on their way to a receiver that is not always well: sent once in effect, never changed, never lost, and
//! the person sees where they are.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Answer, Browser, Look, Respondent, Stub, Tray, demo_with_pages, stock_libraries, visit_sending_to};

const DELIVERED: &str = "Delivered";
const WAITING: &str = "Waiting to be sent";
const BLOCKED: &str = "Not accepted for now";
const DEAD: &str = "Not accepted: please hand over the file";

/// Fills the short form at a place of its own, and seals it for that address.
async fn seals_for(person: &Respondent, place: &str, address: &str) -> Result<()> {
    person.opens(&format!("short.html?place={place}&to={address}")).await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes("What did you see first?", &format!("A desk – and on it «{place}»")).await?;
    person.presses("Go to the summary").await?;
    person.sees("to 127.0.0.1").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await
}

/// Every POST of a submission is the same, and together they have one effect.
fn is_one_in_effect(tray: &Tray) -> Result<()> {
    let first = tray.posts.first().context("nothing has come")?;
    let file: serde_json::Value = serde_json::from_slice(&first.body).context("the body is no JSON")?;
    let path = std::env::temp_dir().join(format!("sealform-{}-{:p}.jws.json", std::process::id(), tray));
    std::fs::write(&path, &first.body)?;
    let claims = sealform_e2e::claims(&first.body)?;
    let taken = stock_libraries(&path, &claims);
    std::fs::remove_file(&path)?;
    taken?;
    ensure!(file.as_object().is_some_and(|file| file.len() == 3), "the file has other members");
    let quoted = format!("\"{}\"", claims["jti"].as_str().unwrap_or_default());
    for post in &tray.posts {
        ensure!(post.idempotency_key == quoted, "the idempotency key is {}", post.idempotency_key);
        ensure!(post.content_type == "application/jose+json", "the content type is {}", post.content_type);
        ensure!(post.body == first.body, "a later body differs");
    }
    ensure!(tray.effects.len() <= 1, "{} POSTs had {} effects", tray.posts.len(), tray.effects.len());
    Ok(())
}

/// What was done and then answered badly, or not at all, is sent again and done once.
async fn comes_through(person: &Respondent, stub: &Stub) -> Result<()> {
    for (name, first) in [("broken", Answer::Status(500)), ("dropped", Answer::Dropped)] {
        seals_for(person, name, &stub.address(name, &[first])).await?;
        person.sees(DELIVERED).await?;
        let tray = stub.desk.tray(name);
        ensure!(tray.posts.len() >= 2 && tray.effects.len() == 1, "{name}: {} POSTs", tray.posts.len());
        is_one_in_effect(&tray).context(name)?;
    }
    Ok(())
}

/// A receiver that asks for time is given it.
async fn waits_when_asked(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "busy", &stub.address("busy", &[Answer::Later(429, 3)])).await?;
    person.sees(WAITING).await?;
    person.sees(DELIVERED).await?;
    let tray = stub.desk.tray("busy");
    let [first, second] = tray.posts.as_slice() else { anyhow::bail!("{} POSTs", tray.posts.len()) };
    ensure!(second.at - first.at >= Duration::from_secs(3), "it came back after {:?}", second.at - first.at);
    is_one_in_effect(&tray)
}

/// "There is one already" counts where it is this very one.
async fn knows_a_conflict(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "twin", &stub.address("twin", &[Answer::AlreadyThere])).await?;
    person.sees(DELIVERED).await?;
    is_one_in_effect(&stub.desk.tray("twin"))?;
    seals_for(person, "other", &stub.address("other", &[Answer::Status(409)])).await?;
    person.sees(BLOCKED).await?;
    is_one_in_effect(&stub.desk.tray("other"))
}

/// What is refused waits for the person, who can send it again, also after a reload.
async fn waits_for_the_person(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "locked", &stub.address("locked", &[Answer::Status(401)])).await?;
    person.sees(BLOCKED).await?;
    person.reloads().await?;
    person.sees(BLOCKED).await?;
    ensure!(stub.desk.tray("locked").posts.len() == 1, "it knocked again unasked");
    person.presses("Send again").await?;
    person.sees(DELIVERED).await?;
    let tray = stub.desk.tray("locked");
    ensure!((tray.posts.len(), tray.effects.len()) == (2, 1), "{} POSTs", tray.posts.len());
    is_one_in_effect(&tray)
}

/// What will never be taken is offered as a file.
async fn offers_the_file(person: &Respondent, stub: &Stub) -> Result<()> {
    seals_for(person, "refused", &stub.address("refused", &[Answer::Status(422)])).await?;
    person.sees(DEAD).await?;
    person.presses("Save the file").await?;
    let saved = person.saved_file().await?;
    let tray = stub.desk.tray("refused");
    ensure!(tray.posts.len() == 1 && tray.posts[0].body == saved.bytes, "the file is another one");
    is_one_in_effect(&tray)
}

/// A target that does not answer keeps nobody else waiting; one that sends on to another address is not followed.
async fn waits_for_nobody(person: &Respondent, stub: &Stub) -> Result<()> {
    let (slow, fast) = (stub.address("silent", &[Answer::Silent]), stub.address("fast", &[]));
    seals_for(person, "both", &format!("{slow}&to={fast}")).await?;
    person.sees(DELIVERED).await?;
    ensure!(stub.desk.tray("fast").posts.len() == 1, "the fast one has nothing");
    seals_for(person, "moved", &stub.address("moved", &[Answer::Moved])).await?;
    person.sees(BLOCKED).await?;
    ensure!(stub.desk.tray("elsewhere").posts.is_empty(), "a redirect was followed");
    Ok(())
}

/// What is refused stays in sight, where a new form stands too, and is sent again from there. Sending outlives the element.
async fn outlives_the_form(person: &Respondent, stub: &Stub) -> Result<()> {
    let unwell = [Answer::Status(403), Answer::Status(503)];
    seals_for(person, "left", &stub.address("left", &unwell)).await?;
    person.sees(BLOCKED).await?;
    person.presses("Fill in another one").await?;
    person.sees("A report could not be delivered.").await?;
    person.presses("Show").await?;
    person.sees("The server refuses this page; it needs a new permission. (403)").await?;
    person.presses("Send again").await?;
    person.waits_for("the second try", async || Ok((stub.desk.tray("left").posts.len() == 2).then_some(()))).await?;
    person.driver().execute("document.querySelector('sealform-form').remove()", vec![]).await?;
    person.waits_for("the third try", async || Ok((stub.desk.tray("left").posts.len() == 3).then_some(()))).await?;
    is_one_in_effect(&stub.desk.tray("left"))
}

async fn sends_in(browser: Browser) -> Result<()> {
    let stub = Stub::start().await?;
    let pages = demo_with_pages()?;
    let targets = [stub.origin().to_owned()];
    visit_sending_to(&targets, browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        // First: there is one report yet.
        outlives_the_form(person, &stub).await?;
        comes_through(person, &stub).await?;
        waits_when_asked(person, &stub).await?;
        knows_a_conflict(person, &stub).await?;
        waits_for_the_person(person, &stub).await?;
        offers_the_file(person, &stub).await?;
        waits_for_nobody(person, &stub).await?;
        person.nothing_went_wrong().await
    })
    .await
}

#[tokio::test]
async fn a_receiver_with_faults_in_chromium() -> Result<()> {
    sends_in(Browser::Chromium).await
}

#[tokio::test]
async fn a_receiver_with_faults_in_firefox() -> Result<()> {
    sends_in(Browser::Firefox).await
}

#[tokio::test]
async fn a_receiver_with_faults_in_webkit() -> Result<()> {
    sends_in(Browser::WebKit).await
}
