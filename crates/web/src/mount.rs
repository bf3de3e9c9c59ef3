//! Puts a form on the screen, and takes it away.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo::events::EventListener;
use sealform_engine::{DecodeError, Program};
use sealform_protocol::Action;
use sealform_types::Json;
use sealform_ui::{Form, FormProps, Host, HostHandle, Target};
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget};
use yew::AppHandle;

use crate::begin::Origin;
use crate::delivery::{self, Destination};
use crate::door::{MountOptions, Page};
use crate::failure::{thrown, thrown_busy, thrown_outdated};
use crate::host::{BrowserHost, Settings, Setup};
use crate::lock::{self, Guard, Wish};
use crate::store::{FormKey, Store};
use crate::{begin, clock, help, js};

/// How often a busy draft is asked for before another tab is believed to have it: a page that is being left, or an element
/// that is moved, lets go a moment later.
const TRIES: u32 = 4;
const PAUSE_MS: i32 = 150;

/// A form on the screen.
#[wasm_bindgen]
pub struct Mounted {
    host: Rc<BrowserHost>,
    app: AppHandle<Form>,
    restored: bool,
    _listeners: Vec<EventListener>,
}

/// Opens a form in an element.
///
/// # Errors
/// `{kind: "outdated"}` where another engine has built the program, `{kind: "busy"}` or an `Error`.
#[wasm_bindgen]
pub async fn mount(root: Element, page: Page, options: MountOptions) -> Result<Mounted, JsValue> {
    let mut program = Program::decode(&options.program()).map_err(unreadable)?;
    help::get(&mut program, &page).await?;
    let program = Arc::new(program);
    let targets: Rc<[Target]> = delivery::open(options.delivery())?.iter().map(target).collect();
    let settings = settings(&program, &options)?;
    let store = Store::open().await.ok().map(Rc::new);
    let host = open(program, settings, store, page, &options).await?;
    host.load_messages(&host.language()).await?;
    let handle: Rc<dyn Host> = host.clone();
    let props = FormProps { host: HostHandle::new(handle), interface_language: None, targets };
    let restored = host.origin() == Origin::Storage;
    if host.origin() == Origin::HandedIn {
        host.save_soon();
    }
    let app = yew::Renderer::<Form>::with_root_and_props(root, props).render();
    let listeners = listen(&host)?;
    Ok(Mounted { host, app, restored, _listeners: listeners })
}

#[wasm_bindgen]
impl Mounted {
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

    /// Tells a fact, given as JSON text.
    ///
    /// # Errors
    /// An `Error` where it is no JSON, or the form does not take it.
    #[wasm_bindgen(js_name = applyFact)]
    pub fn apply_fact(&self, name: &str, value: &str) -> Result<(), JsValue> {
        let value = Json::parse(value.as_bytes()).map_err(|error| thrown(&error.to_string()))?;
        let action = Action::Fact { name: name.to_owned(), value };
        self.host.apply_from_outside(action).map_err(|error| thrown(&error.to_string()))
    }

    /// Under what its drafts are filed.
    #[wasm_bindgen(getter)]
    pub fn form(&self) -> String {
        self.host.form().as_str().to_owned()
    }

    /// SHA-256 of the questionnaire.
    #[wasm_bindgen(getter)]
    pub fn sha256(&self) -> String {
        self.host.sha256()
    }

    /// Shows a score, given as the JSON text of its view, or `null` where none is to be seen.
    #[wasm_bindgen(js_name = showScore)]
    pub fn show_score(&self, view: &str) {
        self.host.show_score(view);
    }

    /// Shows how far a submission is on its way to a host, or to the page.
    pub fn told(&self, jti: String, host: Option<String>, state: &str) {
        self.host.told(jti, host, state);
    }

    /// The draft as text.
    pub fn draft(&self) -> String {
        self.host.draft_text()
    }

    /// Saves, and takes the form away.
    pub fn destroy(self) {
        self.host.flush();
        self.app.destroy();
        self.host.close();
    }
}

fn unreadable(error: DecodeError) -> JsValue {
    match error {
        DecodeError::OtherEngine => thrown_outdated(),
        DecodeError::NoProgram => thrown("this is no program of a form; `sealform build` makes one"),
        DecodeError::Damaged => thrown("the program of this form did not arrive whole"),
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

/// A destination as the face shows it.
fn target(destination: &Destination) -> Target {
    destination.host().map_or(Target::Page, |host| Target::Webhook { host: host.to_owned() })
}

async fn open(
    program: Arc<Program>,
    settings: Settings,
    store: Option<Rc<Store>>,
    page: Page,
    options: &MountOptions,
) -> Result<Rc<BrowserHost>, JsValue> {
    let loser = Loser::default();
    let right = right(&settings.form, options.take_over(), &loser).await.ok_or_else(thrown_busy)?;
    let restored = begin::session(&program, &settings, options.draft().as_deref(), store.as_deref()).await?;
    let host = BrowserHost::new(Setup { page, settings, program, store, restored, right });
    loser.replace(Some(Rc::downgrade(&host)));
    Ok(host)
}

/// Who is told that the right to write the draft is gone; there is nobody until the host is there.
type Loser = Rc<RefCell<Option<Weak<BrowserHost>>>>;

/// The right to write the draft.
async fn right(form: &FormKey, take_over: bool, loser: &Loser) -> Option<Guard> {
    let name = format!("sealform-draft|{}", form.as_str());
    let lost = || {
        let loser = Rc::clone(loser);
        move || {
            let host = loser.borrow().as_ref().and_then(Weak::upgrade);
            if let Some(host) = host {
                host.lose_right();
            }
        }
    };
    if take_over {
        return lock::take(&name, Wish::Steal, lost()).await;
    }
    for _ in 1..TRIES {
        if let Some(guard) = lock::take(&name, Wish::IfFree, lost()).await {
            return Some(guard);
        }
        clock::pause(PAUSE_MS).await;
    }
    lock::take(&name, Wish::IfFree, lost()).await
}

/// The page is hidden or left: what was typed is saved.
fn listen(host: &Rc<BrowserHost>) -> Result<Vec<EventListener>, JsValue> {
    let window = js::window()?;
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
            if js::window().ok().and_then(|window| window.document()).is_some_and(|document| document.hidden()) {
                host.flush();
            }
        }),
    ])
}
