//! Values that cross between JavaScript and the engine.

use sealform_types::{Json, VecMap};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::failure::thrown;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A value of an answer. */
export type EngineValue = string | number | boolean | null | readonly EngineValue[] | { readonly [part: string]: EngineValue };

/** A file that a questionnaire reads, as its `resources` call it. */
export interface EngineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// A value of an answer.
    #[wasm_bindgen(typescript_type = "EngineValue")]
    pub type EngineValue;

    /// A document of the shape that its JSON has.
    #[wasm_bindgen(typescript_type = "unknown")]
    pub type EngineDocument;

    /// A file that a questionnaire reads.
    #[wasm_bindgen(typescript_type = "EngineFile")]
    pub type EngineFile;

    /// As the questionnaire's `resources` call it.
    #[wasm_bindgen(method, getter)]
    fn name(this: &EngineFile) -> String;

    /// What it holds.
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &EngineFile) -> Vec<u8>;
}

/// Files by their names.
pub fn to_files(files: &[EngineFile]) -> VecMap<String, Vec<u8>> {
    files.iter().map(|file| (file.name(), file.bytes())).collect()
}

/// A value of JavaScript as JSON; `undefined` is `null`.
///
/// # Errors
/// An `Error` where JSON has no such value, or it is nested deeper than a document may be.
pub fn from_js(value: impl Into<JsValue>) -> Result<Json, JsValue> {
    serde_wasm_bindgen::from_value(value.into()).map_err(|error| thrown(&format!("this is not JSON: {error}")))
}

/// A value as an object of JavaScript, of the shape that its JSON has.
///
/// # Errors
/// Where JavaScript has no room for it.
pub fn to_js(value: &impl Serialize) -> Result<EngineDocument, JsValue> {
    match value.serialize(&Serializer::json_compatible()) {
        Ok(crossed) => Ok(crossed.unchecked_into()),
        // A whole number beyond 2^53 becomes the nearest one that JavaScript has, as `JSON.parse` makes it.
        Err(_) => parsed(&serde_json::to_string(value).map_err(|error| thrown(&error.to_string()))?),
    }
}

/// JSON text as an object of JavaScript.
///
/// # Errors
/// Where JavaScript has no room for it.
pub fn parsed(json: &str) -> Result<EngineDocument, JsValue> {
    js_sys::JSON::parse(json).map(JsValue::unchecked_into)
}
