//! What every part of the face is handed: words, the host, and the way back to the owner.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{Action, Key, Part};
use sealform_types::{Json, VecMap};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::HostEvent;
use crate::form::HostHandle;
use crate::messages::Catalogue;
use crate::owner::{Focus, Screen};

/// Running stopwatches: when each was started, by what it measures. They outlive their page.
pub(crate) type Watches = Rc<RefCell<VecMap<String, DateTime<FixedOffset>>>>;

/// A shared hand-out; two are equal when they are the same, so nothing below is compared in depth.
#[derive(Clone)]
pub(crate) struct Face(Rc<Parts>);

/// What is in it.
pub(crate) struct Parts {
    /// What the interface says.
    pub words: &'static Catalogue,
    /// The language of the form's texts, and so of the answers.
    pub language: String,
    /// Session and clock.
    pub host: HostHandle,
    /// The owner's ear.
    pub tell: Callback<Message>,
    /// Running stopwatches.
    pub watches: Watches,
}

/// What the owner is told.
pub(crate) enum Message {
    /// A person did something to the form.
    Act(Action),
    /// The same by a button that goes away with it: the focus moves on.
    ActAndFocus(Action, Focus),
    /// A part of the form hands the focus on.
    Focus(Focus),
    /// The focus has left a question.
    Left(Key),
    /// A pointer is pressed.
    Pressed,
    /// The pointer is released, or does something else now.
    Released,
    /// What a press held back can be told.
    Tell,
    /// On to the next screen.
    Next,
    /// Back to the one before.
    Back,
    /// To a page.
    Page(usize),
    /// To a screen.
    Screen(Screen),
    /// To a question, or its comment.
    Question(Key, Part),
    /// Finish and sign.
    Seal,
    /// The overview is opened or closed.
    ToggleOverview,
    /// Starting over is asked for, or no longer.
    ToggleStartOver,
    /// Put everything aside and begin anew.
    StartOver,
    /// Something happened outside.
    Outside(HostEvent),
    /// The form, drawn before it was put into the page, is in it now.
    Attached,
}

impl Face {
    /// Hands out these.
    pub fn new(parts: Parts) -> Self {
        Self(Rc::new(parts))
    }

    /// Answers a question.
    pub fn answer(&self, path: &str, value: Json) {
        self.tell.emit(Message::Act(Action::Answer { path: path.to_owned(), value }));
    }

    /// A click that tells the owner something.
    pub fn click(&self, message: impl Fn() -> Message + 'static) -> Callback<Event> {
        let tell = self.tell.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            tell.emit(message());
        })
    }

    /// A click that does something to the form, and after which the focus is there.
    pub fn act(&self, action: Action, focus: Focus) -> Callback<Event> {
        self.click(move || Message::ActAndFocus(action.clone(), focus.clone()))
    }
}

impl Deref for Face {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl PartialEq for Face {
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
