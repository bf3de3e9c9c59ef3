//! Functions that are not built in: the page loads an engine that has them.

use std::cell::RefCell;

use sealform_engine::Program;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::door::Page;

thread_local! {
    /// The last page that has loaded the other engine: it is the same one for all, and it computes without memory.
    static HELPER: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// Gets help for a program that needs it.
///
/// # Errors
/// Where the other engine could not be loaded.
pub async fn get(program: &mut Program, page: &Page) -> Result<(), JsValue> {
    if program.needs_help() {
        JsFuture::from(page.help()).await?;
        let page = JsValue::from(page).unchecked_into();
        HELPER.with(|helper| helper.replace(Some(page)));
        program.help_with(compute);
    }
    Ok(())
}

fn compute(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
    HELPER.with(|helper| helper.borrow().as_ref()?.compute(function, arguments))
}
