//! The gallery beside pictures of it: what a change of styles or controls does to how questions look is seen by whoever makes it.

use anyhow::{Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, View, demo, repo_file, visit};
use serde_json::json;

/// Widths in pixels, and whether texts are twice as large.
const WIDTHS: [(u32, bool); 5] = [(320, false), (360, true), (360, false), (768, false), (1280, false)];

/// All pictures together may have so many bytes.
const MOST: u64 = 3_000_000;

async fn every_picture(person: &Respondent) -> Result<()> {
    let mut wrong = Vec::new();
    for page in View::PAGES {
        for (width, is_large) in WIDTHS {
            let state = if width == 320 { "error" } else { "" };
            person.opens_view(View { page, state, more: "&colours=light" }).await?;
            person.is_as_wide_as(width).await?;
            let enlarge = "document.documentElement.classList.toggle('text-200', arguments[0])";
            person.driver().execute(enlarge, vec![json!(is_large)]).await?;
            let name = format!("{page}-{width}{}", if is_large { "-large" } else { "" });
            wrong.extend(person.looks_as_before(&name).await.err().map(|error| format!("{error:#}")));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn every_kind_of_question_looks_as_before() -> Result<()> {
    visit(Browser::Chromium, Look::DESKTOP, &demo()?, every_picture).await
}

#[test]
fn the_pictures_are_those_of_the_gallery_and_small() -> Result<()> {
    let mut bytes = 0;
    let mut strangers = Vec::new();
    for entry in std::fs::read_dir(repo_file("tests/golden"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        bytes += entry.metadata()?.len();
        if !View::PAGES.iter().any(|page| name.starts_with(&format!("{page}-")) && name.ends_with(".png")) {
            strangers.push(name);
        }
    }
    ensure!(strangers.is_empty(), "no view of the gallery is called {strangers:?}");
    ensure!(bytes <= MOST, "the pictures have {bytes} bytes, more than {MOST}");
    Ok(())
}
