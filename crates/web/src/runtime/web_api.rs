//! The few calls of the platform that `web-sys` has only behind its unstable flag, and small helpers for objects.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase`, for the one call with options.
    #[wasm_bindgen(extends = web_sys::IdbDatabase)]
    #[derive(Debug, Clone)]
    pub type Database;

    /// `IDBDatabase.transaction` with a durability.
    #[wasm_bindgen(method, catch, js_name = transaction)]
    pub fn transaction_with(
        this: &Database,
        stores: &JsValue,
        mode: &str,
        options: &Object,
    ) -> Result<web_sys::IdbTransaction, JsValue>;

    /// `navigator`, for the locks that are not everywhere.
    pub type Navigator;

    /// `LockManager`.
    pub type Locks;

    /// Absent on plain http.
    #[wasm_bindgen(method, getter)]
    pub fn locks(this: &Navigator) -> Option<Locks>;

    /// `LockManager.request`.
    #[wasm_bindgen(method)]
    pub fn request(this: &Locks, name: &str, options: &Object, callback: &js_sys::Function) -> js_sys::Promise;

    /// `crypto`, whose parts are absent on plain http.
    pub type Crypto;

    /// Absent on plain http.
    #[wasm_bindgen(method, getter)]
    pub fn subtle(this: &Crypto) -> Option<web_sys::SubtleCrypto>;
}

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
