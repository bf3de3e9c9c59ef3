//! Sending sealed files from the command line, by the rules of the page (`www/package/src/device`): the same requests for each type
//! of target, attachments before the file that names them, the same meaning of each answer.
//!
//! [`plan`] reads where to; [`parcel`] says what travels of a file, and [`beside`] finds it; [`sending`] makes one try, with the
//! requests of [`targets`], the credentials of [`grants`] and the network of [`http`]; [`outcome`] says what came of it, and
//! [`lane`] when it is tried again. [`journal`] remembers what has arrived.

pub mod beside;
mod call;
pub mod encrypted;
mod grants;
pub mod http;
pub mod journal;
pub mod lane;
mod multipart;
pub mod outcome;
pub mod parcel;
pub mod plan;
pub mod receipt;
pub mod sending;
mod targets;

pub use targets::{What, planned, takes_blobs_alone};
