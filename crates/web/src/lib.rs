//! The door to JavaScript: convert, call, convert.
//!
//! ```text
//! mount(element, page, options)     documents → program → session (the draft's, or new) → the face on the screen
//!   host                            what the face asks for: saves, seals, hands over
//!   store, lock, keys, clock        IndexedDB, Web Locks, WebCrypto, time and chance; nothing below this crate has them
//!   outbox                          sends sealed files until every target has them
//! Engine                            the same engine without a face
//! ```
//!
//! Decisions that need no browser are plain functions with native tests: what a reply means (`outbox/outcome.rs`), how an
//! entry goes its way (`outbox/entry.rs`), where a zone changes its offset (`zone.rs`), which draft comes back
//! (`store/records.rs`).

mod begin;
mod clock;
mod documents;
mod door;
mod download;
mod headless;
mod host;
mod js;
mod keys;
mod lock;
mod mount;
mod outbox;
mod store;
mod values;
mod zone;

pub use door::{MountOptions, Page};
pub use headless::Engine;
pub use mount::{Mounted, mount};
