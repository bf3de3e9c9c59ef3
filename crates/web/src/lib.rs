//! The door to JavaScript: convert, call, convert.
//!
//! ```text
//! mount(element, page, options)     documents → program → session (the draft's, or new) → the face on the screen
//!   host                            what the face asks for: saves, seals, hands over
//!   store, lock, keys, clock        IndexedDB, Web Locks, WebCrypto, time and chance; nothing below this crate has them
//!   outbox                          sends sealed files until every target has them
//! Engine                            the same engine without a face: the feature `headless`, a Wasm of its own
//! ```
//!
//! Decisions that need no browser are plain functions with native tests: what a reply means (`outbox/outcome.rs`), how an
//! entry goes its way (`outbox/entry.rs`), where a zone changes its offset (`zone.rs`), which draft comes back
//! (`store/records.rs`).

mod clock;
mod documents;
mod failure;
mod js;
mod zone;

#[cfg(feature = "element")]
mod begin;
#[cfg(feature = "element")]
mod door;
#[cfg(feature = "element")]
mod download;
#[cfg(feature = "element")]
mod host;
#[cfg(feature = "element")]
mod keys;
#[cfg(feature = "element")]
mod lock;
#[cfg(feature = "element")]
mod mount;
#[cfg(feature = "element")]
mod outbox;
#[cfg(feature = "element")]
mod store;

#[cfg(feature = "headless")]
mod headless;
#[cfg(feature = "headless")]
mod values;

#[cfg(feature = "element")]
pub use door::{MountOptions, Page};
#[cfg(feature = "headless")]
pub use headless::Engine;
#[cfg(feature = "element")]
pub use mount::{Mounted, mount};
