//! Points of a key that is kept apart never reach the device of whoever fills the form: not with the pages, not over the network,
//! not in memory; and the key counts all the same, as the assignment has committed to it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Agency, Browser, Look, Respondent, Saved, claims, demo_with_pages, json_of, said_by, visit};
use serde_json::{Value, json};

/// Points that no other document has, as they are written.
const POINTS: &str = "731.003917";

/// What a page is searched for: the points as they are written, without the mark, and as the digit of a long number.
fn traces() -> Vec<Vec<u8>> {
    let digits = POINTS.replace('.', "");
    let number = digits.parse::<u32>().unwrap_or_default();
    vec![POINTS.as_bytes().to_vec(), digits.into_bytes(), number.to_le_bytes().to_vec()]
}

fn holds(bytes: &[u8]) -> bool {
    traces().iter().take(2).any(|trace| bytes.windows(trace.len()).any(|window| window == trace))
}

/// The files of a folder that hold the points.
fn files_with_points(folder: &Path, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_with_points(&path, found)?;
        } else if holds(&fs::read(&path)?) {
            found.push(path.display().to_string());
        }
    }
    Ok(())
}

/// Fills the form and seals it; gives the file.
async fn seals(person: &Respondent) -> Result<Saved> {
    person.listens_to("sealform-sealed").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.writes("What did you see first?", "A queue").await?;
    person.presses("Go to the summary").await?;
    person.presses("Finish and sign").await?;
    person.sees_heading("Your report is signed").await?;
    person.presses("Save the file").await?;
    person.saved_report().await
}

/// Addresses that the page has loaded, each a file of its folder.
async fn loaded(person: &Respondent) -> Result<Vec<String>> {
    let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
    Ok(person.driver().execute(loaded, vec![]).await?.convert()?)
}

async fn fills(person: &Respondent, pages: &Path, desk: &Path) -> Result<()> {
    let agency = Agency::begins(desk, pages)?;
    let form = pages.join("short.json");
    let mut key: Value = serde_json::from_slice(&fs::read(pages.join("short.key.json"))?)?;
    key["show"] = json!("never");
    let text = serde_json::to_string(&key)?.replace(":3", &format!(":{POINTS}"));
    fs::write(desk.join("key.json"), &text)?;
    ensure!(holds(text.as_bytes()), "the key lacks the points: {text}");
    let commitment = said_by(agency.program("commit")?.args(["key.json", "-o", "salted.json"]))?;
    let mut template = Agency::visit("Lyngvik Kraft", "2020-01-01", "2099-12-31");
    template["key_commitment"] = json!(commitment.trim());
    let token = agency.assigns(&form, &template, &["--assignment", "a-1", "--observer", "anna"])?;

    person.opens(&format!("short.html?trust&place=apart#a={token}")).await?;
    let file = seals(person).await?;
    ensure!(!person.remembers(&traces()).await?, "the page holds points of a key that is kept apart");
    let loaded_files = loaded(person).await?;
    ensure!(!loaded_files.iter().any(|name| name.contains("key")), "a key was loaded: {loaded_files:?}");
    ensure!(!holds(&file.bytes) && !holds(&serde_json::to_vec(&claims(&file.bytes)?)?), "the points are sealed");
    let mut found = Vec::new();
    files_with_points(pages, &mut found)?;
    ensure!(found.is_empty(), "the points lie among the pages: {found:?}");

    // Whoever has the key counts with it, and it is the one that the assignment speaks of.
    fs::write(desk.join("file.jws.json"), &file.bytes)?;
    let scored = |key: &str| -> Result<Value> {
        let mut score = agency.program("score")?;
        score.args(["file.jws.json", "--json", "--key", key, "--trust"]).arg(agency.trust()).arg("-q").arg(&form);
        json_of(&mut score)
    };
    let score = scored("salted.json")?;
    ensure!(score["score"]["total"]["earned"] == json!(exact(POINTS)), "{score}");
    ensure!(scored("key.json").is_err(), "a key without its salt passes for the one that was committed to");
    control(person, pages, &text).await
}

/// Points as a score writes them: a fraction.
fn exact(points: &str) -> String {
    format!("{}/1000000", points.replace('.', ""))
}

/// What is searched for would be found: the same key, attached.
async fn control(person: &Respondent, pages: &Path, key: &str) -> Result<()> {
    fs::write(pages.join("attached.key.json"), key)?;
    person.opens("short.html?key=attached.key.json&place=attached").await?;
    person.answers("Did somebody greet you?", "Yes").await?;
    person.sees("Saved on this device").await?;
    ensure!(person.remembers(&traces()).await?, "the points of an attached key are not found either");
    let mut found = Vec::new();
    files_with_points(pages, &mut found)?;
    ensure!(found.len() == 1, "they lie in {found:?}");
    person.nothing_went_wrong().await
}

#[tokio::test]
async fn a_shoppers_page_contains_no_point_of_a_key_that_is_kept_apart() -> Result<()> {
    let (pages, desk) = (demo_with_pages()?, tempfile::tempdir().context("cannot make a folder")?);
    let scenario = async |person: &Respondent| fills(person, pages.path(), desk.path()).await;
    visit(Browser::Chromium, Look::DESKTOP, pages.path(), scenario).await
}
