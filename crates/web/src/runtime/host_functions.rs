//! Functions that the page around a form has registered.

use sealform_engine::HostFunctions;
use sealform_types::Json;

use super::bindings::Page;

/// Has the functions computed by the page.
pub fn of(page: &Page) -> HostFunctions {
    let page = page.clone();
    HostFunctions::new(move |name, arguments| {
        let arguments = Json::Array(arguments.to_vec()).to_text();
        // What the page gave that is no value was reported by the package, which writes this text.
        Json::parse(page.call_function(name, &arguments)?.as_bytes()).ok()
    })
}
