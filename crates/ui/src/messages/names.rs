//! What languages call themselves.

/// What a language calls itself; the tag where the browser does not know it, and nothing where there is no browser to ask.
pub(crate) fn own_name(tag: &str) -> String {
    known(tag).unwrap_or_else(|| tag.to_owned())
}

/// The browser knows every language.
#[cfg(target_family = "wasm")]
fn known(tag: &str) -> Option<String> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    browser::DisplayNames::new(tag, &options).ok()?.of(tag).ok()?
}

/// Outside browsers nobody does: its place stays empty.
#[cfg(not(target_family = "wasm"))]
fn known(_tag: &str) -> Option<String> {
    Some(String::new())
}

#[cfg(target_family = "wasm")]
mod browser {
    use wasm_bindgen::prelude::*;

    // Unlike its likeness in `js-sys` it returns what is thrown: a form may use tags that are well-formed for us alone.
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        pub type DisplayNames;

        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        pub fn new(languages: &str, options: &js_sys::Object) -> Result<DisplayNames, JsValue>;

        #[wasm_bindgen(method, catch)]
        pub fn of(this: &DisplayNames, tag: &str) -> Result<Option<String>, JsValue>;
    }
}
