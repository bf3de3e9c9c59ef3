//! What has happened and was not taken over yet, in order.
//!
//! Yew may hear of an event late: where drawing takes long it goes on in a timer, and timers wait, most of all in a page that is
//! being left. What a person has entered must not wait with them, so the host acts while the event is handled, and what came of
//! it stands here until the form draws it.

use std::cell::RefCell;
use std::rc::Rc;

use sealform_protocol::{ApplyError, Patch};

use crate::context::{Deed, Then};
use crate::{HostEvent, HostHandle};

/// Something that has happened.
pub(crate) enum Happened {
    /// The host has acted.
    Acted(Result<Patch, ApplyError>),
    /// Something has happened at the host.
    Host(HostEvent),
}

/// What has happened, the first first.
#[derive(Clone, Default)]
pub(crate) struct Queue(Rc<RefCell<Vec<Happened>>>);

/// A deed that was done.
pub(crate) struct Done {
    /// The path of the question that it answers.
    pub answers: Option<String>,
    pub then: Then,
}

impl Queue {
    pub fn push(&self, happened: Happened) {
        self.0.borrow_mut().push(happened);
    }

    /// Everything that has happened since this was asked last.
    pub fn take(&self) -> Vec<Happened> {
        self.0.take()
    }

    /// Whether a person has done something that is not drawn yet.
    pub fn holds_a_deed(&self) -> bool {
        self.0.borrow().iter().any(|happened| matches!(happened, Happened::Acted(_)))
    }

    /// Has the host act; what is done, unless it was refused.
    pub fn act(&self, host: &HostHandle, Deed { action, then }: Deed) -> Option<Done> {
        let answers = action.answers().map(str::to_owned);
        let patched = match then {
            Then::Offer(..) => host.remove(action),
            Then::GoOn | Then::Focus(_) => host.apply(action),
        };
        let done = patched.is_ok().then_some(Done { answers, then });
        self.push(Happened::Acted(patched));
        done
    }
}
