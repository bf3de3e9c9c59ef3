//! The form has ended early: why, and what now.

use yew::prelude::*;

use super::{heading, screen};
use crate::context::UiContext;
use crate::element::{form_words, paragraph};
use crate::view_model::ViewModel;

pub(super) fn draw(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.form;
    let outcome = model.snapshot.outcome.as_ref();
    let why = outcome.map(|outcome| form_words("lead outcome", &ui.language, &outcome.label));
    screen("page end", "end")
        .child(heading(words.end_title))
        .child(why.unwrap_or_default())
        .child(paragraph("", words.end_hint))
        .draw()
}
