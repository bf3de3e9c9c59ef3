//! Calls of the platform that every module needs.

use js_sys::{JsString, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `crypto.getRandomValues`, also where there is no window.
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    pub fn fill_with_random(bytes: &mut [u8]) -> Result<(), JsValue>;
}

/// A member of an object; `undefined` where it has none, or is none.
pub fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsString::from(name)).unwrap_or(JsValue::UNDEFINED)
}
