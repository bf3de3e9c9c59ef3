//! A form on the screen: one session that is drawn, saved, scored and sealed.
//!
//! ```text
//! form      a program that was read: says which form it is, and what of an older draft fits
//! mount     program → session (the draft's, or new) → the UI
//! host      what the UI asks for: takes answers, has the draft saved, seals a finished form
//! claims    a finished form → claims → signature → the sealed file
//! bindings, device, web_api   what JavaScript does on the device, clocks, small helpers
//! ```
//!
//! What is kept, locked and sent is `www/package/src/device`: it goes on where a form has been taken away.

mod bindings;
mod canvas;
mod claims;
mod device;
mod failure;
mod form;
mod host;
mod host_functions;
mod mount;
mod open;
mod rare_functions;
mod stack;
mod web_api;

pub use bindings::Page;
pub use form::FormProgram;
pub use mount::Mounted;
pub use stack::stack_top;
