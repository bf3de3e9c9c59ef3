//! Calls and their stopwatches: one tap begins a call, one ends it, and a slip of the thumb costs nothing.

use std::time::Duration;

use anyhow::{Result, ensure};
use sealform_e2e::{Respondent, Role};
use serde_json::json;
use thirtyfour::Key;

use crate::care::{draft, finds, on_a_phone, turns_to};

async fn watches_run_on(person: &Respondent) -> Result<()> {
    turns_to(person, "By hand").await?;
    person.writes_by_keys("How long did you wait?", "3:00").await?;
    person.presses("Start stopwatch").await?;
    person.sees("The stopwatch was started over.").await?;
    let started = draft(person).await?["watches"]["hand/wait"].clone();
    ensure!(started.is_string(), "the draft does not know that the stopwatch runs");
    tokio::time::sleep(Duration::from_millis(250)).await;
    person.reloads().await?;
    person.sees_heading("By hand").await?;
    ensure!(draft(person).await?["watches"]["hand/wait"] == started, "the stopwatch has forgotten its start");
    person.presses("Stop").await?;
    finds(person, "hand/wait", |answer| answer.as_u64().is_some_and(|seconds| seconds < 180)).await?;
    person.sees("The stopwatch was stopped.").await?;
    person.presses("Start stopwatch").await?;
    person.presses("Stop").await?;
    person.writes_by_keys("How long did you wait?", "3:00").await?;
    person.presses("Start stopwatch").await?;
    person.presses("Stop").await?;
    person.presses("Undo").await?;
    finds(person, "hand/wait", |answer| *answer == json!(180)).await?;
    ensure!(draft(person).await?.get("watches").is_none(), "a stopwatch runs that was undone");
    Ok(())
}

#[tokio::test]
async fn a_stopwatch_survives_a_reload_and_destroys_nothing() -> Result<()> {
    on_a_phone(watches_run_on).await
}

/// One tap when the call begins and one when it ends; it is one attempt with its time, whatever happens to the page.
async fn calls_now(person: &Respondent) -> Result<()> {
    turns_to(person, "Calls").await?;
    person.presses("I am calling now").await?;
    finds(person, "calls/tries", |answer| answer[0]["channel"] == "phone" && answer[1].is_null()).await?;
    let focus = person.waits_for("the focus", async || person.focus().await).await?;
    ensure!(focus.name == "Stop", "the focus is at {focus:?}");
    ensure!(draft(person).await?["watches"]["calls/tries"].is_string(), "no stopwatch runs");
    person.does_not_see("I am calling now").await?;
    tokio::time::sleep(Duration::from_millis(1_250)).await;
    person.reloads().await?;
    person.answers_in(&["Attempt 1"], "No answer").await?;
    finds(person, "calls/tries", |answer| answer[0]["waited"].as_u64().is_some_and(|waited| waited > 0)).await?;
    ensure!(draft(person).await?.get("watches").is_none(), "the stopwatch runs on");
    person.presses("I am calling now").await?;
    person.presses("Stop").await?;
    finds(person, "calls/tries", |answer| answer[1]["waited"].is_u64() && answer[1].get("outcome").is_none()).await?;
    Ok(())
}

#[tokio::test]
async fn a_call_is_begun_with_one_tap() -> Result<()> {
    on_a_phone(calls_now).await
}

/// The wrong outcome stops the watch; taken back, the call goes on with its time, also where the watch was started over.
async fn slips(person: &Respondent) -> Result<()> {
    turns_to(person, "Calls").await?;
    person.presses("I am calling now").await?;
    person.presses("Stop").await?;
    finds(person, "calls/tries", |answer| answer[0]["waited"].is_u64()).await?;
    let timed = draft(person).await?["answers"]["calls/tries"].clone();
    for begin in ["Start stopwatch", "Stop"] {
        person.presses(begin).await?;
    }
    person.presses("Undo").await?;
    finds(person, "calls/tries", |answer| *answer == timed).await?;
    person.presses("Start stopwatch").await?;
    person.sees("The stopwatch was started over.").await?;
    let running = draft(person).await?["watches"]["calls/tries"].clone();
    person.answers_in(&["Attempt 1"], "No answer").await?;
    finds(person, "calls/tries", |answer| answer[0]["outcome"] == "no_answer").await?;
    person.sees("The stopwatch was stopped.").await?;
    person.presses("Undo").await?;
    finds(person, "calls/tries", |answer| *answer == timed).await?;
    ensure!(draft(person).await?["watches"]["calls/tries"] == running, "the stopwatch does not run on");
    // An earlier attempt is mended while a later one is timed: that goes on, and its time stays its own.
    person.answers_in(&["Attempt 1"], "No answer").await?;
    person.sees("The stopwatch was stopped.").await?;
    person.presses("I am calling now").await?;
    // It would start the watch of a call that is over.
    person.does_not_see("Undo").await?;
    let earlier = draft(person).await?["answers"]["calls/tries"][0]["waited"].clone();
    tokio::time::sleep(Duration::from_millis(1_250)).await;
    person.answers_in(&["Attempt 1"], "Still in the queue").await?;
    finds(person, "calls/tries", |answer| answer[0]["outcome"] == "queue" && answer[0]["waited"] == earlier).await?;
    ensure!(draft(person).await?["watches"]["calls/tries"].is_string(), "the watch of the other attempt has stopped");
    Ok(())
}

/// A busy line ends a try by itself: nobody has to wait for it, and the next one is on another day.
async fn is_busy(person: &Respondent) -> Result<()> {
    turns_to(person, "Calls").await?;
    person.presses("I am calling now").await?;
    person.answers_in(&["Attempt 1"], "Busy").await?;
    finds(person, "calls/tries", |answer| answer[0]["outcome"] == "busy").await?;
    person.does_not_see("Does not count").await?;
    person.sees("The next attempt can be made from tomorrow.").await
}

#[tokio::test]
async fn a_busy_line_counts_without_waiting() -> Result<()> {
    on_a_phone(is_busy).await
}

#[tokio::test]
async fn a_wrong_outcome_costs_neither_the_call_nor_its_time() -> Result<()> {
    on_a_phone(slips).await
}

async fn logs_a_call(person: &Respondent) -> Result<()> {
    turns_to(person, "Calls").await?;
    person.presses("Add an attempt").await?;
    person.presses("Start stopwatch").await?;
    finds(person, "calls/tries", |answer| answer[0]["at"].is_string() && answer[0].get("outcome").is_none()).await?;
    tokio::time::sleep(Duration::from_millis(250)).await;
    person.reloads().await?;
    person.sees("Attempt 1").await?;
    person.answers_in(&["Attempt 1"], "No answer").await?;
    finds(person, "calls/tries", |answer| answer[0]["waited"].is_u64()).await?;
    person.presses("Remove the last attempt").await?;
    person.sees("Attempt 1 was removed.").await?;
    person.presses("Undo").await?;
    finds(person, "calls/tries", |answer| answer[0]["waited"].is_u64()).await?;
    person.tabs_to(Role::Textbox, "Waited").await?;
    person.hits_together(Key::Control, "a").await?;
    person.hits(Key::Backspace).await?;
    finds(person, "calls/tries", |answer| answer[0].get("waited").is_none()).await?;
    person.presses("Next").await?;
    person.sees("an attempt without an answer counts only with its waiting time").await
}

#[tokio::test]
async fn an_attempt_is_kept_before_it_is_over() -> Result<()> {
    on_a_phone(logs_a_call).await
}
