//! Functions that few forms use: patterns, angles, digests, areas. There is no session and no other state in here.

use wasm_bindgen::prelude::*;

/// Computes a function from its name and encoded arguments; `undefined` where it gives nothing for them.
#[wasm_bindgen]
pub fn compute(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
    sealform_expression::compute_rare(function, arguments)
}
