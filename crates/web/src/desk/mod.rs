//! The desk: it seals finished forms and sends them. A Wasm of its own, loaded behind the first page.
//!
//! ```text
//! seal      finish → claim → sign → keep, in one step with the end of the draft
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
use sealform_types::Json;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use crate::delivery::{self, Destination};
use crate::js;
use crate::store::{FileRecord, FormKey, Store};
use entry::Entry;
use outbox::{Outbox, Postmaster};
use seal::{Finished, Refusal};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a desk is opened with. */
export interface DeskOptions {
  /** Under what the drafts of the form are filed. */
  form: string;
  /** The text of a `delivery.json`. */
  delivery: string | undefined;
  /** The agency's assignment, a compact JWS. */
  assignmentToken: string | undefined;
  /** Whose key seals. */
  agency: string;
}

/** What a desk tells. */
export interface Teller {
  /** A submission is on its way to a host, or to the page (`undefined`): the word for how far it has come. */
  told(jti: string, host: string | undefined, state: string): void;
  /** Gives back whether the page has taken the file. */
  sealed(jti: string, sha256: string, fileName: string, jws: string): boolean;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What a desk is opened with.
    #[wasm_bindgen(typescript_type = "DeskOptions")]
    pub type DeskOptions;

    /// Under what the drafts of the form are filed.
    #[wasm_bindgen(method, getter)]
    fn form(this: &DeskOptions) -> String;
    /// The text of a `delivery.json`.
    #[wasm_bindgen(method, getter)]
    fn delivery(this: &DeskOptions) -> Option<String>;
    /// The agency's assignment.
    #[wasm_bindgen(method, getter, js_name = assignmentToken)]
    fn assignment_token(this: &DeskOptions) -> Option<String>;
    /// Whose key seals.
    #[wasm_bindgen(method, getter)]
    fn agency(this: &DeskOptions) -> String;

    /// Whom a desk tells.
    #[wasm_bindgen(typescript_type = "Teller")]
    #[derive(Debug)]
    pub type Teller;

    /// A submission is on its way.
    #[wasm_bindgen(method)]
    fn told(this: &Teller, jti: &str, host: Option<&str>, state: &str);
    /// A file was sealed; whether the page has taken it.
    #[wasm_bindgen(method)]
    fn sealed(this: &Teller, jti: &str, sha256: &str, file_name: &str, jws: &str) -> bool;
}

/// One form's desk in one page.
#[wasm_bindgen]
pub struct Desk {
    office: Rc<Office>,
    _listeners: Vec<EventListener>,
}

/// What a desk works with.
pub(crate) struct Office {
    teller: Teller,
    form: FormKey,
    agency: String,
    assignment_token: Option<String>,
    destinations: Vec<Destination>,
    store: Option<Rc<Store>>,
    outbox: Rc<Outbox>,
}

#[wasm_bindgen]
impl Desk {
    /// Opens the desk, and sends what is still on its way.
    ///
    /// # Errors
    /// An `Error` where the delivery cannot be read.
    pub async fn open(options: DeskOptions, teller: Teller) -> Result<Desk, JsValue> {
        let destinations = delivery::open(options.delivery())?;
        let store = Store::open().await.ok().map(Rc::new);
        let form = FormKey::from(options.form());
        let office = Rc::new_cyclic(|office: &Weak<Office>| {
            let master: Weak<dyn Postmaster> = office.clone();
            Office {
                outbox: Outbox::new(form.clone(), store.clone(), master),
                teller,
                form,
                agency: options.agency(),
                assignment_token: options.assignment_token(),
                destinations,
                store,
            }
        });
        let listeners = listen(&office.outbox)?;
        office.outbox.run();
        Ok(Self { office, _listeners: listeners })
    }

    /// Seals what is handed in as JSON text `{open_ms, draft, outcome, answers, repeats, facts}`, with the score claim as
    /// JSON text where a key is attached. Gives the record of the file as JSON text.
    ///
    /// # Errors
    /// The word for what went wrong.
    pub async fn seal(&self, finished: String, score: Option<String>) -> Result<String, JsValue> {
        let score = score.as_deref().map(|text| Json::parse(text.as_bytes())).transpose().map_err(|_| Refusal::Failed);
        let sealed = match (Finished::read(&finished), score) {
            (Some(finished), Ok(score)) => self.office.seal(finished, score).await,
            (None, _) | (_, Err(_)) => Err(Refusal::Failed),
        };
        sealed.map(|file| file.text()).map_err(|refusal| JsValue::from_str(refusal.name()))
    }

    /// Tells the page of a file that was just sealed, and sends it. Called when the receipt is on the screen.
    pub fn deliver(&self, jti: &str) {
        let office = &self.office;
        // A page that is a target hears of it from the outbox, and acknowledges.
        if !office.destinations.contains(&Destination::Page)
            && let Some(file) = office.outbox.file(jti)
        {
            office.hand_over(&file);
        }
        office.outbox.run();
    }

    /// The page has taken the file of that submission.
    pub fn acknowledge(&self, jti: &str) {
        self.office.outbox.acknowledge(jti);
    }

    /// Sends that submission again wherever it has not arrived.
    pub fn retry(&self, jti: &str) {
        self.office.outbox.retry(jti);
    }
}

impl Postmaster for Office {
    fn told(&self, entry: &Entry) {
        self.teller.told(&entry.jti, entry.to.host(), entry.state.name());
    }

    fn hand_over(&self, file: &FileRecord) -> bool {
        self.teller.sealed(&file.jti, &file.sha256, &file.name, &file.jws)
    }
}

/// The network is back, or the page is looked at again: what waits is tried.
fn listen(outbox: &Rc<Outbox>) -> Result<Vec<EventListener>, JsValue> {
    let window = js::window()?;
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
