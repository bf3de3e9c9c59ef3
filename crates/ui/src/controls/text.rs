//! Text, whole numbers and decimals.

use sealform_protocol::QuestionView;
use sealform_types::Json;
use yew::prelude::*;

use super::{Bonds, answer_field};
use crate::face::{Face, field_text};
use crate::value::plain;

/// Which digits a number may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// A whole number.
    Whole,
    /// One with a fraction.
    Fraction,
}

pub(super) fn draw_text(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    let oninput = on_typed(face, view, |_, typed| typed);
    let long =
        view.appearance.split(' ').any(|word| word == "multiline") || view.words.is_some_and(|words| words.min > 0);
    let field = match long {
        true => answer_field("textarea", view, bonds, oninput).set("rows", "4"),
        false => answer_field("input", view, bonds, oninput).set("type", "text").set("autocomplete", "off"),
    };
    field.value(&plain(&view.value)).with("lang", &face.language).set("spellcheck", "true").draw()
}

pub(super) fn draw_number(face: &Face, view: &QuestionView, bonds: &Bonds, digits: Digits) -> Html {
    let (inputmode, value, oninput) = match digits {
        Digits::Whole => ("numeric", plain(&view.value), on_typed(face, view, |_, typed| typed.trim().to_owned())),
        Digits::Fraction => (
            "decimal",
            face.words.decimal(&plain(&view.value)),
            on_typed(face, view, |face, typed| typed.trim().replace(face.words.numbers.decimal, ".")),
        ),
    };
    answer_field("input", view, bonds, oninput)
        .class("input short")
        .set("type", "text")
        .set("inputmode", inputmode)
        .set("autocomplete", "off")
        .value(&value)
        .draw()
}

/// Answers with what was typed; an empty field is no answer.
fn on_typed(face: &Face, view: &QuestionView, read: fn(&Face, String) -> String) -> Callback<Event> {
    let (face, path) = (face.clone(), view.path.clone());
    Callback::from(move |event: Event| {
        let typed = read(&face, field_text(event.target()));
        face.answer(&path, if typed.is_empty() { Json::Null } else { Json::String(typed) });
    })
}
