//! The memory of a page, once everything that nobody needs was collected; only Chromium tells.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::respondent::Respondent;

/// What a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// JavaScript's heap in bytes.
    pub heap: u64,
    /// The memory of every Wasm instance, in bytes: it never shrinks, so what leaks makes it grow.
    pub wasm: u64,
    /// Nodes of documents, also of those that no document shows.
    pub nodes: u64,
    /// Listeners to events.
    pub listeners: u64,
}

/// A garbage collector finds in a second round what the first one has set free.
const ROUNDS: u32 = 4;
/// What a page does after a task of its own is done by then.
const QUIET: Duration = Duration::from_millis(500);

impl Respondent {
    /// Collects garbage and says what is left.
    ///
    /// # Errors
    /// If the browser is not Chromium, or does not answer.
    pub async fn holds(&self) -> Result<Held> {
        sleep(QUIET).await;
        self.tells("Performance.enable", json!({})).await?;
        for _ in 0..ROUNDS {
            self.tells("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let metrics = self.tells("Performance.getMetrics", json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let metric = |name: &str| {
            let metric = metrics.iter().find(|metric| metric["name"] == name);
            metric.and_then(|metric| metric["value"].as_u64()).with_context(|| format!("no metric {name}"))
        };
        Ok(Held {
            heap: metric("JSHeapUsedSize")?,
            nodes: metric("Nodes")?,
            listeners: metric("JSEventListeners")?,
            wasm: self.wasm_bytes().await?,
        })
    }

    async fn wasm_bytes(&self) -> Result<u64> {
        let prototype = self.tells("Runtime.evaluate", json!({ "expression": "WebAssembly.Memory.prototype" })).await?;
        let asked = json!({ "prototypeObjectId": prototype["result"]["objectId"] });
        let memories = self.tells("Runtime.queryObjects", asked).await?["objects"]["objectId"].clone();
        let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
        let asked = json!({ "objectId": memories, "functionDeclaration": sum, "returnByValue": true });
        let bytes = self.tells("Runtime.callFunctionOn", asked).await?["result"]["value"].as_u64();
        self.tells("Runtime.releaseObject", json!({ "objectId": memories })).await?;
        bytes.context("the page holds no Wasm")
    }

    /// What Chromium's own protocol answers.
    async fn tells(&self, method: &str, asked: Value) -> Result<Value> {
        self.driver().cdp().send_raw(method, asked).await.with_context(|| format!("{method} is not answered"))
    }
}
