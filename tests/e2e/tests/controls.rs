//! A form with every kind of control: filled by role and label, left and come back to, and sealed with its attachments.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{
    Browser, Filler, Look, Respondent, claims, command_line, demo_with_pages, json_of, repo_file, target, visit,
};
use serde_json::{Value, json};

/// Drags the first choice below the second.
async fn drags(person: &Respondent) -> Result<()> {
    let grip = "const grip = document.querySelector('sealform-form').shadowRoot.querySelector('.grip');
        grip.scrollIntoView({ block: 'center', behavior: 'instant' }); return grip";
    let grip = person.driver().execute(grip, vec![]).await?.element()?;
    let hand = person.driver().action_chain().click_and_hold_element(&grip);
    hand.move_by_offset(0, 40).move_by_offset(0, 55).release().perform().await.context("nothing can be dragged")?;
    person.sees("Price: position 2 of 4").await
}

/// Moves a choice by hand, with the buttons and with the keyboard, and sees where it stands.
async fn ranks(person: &Respondent) -> Result<()> {
    drags(person).await?;
    person.presses("Move up: Kindness").await?;
    person.sees("Kindness: position 2 of 4").await?;
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == "Move up: Kindness", "the focus went to `{}`", focus.name);
    person.types_keys(" ").await?;
    person.sees("Kindness: position 1 of 4").await?;
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == "Move down: Kindness", "at the top the focus went to `{}`", focus.name);
    person.does_not_see("Not ranked yet.").await
}

async fn fills_everything(person: &Respondent, folder: &std::path::Path) -> Result<()> {
    person.opens("controls.html").await?;
    person.sees_heading("Plain questions").await?;
    person.presses_page("Other controls").await?;
    person.sees_heading("Other controls").await?;
    person.sees("Not ranked yet.").await?;
    // A form calls no other server; had it tried, the policy of the page would have been broken.
    person.sees("The file https://tracker.example/door.mp4 is not shown").await?;
    ranks(person).await?;
    person.presses_page("Plain questions").await?;
    person.sees_heading("Plain questions").await?;
    let files = folder.join("to-attach");
    std::fs::create_dir_all(&files)?;
    let mut filler = Filler::new(person, &files)?;
    let count = filler.fills().await?;
    ensure!(count >= 23, "only {count} questions were answered");
    comes_back(person).await?;
    let saved = filler.signs().await?;
    person.nothing_went_wrong().await?;
    is_right(person, &saved.bytes)
}

/// The page is loaded again: what is attached is there, with its size, and can be taken away and chosen anew.
async fn comes_back(person: &Respondent) -> Result<()> {
    person.presses_page("Attachments").await?;
    person.sees_heading("Attachments").await?;
    person.reloads().await?;
    person.sees_heading("Attachments").await?;
    for shown in ["image.png", "note.txt", "kB"] {
        person.sees(shown).await?;
    }
    person.does_not_see("not on this device").await?;
    person.presses("Remove note.txt").await?;
    person.sees("note.txt was removed.").await?;
    person.presses_page("Summary").await?;
    person.sees_heading("Summary").await
}

fn is_right(person: &Respondent, file: &[u8]) -> Result<()> {
    let claims = claims(file)?;
    let answer = |path: &str| claims["answers"][path]["v"].clone();
    ensure!(answer("rare/order") == json!(["kind", "speed", "price", "clean"]), "ranked: {}", answer("rare/order"));
    ensure!(answer("opinions/easy") == "1", "the matrix holds {}", answer("opinions/easy"));
    ensure!(answer("rare/where") == json!({ "lat": "59.91", "lon": "10.75" }), "the place is {}", answer("rare/where"));
    let corners = answer("rare/yard").as_array().cloned().context("there is no yard")?;
    ensure!(corners.len() == 4 && corners.first() == corners.last(), "the yard is not closed: {corners:?}");
    ensure!(answer("files/receipt").is_null(), "what was removed is there: {}", answer("files/receipt"));
    let photo = answer("files/photo")[0].as_str().context("there is no photo")?.to_owned();
    ensure!(photo.starts_with("image-") && photo.ends_with(".png"), "the photo is called {photo}");
    let attached = claims["attachments"].as_array().context("nothing is attached")?;
    let claimed = attached.iter().find(|one| one["name"] == photo.as_str()).context("the photo is not claimed")?;
    let begins = |digest: &Value| digest.as_str().is_some_and(|digest| photo.contains(&digest[..16]));
    ensure!(claimed["question"] == "files/photo" && begins(&claimed["sha256"]), "the claim says {claimed}");
    let kept = target().join("sealed");
    std::fs::create_dir_all(&kept)?;
    let path = kept.join(format!("controls-{}.jws.json", person.browser().name()));
    std::fs::write(&path, file)?;
    let verified = json_of(
        Command::new(command_line()?)
            .arg("verify")
            .arg(&path)
            .args(["--json", "--questionnaire"])
            .arg(repo_file("tests/e2e/pages/controls.json")),
    )?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    Ok(())
}

async fn every_control(browser: Browser, look: Look) -> Result<()> {
    let folder = demo_with_pages()?;
    visit(browser, look, folder.path(), async |person: &Respondent| fills_everything(person, folder.path()).await).await
}

/// What a camera writes beside a photo is gone before it is kept, and it is as small as the form asks.
async fn attaches_a_photo(person: &Respondent) -> Result<()> {
    person.opens("controls.html").await?;
    person.presses_page("Attachments").await?;
    person.sees_heading("Attachments").await?;
    person.sees("Take or choose a picture").await?;
    let script = include_str!("../src/photo.js");
    let kept = person.driver().execute_async(script, vec![json!("files/photo")]).await?.json().clone();
    let wanted = json!({
        "had": true, "has": false, "width": 64, "height": 32, "type": "image/jpeg", "size": true
    });
    ensure!(kept == wanted, "of the photo is kept: {kept}");
    person.sees("image.jpg").await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn photos_lose_what_a_camera_wrote() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), attaches_a_photo).await
}

/// The device gives its location and the accuracy; where a person refuses, the page says how to continue.
async fn finds_the_place(person: &Respondent) -> Result<()> {
    let device = person.driver().cdp();
    let place = json!({ "latitude": 59.9139, "longitude": 10.7522, "accuracy": 12 });
    device.send_raw("Browser.grantPermissions", json!({ "permissions": ["geolocation"] })).await?;
    device.send_raw("Emulation.setGeolocationOverride", place).await?;
    person.opens("controls.html").await?;
    person.presses_page("Other controls").await?;
    person.sees_heading("Other controls").await?;
    person.presses("Use my location").await?;
    person.sees("Accurate to 12 m so far. Waiting for 5 m…").await?;
    person.sees("Accurate to 12 m").await?;
    for (field, degrees) in [("Latitude in degrees", "59.9139"), ("Longitude in degrees", "10.7522")] {
        let has = person.reads_in(&["Where was it?"], field).await?;
        ensure!(has == degrees, "`{field}` holds {has}");
    }
    person.presses("This is good enough").await?;
    person.sees("Found, accurate to 12 m.").await?;
    person.presses("Clear answer").await?;
    let permission = json!({ "permission": { "name": "geolocation" }, "setting": "denied" });
    device.send_raw("Browser.setPermission", permission).await?;
    person.presses("Use my location").await?;
    person.sees("The browser does not give this page your location.").await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn places_come_from_the_device() -> Result<()> {
    visit(Browser::Chromium, Look::PHONE, demo_with_pages()?.path(), finds_the_place).await
}

#[tokio::test]
async fn every_control_in_chromium() -> Result<()> {
    every_control(Browser::Chromium, Look::PHONE).await
}

#[tokio::test]
async fn every_control_in_firefox() -> Result<()> {
    every_control(Browser::Firefox, Look::DESKTOP).await
}

#[tokio::test]
async fn every_control_in_webkit() -> Result<()> {
    every_control(Browser::WebKit, Look::DESKTOP.dark()).await
}
