//! Lists that open: those of the browser, and those that find entries as a person types.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::{Key, WebElement};

use crate::page::{self, Role};
use crate::respondent::Respondent;

impl Respondent {
    /// Chooses an entry of a list that is in sight.
    pub(crate) async fn picks_from(&self, list: &WebElement, entry: &str) -> Result<()> {
        let kind = page::ask(self.driver(), "type", vec![list.to_json()?]).await?;
        if kind == json!("select-one") {
            let options: Vec<String> = self.asks("options", vec![list.to_json()?]).await?;
            ensure!(options.iter().any(|option| option == entry), "the list has no `{entry}`, only {options:?}");
            return list.send_keys(entry).await.context("the list cannot be used");
        }
        // What is found stands below the field, or on a sheet over the page.
        page::touch(self.driver(), list).await?;
        self.types_keys(entry).await?;
        let find = async || page::find(self.driver(), &[Role::Option], entry, &[]).await;
        let option = self.waits_for(&format!("`{entry}` in the list"), find).await?;
        page::touch(self.driver(), &option.touched).await?;
        self.hits(Key::Escape).await
    }
}
