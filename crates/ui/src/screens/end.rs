//! The form has ended early: why, and what now.

use yew::prelude::*;

use super::{heading, screen};
use crate::face::Face;
use crate::owner::Owner;
use crate::parts::{form_words, paragraph};

pub(super) fn draw(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.form;
    let outcome = owner.snapshot.outcome.as_ref();
    let why = outcome.map(|outcome| form_words("lead outcome", &face.language, &outcome.label));
    screen("page end", "end")
        .child(heading(words.end_title))
        .child(why.unwrap_or_default())
        .child(paragraph("", words.end_hint))
        .draw()
}
