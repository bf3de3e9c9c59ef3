//! The identity of a submission.

use std::fmt;

use uuid::{Builder, Uuid, Variant, Version};

/// The identity of a submission: a version 4 UUID in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Jti(String);

impl Jti {
    /// Reads a version 4 UUID, in lower case with hyphens.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::Jti;
    /// assert!(Jti::parse("0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11").is_some());
    /// assert!(Jti::parse("0B9F6C0E-6D5F-4C0A-9D58-2F1E9A7C3B11").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text).ok()?;
        let is_random = uuid.get_version() == Some(Version::Random) && uuid.get_variant() == Variant::RFC4122;
        // The crate reads other ways of writing a UUID, too.
        (is_random && uuid.to_string() == text).then(|| Self(text.to_owned()))
    }

    /// Makes a version 4 UUID of 16 bytes from the platform's random source.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::Jti;
    /// assert_eq!(Jti::from_random([0xff; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    /// ```
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(Builder::from_random_bytes(bytes).into_uuid().to_string())
    }

    /// The 36 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Jti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
