//! The form has ended early: why, and what now.

use yew::prelude::*;

use super::{HEADING, heading};
use crate::face::Face;
use crate::owner::Owner;
use crate::parts::{form_words, paragraph};

pub(super) fn draw(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.form;
    html! {
        <section class="page end" part="page" aria-labelledby={HEADING} key="end">
            { heading(words.end_title) }
            if let Some(outcome) = &owner.snapshot.outcome {
                { form_words("lead outcome", &face.language, &outcome.label) }
            }
            { paragraph("", words.end_hint) }
        </section>
    }
}
