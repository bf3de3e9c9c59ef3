//! The UI: Yew components that draw snapshots and emit commands.
//!
//! A [`Form`] is given a [`Host`], draws its [`Snapshot`](sealform_protocol::Snapshot), passes on what a
//! person does and takes over the [`Patch`](sealform_protocol::Patch) that comes back. There is no rule
//! in here: what is relevant, required or wrong is in the snapshot, and the catalogues only say it.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A new kind of control is a list of compile errors, not a silent blank on the screen.
#![deny(clippy::wildcard_enum_match_arm)]

mod browser_back;
mod context;
mod controls;
mod element;
mod faults;
#[cfg(not(target_family = "wasm"))]
mod first_page;
mod focus;
mod form;
mod frame;
mod happened;
mod hooks;
mod host;
mod keys;
mod markup;
mod messages;
#[cfg(not(target_family = "wasm"))]
mod paper;
mod press;
mod question;
#[cfg(not(target_family = "wasm"))]
mod report;
mod screens;
mod slot;
mod spoken;
mod time;
mod value;
mod view_model;
mod why;

pub use controls::{LOOKS, widgets};
#[cfg(not(target_family = "wasm"))]
pub use first_page::FirstPage;
pub use form::{Form, FormMessage, FormProps};
#[cfg(not(target_family = "wasm"))]
pub use host::Counts;
pub use host::{Host, HostEvent, HostHandle, Opening, ReceiptView, Target, TargetPlace};
pub use messages::{add_catalogue, direction};
#[cfg(not(target_family = "wasm"))]
pub use paper::draw_paper;
#[cfg(not(target_family = "wasm"))]
pub use report::{DrawnReport, Examined, draw_report, report_style};
pub use screens::CLAIMS;
pub use slot::{FormSlot, SlotMessage};
