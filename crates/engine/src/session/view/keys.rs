//! Keys of nodes: the instance in the upper half, the node in the lower.

use sealform_protocol::Key;

/// The key of a node in the instance with an id.
pub(in crate::session) fn key(instance: u32, node: u32) -> Key {
    Key(u64::from(instance) << 32 | u64::from(node))
}

/// The id of the instance in a key.
pub(super) fn instance_of(key: Key) -> u32 {
    u32::try_from(key.0 >> 32).unwrap_or(0)
}

/// The node in a key.
pub(super) fn node_of(key: Key) -> u32 {
    u32::try_from(key.0 & u64::from(u32::MAX)).unwrap_or(0)
}
