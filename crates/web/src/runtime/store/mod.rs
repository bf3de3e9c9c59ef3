//! What is kept on the device, in IndexedDB. Records are JSON text under text keys, but for the signing key, which only
//! the browser can hold.

mod database;
mod records;

pub use database::{Change, Durability, Store, StoreFault, StoreName};
pub use records::{DraftRecord, FileRecord, FormKey, Stage, draft_text};
