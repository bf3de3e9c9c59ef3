//! Where the focus goes once something is drawn, and what is moved into sight.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Function, Reflect};
use sealform_protocol::{Key, Part};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::Callback;

use crate::context::{Message, id};
use crate::screens;
use crate::view_model::Focus;

/// What takes the focus in a question; links beside its hint are not what it is answered with.
const FIELD: &str = ":is(input, textarea, select, button:not(.link))";

/// One of several headings on a page, before its id.
const CHAPTER: &str = ".chapter > #";

/// So often, in milliseconds, a form looks whether it has been put into the page.
pub(crate) const ATTACHED_MS: u32 = 10;

/// Whether something in the form has the focus.
pub(crate) fn is_within(root: &Element) -> bool {
    root.query_selector(":focus").is_ok_and(|found| found.is_some())
}

/// Gives the focus to what is to have it.
pub(crate) fn take(root: &Element, focus: Focus) {
    match focus {
        Focus::Stays => {}
        Focus::Heading => {
            give_focus(root, &["#", screens::HEADING].concat());
            show_top(root);
            // One of several on a page is what comes next, and stands at its top.
            scroll_to_top(root, &[CHAPTER, screens::HEADING].concat());
        }
        Focus::Open => give_focus(root, &["#", screens::OPEN].concat()),
        Focus::Again => give_focus(root, &["#", screens::AGAIN].concat()),
        Focus::Question(key, part) => focus_question(root, key, part),
        Focus::Row(key) => give_focus(root, &["#", &id(key, screens::CHANGE)].concat()),
        Focus::Element(id) => give_focus(root, &["#", &id].concat()),
        Focus::LastInstance(repeat) => {
            // Where it asks nothing, the focus stays at the button that has added it.
            let last = ["[aria-labelledby=", &id(repeat, "-label"), "] > .instance:last-of-type "].concat();
            give_focus(root, &[&last, FIELD].concat());
        }
        Focus::First => give_focus(root, &[".question ", FIELD].concat()),
    }
}

/// So long, in milliseconds, a long page is drawn and laid out until what has come near has its height.
const SETTLED_MS: u32 = 300;

/// Moves what has the focus into sight once more when the page has settled.
pub(crate) fn settle(root: &Element) -> Timeout {
    let root = root.clone();
    Timeout::new(SETTLED_MS, move || {
        scroll_to_top(&root, &[CHAPTER, screens::HEADING, ":focus"].concat());
        reveal(&root, ":focus");
    })
}

fn give_focus(root: &Element, selector: &str) {
    let Ok(Some(found)) = root.query_selector(selector) else { return };
    if let Some(element) = found.dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is; nothing is lost by that.
        let _ = element.focus();
        // One that has it already may be under the bar now, which grows where something can be undone.
        scroll_to(element);
    }
}

/// Moves the page, where an element is not in sight.
pub(crate) fn reveal(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        scroll_to(&element);
    }
}

/// A screen begins at its top, unless all of it is in sight anyway.
fn show_top(root: &Element) {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or(0.0);
    let place = root.get_bounding_client_rect();
    if place.top() < 0.0 || place.bottom() > height {
        root.scroll_into_view_with_bool(true);
    }
}

/// Moves a field of text above the bar that has taken the focus: browsers show the caret, and not the field.
pub(crate) fn show_field(event: &Event) {
    let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(field) = field.filter(|field| field.matches("textarea, input[type=text]").unwrap_or(false)) {
        scroll_to(&field);
    }
}

fn scroll_to_top(root: &Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        element.scroll_into_view_with_bool(true);
    }
}

fn scroll_to(element: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Focuses the field of a question, its taken choice, or its first control.
fn focus_question(root: &Element, key: Key, part: Part) {
    let field = id(key, "-comment");
    let inside = ["#", &id(key, "-box"), " "].concat();
    let selector = match part {
        Part::Comment => ["#", &field].concat(),
        Part::Answer => [&inside, "input:checked,", &inside, FIELD].concat(),
    };
    let taken = [&inside, "input:checked"].concat();
    let first = match (part, root.query_selector(&taken)) {
        (Part::Answer, Ok(Some(_))) => taken,
        (Part::Answer | Part::Comment, _) => selector,
    };
    give_focus(root, &first);
}

/// Opens the form's sheet over everything else, where one is drawn: what lies below cannot be reached meanwhile. Gives what
/// hears that it was closed by a key or a gesture of the browser. Controls have dialogs of their own, which are theirs to open.
pub(crate) fn open_sheet(root: &Element, closed: &Callback<Message>) -> Option<EventListener> {
    let sheet = root.query_selector("[part=sheet]:not([open])").ok()??;
    let show = Reflect::get(&sheet, &"showModal".into()).ok()?.dyn_into::<Function>().ok();
    // Where it cannot be laid over the page it stands in it.
    if show.is_none_or(|show| show.call0(&sheet).is_err()) {
        sheet.set_attribute("open", "").ok()?;
    }
    let closed = closed.clone();
    Some(EventListener::new(&sheet, "close", move |_| closed.emit(Message::CloseSheet)))
}
