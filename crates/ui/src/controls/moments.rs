//! Days, times of day, and dates with times, by the browser's own inputs.

use sealform_protocol::QuestionView;
use sealform_types::{Json, iso};
use yew::prelude::*;

use super::{Aria, answer_field};
use crate::context::{UiContext, field_text};
use crate::time::{input_text, moment_text, read_input};
use crate::value::plain;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputType {
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A date and time.
    DateTime,
}

pub(super) fn draw(ui: &UiContext, view: &QuestionView, aria: &Aria, input: InputType) -> Html {
    let written = plain(&view.value);
    let (type_, value) = match input {
        InputType::Date => ("date", written),
        InputType::Time => ("time", written),
        InputType::DateTime => ("datetime-local", local_input(&written)),
    };
    let (ui, path) = (ui.clone(), view.path.clone());
    let oninput = Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        let moment = match input {
            InputType::Date | InputType::Time => typed,
            InputType::DateTime => moment_answer(&ui, typed),
        };
        ui.answer(&path, if moment.is_empty() { Json::Null } else { Json::String(moment) });
    });
    answer_field("input", view, aria, oninput).class("input short").set("type", type_).value(&value).draw()
}

/// What a `datetime-local` input shows for a date and time as answers write it: the local time in its own offset.
pub(super) fn local_input(written: &str) -> String {
    iso::read_moment(written).map_or_else(|| written.to_owned(), |moment| input_text(&moment))
}

/// The date and time of a `datetime-local` input in the zone of the device, as answers write it.
pub(super) fn moment_answer(ui: &UiContext, typed: String) -> String {
    match read_input(&typed) {
        Some(local) => moment_text(&ui.host.moment_of(local)),
        None => typed,
    }
}
