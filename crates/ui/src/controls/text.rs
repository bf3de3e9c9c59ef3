//! Text, whole numbers and decimals.

use sealform_protocol::{QuestionView, RangeView};
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

/// A number field that knows its ends and its step.
pub(super) fn draw_range(face: &Face, view: &QuestionView, range: &RangeView, bonds: &Bonds) -> Html {
    answer_field("input", view, bonds, on_typed(face, view, |_, typed| typed.trim().to_owned()))
        .class("input short")
        .set("type", "number")
        .with("min", &range.start)
        .with("max", &range.end)
        .with("step", &range.step)
        .value(&plain(&view.value))
        .draw()
}

/// The name of an attachment.
pub(super) fn draw_file(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    let (face, path) = (face.clone(), view.path.clone());
    let oninput = Callback::from(move |event: Event| {
        let name = field_text(event.target()).trim().to_owned();
        face.answer(&path, if name.is_empty() { Json::Null } else { Json::Array(vec![Json::String(name)]) });
    });
    let name = view.value.as_array().and_then(|names| names.first()).and_then(Json::as_str).unwrap_or_default();
    answer_field("input", view, bonds, oninput).set("type", "text").set("autocomplete", "off").value(name).draw()
}

/// Answers with what was typed; an empty field is no answer.
fn on_typed(face: &Face, view: &QuestionView, read: fn(&Face, String) -> String) -> Callback<Event> {
    let (face, path) = (face.clone(), view.path.clone());
    Callback::from(move |event: Event| {
        let typed = read(&face, field_text(event.target()));
        face.answer(&path, if typed.is_empty() { Json::Null } else { Json::String(typed) });
    })
}
