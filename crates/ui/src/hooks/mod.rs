//! Hooks that more than one part uses.

mod use_group;
mod use_seconds;

pub(crate) use use_group::use_group;
pub(crate) use use_seconds::use_seconds;
