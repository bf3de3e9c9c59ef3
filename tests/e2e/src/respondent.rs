//! Somebody who fills a form.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64ct::{Base64, Encoding};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{Key, WebDriver, WebElement};
use tokio::time::sleep;

use crate::browser::{Browser, Look, Size};
use crate::page::{self, Control, Handle, Role};
use crate::repository::{repo_file, target};
use crate::tempo::Tempo;
use crate::visit::Saved;

/// How long somebody waits for what should be there.
const PATIENCE: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(50);

/// A person in front of a browser, who knows a form by what it says.
///
/// Every method waits a little for what it needs, and fails with what was there instead.
#[derive(Debug)]
pub struct Respondent {
    driver: WebDriver,
    browser: Browser,
    look: Cell<Look>,
    home: PathBuf,
    url: String,
    tempo: Tempo,
}

impl Respondent {
    pub(crate) fn new(driver: WebDriver, browser: Browser, look: Look, home: PathBuf, url: String) -> Self {
        Self { driver, browser, look: Cell::new(look), home, url, tempo: Tempo::default() }
    }

    /// Sets the window up.
    pub(crate) async fn arrives(&self) -> Result<()> {
        let (width, height) = self.look.get().size.pixels();
        match self.browser {
            Browser::Chromium => self.emulates(self.look.get(), height).await,
            Browser::Firefox | Browser::WebKit => Ok(self.driver.set_window_rect(0, 0, width, height).await?),
        }
    }

    /// Takes another device in their hand, in the middle of it all; only Chromium can.
    ///
    /// # Errors
    /// If the browser is another one.
    pub async fn turns_to(&self, look: Look) -> Result<()> {
        ensure!(self.browser == Browser::Chromium, "only Chromium turns into another device");
        self.look.set(look);
        self.emulates(look, look.size.pixels().1).await
    }

    async fn emulates(&self, look: Look, height: u32) -> Result<()> {
        let (width, _) = look.size.pixels();
        let phone = look.size == Size::Phone;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": phone });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": self.scheme() }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    pub(crate) async fn leaves(self) -> Result<()> {
        self.driver.quit().await.context("the browser does not close")
    }

    /// Forgets the session of a browser that is gone: there is nobody to say goodbye to.
    pub(crate) fn vanishes(self) {
        self.driver.leak().ok();
    }

    fn scheme(&self) -> &'static str {
        match self.look.get().scheme {
            crate::Scheme::Light => "light",
            crate::Scheme::Dark => "dark",
        }
    }

    /// The browser they use.
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Where the pages are.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How fast they are.
    pub(crate) fn tempo(&self) -> &Tempo {
        &self.tempo
    }

    /// How many keys they have pressed to get about and to choose; letters of texts are not counted.
    pub fn keys(&self) -> u32 {
        self.tempo.keys()
    }

    /// The session, for what no person does.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// From now on looks at this one of several forms of the page, until it is loaded again.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn looks_at(&self, form: &str) -> Result<()> {
        page::ask(&self.driver, "look", vec![json!(form)]).await.map(|_| ())
    }

    /// Chooses an answer of a question: a radio button, a checkbox or an entry of a list.
    ///
    /// # Errors
    /// If there is no such question or choice, or the choice does not stay.
    pub async fn answers(&self, question: &str, choice: &str) -> Result<()> {
        let what = format!("`{choice}` for `{question}`");
        let found = self
            .waits_for(&what, async || match self.finds(&[Role::Radio, Role::Checkbox], choice, &[question]).await? {
                Some(handle) => Ok(Some((handle, Kind::Choice))),
                None => Ok(self.finds(&[Role::Combobox], question, &[]).await?.map(|handle| (handle, Kind::List))),
            })
            .await?;
        match found {
            (handle, Kind::Choice) => self.touches(&handle).await?,
            (handle, Kind::List) => self.picks_from(&handle.control, choice).await?,
        }
        self.waits_for(&format!("{what} to stay"), async || {
            let now = self.finds(&[Role::Radio, Role::Checkbox], choice, &[question]).await?;
            let Some(handle) = now else {
                return Ok(self.finds(&[Role::Combobox], question, &[]).await?.map(|_| ()));
            };
            Ok((self.describes(&handle.control).await?.checked == Some(true)).then_some(()))
        })
        .await
    }

    /// Chooses an answer in a part of a question; the parts are named from the outside inwards.
    ///
    /// # Errors
    /// If there is no such part or choice, or the choice does not stay.
    pub async fn answers_in(&self, parts: &[&str], choice: &str) -> Result<()> {
        let what = format!("`{choice}` in {parts:?}");
        let find = async || self.finds(&[Role::Radio, Role::Checkbox], choice, parts).await;
        self.touches(&self.waits_for(&what, find).await?).await?;
        self.waits_for(&format!("{what} to stay"), async || self.is_checked(find().await?).await).await
    }

    /// Ticks a box that is a question by itself.
    ///
    /// # Errors
    /// If there is no such box, or the tick does not stay.
    pub async fn ticks(&self, label: &str) -> Result<()> {
        self.answers_in(&[], label).await
    }

    /// Chooses an entry of a list, and does not look back: the whole page may be another one afterwards.
    ///
    /// # Errors
    /// If there is no such list or entry.
    pub async fn picks(&self, list: &str, entry: &str) -> Result<()> {
        let found = self
            .waits_for(&format!("the list `{list}`"), async || self.finds(&[Role::Combobox], list, &[]).await)
            .await?;
        self.picks_from(&found.control, entry).await
    }

    /// Writes into a field whatever was there before; nothing empties it.
    ///
    /// # Errors
    /// If there is no such field, or it does not take the text.
    pub async fn writes(&self, label: &str, text: &str) -> Result<()> {
        self.writes_in(&[], label, text).await
    }

    /// Writes into a field of a part of a question; the parts are named from the outside inwards.
    ///
    /// # Errors
    /// If there is no such field, or it does not take the text.
    pub async fn writes_in(&self, parts: &[&str], label: &str, text: &str) -> Result<()> {
        let field = self
            .waits_for(&format!("the field `{label}`"), async || {
                self.finds(&[Role::Textbox, Role::Slider], label, parts).await
            })
            .await?
            .control;
        let kind = page::ask(&self.driver, "type", vec![field.to_json()?]).await?;
        match kind.as_str() {
            Some("date" | "time" | "datetime-local" | "month" | "range") => {
                self.sets(&field, text).await?;
            }
            _ => self.types_over(&field, text).await?,
        }
        let has = self.describes(&field).await?.value;
        ensure!(has == Some(json!(text)), "`{label}` holds {has:?} instead of what was written");
        Ok(())
    }

    /// Sets a field whose parts are typed differently in every language.
    pub(crate) async fn sets(&self, field: &WebElement, text: &str) -> Result<()> {
        page::ask(&self.driver, "set", vec![field.to_json()?, json!(text)]).await.map(|_| ())
    }

    pub(crate) async fn types_over(&self, field: &WebElement, text: &str) -> Result<()> {
        // Emptying by command is not typing, and leaves the field: what is suggested comes back then.
        self.driver.execute("arguments[0].focus(); arguments[0].select?.()", vec![field.to_json()?]).await?;
        if text.is_empty() {
            self.types_keys("x").await?;
            self.types_keys(char::from(Key::Backspace).to_string()).await?;
        } else {
            // A line ends with the Enter key; WebKit's driver types no other line feed.
            self.types_keys(text.replace('\n', &char::from(Key::Enter).to_string())).await?;
        }
        // Errors of a field are shown when the focus leaves it.
        page::ask(&self.driver, "blur", vec![]).await?;
        Ok(())
    }

    /// What a field holds now.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn reads(&self, label: &str) -> Result<String> {
        self.reads_in(&[], label).await
    }

    /// What a field of a part of a question holds now; the parts are named from the outside inwards.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn reads_in(&self, parts: &[&str], label: &str) -> Result<String> {
        let handle = self
            .waits_for(&format!("the field `{label}`"), async || {
                self.finds(&[Role::Textbox, Role::Combobox], label, parts).await
            })
            .await?;
        let value = self.describes(&handle.control).await?.value;
        Ok(value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// Whether a choice of a question is chosen.
    ///
    /// # Errors
    /// If there is no such question or choice.
    pub async fn has_chosen(&self, question: &str, choice: &str) -> Result<bool> {
        let handle = self
            .waits_for(&format!("`{choice}` for `{question}`"), async || {
                self.finds(&[Role::Radio, Role::Checkbox], choice, &[question]).await
            })
            .await?;
        Ok(self.describes(&handle.control).await?.checked == Some(true))
    }

    /// Whether a box is ticked that is a question by itself.
    ///
    /// # Errors
    /// If there is no such box.
    pub async fn has_ticked(&self, label: &str) -> Result<bool> {
        let handle = self
            .waits_for(&format!("the box `{label}`"), async || self.finds(&[Role::Checkbox], label, &[]).await)
            .await?;
        Ok(self.describes(&handle.control).await?.checked == Some(true))
    }

    /// Waits until a part of the page has this title.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn sees_heading(&self, title: &str) -> Result<()> {
        let titled = |control: &Control| control.role == Role::Heading.name() && control.name == title;
        self.waits_for(&format!("the heading `{title}`"), async || {
            Ok(self.controls().await?.iter().any(titled).then_some(()))
        })
        .await
    }

    /// Presses a button, or follows a link.
    ///
    /// # Errors
    /// If there is none of that name, or something lies over it.
    pub async fn presses(&self, name: &str) -> Result<()> {
        let handle = self
            .waits_for(&format!("a button `{name}`"), async || self.finds(&[Role::Button, Role::Link], name, &[]).await)
            .await?;
        self.tempo.pauses().await;
        self.touches(&handle).await?;
        self.tempo.has_pressed();
        Ok(())
    }

    /// Waits until a text is on the page.
    ///
    /// # Errors
    /// If it does not come; the message holds what is there.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.waits_for(&format!("the text `{text}`"), async || Ok(self.text().await?.contains(text).then_some(())))
            .await
    }

    /// Waits until a text is not, or no longer, on the page.
    ///
    /// # Errors
    /// If it stays.
    pub async fn does_not_see(&self, text: &str) -> Result<()> {
        let gone = async || Ok((!self.text().await?.contains(text)).then_some(()));
        self.waits_for(&format!("the text `{text}` to go"), gone).await
    }

    /// Everything that can be read on the page now.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn text(&self) -> Result<String> {
        self.asks("text", vec![]).await
    }

    /// Every control that can be used or seen now, in order.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn controls(&self) -> Result<Vec<Control>> {
        self.asks("controls", vec![]).await
    }

    /// That the page broke no policy and threw no error since it was opened; only for pages that load `watch.js`.
    ///
    /// # Errors
    /// If something went wrong, with everything that did.
    pub async fn nothing_went_wrong(&self) -> Result<()> {
        let wrongs: Vec<String> = self.asks("wrongs", vec![]).await?;
        ensure!(wrongs.is_empty(), "the page broke down:\n{}", wrongs.join("\n"));
        Ok(())
    }

    /// The file that the page saves, once it is whole.
    ///
    /// # Errors
    /// If none comes.
    pub async fn saved_file(&self) -> Result<Saved> {
        self.saves(|_| true).await
    }

    /// The same for the file of that name, where there are several.
    ///
    /// # Errors
    /// If none comes.
    pub async fn saved_file_called(&self, name: &str) -> Result<Saved> {
        self.saves(|saved| saved == name).await
    }

    async fn saves(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Saved> {
        let folder = self.home.join("downloads");
        self.waits_for("a saved file", async || {
            let mut entries = tokio::fs::read_dir(&folder).await?;
            while let Some(entry) = entries.next_entry().await? {
                let name = entry.file_name().to_string_lossy().into_owned();
                let unfinished = [".crdownload", ".part", ".wkdownload"].iter().any(|end| name.ends_with(end));
                let bytes = tokio::fs::read(entry.path()).await?;
                // Browsers first make an empty file of the final name.
                if is_wanted(&name) && !unfinished && !name.starts_with('.') && !bytes.is_empty() {
                    return Ok(Some(Saved { name, bytes }));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Keeps a picture of the page in `target/shots`.
    ///
    /// # Errors
    /// If the browser takes none.
    pub async fn takes_a_picture(&self, name: &str) -> Result<PathBuf> {
        let folder = target().join("shots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}-{}-{}.png", self.browser.name(), self.look.get().name()));
        self.driver.screenshot(&path).await.context("the browser takes no picture")?;
        Ok(path)
    }

    /// Keeps a picture of the whole page, also of what is below the window; only Chromium takes those.
    ///
    /// # Errors
    /// If the browser takes none.
    pub async fn takes_a_long_picture(&self, name: &str) -> Result<PathBuf> {
        // What sticks to the window is to be at its place, so the window becomes as long as the page.
        let height: u32 = self.asks("height", vec![]).await?;
        self.emulates(self.look.get(), height).await?;
        let taken = self.driver.cdp().send_raw("Page.captureScreenshot", json!({ "format": "png" })).await?;
        self.emulates(self.look.get(), self.look.get().size.pixels().1).await?;
        let data = taken["data"].as_str().context("the browser takes no picture")?;
        let bytes = Base64::decode_vec(data).map_err(|error| anyhow::anyhow!("the picture is damaged: {error}"))?;
        let folder = target().join("shots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}-{}.png", self.look.get().name()));
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Has axe-core judge the page by the rules of WCAG 2.2 AA and its own best practices.
    ///
    /// # Errors
    /// If it finds something; the message says what, and where.
    pub async fn finds_no_barrier(&self, what: &str) -> Result<()> {
        let axe = std::fs::read_to_string(repo_file("www/package/node_modules/axe-core/axe.min.js"))
            .context("axe-core is missing; `cargo xtask tools` installs it")?;
        let script = format!("{axe}\n{}", include_str!("barriers.js"));
        let said = self.driver.execute_async(script, vec![]).await.context("axe-core does not run here")?;
        let barriers: Vec<String> = serde_json::from_value(said.json().clone())?;
        ensure!(barriers.is_empty(), "{what}, {}:\n{}", self.look.get().name(), barriers.join("\n"));
        Ok(())
    }

    /// Tries until something is there.
    ///
    /// # Errors
    /// If it does not come; the message says what is there instead.
    pub async fn waits_for<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
        let mut trouble = None;
        for _ in 0..PATIENCE.as_millis() / GLANCE.as_millis() {
            match attempt().await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => trouble = None,
                // A page that draws itself anew takes elements away under one's hands.
                Err(error) => trouble = Some(error),
            }
            sleep(GLANCE).await;
        }
        let there = self.lists_controls().await.unwrap_or_else(|error| format!("(nothing: {error:#})"));
        let why = trouble.map(|error| format!(" ({error:#})")).unwrap_or_default();
        bail!("waited in vain for {what}{why}; there is:\n{there}")
    }

    async fn lists_controls(&self) -> Result<String> {
        let lines =
            self.controls().await?.into_iter().map(|control| format!("  {} `{}`\n", control.role, control.name));
        Ok(lines.collect())
    }

    async fn finds(&self, roles: &[Role], name: &str, groups: &[&str]) -> Result<Option<Handle>> {
        page::find(&self.driver, roles, name, groups).await
    }

    async fn touches(&self, handle: &Handle) -> Result<()> {
        page::touch(&self.driver, &handle.touched).await
    }

    async fn is_checked(&self, found: Option<Handle>) -> Result<Option<()>> {
        let Some(handle) = found else { return Ok(None) };
        Ok((self.describes(&handle.control).await?.checked == Some(true)).then_some(()))
    }

    async fn describes(&self, control: &WebElement) -> Result<Control> {
        self.asks("describe", vec![control.to_json()?]).await
    }

    pub(crate) async fn asks<T: DeserializeOwned>(&self, what: &str, given: Vec<Value>) -> Result<T> {
        let value = page::ask(&self.driver, what, given).await?;
        serde_json::from_value(value).with_context(|| format!("the page reports `{what}` in an unknown form"))
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Choice,
    List,
}
