//! What the claim says of the files whose names are answers.

use sealform_submission::Attachment;
use sealform_types::{Json, QuestionPath, Sha256Digest};
use wasm_bindgen::JsValue;

use crate::js;
use crate::runtime::store::{Store, StoreName};

/// So many digits of a file's digest stand at the end of its name, before its kind: `receipt-0a1b2c3d4e5f6071.jpg`.
const DIGITS: usize = 16;

/// The attachments that are on this device. A file that could not be kept is not; its widget has reported that.
pub async fn of(store: Option<&Store>, answers: &Json) -> Vec<Attachment> {
    let mut found = Vec::new();
    let Some(store) = store else { return found };
    for (path, answer) in answers.as_object().unwrap_or_default() {
        let names = answer.get("v").and_then(Json::as_array).unwrap_or_default();
        for name in names.iter().filter_map(Json::as_str) {
            let Some(digits) = digits_of(name) else { continue };
            let Ok(Some(record)) = store.first(StoreName::Blobs, digits).await else { continue };
            found.extend(attachment(name, path, &record));
        }
    }
    found
}

fn attachment(name: &str, path: &str, record: &JsValue) -> Option<Attachment> {
    let text = |member| js::member(record, member).as_string();
    // A size is a whole number below 2^32: longer files are refused when they are chosen.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and small enough")]
    let size = js::member(record, "size").as_f64()? as u32;
    let media_type =
        text("type").filter(|kind| !kind.is_empty()).unwrap_or_else(|| "application/octet-stream".to_owned());
    Some(Attachment {
        name: name.to_owned(),
        media_type,
        size,
        sha256: Sha256Digest::parse(&text("sha256")?)?,
        question: QuestionPath::parse(path).ok()?,
    })
}

/// The digits at the end of a name, where it has them.
fn digits_of(name: &str) -> Option<&str> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.rsplit_once('-').map(|(_, digits)| digits);
    digits
        .filter(|digits| digits.len() == DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_attachments_end_with_digits_of_their_digest() {
        assert_eq!(digits_of("receipt-0a1b2c3d4e5f6071.jpg"), Some("0a1b2c3d4e5f6071"));
        assert_eq!(digits_of("a.b-c-0a1b2c3d4e5f6071"), Some("0a1b2c3d4e5f6071"));
        for name in ["", "receipt.jpg", "receipt-0A1B2C3D4E5F6071.jpg", "receipt-0a1b.jpg", "0a1b2c3d4e5f6071"] {
            assert_eq!(digits_of(name), None, "{name}");
        }
    }
}
