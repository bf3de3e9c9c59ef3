//! The face: Yew components that draw snapshots and emit commands.

mod form;
mod host;

pub use form::{Form, FormProps, HostHandle};
pub use host::{DeliveryState, Host, HostEvent, ReceiptView, SaveFault, SealFault, Target};
