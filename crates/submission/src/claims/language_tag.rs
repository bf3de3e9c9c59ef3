//! The language of a device.

use std::fmt;

/// A language as browsers name it: hyphenated parts of one to eight ASCII letters and digits (RFC 5646, section 2.1),
/// at most 64 characters. Whether such a language exists is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Longer tags are attacks: the longest that RFC 5646 gives as an example has 35 characters.
    const LONGEST: usize = 64;

    /// Reads a tag as it stands; case does not matter and is kept.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::LanguageTag;
    /// assert!(LanguageTag::parse("nb-NO").is_some());
    /// assert!(LanguageTag::parse("en_US").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let is_part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_tag = text.len() <= Self::LONGEST && text.split('-').all(is_part);
        is_tag.then(|| Self(text.to_owned()))
    }

    /// `und`: the device does not say (RFC 5646, section 4.1).
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
