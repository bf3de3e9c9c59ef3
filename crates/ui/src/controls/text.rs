//! Text, whole numbers and decimals.

use sealform_protocol::QuestionView;
use sealform_types::Json;
use yew::prelude::*;

use super::Bonds;
use crate::face::{Face, field_text, id};
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
    let shared = (id(view.key, ""), plain(&view.value), bonds.described_by.clone());
    let (id, value, described_by) = shared;
    let invalid = bonds.invalid.then_some("true");
    let required = view.required.then_some("true");
    if long {
        html! {
            <textarea {id} part="input" class="input" rows="4" {value} {oninput} readonly={view.readonly}
                lang={face.language.clone()} spellcheck="true"
                aria-required={required} aria-invalid={invalid} aria-describedby={described_by} />
        }
    } else {
        html! {
            <input {id} type="text" part="input" class="input" {value} {oninput} readonly={view.readonly}
                lang={face.language.clone()} spellcheck="true" autocomplete="off"
                aria-required={required} aria-invalid={invalid} aria-describedby={described_by} />
        }
    }
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
    html! {
        <input id={id(view.key, "")} type="text" {inputmode} part="input" class="input short" {value} {oninput}
            readonly={view.readonly} autocomplete="off"
            aria-required={view.required.then_some("true")} aria-invalid={bonds.invalid.then_some("true")}
            aria-describedby={bonds.described_by.clone()} />
    }
}

/// Answers with what was typed; an empty field is no answer.
fn on_typed(face: &Face, view: &QuestionView, read: fn(&Face, String) -> String) -> Callback<InputEvent> {
    let (face, path) = (face.clone(), view.path.clone());
    Callback::from(move |event: InputEvent| {
        let typed = read(&face, field_text(event.target()));
        face.answer(&path, if typed.is_empty() { Json::Null } else { Json::String(typed) });
    })
}
