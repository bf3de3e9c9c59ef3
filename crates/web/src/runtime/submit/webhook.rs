//! One POST, with the submission's UUID as its idempotency key.

use gloo::timers::callback::Timeout;
use js_sys::Date;
use sealform_submission::SealedFile;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, RequestMode, RequestRedirect, Response};

use super::outcome::{Digest, Reply};
use crate::clock;
use crate::runtime::delivery::Readable;
use crate::runtime::store::FileRecord;
use crate::runtime::web_api;

/// How long a server may take.
const TIMEOUT_MS: u32 = 60_000;

/// Sends a file; a failure on the way is [`Reply::None`].
pub async fn post(url: &str, readable: Readable, file: &FileRecord) -> Reply {
    match readable {
        Readable::Readable => post_readable(url, file).await.unwrap_or(Reply::None),
        Readable::Opaque => post_opaque(url, file).await.map_or(Reply::None, |_| Reply::Opaque),
    }
}

async fn post_readable(url: &str, file: &FileRecord) -> Result<Reply, JsValue> {
    let headers = Headers::new()?;
    headers.set("Content-Type", SealedFile::MEDIA_TYPE)?;
    headers.set("Idempotency-Key", &format!("\"{}\"", file.jti))?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    // A redirected POST becomes a GET, whose 200 would look like a delivery.
    init.set_redirect(RequestRedirect::Error);
    let response = fetch(url, &init, file).await?;
    let code = response.status();
    let digest = match code {
        409 | 412 => named(&response, file).await,
        _ => Digest::NotNamed,
    };
    let retry_after = response.headers().get("Retry-After")?.and_then(|text| seconds(&text));
    Ok(Reply::Status { code, digest, retry_after })
}

async fn post_opaque(url: &str, file: &FileRecord) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    // A text body without headers is sent as `text/plain`, which needs no permission.
    fetch(url, &init, file).await
}

async fn fetch(url: &str, init: &RequestInit, file: &FileRecord) -> Result<Response, JsValue> {
    let abort = AbortController::new()?;
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&file.jws));
    init.set_signal(Some(&abort.signal()));
    let _timer = Timeout::new(TIMEOUT_MS, move || abort.abort());
    JsFuture::from(web_api::window()?.fetch_with_str_and_init(url, init)).await?.dyn_into()
}

/// Whether a reply names the digest of what was sent.
async fn named(response: &Response, file: &FileRecord) -> Digest {
    let Ok(body) = response.text() else { return Digest::NotNamed };
    match JsFuture::from(body).await.ok().and_then(|text| text.as_string()) {
        Some(text) if text.contains(&file.sha256) => Digest::Named,
        Some(_) | None => Digest::NotNamed,
    }
}

/// `Retry-After`: seconds, or a date.
fn seconds(text: &str) -> Option<u32> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(seconds);
    }
    let at = Date::parse(text);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    at.is_finite().then(|| (at as u64).saturating_sub(clock::now_ms()) / 1000).map(|seconds| seconds as u32)
}
