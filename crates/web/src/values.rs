//! Answers of JavaScript as JSON trees.

use js_sys::{Array, Object};
use sealform_types::{Json, VecMap};
use wasm_bindgen::prelude::*;

use crate::js;

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

/// The largest whole number that JavaScript counts exactly.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
/// Deeper values are no answer.
const MAX_DEPTH: u32 = 8;

/// A JavaScript value as JSON; `undefined` is `null`, and so is what JSON does not know.
pub fn to_json(value: &JsValue) -> Json {
    to_json_within(value, MAX_DEPTH)
}

fn to_json_within(value: &JsValue, depth: u32) -> Json {
    if let Some(text) = value.as_string() {
        return Json::String(text);
    }
    if let Some(number) = value.as_f64() {
        return from_number(number);
    }
    if let Some(truth) = value.as_bool() {
        return Json::Boolean(truth);
    }
    let Some(depth) = depth.checked_sub(1).filter(|_| value.is_object()) else { return Json::Null };
    match value.dyn_ref::<Array>() {
        Some(items) => items.iter().map(|item| to_json_within(&item, depth)).collect(),
        None => {
            let names = Object::keys(value.unchecked_ref::<Object>());
            let member = |name: String| {
                let value = to_json_within(&js::member(value, &name), depth);
                (name, value)
            };
            Json::Object(names.iter().filter_map(|name| name.as_string()).map(member).collect())
        }
    }
}

/// A whole number is an integer however JavaScript writes it.
fn from_number(number: f64) -> Json {
    if number.trunc() == number && number.abs() <= MAX_SAFE {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
        return Json::Integer(number as i64);
    }
    Json::Float(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_integers_as_far_as_they_are_exact() {
        assert_eq!(from_number(3.0), Json::Integer(3));
        assert_eq!(from_number(-0.0), Json::Integer(0));
        assert_eq!(from_number(MAX_SAFE), Json::Integer(9_007_199_254_740_991));
        assert_eq!(from_number(2.5), Json::Float(2.5));
        assert_eq!(from_number(1e300), Json::Float(1e300));
        assert!(matches!(from_number(f64::NAN), Json::Float(number) if number.is_nan()));
    }
}
