//! What a pointer does to the page around a question.

use gloo::events::{EventListener, EventListenerOptions};
use sealform_protocol::Key;
use yew::Callback;

use crate::context::Message;

/// Whether a pointer is pressed, and which questions the press has left.
///
/// Showing their errors at once would move what the pointer is on, also below the form, and the click would miss it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    None,
    Held(Vec<Key>),
}

/// So long, in milliseconds, after a pointer was released a click may still come of it: a finger's comes after the focus has
/// moved. One that has only scrolled gives none.
pub(crate) const CLICK_MS: u32 = 400;

/// Listens to the pointer wherever it is in the page: whoever presses something beside the form leaves a question too; and to
/// the printing of the page. Where there is no browser, nobody presses anything.
pub(crate) fn listen(dispatch: &Callback<Message>) -> Vec<EventListener> {
    let page = if cfg!(target_family = "wasm") { web_sys::window() } else { None };
    let Some(page) = page else { return Vec::new() };
    let hear = |name: &'static str, message: fn() -> Message| {
        let dispatch = dispatch.clone();
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::new_with_options(&page, name, options, move |_| dispatch.emit(message()))
    };
    vec![
        hear("pointerdown", || Message::Pressed),
        hear("pointerup", || Message::Released),
        hear("pointercancel", || Message::Released),
        hear("click", || Message::Clicked),
        // What is drawn then is there before the browser lays out the sheets.
        hear("beforeprint", || Message::Prints(true)),
        hear("afterprint", || Message::Prints(false)),
    ]
}
