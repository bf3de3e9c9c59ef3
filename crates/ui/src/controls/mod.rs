//! One control for each kind of question.

mod attempts;
mod choices;
mod duration;
mod moments;
mod rating;
mod text;

use sealform_protocol::{Control, QuestionView};
use yew::prelude::*;

use crate::face::Face;
pub(crate) use duration::Duration;

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

/// How this control is framed.
pub(crate) fn frame(control: &Control) -> Frame {
    match control {
        Control::SelectOne { .. } | Control::Rating(_) => Frame::RadioGroup,
        Control::SelectMultiple { .. } | Control::AttemptLog(_) => Frame::Fieldset,
        Control::Acknowledge | Control::Note | Control::Calculate => Frame::Own,
        Control::Text
        | Control::Integer
        | Control::Decimal
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration => Frame::Label,
    }
}

/// Draws the control itself, without its label.
pub(crate) fn draw(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    match &view.control {
        Control::Text => text::draw_text(face, view, bonds),
        Control::Integer => text::draw_number(face, view, bonds, text::Digits::Whole),
        Control::Decimal => text::draw_number(face, view, bonds, text::Digits::Fraction),
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
