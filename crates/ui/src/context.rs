//! What every part of the UI shares: messages, the host, and the way to dispatch a message to the form.

use std::ops::Deref;
use std::rc::Rc;

use sealform_protocol::{Action, Key, Part};
use sealform_types::Json;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::HostHandle;
use crate::happened::Queue;
use crate::messages::Catalogue;
use crate::view_model::{Focus, Marks, Screen, Undoable};

/// A shared hand-out; two are equal when they are the same, so nothing below is compared in depth.
#[derive(Clone)]
pub(crate) struct UiContext(Rc<ContextParts>);

/// What is in it.
pub(crate) struct ContextParts {
    /// What the interface says.
    pub words: &'static Catalogue,
    /// The language of the form's texts, and so of the answers.
    pub language: String,
    /// Which questions carry a mark.
    pub marks: Marks,
    /// Session and clock.
    pub host: HostHandle,
    /// Has the host act, at once.
    pub deeds: Callback<Deed>,
    /// What has happened and is not drawn yet.
    pub happened: Queue,
    /// Sends a message to the form.
    pub dispatch: Callback<Message>,
}

/// What a person did to the form.
pub(crate) struct Deed {
    /// What the host is to do.
    pub action: Action,
    /// What follows, where it was done.
    pub then: Then,
}

/// What follows a deed.
pub(crate) enum Then {
    /// The next page, where the page asks for that.
    GoOn,
    /// The focus moves on, for the button goes away with it.
    Focus(Focus),
    /// The same where something was taken away: a bar offers to undo it.
    Offer(Focus, Undoable),
}

/// What can happen to the form.
pub(crate) enum Message {
    /// An answer was tapped a second time: it is taken back once the browser is done with the tap.
    TakeBack(Key),
    /// Undo what was taken away last.
    Undo,
    /// The focus has left a question.
    Blurred(Key),
    /// A pointer is pressed.
    Pressed,
    /// The pointer is released, or does something else now.
    Released,
    /// It has clicked: nothing more comes of the press.
    Clicked,
    /// The errors that a press held back can be shown.
    ReportHeld,
    /// On to the next screen.
    Next,
    /// Back to the one before.
    Back,
    /// Somebody has gone back in the browser.
    WentBack,
    /// To a page.
    Page(usize),
    /// To a screen.
    Screen(Screen),
    /// To a question, or its comment.
    Question(Key, Part),
    /// Why a question is asked is told, or no longer.
    Why(Key),
    /// To a question, or its comment, over the summary.
    Sheet(Key, Part),
    /// Back from there.
    CloseSheet,
    /// Finish and sign.
    Seal,
    /// The overview is opened or closed.
    ToggleOverview,
    /// Put everything aside and begin anew.
    StartOver,
    /// What is not drawn yet of a long page has come near.
    Near,
    /// Past everything that stands before the questions.
    Skip,
    /// The sealed file was offered for saving.
    Downloaded,
    /// The receipt is left although its file is saved nowhere: that is asked, or no longer.
    AskLeaving(bool),
    /// The page is printed, or was.
    Prints(bool),
    /// The form, drawn before it was put into the page, is in it now.
    Attached,
}

impl UiContext {
    /// Hands out these.
    pub fn new(parts: ContextParts) -> Self {
        Self(Rc::new(parts))
    }

    /// Whether it is known how much there is to do.
    #[cfg(target_family = "wasm")]
    #[expect(clippy::unused_self, reason = "outside of browsers the host says it")]
    pub const fn knows_counts(&self) -> bool {
        true
    }

    /// Whether it is known how much there is to do.
    #[cfg(not(target_family = "wasm"))]
    pub fn knows_counts(&self) -> bool {
        self.host.counts() == crate::Counts::Known
    }

    /// Answers a question.
    pub fn answer(&self, path: &str, value: Json) {
        self.take(Action::Answer { path: path.to_owned(), value });
    }

    /// Has the host act.
    pub fn take(&self, action: Action) {
        self.deeds.emit(Deed { action, then: Then::GoOn });
    }

    /// Has the host act, after which the focus is there.
    pub fn take_and_focus(&self, action: Action, focus: Focus) {
        self.deeds.emit(Deed { action, then: Then::Focus(focus) });
    }

    /// Has the host take something away, after which the focus is there.
    pub fn take_away(&self, action: Action, focus: Focus, undoable: Undoable) {
        self.deeds.emit(Deed { action, then: Then::Offer(focus, undoable) });
    }

    /// A click that sends the form a message.
    pub fn click(&self, message: impl Fn() -> Message + 'static) -> Callback<Event> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            dispatch.emit(message());
        })
    }

    /// A click that does something to the form, and after which the focus is there.
    pub fn act(&self, action: Action, focus: Focus) -> Callback<Event> {
        self.pressed(move |ui| ui.take_and_focus(action.clone(), focus.clone()))
    }

    /// A click that takes something away, and after which the focus is there.
    pub fn remove(&self, action: Action, focus: Focus, undoable: Undoable) -> Callback<Event> {
        self.pressed(move |ui| ui.take_away(action.clone(), focus.clone(), undoable.clone()))
    }

    fn pressed(&self, deed: impl Fn(&Self) + 'static) -> Callback<Event> {
        let ui = self.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            deed(&ui);
        })
    }
}

impl Deref for UiContext {
    type Target = ContextParts;

    fn deref(&self) -> &ContextParts {
        &self.0
    }
}

impl PartialEq for UiContext {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What stands in the field that an event came from.
pub(crate) fn field_text(target: Option<EventTarget>) -> String {
    let Some(target) = target else { return String::new() };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        input.value()
    } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        area.value()
    } else {
        target.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
    }
}

/// The id of a question's part in the document. Each form has a shadow root of its own, so a key is enough.
pub(crate) fn id(key: Key, part: &str) -> String {
    ["q", &key.0.to_string(), part].concat()
}
