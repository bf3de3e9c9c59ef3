//! Text, whole numbers and decimals.

use sealform_protocol::QuestionView;
use sealform_types::{Json, has_word};
use yew::prelude::*;

use super::{Aria, answer_field};
use crate::context::{UiContext, field_text};
use crate::value::plain;

/// Which digits a number may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// A whole number.
    Whole,
    /// One with a fraction.
    Fraction,
}

pub(super) fn draw_text(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    let oninput = on_typed(ui, view, |_, typed| typed);
    let long = has_word(&view.appearance, "multiline") || view.words.is_some_and(|words| words.min > 0);
    let field = match long {
        true => answer_field("textarea", view, aria, oninput).set("rows", "4"),
        false => answer_field("input", view, aria, oninput).set("type", "text").set("autocomplete", "off"),
    };
    field.value(&plain(&view.value)).with("lang", &ui.language).set("spellcheck", "true").draw()
}

pub(super) fn draw_number(ui: &UiContext, view: &QuestionView, aria: &Aria, digits: Digits) -> Html {
    let (inputmode, value, oninput) = match digits {
        Digits::Whole => ("numeric", plain(&view.value), on_typed(ui, view, |_, typed| typed.trim().to_owned())),
        Digits::Fraction => (
            "decimal",
            ui.words.decimal(&plain(&view.value)),
            on_typed(ui, view, |ui, typed| typed.trim().replace(ui.words.numbers.decimal, ".")),
        ),
    };
    answer_field("input", view, aria, oninput)
        .class("input short")
        .set("type", "text")
        .set("inputmode", inputmode)
        .set("autocomplete", "off")
        .value(&value)
        .draw()
}

/// Answers with what was typed; an empty field is not an answer.
fn on_typed(ui: &UiContext, view: &QuestionView, read: fn(&UiContext, String) -> String) -> Callback<Event> {
    let (ui, path) = (ui.clone(), view.path.clone());
    Callback::from(move |event: Event| {
        let typed = read(&ui, field_text(event.target()));
        ui.answer(&path, if typed.is_empty() { Json::Null } else { Json::String(typed) });
    })
}
