//! What came of one file at one target.

use sealform_protocol::DeliveryState;
use serde::Serialize;

use crate::deliver::outcome::Reason;

/// What came of one file at one target, as `--json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub file: String,
    pub jti: String,
    pub sha256: String,
    pub target: String,
    pub state: DeliveryState,
    /// The HTTP status of the last try; 0 where there was none.
    pub status: u16,
    /// How often it was tried in this run; 0 where it had arrived before, or was not tried.
    pub attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'static str>,
    pub blobs: BlobCounts,
    /// Where its receipt is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// How many attachments travel, how many the target has, and the names of those that are not at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BlobCounts {
    pub total: usize,
    pub arrived: usize,
    pub lost: Vec<String>,
}
