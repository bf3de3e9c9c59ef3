//! The form has ended early: why, and what now.

use yew::prelude::*;

use super::{heading, screen};
use crate::context::UiContext;
use crate::element::{paragraph, tag};
use crate::markup::marked;
use crate::view_model::ViewModel;

pub(super) fn draw(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.form;
    let outcome = model.snapshot.outcome.as_ref();
    let why = outcome.map(|outcome| {
        let why = tag("p").part("lead outcome").with("lang", &ui.language);
        why.child(marked(&outcome.label, &outcome.marks)).draw()
    });
    screen("page end", "end")
        .child(heading(words.end_title))
        .child(why.unwrap_or_default())
        .child(paragraph("", words.end_hint))
        .draw()
}
