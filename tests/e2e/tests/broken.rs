//! Wasm that does not come, or is none, or is another one: the page says which, and the host is told its address.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use sealform_e2e::{Browser, Look, Respondent, demo_with_pages, visit};
use serde_json::Value;

/// A Wasm that any browser takes, and no script knows.
const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// What lies where the Wasm should be, and what the host is told of it.
struct Case {
    assets: &'static str,
    put: Put,
    kind: &'static str,
    status: Option<u64>,
    said: &'static str,
    offer: &'static str,
}

enum Put {
    Nothing,
    Bytes(&'static [u8]),
    Half,
}

const CASES: &[Case] = &[
    Case { assets: "gone/", put: Put::Nothing, kind: "network", status: Some(404), said: "404", offer: "Try again" },
    Case {
        assets: "page/",
        put: Put::Bytes(b"<!doctype html><title>Please log in</title>"),
        kind: "network",
        status: Some(200),
        said: "instead of Wasm; is the file there, and does a login page stand before it?",
        offer: "Try again",
    },
    Case {
        assets: "half/",
        put: Put::Half,
        kind: "network",
        status: Some(200),
        said: "the Wasm did not arrive whole",
        offer: "Try again",
    },
    Case {
        assets: "other/",
        put: Put::Bytes(EMPTY_MODULE),
        kind: "failed",
        status: None,
        said: "is of another version than the script; reload the page without its cache",
        offer: "Reload the page",
    },
    // No policy of ours lets a page fetch from there.
    Case {
        assets: "http://127.0.0.1:1/",
        put: Put::Nothing,
        kind: "network",
        status: None,
        said: "no answer",
        offer: "Try again",
    },
];

/// Puts what the case says in the place of every Wasm of the package.
fn put(pages: &Path, case: &Case) -> Result<()> {
    let folder = pages.join(case.assets);
    for entry in std::fs::read_dir(pages.join("sealform"))? {
        let file = entry?;
        if file.file_type()?.is_dir() {
            continue;
        }
        let whole = std::fs::read(file.path())?;
        let bytes = match case.put {
            Put::Nothing => continue,
            Put::Bytes(bytes) => bytes,
            Put::Half => &whole[..whole.len() / 2],
        };
        if file.path().extension().is_some_and(|extension| extension == "wasm") {
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join(file.file_name()), bytes)?;
        }
    }
    Ok(())
}

async fn is_reported(person: &Respondent, case: &Case) -> Result<()> {
    person.opens(&format!("broken.html?assets={}", case.assets)).await?;
    person.sees(case.said).await?;
    person.sees(case.offer).await?;
    let reported: Vec<Value> = person.driver().execute("return window.reported", vec![]).await?.convert()?;
    let [detail] = reported.as_slice() else { anyhow::bail!("reported once each: {reported:?}") };
    ensure!(detail["kind"] == case.kind && detail["stage"] == "loading", "another kind: {detail}");
    ensure!(detail["status"].as_u64() == case.status, "another status: {detail}");
    let url = detail["url"].as_str().context("no address")?;
    ensure!(url.contains(case.assets) && url.ends_with(".wasm"), "another address: {detail}");
    Ok(())
}

async fn everything(browser: Browser) -> Result<()> {
    let pages = demo_with_pages()?;
    CASES.iter().try_for_each(|case| put(pages.path(), case))?;
    visit(browser, Look::PHONE, pages.path(), async |person: &Respondent| {
        for case in CASES {
            is_reported(person, case).await.with_context(|| format!("with {}", case.assets))?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_did_not_arrive_is_named_in_chromium() -> Result<()> {
    everything(Browser::Chromium).await
}

#[tokio::test]
async fn what_did_not_arrive_is_named_in_firefox() -> Result<()> {
    everything(Browser::Firefox).await
}

#[tokio::test]
async fn what_did_not_arrive_is_named_in_webkit() -> Result<()> {
    everything(Browser::WebKit).await
}
