//! The form has ended early: why, and what now.

use yew::prelude::*;

use super::{HEADING, heading};
use crate::face::Face;
use crate::owner::Owner;

pub(super) fn draw(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.form;
    html! {
        <section class="page end" part="page" aria-labelledby={HEADING} key="end">
            { heading(words.end_title) }
            if let Some(outcome) = &owner.snapshot.outcome {
                <p class="lead outcome" part="outcome" lang={face.language.clone()}>{ &outcome.label }</p>
            }
            <p>{ words.end_hint }</p>
        </section>
    }
}
