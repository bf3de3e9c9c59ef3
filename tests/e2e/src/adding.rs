//! What somebody adds to what is there already: more words, a file.

use std::path::Path;

use anyhow::{Context, Result};

use crate::page::{self, Role};
use crate::respondent::Respondent;

impl Respondent {
    /// Writes behind whatever is in a field, and stays in it.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn adds_to(&self, field: &str, text: &str) -> Result<()> {
        self.sends(field, text).await
    }

    /// Chooses a file for a question, by the name of its button, and waits for nothing.
    ///
    /// # Errors
    /// If there is no such button.
    pub async fn attaches(&self, button: &str, file: &Path) -> Result<()> {
        self.sends(button, &file.to_string_lossy()).await
    }

    async fn sends(&self, field: &str, text: &str) -> Result<()> {
        let found = async || page::find(self.driver(), &[Role::Textbox], field, &[]).await;
        let handle = self.waits_for(&format!("the field `{field}`"), found).await?;
        handle.control.send_keys(text).await.with_context(|| format!("nothing can be written into `{field}`"))
    }
}
