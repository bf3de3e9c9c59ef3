//! The gallery of questions, as its address names what is shown.

use anyhow::Result;
use serde_json::json;

use crate::respondent::Respondent;

/// What the gallery shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// A page of the form.
    pub page: &'a str,
    /// A state of its questions.
    pub state: &'a str,
    /// Other switches, each behind an `&`.
    pub more: &'a str,
}

impl View<'_> {
    /// The pages of the form.
    pub const PAGES: [&'static str; 9] =
        ["text", "inputs", "choices", "matrix", "scales", "places", "files", "log", "repeats"];
}

impl Respondent {
    /// Opens a view of the gallery and waits until it is drawn.
    ///
    /// # Errors
    /// If it does not come.
    pub async fn opens_view(&self, View { page, state, more }: View<'_>) -> Result<()> {
        self.opens(&format!("gallery.html?page={page}&state={state}{more}")).await?;
        let shown = "return document.documentElement.dataset.shown ?? null";
        let is_shown = async || Ok((*self.driver().execute(shown, vec![]).await?.json() == json!(state)).then_some(()));
        self.waits_for(&format!("the gallery's {page}, {state}"), is_shown).await
    }

    /// Makes the window so wide; only Chromium can.
    ///
    /// # Errors
    /// If the browser is another one.
    pub async fn is_as_wide_as(&self, width: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }
}
