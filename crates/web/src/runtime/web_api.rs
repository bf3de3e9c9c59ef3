//! Small helpers for the platform's objects.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The window; there is always one where an element is.
pub fn window() -> Result<web_sys::Window, JsValue> {
    web_sys::window().ok_or_else(|| JsValue::from_str("there is no window"))
}

/// An object with these members.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, JsValue)>) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsString::from(name), &value);
    }
    object
}
