//! What is thrown.

use js_sys::Error;
#[cfg(feature = "headless")]
use sealform_types::{Finding, Findings, Json};
use wasm_bindgen::JsValue;

use crate::js;

/// Findings as they are thrown: `{kind: "findings", findings: "[…]"}`.
#[cfg(feature = "headless")]
pub fn thrown_findings(findings: Findings) -> JsValue {
    js::object([("kind", "findings".into()), ("findings", findings_text(&findings).into())]).into()
}

/// Findings as the JSON text of a list.
#[cfg(feature = "headless")]
pub fn findings_text(findings: &Findings) -> String {
    findings.iter().map(Finding::to_json).collect::<Json>().to_text()
}

/// Thrown where another tab has the draft: `{kind: "busy"}`.
#[cfg(feature = "element")]
pub fn thrown_busy() -> JsValue {
    js::object([("kind", "busy".into())]).into()
}

/// Thrown where another engine has built a program: `{kind: "outdated"}`.
#[cfg(feature = "element")]
pub fn thrown_outdated() -> JsValue {
    js::object([("kind", "outdated".into())]).into()
}

/// Any other error, with a sentence.
pub fn thrown(message: &str) -> JsValue {
    Error::new(message).into()
}
