//! Hooks that more than one part uses.
//! They hold no state of the form: that is the view model's.

mod use_group;
mod use_seconds;

pub(crate) use use_group::use_group;
pub(crate) use use_seconds::use_seconds;
