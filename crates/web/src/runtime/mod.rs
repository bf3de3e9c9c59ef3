//! A form on the screen: one session that is drawn, saved, scored, sealed and sent.
//!
//! ```text
//! mount     program → session (the draft's, or new) → the UI
//! host      what the UI asks for: takes answers, saves, hands a finished form to the submitter
//! submit    seals a finished form, and sends the file until every target has it
//! store, lock, device, web_api   IndexedDB, Web Locks, clocks, and the calls that `web-sys` lacks
//! ```

mod bindings;
mod canvas;
mod delivery;
mod device;
mod download;
mod failure;
mod host;
mod lock;
mod mount;
mod open;
mod rare_functions;
mod stack;
mod store;
mod submit;
mod web_api;

pub use bindings::{MountOptions, Page};
pub use mount::{Mounted, mount};
pub use stack::stack_top;
