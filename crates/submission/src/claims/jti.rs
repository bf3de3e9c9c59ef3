//! The identity of a submission.

use std::fmt;

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
        let is_right = text.len() == 36
            && text.bytes().enumerate().all(|(index, byte)| match index {
                8 | 13 | 18 | 23 => byte == b'-',
                14 => byte == b'4',
                19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            });
        is_right.then(|| Self(text.to_owned()))
    }

    /// Makes a version 4 UUID of 16 bytes from the platform's random source.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::Jti;
    /// assert_eq!(Jti::from_random([0xff; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    /// ```
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let marked = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
        let groups = [(96, 8), (80, 4), (64, 4), (48, 4), (0, 12)];
        let written = groups.map(|(shift, digits)| {
            let part = marked >> shift & ((1 << (digits * 4)) - 1);
            format!("{part:0digits$x}")
        });
        Self(written.join("-"))
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
