//! What is thrown.

use js_sys::Error;
use wasm_bindgen::JsValue;

/// An `Error` with a sentence.
pub fn thrown(message: &str) -> JsValue {
    Error::new(message).into()
}
