//! The browser's own "Back" walks the screens: an entry of its history stands before the page as long as there is a screen
//! to go back to, and whoever goes back over it goes back one screen. At the first screen it leaves the page, as ever.

use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{History, ScrollRestoration};

/// The member of the history's state that marks an entry as ours.
const MARK: &str = "sealform";
/// The entry of the page, …
const PAGE: &str = "page";
/// … and the one before it.
const BEFORE: &str = "screen";

/// What stands in the browser's history for one form.
pub(crate) struct BrowserBack {
    history: History,
    /// Whether the entry is there.
    is_set: bool,
    _listener: EventListener,
}

impl BrowserBack {
    /// Calls `went_back` whenever somebody goes back over the entry. `None` outside browsers.
    pub fn listen(went_back: impl Fn() + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let history = window.history().ok()?;
        let here = history.clone();
        let listener = EventListener::new(&window, "popstate", move |_| {
            // Links inside the page come by here, too.
            if mark_of(&here).as_deref() == Some(PAGE) {
                went_back();
            }
        });
        // A screen begins at its top: where another one stood is no place on this one.
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        // After a reload the entry is there still.
        let is_set = mark_of(&history).as_deref() == Some(BEFORE);
        Some(Self { history, is_set, _listener: listener })
    }

    /// Puts the entry where there is a screen to go back to.
    pub fn follow(&mut self, has_screen_before: bool) {
        if has_screen_before && !self.is_set {
            // A page that refuses keeps what "Back" does everywhere.
            let _ = self.history.replace_state(&marked(&self.history, PAGE), "");
            self.is_set = self.history.push_state(&marked(&self.history, BEFORE), "").is_ok();
        }
    }

    /// Takes note that the entry is gone; whether it was there.
    pub fn takes(&mut self) -> bool {
        std::mem::take(&mut self.is_set)
    }

    /// Leaves the page, as "Back" was meant to.
    pub fn leave(&self) {
        let _ = self.history.back();
    }
}

fn mark_of(history: &History) -> Option<String> {
    Reflect::get(&history.state().ok()?, &MARK.into()).ok()?.as_string()
}

/// What the page keeps in its entry, with the mark.
fn marked(history: &History, mark: &str) -> JsValue {
    let state = Object::new();
    if let Ok(kept) = history.state().and_then(JsValue::dyn_into::<Object>) {
        Object::assign(&state, &kept);
    }
    let _ = Reflect::set(&state, &MARK.into(), &mark.into());
    state.into()
}
