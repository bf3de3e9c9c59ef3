//! Pages come, and come again.

use anyhow::{Context, Result};
use serde_json::json;

use crate::respondent::Respondent;

impl Respondent {
    /// Opens a page of the folder. Where its first page came with it, the form stands in its place: what was found before
    /// that is there no more.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn opens(&self, page: &str) -> Result<()> {
        self.comes_to(page).await?;
        self.waits_for("the form in the place of its first page", async || self.has_no_first_page().await).await
    }

    async fn has_no_first_page(&self) -> Result<Option<()>> {
        let taken_over = "return [...document.querySelectorAll('sealform-form')].every((form) => {
            const root = form.shadowRoot?.querySelector('[part=root]');
            return root?.hidden !== true || root.querySelector('.sealform') === null;
        })";
        Ok((*self.driver().execute(taken_over, vec![]).await?.json() == json!(true)).then_some(()))
    }

    /// Opens a page of the folder, and waits for nothing.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn comes_to(&self, page: &str) -> Result<()> {
        self.driver().goto(format!("{}{page}", self.url())).await.with_context(|| format!("cannot open `{page}`"))
    }

    /// Loads the page again, as people do when something seems stuck.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn reloads(&self) -> Result<()> {
        self.reloads_only().await?;
        self.waits_for("the form in the place of its first page", async || self.has_no_first_page().await).await
    }

    /// Loads the page again, and waits for nothing.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn reloads_only(&self) -> Result<()> {
        self.driver().refresh().await.context("the page does not load again")
    }
}
