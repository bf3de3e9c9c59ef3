//! One visit: a browser opens a folder of pages, somebody does something there, everything is put away.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sealform_serve::{Port, Server};
use serde_json::Value;
use thirtyfour::{Capabilities, WebDriver};

use crate::browser::{Browser, Look};
use crate::respondent::Respondent;

/// A file that a page has saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name, without the folder.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Opens `folder` in a browser and lets a scenario happen there.
///
/// The browser is closed whatever happens; if the scenario fails, a picture of the page stays in `target/shots`.
///
/// # Errors
/// If the browser cannot be started, or the scenario fails; the message names the browser.
pub async fn visit(
    browser: Browser,
    look: Look,
    folder: &Path,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    visit_with(browser, look, folder, scenario).await.with_context(|| format!("in {}", browser.name()))
}

async fn visit_with(
    browser: Browser,
    look: Look,
    folder: &Path,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    let home = tempfile::tempdir().context("cannot make a folder for the browser")?;
    std::fs::create_dir_all(home.path().join("downloads"))?;
    std::fs::create_dir_all(home.path().join("config"))?;
    // WebKitGTK's browser has no setting for downloads: it saves where the desktop's own file says.
    std::fs::write(home.path().join("config/user-dirs.dirs"), "XDG_DOWNLOAD_DIR=\"$HOME/downloads\"\n")?;
    let server = Server::bind(folder, Port::Free, &[]).await?;
    let url = server.url();
    let serving = tokio::spawn(server.run());
    let driver = browser.driver(home.path(), look).await?;
    let session = open(&driver.url, browser.capabilities(home.path(), look)).await?;
    let respondent = Respondent::new(session, browser, look, home.path().to_owned(), url);
    let outcome = async {
        respondent.arrives().await?;
        scenario(&respondent).await
    }
    .await;
    if outcome.is_err() {
        // What went wrong is in the outcome; a picture that fails must not hide it.
        respondent.takes_a_picture("failed").await.ok();
    }
    let closed = respondent.leaves().await;
    serving.abort();
    outcome?;
    closed
}

async fn open(url: &str, capabilities: Value) -> Result<WebDriver> {
    let map = capabilities.as_object().cloned().unwrap_or_default();
    WebDriver::new(url, Capabilities::from(map)).await.context("the browser does not start")
}

/// The build directory that this test was built into.
///
/// # Panics
/// If the program lies somewhere that Cargo does not put it.
#[must_use]
pub fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running test knows where it is");
    // target/debug/deps/name-hash
    program.ancestors().nth(3).expect("Cargo builds three folders deep").to_owned()
}
