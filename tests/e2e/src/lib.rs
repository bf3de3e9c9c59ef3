//! Drives Sealform in real browsers, as a person does.
//!
//! A test writes one scenario and runs it in every [`Browser`]: it starts the driver, opens a page, and gets a
//! [`Respondent`] who answers questions by their labels, presses buttons by their names, and reads what is on the
//! screen. Everything stays on this machine: drivers and pages listen on loopback ports that were free.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use sealform_e2e::{Browser, Look, visit};
//! visit(Browser::Firefox, Look::DESKTOP, "www/site".as_ref(), async |respondent| {
//!     respondent.answers("Did the agent greet you?", "Yes").await?;
//!     respondent.presses("Next").await?;
//!     respondent.sees("Waiting time").await
//! })
//! .await
//! # }
//! ```

mod adding;
mod agency;
mod backends;
mod browser;
mod coming;
mod events;
mod faulty;
mod filler;
mod form;
mod gallery;
mod gate;
mod hand;
mod keyboard;
mod list;
mod memory;
mod observer;
mod page;
mod picture;
mod program;
mod receivers;
mod repository;
mod respondent;
mod screen;
mod stub;
mod tempo;
mod thumb;
mod tree;
mod visit;
mod wire;

pub use agency::{AGENCY, Agency};
pub use backends::{Again, Backends, Refused, TARGETS, digest, hold};
pub use browser::{Browser, Look, Scheme, Size};
pub use faulty::{Fault, Faulty, Ledger};
pub use filler::{Filler, PICTURE};
pub use form::{Form, Page, Question, fixture};
pub use gallery::View;
pub use gate::Gate;
pub use hand::Hand;
pub use memory::Held;
pub use observer::{KSP_PHONE, Observer, Words};
pub use page::{Control, Role};
pub use receivers::{Received, claims, command_line, json_of, receive, said_by, stock_libraries};
pub use repository::{copy_folder, demo, demo_with_pages, form_page, repo_file, target};
pub use respondent::Respondent;
pub use stub::{Answer, Desk, Post, Stub, Text, Tray};
pub use thumb::Thumb;
pub use visit::{
    Return, Saved, visit, visit_and_return, visit_and_return_at, visit_at, visit_gate, visit_sending_to,
    visit_until_killed,
};
pub use wire::Wire;
