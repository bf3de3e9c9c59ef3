//! Puts a form on the screen, and takes it away.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo::events::EventListener;
use sealform_engine::{Attached, DecodeError, Program};
use sealform_protocol::Action;
use sealform_types::{Json, questionnaire_digest};
use sealform_ui::{FormProps, Host, HostHandle, Target};
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget};

use super::bindings::{MountOptions, Page};
use super::canvas::Canvas;
use super::delivery::{self, Destination};
use super::failure::OpenFault;
use super::host::{BrowserHost, Setup};
use super::lock::{self, Guard, LockMode};
use super::open::{self, Origin, Settings};
use super::store::{FormKey, Store};
use super::submit::Deployment;
use super::{device, rare_functions, web_api};
use crate::failure::thrown;

/// How often a busy draft is asked for before another tab is believed to have it: a page that is being left, or an element
/// that is moved, lets go a moment later.
const TRIES: u32 = 4;
const PAUSE_MS: i32 = 150;

/// A form on the screen.
#[wasm_bindgen]
pub struct Mounted {
    host: Rc<BrowserHost>,
    canvas: Canvas,
    restored: bool,
    _listeners: Vec<EventListener>,
}

/// Opens a form; its element is for the page to place.
///
/// # Errors
/// `{kind}` with the kind of an `OpenFault`, or an `Error`.
#[wasm_bindgen]
pub async fn mount(page: Page, options: MountOptions) -> Result<Mounted, JsValue> {
    let key = options.scoring_key();
    let mut program = Program::decode(&options.program()).map_err(|error| unreadable(error, key.as_deref()))?;
    if let Some(key) = key {
        check_key(&program, &key)?;
    }
    rare_functions::provide(&mut program, &page).await?;
    let destinations = delivery::open(options.delivery())?;
    let targets: Rc<[Target]> = destinations.iter().map(Destination::target).collect();
    let host = open(Arc::new(program), destinations, page, &options).await?;
    host.load_messages(&host.language()).await?;
    let handle: Rc<dyn Host> = host.clone();
    let props = FormProps { host: HostHandle::new(handle), interface_language: None, targets };
    let restored = host.origin() == Origin::Storage;
    if host.origin() == Origin::HandedIn {
        host.save_soon();
    }
    let canvas = Canvas::show(props)?;
    let listeners = listen(&host)?;
    host.submitter().send();
    Ok(Mounted { host, canvas, restored, _listeners: listeners })
}

#[wasm_bindgen]
impl Mounted {
    /// The element that the form is drawn into.
    #[wasm_bindgen(getter)]
    pub fn canvas(&self) -> Element {
        self.canvas.element().clone()
    }

    /// Whether a draft or a sealed form came back from storage.
    #[wasm_bindgen(getter)]
    pub fn restored(&self) -> bool {
        self.restored
    }

    /// The widgets that the form has, with blanks between them.
    #[wasm_bindgen(getter)]
    pub fn widgets(&self) -> String {
        self.host.widgets()
    }

    /// The languages that the form is written in.
    #[wasm_bindgen(getter)]
    pub fn languages(&self) -> Vec<String> {
        self.host.languages()
    }

    /// Turns the language of the form, where it has that language.
    #[wasm_bindgen(js_name = setLanguage)]
    pub fn set_language(&self, language: &str) {
        // The attribute may name a language of the page that the form is not written in: then it stays as it is.
        let _ = self.host.apply_from_outside(Action::Language { language: language.to_owned() });
    }

    /// Sets a fact, given as JSON text.
    ///
    /// # Errors
    /// An `Error` where it is not JSON, or the form does not take it.
    #[wasm_bindgen(js_name = applyFact)]
    pub fn apply_fact(&self, name: &str, value: &str) -> Result<(), JsValue> {
        let value = Json::parse(value.as_bytes()).map_err(|error| thrown(&error.to_string()))?;
        let action = Action::Fact { name: name.to_owned(), value };
        self.host.apply_from_outside(action).map_err(|error| thrown(&error.to_string()))
    }

    /// Answers a question with a value, given as JSON text: of a control that was taken off the screen while it was still
    /// at work.
    ///
    /// # Errors
    /// An `Error` where it is not JSON, or the question does not take it.
    pub fn answer(&self, path: &str, value: &str) -> Result<(), JsValue> {
        let value = Json::parse(value.as_bytes()).map_err(|error| thrown(&error.to_string()))?;
        let action = Action::Answer { path: path.to_owned(), value };
        self.host.apply_from_outside(action).map_err(|error| thrown(&error.to_string()))
    }

    /// The page has taken the file of that submission, later than at once.
    pub fn acknowledge(&self, jti: &str) {
        self.host.submitter().acknowledge(jti);
    }

    /// The draft as text.
    pub fn draft(&self) -> String {
        self.host.draft_text()
    }

    /// Saves, and takes the form away.
    pub fn destroy(self) {
        self.host.flush();
        self.canvas.clear();
        self.host.close();
    }
}

fn unreadable(error: DecodeError, key: Option<&str>) -> JsValue {
    match (error, key) {
        // Compiled again without its key, the form would be scored no longer.
        (DecodeError::OtherEngine(Attached::Key), None) => OpenFault::OutdatedWithKey.into(),
        (DecodeError::OtherEngine(Attached::Key | Attached::NoKey), _) => OpenFault::Outdated.into(),
        (DecodeError::NoProgram, _) => thrown("this is not the program of a form; `sealform build` makes one"),
        (DecodeError::Damaged, _) => thrown("the program of this form did not arrive whole"),
    }
}

/// The program must hold the scoring key that is attached.
fn check_key(program: &Program, key: &str) -> Result<(), OpenFault> {
    let held = program.key_sha256().ok_or(OpenFault::NoKey)?;
    let digest = Json::parse(key.as_bytes()).ok().and_then(|json| questionnaire_digest(&json).ok());
    match digest {
        Some(digest) if digest.to_string() == held => Ok(()),
        Some(_) | None => Err(OpenFault::OtherKey),
    }
}

fn settings(program: &Program, options: &MountOptions) -> Result<Settings, JsValue> {
    let facts = Json::parse(options.facts().as_bytes()).map_err(|error| thrown(&error.to_string()))?;
    let facts = facts.as_object().unwrap_or_default().to_vec();
    Ok(Settings {
        form: FormKey::new(&program.pin().sha256, &options.assignment(), &options.place()),
        language: options.language(),
        facts,
    })
}

async fn open(
    program: Arc<Program>,
    destinations: Vec<Destination>,
    page: Page,
    options: &MountOptions,
) -> Result<Rc<BrowserHost>, JsValue> {
    let settings = settings(&program, options)?;
    let store = Store::open().await.ok().map(Rc::new);
    let holder = LockHolder::default();
    let lock = take_lock(&settings.form, options.take_over(), &holder).await.ok_or(OpenFault::Busy)?;
    let restored = open::session(&program, &settings, options.draft().as_deref(), store.as_deref()).await?;
    let deployment =
        Deployment { destinations, assignment_token: options.assignment_token(), agency: options.agency() };
    let host = BrowserHost::new(Setup { page, settings, deployment, program, store, restored, lock });
    holder.replace(Some(Rc::downgrade(&host)));
    Ok(host)
}

/// The host to call when another tab takes the lock over; empty until there is one.
type LockHolder = Rc<RefCell<Option<Weak<BrowserHost>>>>;

/// The lock under which the draft is written.
async fn take_lock(form: &FormKey, take_over: bool, holder: &LockHolder) -> Option<Guard> {
    let name = format!("sealform-draft|{}", form.as_str());
    let lost = || {
        let holder = Rc::clone(holder);
        move || {
            let host = holder.borrow().as_ref().and_then(Weak::upgrade);
            if let Some(host) = host {
                host.on_lock_lost();
            }
        }
    };
    if take_over {
        return lock::take(&name, LockMode::Steal, lost()).await;
    }
    for _ in 1..TRIES {
        if let Some(guard) = lock::take(&name, LockMode::IfFree, lost()).await {
            return Some(guard);
        }
        device::pause(PAUSE_MS).await;
    }
    lock::take(&name, LockMode::IfFree, lost()).await
}

/// The page is hidden or left: what was typed is saved.
fn listen(host: &Rc<BrowserHost>) -> Result<Vec<EventListener>, JsValue> {
    let window = web_api::window()?;
    let document = window.document().ok_or_else(|| thrown("there is no document"))?;
    let on = |target: &EventTarget, name: &'static str, act: fn(&BrowserHost)| {
        let host = Rc::downgrade(host);
        EventListener::new(target, name, move |_| {
            if let Some(host) = host.upgrade() {
                act(&host);
            }
        })
    };
    Ok(vec![
        on(&window, "pagehide", BrowserHost::flush),
        on(&document, "visibilitychange", |host| {
            if web_api::window().ok().and_then(|window| window.document()).is_some_and(|document| document.hidden()) {
                host.flush();
            }
        }),
    ])
}
