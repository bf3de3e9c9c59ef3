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

/// Whether buffers, or the buffers of memories, hold one of the sequences of bytes.
const HOLDS: &str = "function (traces) {
    const within = (bytes, trace) => {
        for (let at = bytes.indexOf(trace[0]); at >= 0; at = bytes.indexOf(trace[0], at + 1)) {
            if (trace.every((byte, index) => bytes[at + index] === byte)) return true;
        }
        return false;
    };
    const bytes = [...this].map((one) => new Uint8Array(one instanceof WebAssembly.Memory ? one.buffer : one));
    return bytes.some((one) => traces.some((trace) => within(one, trace)));
}";
/// The page with everything in shadow roots, and every record of every database.
const TEXTS: &str = "const done = arguments[arguments.length - 1];
    const drawn = (root) => root.innerHTML + [...root.querySelectorAll('*')]
        .map((one) => (one.shadowRoot ? drawn(one.shadowRoot) : '')).join('');
    const asked = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    (async () => {
        const texts = [drawn(document), JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
        for (const { name } of await indexedDB.databases()) {
            const database = await asked(indexedDB.open(name));
            for (const store of database.objectStoreNames) {
                const all = await asked(database.transaction(store).objectStore(store).getAll());
                texts.push(JSON.stringify(all, (_, value) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value)));
            }
            database.close();
        }
        return texts.join();
    })().then(done, (error) => done(String(error)));";

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
        let memories = self.all_of("WebAssembly.Memory").await?;
        let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
        let asked = json!({ "objectId": memories, "functionDeclaration": sum, "returnByValue": true });
        let bytes = self.tells("Runtime.callFunctionOn", asked).await?["result"]["value"].as_u64();
        self.tells("Runtime.releaseObject", json!({ "objectId": memories })).await?;
        bytes.context("the page holds no Wasm")
    }

    /// Whether one of these sequences of bytes is anywhere in the memory of the page's Wasm or in its buffers, on the page, or in
    /// what it has stored.
    ///
    /// # Errors
    /// If the browser is not Chromium, or does not answer.
    pub async fn remembers(&self, traces: &[Vec<u8>]) -> Result<bool> {
        for kind in ["WebAssembly.Memory", "ArrayBuffer"] {
            let all = self.all_of(kind).await?;
            let asked = json!({
                "objectId": all, "functionDeclaration": HOLDS, "arguments": [{ "value": traces }], "returnByValue": true,
            });
            let answer = self.tells("Runtime.callFunctionOn", asked).await?;
            self.tells("Runtime.releaseObject", json!({ "objectId": all })).await?;
            let holds = answer["result"]["value"].as_bool().with_context(|| format!("no answer: {answer}"))?;
            if holds {
                return Ok(true);
            }
        }
        let texts = self.driver().execute_async(TEXTS, vec![]).await?.json().to_string();
        Ok(traces.iter().any(|trace| std::str::from_utf8(trace).is_ok_and(|trace| texts.contains(trace))))
    }

    /// A list of all objects of a kind.
    async fn all_of(&self, kind: &str) -> Result<Value> {
        let asked = json!({ "expression": format!("{kind}.prototype") });
        let prototype = self.tells("Runtime.evaluate", asked).await?["result"]["objectId"].clone();
        let asked = json!({ "prototypeObjectId": prototype });
        Ok(self.tells("Runtime.queryObjects", asked).await?["objects"]["objectId"].clone())
    }

    /// What Chromium's own protocol answers.
    async fn tells(&self, method: &str, asked: Value) -> Result<Value> {
        self.driver().cdp().send_raw(method, asked).await.with_context(|| format!("{method} is not answered"))
    }
}
