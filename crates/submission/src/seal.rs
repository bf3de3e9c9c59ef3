//! Sealing in two steps: name the bytes to sign, attach the signature that any ES256 signer made of them.

use std::fmt;

use chrono::{DateTime, FixedOffset, Timelike};
use sealform_types::{Finding, Place, Sha256Digest, digest};

use crate::base64url::to_base64url;
use crate::claims::Jti;
use crate::jwk::PublicJwk;

/// The largest sealed file that is made or read: 256 KB.
pub const MAX_FILE_BYTES: usize = 256 * 1024;

/// The media type in the protected header.
pub(crate) const SUBMISSION_TYPE: &str = "sealform-submission+jws";

/// The canonical bytes of some claims. Only [`crate::Claims::to_payload`] makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    bytes: Vec<u8>,
    jti: Jti,
}

impl Payload {
    pub(crate) fn new(bytes: Vec<u8>, jti: Jti) -> Self {
        Self { bytes, jti }
    }

    /// The canonical JSON.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The digest that, with `jti`, identifies the submission.
    pub fn sha256(&self) -> Sha256Digest {
        digest(&self.bytes)
    }
}

/// A payload and the key that is to sign it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    payload: Payload,
    signing_input: Vec<u8>,
    header_length: usize,
}

/// Why a signature could not be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// The signature is not the 64 bytes `r ‖ s`.
    SignatureLength {
        /// The bytes that were given.
        have: usize,
    },
    /// The file would be larger than [`MAX_FILE_BYTES`].
    TooLarge {
        /// The bytes that it would have.
        have: usize,
    },
}

impl Unsigned {
    /// Prepares a payload for the key that will sign it.
    pub fn new(payload: Payload, key: PublicJwk) -> Self {
        let header = to_base64url(protected_header(&key).as_bytes());
        let signing_input = format!("{header}.{}", to_base64url(&payload.bytes)).into_bytes();
        Self { payload, signing_input, header_length: header.len() }
    }

    /// The bytes to sign: ECDSA on P-256 over their SHA-256 digest.
    pub fn signing_input(&self) -> &[u8] {
        &self.signing_input
    }

    /// Attaches the signature in the form that WebCrypto gives, `r ‖ s` of 32 bytes each, and makes the file.
    /// Whether the signature fits is the verifier's question.
    ///
    /// # Errors
    /// [`SealError`] if the signature has another length, or the file would be too large.
    pub fn attach(&self, signature: &[u8]) -> Result<SealedFile, SealError> {
        let signature: &[u8; 64] =
            signature.try_into().map_err(|_| SealError::SignatureLength { have: signature.len() })?;
        let (header, payload) = self.signing_input.split_at_checked(self.header_length).unwrap_or_default();
        let bytes = [
            br#"{"payload":""#,
            payload.strip_prefix(b".").unwrap_or(payload),
            br#"","protected":""#,
            header,
            br#"","signature":""#,
            to_base64url(signature).as_bytes(),
            br#""}"#,
        ]
        .concat();
        match bytes.len() {
            have if have > MAX_FILE_BYTES => Err(SealError::TooLarge { have }),
            _ => Ok(SealedFile { bytes, payload: self.payload.clone() }),
        }
    }
}

/// The protected header, which leaves no choice: the four members in this order.
pub(crate) fn protected_header(key: &PublicJwk) -> String {
    format!(r#"{{"alg":"ES256","jwk":{},"kid":"{}","typ":"{SUBMISSION_TYPE}"}}"#, key.to_jcs(), key.thumbprint())
}

/// A sealed submission: a flattened JWS (RFC 7515) in canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    bytes: Vec<u8>,
    payload: Payload,
}

impl SealedFile {
    /// The media type of the file.
    pub const MEDIA_TYPE: &'static str = "application/jose+json";

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The identity of the submission.
    pub fn jti(&self) -> &Jti {
        &self.payload.jti
    }

    /// The digest that, with `jti`, identifies the submission.
    pub fn payload_sha256(&self) -> Sha256Digest {
        self.payload.sha256()
    }

    /// `<what it is called> <date> <time>.jws.json`, for people: safe on every file system, whatever it is called.
    pub fn file_name(&self, called: &str, at: &DateTime<FixedOffset>) -> String {
        let called = plain_name(called);
        let called = if called.is_empty() { self.payload.jti.to_string() } else { called };
        format!("{called} {} {:02}{:02}.jws.json", at.date_naive(), at.hour(), at.minute())
    }

    /// `<digest of the payload>.jws.json`, for stores where "already exists" must mean "this very submission".
    pub fn content_name(&self) -> String {
        format!("{}.jws.json", self.payload.sha256())
    }

    /// Adds a copy of the claims in the clear, as `readable_unverified`, for backends that cannot decode. Verifiers
    /// read the payload, and ours refuses a copy that differs.
    ///
    /// # Errors
    /// [`SealError::TooLarge`] if the file would be too large.
    pub fn with_readable_copy(&self) -> Result<SealedFile, SealError> {
        const BEFORE: &[u8] = br#","signature":""#;
        let at = self.bytes.windows(BEFORE.len()).position(|window| window == BEFORE).unwrap_or_default();
        let (head, tail) = self.bytes.split_at_checked(at).unwrap_or_default();
        let bytes = [head, br#","readable_unverified":"#, &self.payload.bytes, tail].concat();
        match bytes.len() {
            have if have > MAX_FILE_BYTES => Err(SealError::TooLarge { have }),
            _ => Ok(SealedFile { bytes, payload: self.payload.clone() }),
        }
    }
}

/// The most bytes of a file's name before its date: with it and the ending well below the 255 of most file systems.
const MOST_NAME_BYTES: usize = 160;

/// A name without what some file system forbids or reads in its own way: signs of paths and patterns, dots, control
/// characters and changes of direction.
fn plain_name(text: &str) -> String {
    let is_kept =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '(' | ')' | ',' | '+' | '&' | '–');
    let mut name = String::new();
    for word in text.split(|letter| !is_kept(letter)).filter(|word| !word.is_empty()) {
        let blank = usize::from(!name.is_empty());
        let room = MOST_NAME_BYTES.saturating_sub(name.len() + blank);
        let end = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= room).last();
        let Some(part) = end.and_then(|end| word.get(..end)) else { break };
        name.push_str(if blank == 1 { " " } else { "" });
        name.push_str(part);
    }
    name
}

impl SealError {
    /// Code, sentence, place and hint.
    pub fn finding(self) -> Finding {
        match self {
            Self::SignatureLength { .. } => {
                Finding::error("seal/signature-length", self.to_string(), Place::at("/signature"))
                    .hint("sign with ES256 and give r and s as 32 bytes each, as WebCrypto does")
            }
            Self::TooLarge { .. } => Finding::error("seal/too-large", self.to_string(), Place::default())
                .hint("shorten long texts; photos are sent beside the file"),
        }
    }
}

impl From<SealError> for Finding {
    fn from(error: SealError) -> Self {
        error.finding()
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureLength { have } => write!(f, "the signature has {have} bytes, not 64"),
            Self::TooLarge { have } => write!(f, "the file has {have} bytes, more than the {MAX_FILE_BYTES} allowed"),
        }
    }
}

impl std::error::Error for SealError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_every_file_system_allows() {
        for (called, plain) in [
            ("ksp-phone", "ksp-phone"),
            ("  Store: 12/14 \u{202e}gpj.exe\n", "Store 12 14 gpj exe"),
            ("../../etc/passwd", "etc passwd"),
            ("con.", "con"),
            ("Łódź – sklep №5", "Łódź – sklep 5"),
            ("???", ""),
        ] {
            assert_eq!(plain_name(called), plain);
        }
        let long = plain_name(&"Ærlig talt ".repeat(40));
        assert!(long.len() <= MOST_NAME_BYTES && long.starts_with("Ærlig talt Ærlig"), "{long}");
        assert!(plain_name(&"ж".repeat(400)).len() <= MOST_NAME_BYTES);
    }
}
