//! What follows where a rule is broken.

use crate::Wire;
use serde::{Deserialize, Serialize};

/// What follows where a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Only the reviewer sees it.
    Flag,
    /// Shown and recorded.
    Warn,
    /// Blocks sealing.
    #[default]
    Hard,
}
