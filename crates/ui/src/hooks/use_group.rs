//! Names for groups of radio buttons.

use std::sync::atomic::{AtomicU32, Ordering};

use yew::prelude::*;

/// A page that was drawn before the Wasm came stands in the same shadow root: its names are others.
const PREFIX: &str = if cfg!(target_family = "wasm") { "g" } else { "f" };

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name that no group of radio buttons has had before, and another one whenever `shown` changes.
///
/// Chromium keeps for each shadow root and name which button of a group last had the focus, also after the group is gone:
/// Tab would pass by every button of a new group with an old name. Whatever makes a group go and come is `shown`.
#[hook]
pub(crate) fn use_group<Shown: PartialEq + 'static>(shown: Shown) -> AttrValue {
    let name =
        use_memo(shown, |_| AttrValue::from([PREFIX, &NEXT.fetch_add(1, Ordering::Relaxed).to_string()].concat()));
    (*name).clone()
}
