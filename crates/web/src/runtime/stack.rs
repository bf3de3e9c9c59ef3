//! How a page finds out that this Wasm has stopped.

use wasm_bindgen::prelude::*;

/// Where the stack of this Wasm ends while nothing of it runs, as an address.
///
/// A trap leaves the stack as it was in the middle of things: from then on this gives a lower address than after the start.
/// This distinguishes a trap of this Wasm from one of any other, without looking at the error.
#[wasm_bindgen(js_name = stackTop)]
pub fn stack_top() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}
