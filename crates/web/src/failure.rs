//! What is thrown.

use js_sys::Error;
use sealform_protocol::BadFact;
use wasm_bindgen::JsValue;

/// An `Error` with a sentence.
pub fn thrown(message: &str) -> JsValue {
    Error::new(message).into()
}

/// Facts that could not be sealed: known before the first answer, not after the last one.
pub fn refused_facts(bad: &[BadFact]) -> JsValue {
    let each = bad.iter().map(|bad| ["\n", &bad.to_string(), " (", bad.fault.hint(), ")"].concat());
    thrown(&["the form cannot begin with these facts:", &each.collect::<String>()].concat())
}
