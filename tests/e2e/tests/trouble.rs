//! What happens to a device in the middle of a form: it is full, cleared, shared by two tabs, its clock is wrong, its zone
//! changes, its network is gone. Each ends in a plain sentence, with everything that was typed in the person's hand.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Look, Respondent, Saved, Stub, claims, command_line, demo_with_pages, json_of, repo_file, visit_sending_to,
};
use serde_json::{Value, json};

const GREETED: &str = "Did somebody greet you?";
const SEEN: &str = "What did you see first?";
const WORDS: &str = "A desk, and nobody behind it.";
const FULL: &str = "The storage of this device is full, so your answers are not saved here.";
const SEALED: &str = "Your report is signed";
const DAY_MS: i64 = 24 * 3_600_000;
const YEAR_MS: i64 = 365 * DAY_MS;

async fn is_saved(person: &Respondent) -> Result<()> {
    person.sees("Saved on this device").await
}

async fn has_words(person: &Respondent) -> Result<()> {
    person.waits_for("the text", async || Ok((person.reads(SEEN).await? == WORDS).then_some(()))).await
}

async fn tells(person: &Respondent, what: &str) -> Result<()> {
    person.driver().execute(format!("window.trouble.{what}"), vec![]).await?;
    Ok(())
}

async fn seals(person: &Respondent) -> Result<Saved> {
    person.listens_to("sealform-sealed").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading(SEALED).await?;
    person.presses("Save the file").await?;
    person.saved_report().await
}

/// A file is in order for whoever receives it, and was played again with the form.
fn is_in_order(file: &Saved, folder: &Path) -> Result<Value> {
    let path = folder.join(&file.name);
    std::fs::write(&path, &file.bytes)?;
    let mut verify = Command::new(command_line()?);
    verify.arg("verify").arg(&path).args(["--json", "-q"]).arg(repo_file("tests/e2e/pages/short.json"));
    let said = json_of(&mut verify)?;
    ensure!(said["files"][0]["replay"] == "full", "the file was not played again: {said}");
    Ok(said["files"][0].clone())
}

/// Without room the form says so, gives the draft as a file, does not claim to have signed, and goes on once there is room.
async fn is_full(person: &Respondent) -> Result<()> {
    person.opens("trouble.html?place=full").await?;
    person.answers(GREETED, "Yes").await?;
    is_saved(person).await?;
    tells(person, "full(true)").await?;
    person.writes(SEEN, WORDS).await?;
    person.sees(FULL).await?;
    person.presses("Save the draft as a file").await?;
    let draft = person.saved_file().await?;
    ensure!(String::from_utf8_lossy(&draft.bytes).contains(WORDS), "the draft lacks what was typed");
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees("The signed file could not be saved on this device. Your answers are still in the form").await?;
    tells(person, "full(false)").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading(SEALED).await
}

/// The data of the site is deleted while the form is open: what is on the screen is kept anew, whole.
async fn is_cleared(person: &Respondent) -> Result<()> {
    person.opens("trouble.html?place=cleared").await?;
    person.answers(GREETED, "Yes").await?;
    is_saved(person).await?;
    tells(person, "clear()").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved(person).await?;
    person.reloads().await?;
    has_words(person).await?;
    ensure!(person.has_chosen(GREETED, "Yes").await?, "the first answer is gone");
    Ok(())
}

/// A clock that is a year off, or is put back by one in the middle, changes nothing but what is said of it.
async fn has_a_wrong_clock(person: &Respondent, folder: &Path) -> Result<()> {
    // Files are called by their moment: none of these is that of the one below.
    for ahead in [-YEAR_MS - DAY_MS, YEAR_MS] {
        person.opens(&format!("trouble.html?place=off{ahead}&ahead={ahead}")).await?;
        person.writes(SEEN, WORDS).await?;
        person.answers(GREETED, "Yes").await?;
        is_saved(person).await?;
        person.reloads().await?;
        has_words(person).await?;
        let said = is_in_order(&seals(person).await?, folder)?;
        ensure!(said.get("clock_back_ms").is_none(), "a clock that ran on is called put back: {said}");
    }
    person.opens("trouble.html?place=back").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved(person).await?;
    tells(person, &format!("clock({})", -YEAR_MS)).await?;
    person.answers(GREETED, "Yes").await?;
    let file = seals(person).await?;
    let behind = is_in_order(&file, folder)?["clock_back_ms"].as_i64().context("nothing is said of the clock")?;
    ensure!((YEAR_MS - 600_000..=YEAR_MS).contains(&behind), "the clock was {behind} ms behind");
    let clock = &claims(&file.bytes)?["clock"];
    ensure!(clock["started"].as_str() <= clock["sealed"].as_str(), "sealed before it was started: {clock}");
    // It comes back after it was sealed, and so does a new one.
    person.opens(&format!("trouble.html?place=back&ahead={}", -YEAR_MS)).await?;
    person.sees_heading(SEALED).await
}

/// Whoever comes back on another day is told where they were.
async fn is_another_day(person: &Respondent) -> Result<()> {
    person.opens("trouble.html?place=days").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved(person).await?;
    person.does_not_see("Welcome back.").await?;
    person.opens(&format!("trouble.html?place=days&ahead={}", 2 * DAY_MS)).await?;
    person.sees("Welcome back. You stopped at “The visit” (").await?;
    has_words(person).await
}

/// Two tabs, with locks and without: the second one asks, takes over with every word, and the first one says so.
async fn is_in_two_tabs(person: &Respondent) -> Result<()> {
    for unlocked in ["", "&unlocked"] {
        let page = format!("trouble.html?place=tabs{}{unlocked}", unlocked.len());
        person.opens(&page).await?;
        person.writes(SEEN, WORDS).await?;
        let first = person.driver().window().await?;
        let second = person.driver().new_tab().await?;
        person.driver().switch_to_window(second).await?;
        person.opens(&page).await?;
        person.sees("This form is open in another tab.").await?;
        person.presses("Continue here").await?;
        has_words(person).await?;
        person.answers(GREETED, "Yes").await?;
        is_saved(person).await?;
        person.driver().switch_to_window(first.clone()).await?;
        person.sees("This form was opened in another tab and continues there.").await?;
        person.presses("Continue here").await?;
        has_words(person).await?;
        ensure!(person.has_chosen(GREETED, "Yes").await?, "the answer of the second tab is gone");
        person.driver().switch_to_window(second_of(person, &first).await?).await?;
        person.driver().close_window().await?;
        person.driver().switch_to_window(first).await?;
    }
    Ok(())
}

async fn second_of(person: &Respondent, first: &thirtyfour::WindowHandle) -> Result<thirtyfour::WindowHandle> {
    let all = person.driver().windows().await?;
    all.into_iter().find(|one| one != first).context("there is no second tab")
}

async fn everywhere(person: &Respondent, folder: &Path) -> Result<()> {
    is_full(person).await.context("on a full device")?;
    is_cleared(person).await.context("on a device that is cleared")?;
    has_a_wrong_clock(person, folder).await.context("with a wrong clock")?;
    is_another_day(person).await.context("on another day")?;
    is_in_two_tabs(person).await.context("in two tabs")
}

/// The zone is another one at the end than at the beginning: a receiver computes by the first, and reads of the second.
async fn changes_zones(person: &Respondent, folder: &Path) -> Result<()> {
    let zone = async |name: &str| {
        let given = json!({ "timezoneId": name });
        person.driver().cdp().send_raw("Emulation.setTimezoneOverride", given).await.map(|_| ())
    };
    zone("Europe/Oslo").await?;
    person.opens("trouble.html?place=zones").await?;
    person.writes(SEEN, WORDS).await?;
    is_saved(person).await?;
    zone("America/New_York").await?;
    person.answers(GREETED, "Yes").await?;
    let file = seals(person).await?;
    is_in_order(&file, folder)?;
    let clock = &claims(&file.bytes)?["clock"];
    ensure!(clock["tz"] == "America/New_York", "it was sealed in {}", clock["tz"]);
    zone("").await?;
    Ok(())
}

/// No network from the first page on: the form is filled and sealed, the file is in the hand, and goes when there is one.
async fn is_offline(person: &Respondent, stub: &Stub) -> Result<()> {
    let offline = async |is: bool| {
        let given = json!({ "offline": is, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        person.driver().cdp().send_raw("Network.emulateNetworkConditions", given).await.map(|_| ())
    };
    person.driver().cdp().send_raw("Network.enable", json!({})).await?;
    person.opens(&format!("trouble.html?place=offline&to={}", stub.address("offline", &[]))).await?;
    person.sees_heading("The visit").await?;
    offline(true).await?;
    person.writes(SEEN, WORDS).await?;
    person.answers(GREETED, "Yes").await?;
    let file = seals(person).await?;
    person.sees("Waiting to be sent").await?;
    ensure!(stub.desk.tray("offline").posts.is_empty(), "something was sent without a network");
    offline(false).await?;
    person.sees("Delivered").await?;
    let tray = stub.desk.tray("offline");
    ensure!(tray.posts.iter().all(|post| post.body == file.bytes), "what came is not what was saved");
    ensure!(tray.effects.len() == 1, "{} effects", tray.effects.len());
    Ok(())
}

async fn visits(browser: Browser) -> Result<()> {
    let (stub, pages, folder) = (Stub::start().await?, demo_with_pages()?, tempfile::tempdir()?);
    let targets = [stub.origin().to_owned()];
    visit_sending_to(&targets, browser, Look::DESKTOP, pages.path(), async |person: &Respondent| {
        everywhere(person, folder.path()).await?;
        if browser == Browser::Chromium {
            changes_zones(person, folder.path()).await.context("in two zones")?;
            is_offline(person, &stub).await.context("without a network")?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn trouble_in_chromium() -> Result<()> {
    visits(Browser::Chromium).await
}

#[tokio::test]
async fn trouble_in_firefox() -> Result<()> {
    visits(Browser::Firefox).await
}

#[tokio::test]
async fn trouble_in_webkit() -> Result<()> {
    visits(Browser::WebKit).await
}
