//! One control for each kind of question.

mod attempts;
mod choices;
mod duration;
mod moments;
mod rating;
mod text;
mod widget;

use sealform_protocol::{Control, QuestionView};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::face::{Face, id};
use crate::parts::{Tag, field, tag};
pub(crate) use duration::Duration;
pub use widget::widgets;
pub(crate) use widget::{draw_attached, draw_media};

/// What a control says about itself to those who cannot see what stands around it.
pub(crate) struct Bonds {
    /// The ids of what describes it: whether it is required, its hint, its errors.
    pub described_by: Option<String>,
    /// Whether an error is told.
    pub invalid: bool,
    /// What its radio buttons are called together.
    pub group: AttrValue,
}

/// How a control and its label hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// One field with a `label`.
    Label,
    /// Several fields: a `fieldset` with a `legend`.
    Fieldset,
    /// One of several: the same as a radio group.
    RadioGroup,
    /// It carries its label itself.
    Own,
}

/// How the control of a question is framed.
pub(crate) fn frame(view: &QuestionView) -> Frame {
    match &view.control {
        Control::SelectOne { .. } if widget::is_list(view) => Frame::Label,
        Control::SelectOne { .. } | Control::Rating(_) => Frame::RadioGroup,
        Control::SelectMultiple { .. }
        | Control::AttemptLog(_)
        | Control::Rank { .. }
        | Control::Geopoint
        | Control::Geotrace
        | Control::Geoshape
        | Control::File { .. } => Frame::Fieldset,
        Control::Acknowledge | Control::Note | Control::Calculate => Frame::Own,
        Control::Text
        | Control::Integer
        | Control::Decimal
        | Control::Range(_)
        | Control::Barcode
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration => Frame::Label,
    }
}

/// A field for the answer, to be finished: it says what it owes, and what describes it.
fn answer_field(name: &'static str, view: &QuestionView, bonds: &Bonds, heard: Callback<Event>) -> Tag {
    field(name, &id(view.key, ""), heard)
        .set_if(view.readonly, "readonly", "readonly")
        .set_if(view.required, "aria-required", "true")
        .set_if(bonds.invalid, "aria-invalid", "true")
        .with_some("aria-describedby", bonds.described_by.as_deref())
}

/// A radio button or a box to tick, to be finished.
fn choice_input(kind: &'static str, taken: bool, locked: bool, heard: Callback<Event>) -> Tag {
    let input = tag("input").set("type", kind).checked(taken).set_if(locked, "disabled", "disabled");
    input.on(ListenerKind::onchange, heard)
}

/// The group is described once; a single choice repeats it only while an error is told.
fn described(input: Tag, bonds: &Bonds) -> Tag {
    input.with_some("aria-describedby", bonds.described_by.as_deref().filter(|_| bonds.invalid))
}

/// A thing to take, with what it is called, to be finished.
fn choice(class: &'static str, input: Tag, said: &str) -> Tag {
    let choice = tag("label").set("part", "choice").class(class).child(input.draw());
    choice.child(tag("span").text(said).draw())
}

/// Draws the control itself, without its label.
pub(crate) fn draw(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    match &view.control {
        Control::Text => text::draw_text(face, view, bonds),
        Control::Range(range) => widget::draw_range(face, view, range, bonds),
        Control::Rank { choices } => widget::draw_choices(face, view, choices, bonds, "rank"),
        Control::Geopoint => widget::draw_place(face, view, bonds, "point"),
        Control::Geotrace => widget::draw_place(face, view, bonds, "trace"),
        Control::Geoshape => widget::draw_place(face, view, bonds, "shape"),
        Control::File { kind, max_pixels } => widget::draw_file(face, view, *kind, *max_pixels, bonds),
        Control::Barcode => widget::draw_barcode(face, view, bonds),
        Control::Integer => text::draw_number(face, view, bonds, text::Digits::Whole),
        Control::Decimal => text::draw_number(face, view, bonds, text::Digits::Fraction),
        Control::SelectOne { choices } if widget::is_list(view) => {
            widget::draw_choices(face, view, choices, bonds, "list")
        }
        Control::SelectOne { choices } => choices::draw_one(face, view, choices, bonds),
        Control::SelectMultiple { choices } => choices::draw_many(face, view, choices, bonds),
        Control::Rating(scale) => rating::draw(face, view, scale, bonds),
        Control::Date => moments::draw(face, view, bonds, moments::Kind::Date),
        Control::Time => moments::draw(face, view, bonds, moments::Kind::Time),
        Control::DateTime => moments::draw(face, view, bonds, moments::Kind::DateTime),
        Control::Duration => duration::draw(face, view, bonds),
        Control::AttemptLog(rules) => attempts::draw(face, view, rules),
        Control::Acknowledge => choices::draw_acknowledge(face, view, bonds),
        Control::Note | Control::Calculate => Html::default(),
    }
}
