//! SHA-256, and how claims and file names write it.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Json;
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
    /// use sealform_types::{Sha256Digest, digest};
    /// let written = digest(b"").to_string();
    /// assert_eq!(Sha256Digest::parse(&written), Some(digest(b"")));
    /// assert_eq!(Sha256Digest::parse(&written.to_uppercase()), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let read = base16ct::lower::decode(text, &mut bytes).ok()?;
        (read.len() == 32).then_some(Self(bytes))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        f.write_str(base16ct::lower::encode_str(&self.0, &mut digits).unwrap_or_default())
    }
}

/// The 64 bits of FNV-1a: fast, and one byte that differs gives another value; nothing is safe from intent by it.
///
/// # Example
/// ```
/// assert_eq!(sealform_types::fnv1a(*b"a"), 0xaf63_dc4c_8601_ec8c);
/// ```
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    bytes.into_iter().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_in_lower_case_hexadecimal() {
        let written = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(b"").to_string(), written);
        assert_eq!(Sha256Digest::parse(written), Some(digest(b"")));
        for text in ["", "e3", &written[1..], &written[2..], &format!("{written}00"), &written.replace('e', "g")] {
            assert_eq!(Sha256Digest::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn members_order_does_not_change_the_identity_of_a_questionnaire() {
        let [one, other] = [&b"{\"a\":1,\"b\":2.0}"[..], b"{ \"b\": 2, \"a\": 1 }"]
            .map(|text| questionnaire_digest(&Json::parse(text).expect("valid")).expect("canonical"));
        assert_eq!(one, other);
    }
}
