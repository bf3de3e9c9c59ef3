//! Somebody with a phone in one hand, who taps what is in reach, and swipes where nothing brings it there.

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::page::{self, Role};
use crate::respondent::Respondent;

/// A thumb that counts how often it taps.
#[derive(Debug)]
pub struct Thumb<'a> {
    person: &'a Respondent,
    taps: Cell<u32>,
    swipes: Cell<u32>,
}

/// So often, and so long, somebody looks whether something has come to rest; what is where it was this often does. A page
/// begins to glide a moment after the tap, and takes what comes in its place at once for the second tap of a double tap.
const MOST_LOOKS: u32 = 20;
const SAME_LOOKS: u32 = 6;
const LOOK: Duration = Duration::from_millis(60);

/// So often a thumb swipes before it gives up.
const MOST_SWIPES: u32 = 6;

impl<'a> Thumb<'a> {
    /// A thumb over the page that somebody looks at; only Chromium has a screen that is touched.
    ///
    /// # Errors
    /// If the browser is another one.
    pub async fn over(person: &'a Respondent) -> Result<Self> {
        person.driver().cdp().send_raw("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
        Ok(Self { person, taps: Cell::new(0), swipes: Cell::new(0) })
    }

    /// How often it has tapped.
    pub fn taps(&self) -> u32 {
        self.taps.get()
    }

    /// How often it has swiped: what a page brings into reach by itself needs none.
    pub fn swipes(&self) -> u32 {
        self.swipes.get()
    }

    /// Taps a control of a name where it is, in the question of a path if one is given.
    ///
    /// # Errors
    /// If there is none, or no swipe brings it into reach.
    pub async fn taps_on(&self, roles: &[Role], name: &str, path: Option<&str>) -> Result<()> {
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        let given = || vec![json!(path), json!(names), json!(name)];
        let reach = async || {
            let place = page::ask(self.person.driver(), "reach", given()).await?;
            Ok::<_, anyhow::Error>(serde_json::from_value::<Option<[f64; 2]>>(place)?)
        };
        let mut place = None;
        for swipes in 0..=MOST_SWIPES {
            place = self.rests(&reach).await?;
            if place.is_some() || swipes == MOST_SWIPES {
                break;
            }
            if self.goes_on(path).await? {
                continue;
            }
            self.swipes.set(self.swipes.get() + 1);
            println!("swiped to `{name}` of {}", path.unwrap_or("the bar"));
            page::ask(self.person.driver(), "swipe", given()).await?;
        }
        let place = place.with_context(|| format!("`{name}` is out of reach"))?;
        if roles.contains(&Role::Button) {
            self.person.tempo().pauses().await;
        }
        self.touches(place).await?;
        if roles.contains(&Role::Button) {
            self.person.tempo().has_pressed();
        }
        Ok(())
    }

    /// Presses the button onward where that brings a question into sight, as whoever has read what stands before it does.
    async fn goes_on(&self, path: Option<&str>) -> Result<bool> {
        let place = page::ask(self.person.driver(), "onward", vec![json!(path)]).await?;
        let Some(place) = serde_json::from_value::<Option<[f64; 2]>>(place)? else { return Ok(false) };
        self.person.tempo().pauses().await;
        self.touches(place).await?;
        self.person.tempo().has_pressed();
        Ok(true)
    }

    /// Where something is once it does not move any more.
    async fn rests(&self, reach: &impl AsyncFn() -> Result<Option<[f64; 2]>>) -> Result<Option<[f64; 2]>> {
        let (mut place, mut same) = (None, 0);
        for _ in 0..MOST_LOOKS {
            let next = reach().await?;
            same = if next == place && next.is_some() { same + 1 } else { 0 };
            if same == SAME_LOOKS {
                break;
            }
            place = next;
            sleep(LOOK).await;
        }
        Ok(place)
    }

    async fn touches(&self, [x, y]: [f64; 2]) -> Result<()> {
        self.taps.set(self.taps.get() + 1);
        let touch = async |kind: &str, points: Value| {
            let event = json!({ "type": kind, "touchPoints": points });
            self.person.driver().cdp().send_raw("Input.dispatchTouchEvent", event).await.map(|_| ())
        };
        touch("touchStart", json!([{ "x": x, "y": y }])).await?;
        touch("touchEnd", json!([])).await.context("the screen is not touched")
    }

    /// Chooses an answer of the question of a path.
    ///
    /// # Errors
    /// If it is out of reach, or does not stay.
    pub async fn chooses(&self, path: &str, choice: &str) -> Result<()> {
        self.taps_on(&[Role::Radio, Role::Checkbox], choice, Some(path)).await?;
        let stays = async || {
            let chosen = page::ask(self.person.driver(), "chosen", vec![json!(path), json!(choice)]).await?;
            Ok((chosen == json!(true)).then_some(()))
        };
        self.person.waits_for(&format!("`{choice}` of {path} to stay"), stays).await
    }

    /// Chooses an answer by its value, wherever it stands: the page is scrolled to it first.
    ///
    /// # Errors
    /// If it is not there, or does not stay.
    pub async fn finds_and_chooses(&self, path: &str, value: &str) -> Result<()> {
        let script = "const root = document.querySelector('sealform-form').shadowRoot;
            const input = root.querySelector(`[data-path='${arguments[0]}'] input[value='${arguments[1]}']`);
            const label = input.closest('label');
            label.scrollIntoView({ block: 'center', behavior: 'instant' });
            const { x, y, width, height } = label.getBoundingClientRect();
            return { place: [x + width / 2, y + height / 2], chosen: input.checked }";
        let ask = async || {
            let said = self.person.driver().execute(script, vec![json!(path), json!(value)]).await?;
            Ok::<_, anyhow::Error>(said.json().clone())
        };
        let reach = async || Ok(Some(serde_json::from_value::<[f64; 2]>(ask().await?["place"].clone())?));
        let place = self.rests(&reach).await?.context("it does not come to rest")?;
        self.touches(place).await?;
        let stays = async || Ok((ask().await?["chosen"] == json!(true)).then_some(()));
        self.person.waits_for(&format!("`{value}` of {path} to stay"), stays).await
    }

    /// Writes into a field of the question of a path; the keyboard of the phone is not counted.
    ///
    /// # Errors
    /// If it is out of reach, or takes nothing.
    pub async fn writes(&self, path: &str, name: &str, text: &str) -> Result<()> {
        let before = self.person.focus().await?;
        let is_there = before.is_some_and(|focus| focus.role == Role::Textbox.name() && focus.name.starts_with(name));
        if !is_there {
            self.taps_on(&[Role::Textbox], name, Some(path)).await?;
        }
        let focus = self.person.waits_for("the caret", async || self.person.focus().await).await?;
        ensure!(focus.role == Role::Textbox.name(), "the caret is in {focus:?}");
        if focus.value == Some(json!(text)) {
            // It was suggested.
            return Ok(());
        }
        self.person.driver().cdp().send_raw("Input.insertText", json!({ "text": text })).await?;
        Ok(())
    }
}
