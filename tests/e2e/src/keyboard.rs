//! The same person without a mouse.

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use thirtyfour::Key;

use crate::browser::Browser;
use crate::page::{Control, Role};
use crate::respondent::Respondent;

/// More controls than any page has: going round twice finds everything.
const MOST_STEPS: usize = 400;

impl Respondent {
    /// Types on the keyboard, wherever the focus is.
    ///
    /// # Errors
    /// If the browser takes no keys.
    pub async fn types_keys(&self, keys: impl AsRef<str>) -> Result<()> {
        self.driver().action_chain().send_keys(keys.as_ref()).perform().await.context("the keyboard does not work")
    }

    /// Presses one key.
    ///
    /// # Errors
    /// If the browser takes no keys.
    pub async fn hits(&self, key: Key) -> Result<()> {
        self.tempo().hits_a_key();
        self.driver().action_chain().send_keys(key).perform().await.context("the keyboard does not work")
    }

    /// Presses a key while another one is held.
    ///
    /// # Errors
    /// If the browser takes no keys.
    pub async fn hits_together(&self, held: Key, key: &str) -> Result<()> {
        self.tempo().hits_a_key();
        let chain = self.driver().action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        chain.perform().await.context("the keyboard does not work")
    }

    /// Where the focus is.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn focus(&self) -> Result<Option<Control>> {
        // Without a window manager a window of WebKitGTK is never the active one, though it has the keyboard.
        let active = self.browser() != Browser::WebKit;
        self.asks("focused", vec![json!(active)]).await
    }

    /// Goes forward with Tab until the focus is on a control.
    ///
    /// # Errors
    /// If Tab never gets there.
    pub async fn tabs_to(&self, role: Role, name: &str) -> Result<Control> {
        self.tabs_until(&format!("{} `{name}`", role.name()), |control| {
            control.role == role.name() && is_called(control, name)
        })
        .await
    }

    /// Ticks a box that is a question by itself.
    ///
    /// # Errors
    /// If the keyboard does not get there, or the tick does not stay.
    pub async fn ticks_by_keys(&self, label: &str) -> Result<()> {
        if self.tabs_to(Role::Checkbox, label).await?.checked != Some(true) {
            self.hits(Key::Space).await?;
        }
        let now = self.focus().await?.context("the focus is lost")?;
        ensure!(now.checked == Some(true), "`{label}` is not ticked");
        Ok(())
    }

    /// Chooses an entry of a list that Tab finds by its first letters, and does not look back.
    ///
    /// # Errors
    /// If the keyboard does not get there.
    pub async fn picks_by_keys(&self, list: &str, entry: &str) -> Result<()> {
        self.tabs_to(Role::Combobox, list).await?;
        self.types_keys(entry).await
    }

    /// Answers a question with Tab, the arrow keys and the space bar.
    ///
    /// # Errors
    /// If the keyboard does not get there, or the choice does not stay.
    pub async fn answers_by_keys(&self, question: &str, choice: &str) -> Result<()> {
        let within = |control: &Control| control.group.as_deref().is_some_and(|group| group.contains(question));
        let mut now = self.tabs_until(&format!("the question `{question}`"), within).await?;
        let mut arrow = Key::Down;
        for _ in 0..MOST_STEPS {
            let chosen = now.checked == Some(true);
            match (is_called(&now, choice), chosen) {
                (true, true) => return Ok(()),
                (true, false) => self.hits(Key::Space).await?,
                // Arrows move within a group of radio buttons; checkboxes are each a stop of their own.
                (false, _) if now.role == Role::Radio.name() => self.hits(arrow.clone()).await?,
                (false, _) => self.hits(Key::Tab).await?,
            }
            let before = std::mem::replace(&mut now, self.focus().await?.context("the focus is lost")?);
            if before.name == now.name {
                // Not every browser goes round from the last button to the first.
                arrow = Key::Up;
            }
            ensure!(within(&now), "the focus left `{question}` before `{choice}`");
        }
        bail!("`{question}` has no choice `{choice}` for the keyboard")
    }

    /// Writes into a field that Tab finds.
    ///
    /// # Errors
    /// If the keyboard does not get there.
    pub async fn writes_by_keys(&self, label: &str, text: &str) -> Result<()> {
        self.tabs_to(Role::Textbox, label).await?;
        // What is there goes first, as a person would have it.
        let everything = self.driver().action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control);
        everything.perform().await.context("the keyboard does not work")?;
        self.types_keys(text).await?;
        let has = self.focus().await?.and_then(|control| control.value);
        let ends = has.as_ref().and_then(|value| value.as_str()).is_some_and(|value| value.ends_with(text));
        ensure!(ends, "`{label}` holds {has:?}");
        Ok(())
    }

    /// Presses a button, or follows a link, that Tab finds, with Enter.
    ///
    /// # Errors
    /// If the keyboard does not get there.
    pub async fn presses_by_keys(&self, name: &str) -> Result<()> {
        self.tabs_until(&format!("a button `{name}`"), |control| {
            [Role::Button, Role::Link].iter().any(|role| control.role == role.name()) && is_called(control, name)
        })
        .await?;
        self.tempo().pauses().await;
        self.hits(Key::Enter).await?;
        self.tempo().has_pressed();
        Ok(())
    }

    async fn returns_to_the_page(&self) -> Result<()> {
        let driver = self.driver();
        driver.switch_to_window(driver.window().await?).await?;
        self.asks("restart", vec![]).await
    }

    async fn tabs_until(&self, what: &str, fits: impl Fn(&Control) -> bool) -> Result<Control> {
        let mut passed = Vec::new();
        for _ in 0..MOST_STEPS {
            match self.focus().await? {
                Some(control) if fits(&control) => return Ok(control),
                Some(control) => passed.push(format!("{} `{}`", control.role, control.name)),
                // After the last control some browsers go on to their own; a person then begins again at the top.
                None => self.returns_to_the_page().await?,
            }
            self.hits(Key::Tab).await?;
        }
        passed.truncate(60);
        bail!("Tab does not reach {what}; it goes to\n  {}", passed.join("\n  "))
    }
}

/// By its whole name, or the beginning of it in whole words.
fn is_called(control: &Control, name: &str) -> bool {
    control.name.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
