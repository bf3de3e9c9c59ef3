//! Puts a form on the screen, and takes it away.

use std::rc::Rc;
use std::sync::Arc;

use gloo::events::EventListener;
use js_sys::Promise;
use sealform_engine::Program;
use sealform_protocol::{Action, DeliveryState};
use sealform_types::Json;
use sealform_ui::{FormProps, Host, HostHandle, Target};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Element, EventTarget};

use super::bindings::Page;
use super::canvas::Canvas;
use super::host::BrowserHost;
use super::open::{self, Options};
use super::web_api;
use crate::failure::thrown;

/// A form on the screen.
#[wasm_bindgen]
pub struct Mounted {
    host: Rc<BrowserHost>,
    canvas: Canvas,
    _listeners: Vec<EventListener>,
}

/// Opens a form; its element is for the page to place.
///
/// # Errors
/// An `Error`.
pub async fn mount(program: Arc<Program>, page: Page, options: &str, draft: Option<&str>) -> Result<Mounted, JsValue> {
    let mut options = Options::read(options)?;
    let targets: Rc<[Target]> = std::mem::take(&mut options.targets).into();
    let session = open::session(&program, &options, &page, draft)?;
    let is_handed_in = draft.is_some() && !options.restored;
    let host = BrowserHost::new(page, program, options, session);
    host.load_messages(&host.language()).await?;
    let handle: Rc<dyn Host> = host.clone();
    let props = FormProps { host: HostHandle::new(handle), interface_language: None, targets };
    if is_handed_in {
        host.save_soon();
    }
    let canvas = Canvas::show(props)?;
    let listeners = listen(&host)?;
    Ok(Mounted { host, canvas, _listeners: listeners })
}

#[wasm_bindgen]
impl Mounted {
    /// The element that the form is drawn into.
    #[wasm_bindgen(getter)]
    pub fn canvas(&self) -> Element {
        self.canvas.element().clone()
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

    /// A submission is in that state on its way to a target; the page around the form has no place.
    pub fn delivery(&self, jti: &str, id: String, place: Option<String>, state: &str) {
        if let Some(state) = DeliveryState::ALL.into_iter().find(|known| known.name() == state) {
            self.host.on_delivery(jti, open::target(id, place), state);
        }
    }

    /// The draft as text.
    pub fn draft(&self) -> String {
        self.host.draft_text()
    }

    /// Saves what is not saved yet; resolves when it is.
    pub fn flush(&self) -> Promise {
        // The form may be taken away meanwhile.
        let host = Rc::clone(&self.host);
        future_to_promise(async move {
            host.flush_whole().await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Saves, and takes the form away.
    pub fn destroy(self) {
        self.host.flush();
        self.canvas.clear();
        self.host.close();
    }
}

/// The page is hidden or left: what was typed is saved. It may be looked at again after a day, without being loaded.
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
                host.lose_sight();
            } else {
                host.come_back();
            }
        }),
    ])
}
