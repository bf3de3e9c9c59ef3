//! SHA-256, and the two ways in which it is written: lower-case hexadecimal in claims and file names, base64url in
//! thumbprints and commitments.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use sealform_types::Json;
use sha2::{Digest, Sha256};

use crate::canonical::{JcsError, to_jcs};

/// A SHA-256 digest. It prints as the 64 lower-case hexadecimal digits that claims and file names use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    /// Takes the 32 bytes of a digest that was computed elsewhere.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads exactly 64 lower-case hexadecimal digits.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::{Sha256Digest, digest};
    /// let written = digest(b"").to_string();
    /// assert_eq!(Sha256Digest::parse(&written), Some(digest(b"")));
    /// assert_eq!(Sha256Digest::parse(&written.to_uppercase()), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Some(Self(bytes))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digest in base64url without padding, as thumbprints and commitments write it.
    pub fn to_base64url(self) -> String {
        to_base64url(&self.0)
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The SHA-256 digest of some bytes.
pub fn digest(bytes: &[u8]) -> Sha256Digest {
    Sha256Digest(Sha256::digest(bytes).into())
}

/// The identity of a questionnaire: the digest of its canonical JSON.
///
/// # Errors
/// [`JcsError`] where the document has no canonical form.
pub fn questionnaire_digest(document: &Json) -> Result<Sha256Digest, JcsError> {
    Ok(digest(&to_jcs(document)?))
}

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
    fn both_ways_of_writing() {
        let empty = digest(b"");
        assert_eq!(empty.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(empty.to_base64url(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }

    #[test]
    fn only_the_one_base64url_text_of_some_bytes_is_read() {
        assert_eq!(from_base64url("Zg"), Some(b"f".to_vec()));
        for text in ["Zh", "Zg==", "Zg=", "Z", "Zm+v", "Zm/v", " Zg", "Zg\n"] {
            assert_eq!(from_base64url(text), None, "{text:?}");
        }
    }

    #[test]
    fn members_order_does_not_change_the_identity_of_a_questionnaire() {
        let [one, other] = [&b"{\"a\":1,\"b\":2.0}"[..], b"{ \"b\": 2, \"a\": 1 }"]
            .map(|text| questionnaire_digest(&Json::parse(text).expect("valid")).expect("canonical"));
        assert_eq!(one, other);
    }
}
