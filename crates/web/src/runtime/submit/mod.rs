//! What becomes of a finished form: it is sealed, kept and sent.
//!
//! ```text
//! seal      claims → signature → one write of the file, its entries in the outbox and the end of the draft
//! outbox    sends until every target has the file
//! keys      the signing key, which only the browser can hold
//! ```

mod attachments;
mod entry;
mod keys;
mod outbox;
mod outcome;
mod seal;
mod webhook;

use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

pub use entry::Entry;
use outbox::Outbox;
pub use outbox::OutboxDelegate;
pub use seal::FinishedForm;

use super::delivery::Destination;
use super::store::{FormKey, Store};
use super::web_api;

/// What a deployment says about sealing and sending.
#[derive(Debug)]
pub struct Deployment {
    /// Where sealed files go.
    pub destinations: Vec<Destination>,
    /// The agency's assignment, a compact JWS.
    pub assignment_token: Option<String>,
    /// Whose key seals.
    pub agency: String,
}

/// Seals the forms of one element, and sends them.
pub struct Submitter {
    form: FormKey,
    agency: String,
    assignment_token: Option<String>,
    destinations: Vec<Destination>,
    store: Option<Rc<Store>>,
    outbox: Rc<Outbox>,
    _listeners: Vec<EventListener>,
}

impl Submitter {
    /// A submitter that has not sent anything yet.
    pub fn new(
        form: FormKey,
        deployment: Deployment,
        store: Option<Rc<Store>>,
        delegate: Weak<dyn OutboxDelegate>,
    ) -> Self {
        let outbox = Outbox::new(form.clone(), store.clone(), delegate);
        let Deployment { destinations, assignment_token, agency } = deployment;
        // Without a window there is nothing to hear of; sending goes on by the timer.
        let listeners = listen(&outbox).unwrap_or_default();
        Self { form, agency, assignment_token, destinations, store, outbox, _listeners: listeners }
    }

    /// Sends what is still on its way. Called when the form is on the screen, and when its receipt is.
    pub fn send(&self) {
        self.outbox.run();
    }

    /// Whether the page is one of the targets.
    pub fn delivers_to_page(&self) -> bool {
        self.destinations.contains(&Destination::Page)
    }

    /// The page has taken the file of that submission.
    pub fn acknowledge(&self, jti: &str) {
        self.outbox.acknowledge(jti);
    }

    /// Sends that submission again wherever it has not arrived.
    pub fn retry(&self, jti: &str) {
        self.outbox.retry(jti);
    }
}

/// The network is back, or the page is looked at again: what waits is tried.
fn listen(outbox: &Rc<Outbox>) -> Result<Vec<EventListener>, JsValue> {
    let window = web_api::window()?;
    let document = window.document().ok_or("there is no document")?;
    let on = |target: &EventTarget, name: &'static str| {
        let outbox = Rc::downgrade(outbox);
        EventListener::new(target, name, move |_| {
            if let Some(outbox) = outbox.upgrade() {
                outbox.run();
            }
        })
    };
    Ok(vec![on(&window, "online"), on(&document, "visibilitychange")])
}
