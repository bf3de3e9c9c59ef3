//! Functions that are not built in: the page loads a module that has them.

use std::cell::RefCell;

use sealform_engine::Program;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::bindings::Page;

thread_local! {
    /// The last page that has loaded the module: it is the same one for all, and it has no state.
    static LOADED_BY: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// Loads the functions for a program that calls them.
///
/// # Errors
/// Where the module could not be loaded.
pub async fn provide(program: &mut Program, page: &Page) -> Result<(), JsValue> {
    if program.missing_functions().next().is_some() {
        JsFuture::from(page.load_rare_functions()).await?;
        LOADED_BY.set(Some(page.clone()));
        program.compute_rare_with(compute);
    }
    Ok(())
}

fn compute(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
    LOADED_BY.with_borrow(|page| page.as_ref()?.compute(function, arguments))
}
