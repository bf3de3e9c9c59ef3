//! Steps on a scale, with words at both ends.

use sealform_protocol::{QuestionView, RangeView, ScaleView};
use sealform_types::{Json, has_word};
use yew::prelude::*;

use super::{Aria, choice, described, radio};
use crate::context::UiContext;
use crate::element::{span, tag};
use crate::markup::marked;

/// A scale with more steps than this is a line with a thumb: nobody finds the step that they mean among so many.
const MOST_STEPS: i64 = 21;

/// The words of an appearance that give the steps other drawings than numbers.
const SHAPES: [&str; 4] = ["stars", "smileys", "coloured", "classes"];

/// A scale with at least so many steps stands in two rows where one is too narrow for it.
const LONG: usize = 8;

/// One with at least so many stands in two rows everywhere.
const LONGER: usize = 12;

/// How a scale is drawn on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDemand {
    /// By one field: a line, or a list.
    Field,
    /// By radio buttons with drawings of their own.
    Steps,
}

/// How a scale is drawn on demand, where its appearance asks for that or its steps are too many.
pub(super) fn on_demand(appearance: &str, scale: &ScaleView) -> Option<OnDemand> {
    let is_long = scale.end.saturating_sub(scale.start) >= MOST_STEPS;
    let is_shaped = || SHAPES.into_iter().any(|word| has_word(appearance, word));
    if is_long || has_word(appearance, "picker") {
        Some(OnDemand::Field)
    } else {
        is_shaped().then_some(OnDemand::Steps)
    }
}

/// The same scale as a range of numbers.
pub(super) fn as_range(scale: &ScaleView) -> RangeView {
    RangeView { start: scale.start.to_string(), end: scale.end.to_string(), step: "1".to_owned() }
}

pub(super) fn draw(ui: &UiContext, view: &QuestionView, scale: &ScaleView, aria: &Aria) -> Html {
    let taken = view.value.as_integer();
    let steps = (scale.start..=scale.end).map(|step| {
        let (to, path) = (ui.clone(), view.path.clone());
        let onchange = Callback::from(move |_: Event| to.answer(&path, Json::Integer(step)));
        let end = if step == scale.start {
            &scale.start_label
        } else if step == scale.end {
            &scale.end_label
        } else {
            ""
        };
        let step_text = step.to_string();
        let input = radio(ui, view, taken == Some(step), onchange).with("name", &aria.group);
        choice("step", described(input.value(&step_text), aria), marked(&step_text, &[]))
            .key(&step_text)
            .child_if(!end.is_empty(), || span("hidden", &[" ", end].concat()))
            .draw()
    });
    let steps: Vec<Html> = steps.collect();
    let (class, rows) = rows(steps);
    // Wherever the steps stand, each label says which of them it belongs to.
    let end = |step: i64, label: &str| {
        let label = tag("span").child(tag("b").text(&step.to_string()).draw()).text(" ").text(label);
        label.draw()
    };
    let labels = [(scale.start, &scale.start_label), (scale.end, &scale.end_label)];
    let ends = labels.into_iter().filter(|(_, label)| !label.is_empty()).map(|(step, label)| end(step, label));
    let ends: Vec<Html> = ends.collect();
    tag("div")
        .class("scale")
        .child(tag("div").class(class).list(rows).draw())
        .child_if(!ends.is_empty(), || tag("div").class("ends").set("aria-hidden", "true").list(ends).draw())
        .draw()
}

/// The steps in one row; of a long scale in two halves, which the style sheet puts side by side where there is room.
fn rows(mut steps: Vec<Html>) -> (&'static str, Vec<Html>) {
    let class = match steps.len() {
        ..LONG => return ("steps", steps),
        LONG..LONGER => "steps long",
        LONGER.. => "steps longer",
    };
    let half = steps.len().div_ceil(2);
    // Where the second row is one short, its steps are as wide as those above them all the same.
    let last = if steps.len() % 2 == 1 { "half odd" } else { "half" };
    let second = steps.split_off(half);
    let row = |class: &'static str, steps: Vec<Html>| tag("div").class(class).list(steps).draw();
    (class, vec![row("half", steps), row(last, second)])
}
