//! One visit: a browser opens a folder of pages, somebody does something there, everything is put away.

use std::path::Path;

use anyhow::{Context, Result};
use sealform_serve::{Port, Server};
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::task::JoinHandle;

use crate::browser::{Browser, Driver, Look};
use crate::gate::Gate;
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
    visit_with(browser, look, folder, &[], scenario).await.with_context(|| format!("in {}", browser.name()))
}

/// The same where the pages may send to other origins: `targets` stand in the policy of the page.
///
/// # Errors
/// If the browser cannot be started, or the scenario fails; the message names the browser.
pub async fn visit_sending_to(
    targets: &[String],
    browser: Browser,
    look: Look,
    folder: &Path,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    visit_with(browser, look, folder, targets, scenario).await.with_context(|| format!("in {}", browser.name()))
}

/// The same at a server of the test's own. Opening a page does not wait for it there: the gate may hold back what is a part of it.
///
/// # Errors
/// If the browser cannot be started, or the scenario fails; the message names the browser.
pub async fn visit_gate(
    gate: &Gate,
    browser: Browser,
    look: Look,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    async { Place::at(gate.url())?.session(browser, look, Ending::Closed, scenario).await }
        .await
        .with_context(|| format!("in {}", browser.name()))
}

/// A visit that ends in the middle: the browser is killed as a phone kills it, without a word, and somebody comes back to
/// the same device and the same address.
///
/// Only Chromium and Firefox can be given their profile by name, so only there somebody can come back.
///
/// # Errors
/// If the browser cannot be started, or a part of the scenario fails; the message names the browser.
pub async fn visit_and_return(
    browser: Browser,
    look: Look,
    folder: &Path,
    before: impl AsyncFnOnce(&Respondent) -> Result<()>,
    after: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    async {
        let place = Place::new(folder, &[]).await?;
        place.session(browser, look, Ending::Killed, before).await.context("before the browser was killed")?;
        place.session(browser, look, Ending::Closed, after).await.context("after the browser was killed")
    }
    .await
    .with_context(|| format!("in {}", browser.name()))
}

/// A visit to an address that the test serves, and may stop serving.
///
/// # Errors
/// If the browser cannot be started, or the scenario fails; the message names the browser.
pub async fn visit_at(
    origin: &str,
    browser: Browser,
    look: Look,
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    async { Place::of(origin)?.session(browser, look, Ending::Closed, scenario).await }
        .await
        .with_context(|| format!("in {}", browser.name()))
}

/// The same where the browser is killed in the middle, as in [`visit_and_return`].
///
/// # Errors
/// If the browser cannot be started, or a part of the scenario fails; the message names the browser.
pub async fn visit_and_return_at(
    origin: &str,
    browser: Browser,
    look: Look,
    before: impl AsyncFnOnce(&Respondent) -> Result<()>,
    after: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    async {
        let place = Place::of(origin)?;
        place.session(browser, look, Ending::Killed, before).await.context("before the browser was killed")?;
        place.session(browser, look, Ending::Closed, after).await.context("after the browser was killed")
    }
    .await
    .with_context(|| format!("in {}", browser.name()))
}

/// Whether somebody comes back once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// After the page was killed.
    Again,
    /// No more: the browser is closed.
    Never,
}

/// Somebody comes back to one device again and again; after each time the page is gone as on a phone, without a word, until
/// a time is the last. `time` is given the number of the time.
///
/// Chromium is killed whole each time, with every process, and starts again on the profile that is left; Firefox, which starts
/// slowly, every third time. WebKitGTK's driver starts on an empty profile each time, and gives up where a process of the browser
/// dies. Where the browser goes on, the page is left for another one, and must see to it that it does not hear of that
/// (`deaf` in `pages/kills.js`).
///
/// # Errors
/// If the browser cannot be started or killed, or a time fails; the message names the browser and the number.
pub async fn visit_until_killed(
    targets: &[String],
    browser: Browser,
    folder: &Path,
    mut time: impl AsyncFnMut(&Respondent, usize) -> Result<Return>,
) -> Result<()> {
    let times = match browser {
        Browser::Chromium => 1,
        Browser::Firefox => 3,
        Browser::WebKit => usize::MAX,
    };
    async {
        let place = Place::new(folder, targets).await?;
        let mut number = 0;
        let mut next = Return::Again;
        while next == Return::Again {
            let life = async |person: &Respondent| {
                for _ in 0..times {
                    next = time(person, number).await.with_context(|| format!("the time of number {number}"))?;
                    number += 1;
                    if next == Return::Never {
                        break;
                    }
                    if times > 1 {
                        person.driver().goto("about:blank").await.context("the page cannot be left")?;
                    }
                }
                Ok(())
            };
            place.session(browser, Look::DESKTOP, Ending::Killed, life).await?;
        }
        anyhow::Ok(())
    }
    .await
    .with_context(|| format!("in {}", browser.name()))
}

async fn visit_with(
    browser: Browser,
    look: Look,
    folder: &Path,
    targets: &[String],
    scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
) -> Result<()> {
    Place::new(folder, targets).await?.session(browser, look, Ending::Closed, scenario).await
}

/// A device, and an address to go to.
struct Place {
    home: TempDir,
    url: String,
    serving: Serving,
}

/// Who serves the address.
enum Serving {
    /// We do.
    Here(JoinHandle<std::io::Result<()>>),
    /// The test does, and may hold files back.
    Gate,
    /// The test does, and may stop.
    Test,
}

/// How a browser ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// In good order.
    Closed,
    /// At once.
    Killed,
}

impl Place {
    async fn new(folder: &Path, targets: &[String]) -> Result<Self> {
        let server = Server::bind(folder, Port::Free, targets).await?;
        let url = server.url();
        Ok(Self { home: home()?, url, serving: Serving::Here(tokio::spawn(server.run())) })
    }

    fn at(url: &str) -> Result<Self> {
        Ok(Self { home: home()?, url: url.to_owned(), serving: Serving::Gate })
    }

    fn of(origin: &str) -> Result<Self> {
        Ok(Self { home: home()?, url: format!("{origin}/"), serving: Serving::Test })
    }

    async fn session(
        &self,
        browser: Browser,
        look: Look,
        ending: Ending,
        scenario: impl AsyncFnOnce(&Respondent) -> Result<()>,
    ) -> Result<()> {
        let home = self.home.path();
        let mut capabilities = browser.capabilities(home, look);
        if let Serving::Gate = self.serving {
            capabilities["pageLoadStrategy"] = "none".into();
        }
        let (driver, session) = begin(browser, home, look, capabilities).await?;
        let respondent = Respondent::new(session, browser, look, home.to_owned(), self.url.clone());
        let outcome = async {
            respondent.arrives().await?;
            scenario(&respondent).await
        }
        .await;
        if outcome.is_err() {
            // What went wrong is in the outcome; a picture that fails must not hide it.
            respondent.takes_a_picture("failed").await.ok();
        }
        match ending {
            Ending::Closed => {
                let closed = respondent.leaves().await;
                outcome?;
                closed
            }
            Ending::Killed => {
                driver.kill().await?;
                respondent.vanishes();
                outcome
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        match &self.serving {
            Serving::Here(serving) => serving.abort(),
            Serving::Gate | Serving::Test => {}
        }
    }
}

/// A folder for everything that a browser writes.
fn home() -> Result<TempDir> {
    let home = tempfile::tempdir().context("cannot make a folder for the browser")?;
    std::fs::create_dir_all(home.path().join("downloads"))?;
    std::fs::create_dir_all(home.path().join("config"))?;
    std::fs::create_dir_all(home.path().join("profile"))?;
    // WebKitGTK's browser has no setting for downloads: it saves where the desktop's own file says.
    std::fs::write(home.path().join("config/user-dirs.dirs"), "XDG_DOWNLOAD_DIR=\"$HOME/downloads\"\n")?;
    Ok(home)
}

/// Starts a browser with its driver. Two tests may have chosen one port at one moment; then it is tried again.
async fn begin(browser: Browser, home: &Path, look: Look, capabilities: Value) -> Result<(Driver, WebDriver)> {
    const TRIES: u32 = 3;
    let mut tries = 0;
    loop {
        tries += 1;
        let begun = async {
            let driver = browser.driver(home, look).await?;
            let session = open(&driver.url, capabilities.clone()).await?;
            Ok((driver, session))
        };
        match begun.await {
            Err(_) if tries < TRIES => {}
            begun => return begun,
        }
    }
}

async fn open(url: &str, capabilities: Value) -> Result<WebDriver> {
    let map = capabilities.as_object().cloned().unwrap_or_default();
    WebDriver::new(url, Capabilities::from(map)).await.context("the browser does not start")
}
