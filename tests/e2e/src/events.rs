//! What a page is told by the element that it holds: events, and the files that they name.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::page;
use crate::respondent::Respondent;
use crate::visit::Saved;

impl Respondent {
    /// Listens to an event of the element from now on; [`heard`](Self::heard) returns what came.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn listens_to(&self, event: &str) -> Result<()> {
        page::ask(self.driver(), "listen", vec![json!(event)]).await.map(|_| ())
    }

    /// The details of every event of that name since [`listens_to`](Self::listens_to).
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn heard(&self, event: &str) -> Result<Vec<Value>> {
        let all: Vec<Value> = self.asks("heard", vec![]).await?;
        let of_kind = all.into_iter().filter(|one| one.get("type").and_then(Value::as_str) == Some(event));
        Ok(of_kind.map(|mut one| one["detail"].take()).collect())
    }

    /// Waits for an event of that name; the detail of the last one since [`listens_to`](Self::listens_to).
    ///
    /// # Errors
    /// If none comes.
    pub async fn receives(&self, event: &str) -> Result<Value> {
        self.waits_for(&format!("the event `{event}`"), async || Ok(self.heard(event).await?.pop())).await
    }

    /// The sealed file that was saved last, under the name that the page was told.
    ///
    /// # Errors
    /// If the page was told of none, or the file does not come.
    pub async fn saved_report(&self) -> Result<Saved> {
        let sealed = self.receives("sealform-sealed").await?;
        self.saved_file_called(sealed["fileName"].as_str().context("the event names no file")?).await
    }
}
