//! Numbers that add up to something.

use serde::Serialize;

/// What whole numbers add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TotalView {
    /// What they add up to now.
    pub have: i64,
    /// What they should add up to.
    pub of: u32,
}
