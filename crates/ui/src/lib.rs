//! The face: Yew components that draw snapshots and emit commands.
//!
//! A [`Form`] is given a [`Host`], draws its [`Snapshot`](sealform_protocol::Snapshot), tells it what a
//! person does and takes over the [`Patch`](sealform_protocol::Patch) that comes back. There is no rule
//! in here: what is relevant, required or wrong is in the snapshot, and the catalogues only say it.

mod controls;
mod face;
mod faults;
mod form;
mod frame;
mod hooks;
mod host;
mod messages;
mod owner;
mod parts;
mod question;
mod screens;
mod time;
mod value;

pub use controls::widgets;
pub use form::{Form, FormMessage, FormProps, HostHandle};
pub use host::{Host, HostEvent, ReceiptView, Target};
pub use messages::add_catalogue;
