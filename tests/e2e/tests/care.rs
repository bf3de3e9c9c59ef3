//! Nothing that somebody has drawn, timed, typed or removed is lost: not by turning the page, not by loading it again, and not
//! because a button was not pressed.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, Role, demo_with_pages, visit};
use serde_json::{Value, json};
use thirtyfour::Key;

/// Runs a scenario on the form that has everything that could be lost.
pub async fn on_a_phone(scenario: impl AsyncFnOnce(&Respondent) -> Result<()>) -> Result<()> {
    let folder = demo_with_pages()?;
    visit(Browser::Chromium, Look::PHONE, folder.path(), async |person: &Respondent| {
        person.opens("care.html").await?;
        person.sees_heading("Scales").await?;
        scenario(person).await?;
        person.nothing_went_wrong().await
    })
    .await
}

pub async fn turns_to(person: &Respondent, page: &str) -> Result<()> {
    person.presses_page(page).await?;
    person.sees_heading(page).await
}

/// The draft, as it would be saved to a file.
pub async fn draft(person: &Respondent) -> Result<Value> {
    let script = "return document.querySelector('sealform-form').exportDraft()";
    let text = person.driver().execute(script, vec![]).await?.json().clone();
    Ok(serde_json::from_str(text.as_str().context("there is no draft")?)?)
}

/// Waits until the draft answers a question like this.
pub async fn finds(person: &Respondent, path: &str, is: impl Fn(&Value) -> bool) -> Result<Value> {
    person
        .waits_for(&format!("an answer of `{path}`"), async || {
            let answer = draft(person).await?["answers"][path].clone();
            Ok(is(&answer).then_some(answer))
        })
        .await
}

/// Which questions, or pages, scroll sideways or hide a step of a scale at this width and size of text.
const CUT_OFF: &str = "const [width, size] = arguments;
    const form = document.querySelector('sealform-form');
    form.style.setProperty('--sealform-size', size);
    const root = form.shadowRoot;
    const wrong = [...root.querySelectorAll('*')].filter((part) => {
        const flow = getComputedStyle(part).overflowX;
        return ['auto', 'scroll'].includes(flow) && part.scrollWidth > part.clientWidth;
    }).map((part) => part.className);
    for (const step of root.querySelectorAll('.step')) {
        const [box, text] = [step.getBoundingClientRect(), step.querySelector('span')];
        if (box.left < 0 || box.right > innerWidth || box.width < 24 || text.scrollWidth > step.clientWidth) {
            wrong.push(step.textContent);
        }
    }
    if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page');
    return wrong;";

async fn sees_every_step(person: &Respondent) -> Result<()> {
    for (width, size) in [(320, "16px"), (360, "16px"), (512, "16px"), (1280, "16px"), (360, "32px"), (320, "32px")] {
        let metrics = json!({ "width": width, "height": 740, "deviceScaleFactor": 1, "mobile": false });
        person.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        let wrong = person.driver().execute(CUT_OFF, vec![json!(width), json!(size)]).await?.json().clone();
        ensure!(wrong == json!([]), "at {width} px and {size} these cannot be seen: {wrong}");
        person.takes_a_long_picture(&format!("scales-{width}-{size}")).await?;
    }
    person.answers("How likely are you to recommend us?", "10").await?;
    person.answers("How far along?", "20").await?;
    person.writes("How sure are you?", "77").await?;
    finds(person, "scales/hundred", |answer| *answer == json!(77)).await?;
    person.sees("100 Certain").await
}

#[tokio::test]
async fn every_step_of_a_scale_is_in_sight() -> Result<()> {
    on_a_phone(sees_every_step).await
}

/// Draws a line on the sheet.
async fn signs(person: &Respondent) -> Result<()> {
    let sheet = "const sheet = document.querySelector('sealform-form').shadowRoot.querySelector('canvas.sheet');
        sheet?.scrollIntoView({ block: 'center', behavior: 'instant' }); return sheet";
    let find = async || person.driver().execute(sheet, vec![]).await?.element().map(Some).or(Ok(None));
    let sheet = person.waits_for("a sheet to draw on", find).await?;
    let hand = person.driver().action_chain().move_to_element_center(&sheet).click_and_hold();
    hand.move_by_offset(40, 10).move_by_offset(20, -20).release().perform().await.context("nothing can be drawn")?;
    Ok(())
}

async fn keeps_a_drawing(person: &Respondent) -> Result<()> {
    turns_to(person, "By hand").await?;
    signs(person).await?;
    // Nothing is pressed.
    let signed = finds(person, "hand/signature", |answer| answer.is_array()).await?;
    person.presses("Clear the drawing").await?;
    person.sees("The answer was removed.").await?;
    finds(person, "hand/signature", Value::is_null).await?;
    person.presses("Undo").await?;
    finds(person, "hand/signature", |answer| *answer == signed).await?;
    // The page is turned in the middle of it.
    signs(person).await?;
    person.presses("Next").await?;
    person.sees_heading("Calls").await?;
    let more = finds(person, "hand/signature", |answer| answer.is_array() && *answer != signed).await?;
    person.presses("Back").await?;
    person.sees_heading("By hand").await?;
    person.presses("Clear the drawing").await?;
    finds(person, "hand/signature", Value::is_null).await?;
    ensure!(more != signed, "the second line is not kept");
    Ok(())
}

#[tokio::test]
async fn a_drawing_is_kept_without_a_button() -> Result<()> {
    on_a_phone(keeps_a_drawing).await
}

async fn keeps_half_a_point(person: &Respondent) -> Result<()> {
    turns_to(person, "By hand").await?;
    person.writes("Latitude in degrees", "59.9").await?;
    finds(person, "hand/walk", |answer| *answer == json!([{ "lat": "59.9" }])).await?;
    tokio::time::sleep(Duration::from_millis(250)).await;
    person.reloads().await?;
    person.sees_heading("By hand").await?;
    ensure!(person.reads("Latitude in degrees").await? == "59.9", "half a point is lost");
    // Nothing is pressed: leaving the fields is enough.
    person.tabs_to(Role::Textbox, "Longitude in degrees").await?;
    person.types_keys("10.7").await?;
    person.hits(Key::Tab).await?;
    person.hits(Key::Tab).await?;
    person.sees("Added. Points: 1").await?;
    finds(person, "hand/walk", |answer| *answer == json!([{ "lat": "59.9", "lon": "10.7" }])).await?;
    person.presses("Remove 59.9, 10.7").await?;
    person.sees("59.9, 10.7 was removed.").await?;
    finds(person, "hand/walk", Value::is_null).await?;
    person.presses("Undo").await?;
    finds(person, "hand/walk", |answer| *answer == json!([{ "lat": "59.9", "lon": "10.7" }])).await.map(drop)
}

#[tokio::test]
async fn what_is_typed_of_a_point_counts() -> Result<()> {
    on_a_phone(keeps_half_a_point).await
}

async fn removes_and_undoes(person: &Respondent) -> Result<()> {
    turns_to(person, "Visits").await?;
    person.presses("Add: Visit").await?;
    person.writes("Who was there?", "Ida").await?;
    person.presses("Add: Person").await?;
    person.writes("How old?", "33").await?;
    let before = draft(person).await?;
    person.presses("Remove Visit 1").await?;
    person.sees("Visit 1 was removed.").await?;
    ensure!(draft(person).await?["answers"] == json!({}), "it is still there");
    person.hits_together(Key::Control, "z").await?;
    person.sees("Person 1").await?;
    let after = draft(person).await?;
    ensure!(after["answers"] == before["answers"] && after["instances"] == before["instances"], "it is another one");
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == "Remove Visit 1", "the focus went to `{}`", focus.name);
    person.answers("Was it good?", "Yes").await?;
    person.presses("Clear answer").await?;
    person.presses("Undo").await?;
    ensure!(person.has_chosen("Was it good?", "Yes").await?, "the answer is gone");
    person.presses("Overview").await?;
    person.presses("Start over").await?;
    person.sees_heading("Scales").await?;
    person.sees("What you entered is put aside").await?;
    person.presses("Undo").await?;
    person.sees_heading("Visits").await?;
    let back = draft(person).await?;
    ensure!(back["id"] == before["id"] && back["answers"]["visits/good"] == "yes", "another form came back: {back}");
    person.presses("Remove Visit 1").await?;
    person.presses("Next").await?;
    person.sees_heading("Words").await?;
    person.does_not_see("Undo").await
}

#[tokio::test]
async fn what_is_removed_can_come_back() -> Result<()> {
    on_a_phone(removes_and_undoes).await
}

async fn looks_again(person: &Respondent) -> Result<()> {
    turns_to(person, "By hand").await?;
    signs(person).await?;
    finds(person, "hand/signature", |answer| answer.is_array()).await?;
    turns_to(person, "Words").await?;
    person.writes("What did you see?", "shop shop shop shop shop").await?;
    person.sees("Please check: The word “shop” is repeated over and over.").await?;
    let green = "return document.querySelector('sealform-form').shadowRoot.querySelector('.count.enough') === null";
    ensure!(person.driver().execute(green, vec![]).await?.json() == &json!(true), "what is doubtful is praised");
    person.presses("Go to the summary").await?;
    person.sees_heading("Please look again at these answers: 1").await?;
    person.does_not_see("Review your answers once more, then sign.").await?;
    person.sees("checksum over each of them: which question was touched when, to the millisecond").await?;
    person.finds_no_barrier("the summary with something to look at again").await?;
    // It is mended in its place, over the summary: by the button, and by a key of the browser, the way is back.
    person.presses("What did you see?").await?;
    person.sees("Please check: The word “shop” is repeated over and over.").await?;
    person.finds_no_barrier("a question over the summary").await?;
    person.writes("What did you see?", "A queue of twelve.").await?;
    person.presses("Done").await?;
    person.sees("Review your answers once more, then sign.").await?;
    person.presses("Change What did you see?").await?;
    person.writes("What did you see?", "shop shop shop shop shop").await?;
    person.presses("Go to the summary").await?;
    person.presses("What did you see?").await?;
    person.sees("Please check: The word “shop” is repeated over and over.").await?;
    person.hits(Key::Escape).await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.sees("Answers that looked unusual").await?;
    person.presses("Fill in another one").await?;
    person.sees("Your report stays on this device").await?;
    person.presses("Undo").await?;
    person.sees_heading("Your report is signed").await
}

#[tokio::test]
async fn what_is_doubtful_is_shown_before_and_after_signing() -> Result<()> {
    on_a_phone(looks_again).await
}

const SHOPS: &str = "Which shops did you visit?";

async fn chooses_among_many(person: &Respondent) -> Result<()> {
    person.opens("many.html").await?;
    person.picks(SHOPS, "Shop 0042").await?;
    person.picks(SHOPS, "Shop 1999").await?;
    finds(person, "visited", |answer| *answer == json!(["s0042", "s1999"])).await?;
    let rows = "return document.querySelector('sealform-form').shadowRoot.querySelectorAll('[role=option]').length";
    let drawn = person.driver().execute(rows, vec![]).await?.json().as_u64().context("no number")?;
    ensure!(drawn <= 50, "{drawn} rows are drawn at once");
    person.finds_no_barrier("two thousand choices").await?;
    person.presses("Remove Shop 0042").await?;
    finds(person, "visited", |answer| *answer == json!(["s1999"])).await?;
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn several_of_two_thousand_can_be_chosen() -> Result<()> {
    let folder = demo_with_pages()?;
    visit(Browser::Chromium, Look::PHONE, folder.path(), chooses_among_many).await
}

/// Shows the list of what is on the device, by the keyboard alone, and deletes a draft there.
/// The list takes the focus with its heading, and gives it back to what opened it, each a moment later: both are called so.
async fn has_the_focus(person: &Respondent) -> Result<()> {
    let is_there = async || {
        let focus = person.focus().await?.context("the focus is lost")?;
        Ok((focus.name == "Reports and drafts on this device").then_some(()))
    };
    person.waits_for("the focus on the list, or on what opened it", is_there).await
}

async fn tidies_up_by_keys(person: &Respondent) -> Result<()> {
    person.answers("How was it?", "3").await?;
    person.presses("Overview").await?;
    person.presses("Start over").await?;
    person.sees("What you entered is put aside").await?;
    person.answers("How was it?", "4").await?;
    person.sees("Saved on this device").await?;
    person.presses_by_keys("Overview").await?;
    person.presses_by_keys("Reports and drafts on this device").await?;
    person.sees("Put aside").await?;
    has_the_focus(person).await?;
    for look in [Look::PHONE, Look::PHONE.dark(), Look::DESKTOP, Look::DESKTOP.dark()] {
        person.turns_to(look).await?;
        person.takes_a_picture("device-list").await?;
        person.finds_no_barrier("the list of what is on the device").await?;
    }
    person.turns_to(Look::PHONE).await?;
    // The newest comes first: the one that is being filled, then the one that was put aside.
    person.presses_by_keys("Continue").await?;
    person.sees_heading("Scales").await?;
    ensure!(person.has_chosen("How was it?", "3").await?, "another draft came");
    person.presses_by_keys("Overview").await?;
    person.presses_by_keys("Reports and drafts on this device").await?;
    person.presses_by_keys("Continue").await?;
    person
        .waits_for("the other draft", async || Ok(person.has_chosen("How was it?", "4").await?.then_some(())))
        .await?;
    person.presses_by_keys("Overview").await?;
    person.presses_by_keys("Reports and drafts on this device").await?;
    person.presses_by_keys("Continue").await?;
    person
        .waits_for("the first draft", async || Ok(person.has_chosen("How was it?", "3").await?.then_some(())))
        .await?;
    person.presses_by_keys("Overview").await?;
    person.presses_by_keys("Reports and drafts on this device").await?;
    person.presses_by_keys("Delete").await?;
    let focus = person.focus().await?.context("the focus is lost")?;
    ensure!(focus.name == "Keep", "the focus went to `{}`", focus.name);
    person.finds_no_barrier("the question before deleting").await?;
    person.hits(Key::Enter).await?;
    person.does_not_see("Delete it permanently?").await?;
    person.hits(Key::Escape).await?;
    person.does_not_see("Open a saved draft").await?;
    has_the_focus(person).await?;
    Ok(())
}

#[tokio::test]
async fn the_list_of_the_device_needs_no_mouse() -> Result<()> {
    on_a_phone(tidies_up_by_keys).await
}

/// Lets go of a file over the form.
const DROP: &str = "const [name, text] = arguments;
    const root = document.querySelector('sealform-form').shadowRoot;
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: 'application/json' }));
    const over = new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true });
    const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    const place = root.querySelector('.page');
    place.dispatchEvent(over);
    place.dispatchEvent(drop);
    return over.defaultPrevented && drop.defaultPrevented;";

async fn drops_a_draft(person: &Respondent) -> Result<()> {
    person.answers("How was it?", "5").await?;
    let saved = draft(person).await?;
    person.presses("Overview").await?;
    person.presses("Start over").await?;
    person.sees("What you entered is put aside").await?;
    let drop = async |name: &str, text: String| {
        let taken = person.driver().execute(DROP, vec![json!(name), json!(text)]).await?.json().clone();
        ensure!(taken == json!(true), "the browser takes the file itself, and the form away");
        Ok(())
    };
    drop("notes.txt", "Buy milk".to_owned()).await?;
    person.sees("This file could not be opened here").await?;
    drop("saved.draft.json", saved.to_string()).await?;
    person.waits_for("the draft", async || Ok(person.has_chosen("How was it?", "5").await?.then_some(()))).await
}

#[tokio::test]
async fn a_draft_that_is_dropped_on_the_form_opens() -> Result<()> {
    on_a_phone(drops_a_draft).await
}

/// Chooses a photo that takes as long to be read as the test likes.
const SLOW_PHOTO: &str = "const root = document.querySelector('sealform-form').shadowRoot;
    // Nobody else prepares it.
    window.Worker = undefined;
    const read = window.createImageBitmap;
    window.createImageBitmap = (...given) => new Promise((go) => { window.develop = () => go(read(...given)); });
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    const [input] = [...root.querySelectorAll('input[type=file]')].slice(-1);
    const done = arguments[0];
    canvas.toBlob((blob) => {
        const data = new DataTransfer();
        data.items.add(new File([blob], 'shelf.png', { type: 'image/png' }));
        input.files = data.files;
        input.dispatchEvent(new Event('change'));
        done();
    });";

async fn waits_for_a_photo(person: &Respondent) -> Result<()> {
    turns_to(person, "By hand").await?;
    signs(person).await?;
    finds(person, "hand/signature", |answer| answer.is_array()).await?;
    person.driver().execute_async(SLOW_PHOTO, vec![]).await?;
    person.sees("The file is being prepared").await?;
    person.presses("Next").await?;
    person.sees("A file is still being prepared. The form continues as soon as it is ready.").await?;
    person.sees_heading("By hand").await?;
    person.driver().execute("window.develop()", vec![]).await?;
    person.sees_heading("Calls").await?;
    finds(person, "hand/photo", |answer| answer.is_array()).await.map(drop)
}

#[tokio::test]
async fn the_next_page_waits_for_a_photo() -> Result<()> {
    on_a_phone(waits_for_a_photo).await
}

/// A report that no device keeps and nobody has saved is not left without a question.
async fn keeps_the_only_file(person: &Respondent) -> Result<()> {
    person.opens("denied.html").await?;
    person.sees_heading("The visit").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes("What did you see first?", "A clean and tidy counter.").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed, but not saved on this device").await?;
    let leaving = "const event = new Event('beforeunload', { cancelable: true });
        dispatchEvent(event); return event.defaultPrevented;";
    let is_held =
        async || Ok::<_, anyhow::Error>(person.driver().execute(leaving, vec![]).await?.json() == &json!(true));
    ensure!(is_held().await?, "the page can be closed with the only file");
    person.presses("Fill in another one").await?;
    person.sees("This report is saved nowhere yet").await?;
    person.presses("Back").await?;
    person.presses("Save the file").await?;
    person.saved_file().await?;
    ensure!(!is_held().await?, "the page is held although the file is saved");
    person.presses("Fill in another one").await?;
    person.sees_heading("The visit").await
}

#[tokio::test]
async fn a_file_that_is_nowhere_else_is_not_left_unasked() -> Result<()> {
    let folder = demo_with_pages()?;
    visit(Browser::Chromium, Look::PHONE, folder.path(), keeps_the_only_file).await
}
