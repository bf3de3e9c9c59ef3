//! The door to JavaScript: convert, call, convert.
//!
//! ```text
//! mount(element, page, options)     program → session (the draft's, or new) → the face on the screen
//!   host                            what the face asks for: saves, hands finished forms to the desk
//! Desk                              seals, and sends sealed files until every target has them
//! Engine                            the engine without a face: builds programs, keeps the score, serves other software
//! store, lock, clock                IndexedDB, Web Locks, time and chance; nothing below this crate has them
//! ```
//!
//! Each of the three is a feature and a Wasm of its own: `element` is what a person waits for, `sealing` and `headless` are
//! loaded behind the first page.
//!
//! Decisions that need no browser are plain functions with native tests: what a reply means (`desk/outcome.rs`), how an
//! entry goes its way (`desk/entry.rs`), where a zone changes its offset (`zone.rs`), which draft comes back
//! (`store/records.rs`).

#![cfg_attr(
    not(all(feature = "element", feature = "sealing", feature = "headless")),
    allow(dead_code, unused_imports, reason = "each module that ships leaves out what the others use")
)]

mod clock;
mod failure;
mod js;
mod zone;

#[cfg(any(feature = "element", feature = "sealing"))]
mod delivery;
#[cfg(any(feature = "element", feature = "sealing"))]
mod lock;
#[cfg(any(feature = "element", feature = "headless"))]
mod state;
#[cfg(any(feature = "element", feature = "sealing"))]
mod store;

#[cfg(feature = "element")]
mod begin;
#[cfg(feature = "element")]
mod door;
#[cfg(feature = "element")]
mod download;
#[cfg(feature = "element")]
mod help;
#[cfg(feature = "element")]
mod host;
#[cfg(feature = "element")]
mod mount;

#[cfg(feature = "sealing")]
mod desk;

#[cfg(feature = "headless")]
mod documents;
#[cfg(feature = "headless")]
mod headless;
#[cfg(feature = "headless")]
mod values;

#[cfg(feature = "sealing")]
pub use desk::{Desk, DeskOptions, Teller};
#[cfg(feature = "element")]
pub use door::{MountOptions, Page};
#[cfg(feature = "headless")]
pub use headless::Engine;
#[cfg(feature = "element")]
pub use mount::{Mounted, mount};
