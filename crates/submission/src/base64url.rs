//! Base64url without padding (RFC 4648, section 5), and only the one text that some bytes have.

use base64ct::{Base64UrlUnpadded, Encoding};

/// Base64url without padding.
pub(crate) fn to_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url without padding, and only the one text that [`to_base64url`] writes for these bytes.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
    (to_base64url(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_base64url_text_of_some_bytes_is_read() {
        assert_eq!(from_base64url("Zg"), Some(b"f".to_vec()));
        for text in ["Zh", "Zg==", "Zg=", "Z", "Zm+v", "Zm/v", " Zg", "Zg\n"] {
            assert_eq!(from_base64url(text), None, "{text:?}");
        }
    }
}
