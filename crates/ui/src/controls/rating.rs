//! Steps on a scale, with words at both ends.

use sealform_protocol::{QuestionView, ScaleView};
use sealform_types::Json;
use yew::prelude::*;

use super::{Aria, choice, choice_input, described};
use crate::context::UiContext;
use crate::element::{span, tag};

/// Longer scales are drawn up to this many steps.
const MOST_STEPS: usize = 21;

pub(super) fn draw(ui: &UiContext, view: &QuestionView, scale: &ScaleView, aria: &Aria) -> Html {
    let taken = view.value.as_integer();
    let steps = (scale.start..=scale.end).take(MOST_STEPS).map(|step| {
        let (ui, path) = (ui.clone(), view.path.clone());
        let onchange = Callback::from(move |_: Event| ui.answer(&path, Json::Integer(step)));
        let end = if step == scale.start {
            &scale.start_label
        } else if step == scale.end {
            &scale.end_label
        } else {
            ""
        };
        let step_text = step.to_string();
        let input =
            choice_input("radio", view.readonly, onchange).checked(taken == Some(step)).with("name", &aria.group);
        choice("step", described(input.value(&step_text), aria), &step_text)
            .key(&step_text)
            .child_if(!end.is_empty(), || span("hidden", &[" ", end].concat()))
            .draw()
    });
    let end = |label: &str| tag("span").text(label).draw();
    let ends = tag("div").class("ends").set("aria-hidden", "true");
    tag("div")
        .class("scale")
        .child(tag("div").class("steps").list(steps.collect()).draw())
        .child(ends.child(end(&scale.start_label)).child(end(&scale.end_label)).draw())
        .draw()
}
