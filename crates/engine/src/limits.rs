//! The limits that every session holds.

/// The longest text that an answer or a comment may have, in bytes.
pub const MAX_TEXT_BYTES: usize = 100_000;
/// The most instances of all repeats together.
pub const MAX_INSTANCES: u32 = 10_000;
/// The most bytes of all facts together: with more of them, no sealed file would stay within 256 KB.
pub const MAX_FACTS_BYTES: usize = 192 * 1024;
/// The most tries an attempt log keeps.
pub const MAX_ATTEMPTS: usize = 100;
