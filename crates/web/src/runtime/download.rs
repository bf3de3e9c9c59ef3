//! Offers a text as a file.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::web_api;

/// Some browsers read the file a while after the click.
const KEEP_MS: u32 = 60_000;

/// Lets the person save a text.
///
/// # Errors
/// Where the browser refuses.
pub fn offer(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_api::window()?.document().ok_or("there is no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(KEEP_MS, move || {
        // An address that is gone already is what was wanted.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}
