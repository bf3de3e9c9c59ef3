//! What the one live region says. `None` leaves what was said; an empty text takes it back.

use sealform_protocol::Patch;
use yew::AttrValue;

use crate::messages::Catalogue;
use crate::view_model::ViewModel;
use crate::{HostEvent, faults, screens};

/// Of what an action changed; `model` is as it was before.
pub(crate) fn of_patch(words: &Catalogue, model: &ViewModel, patch: &Patch) -> Option<AttrValue> {
    if patch.form.is_some() {
        // What was said in another language is not said again in this one.
        return Some(AttrValue::default());
    }
    match &patch.outcome {
        Some(Some(outcome)) if model.snapshot.outcome.is_none() => {
            return Some([words.form.end_title, ". ", &outcome.label].concat().into());
        }
        // It goes on after all.
        Some(None) => return Some(AttrValue::default()),
        Some(Some(_)) | None => {}
    }
    // A comment that nobody has asked for before.
    let (_, comment) = model.newly_due(patch)?;
    let label = if comment.label.is_empty() { words.question.comment } else { &comment.label };
    Some([label, ": ", words.question.required].concat().into())
}

/// Of what has happened outside of the form.
pub(crate) fn of_event(words: &Catalogue, model: &ViewModel, event: &HostEvent) -> Option<AttrValue> {
    match event {
        HostEvent::SaveFailed { reason } => Some(faults::save(words, *reason).into()),
        HostEvent::SealFailed { reason } => Some(faults::seal(words, *reason).into()),
        // Of the report before their eyes, and of no other.
        HostEvent::Delivery { jti, state, .. } if model.shows_receipt_of(jti) => {
            Some(screens::state_word(&words.receipt, *state).into())
        }
        // The heading of the receipt takes the focus and says it; what ran is over.
        HostEvent::Sealed(_) => Some(AttrValue::default()),
        // A saved draft is shown, not spoken: it happens after every word.
        HostEvent::Saved { .. }
        | HostEvent::Delivery { .. }
        | HostEvent::PatchFromOutside(_)
        | HostEvent::CameBack { .. }
        | HostEvent::Opened { .. }
        | HostEvent::Settled => None,
    }
}
