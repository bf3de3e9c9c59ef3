//! Choices in an order, each with buttons that move it up and down.

use sealform_protocol::{ChoiceView, QuestionView};
use sealform_types::Json;
use yew::prelude::*;

use crate::face::Face;
use crate::parts::{button_tag, span, tag};

pub(super) fn draw(face: &Face, view: &QuestionView, choices: &[ChoiceView]) -> Html {
    let order = ranked(view, choices);
    let rows = order.iter().enumerate().map(|(place, choice)| {
        let up = mover(face, view, &order, place.checked_sub(1), place, "↑", &choice.label);
        let down = mover(face, view, &order, Some(place), place + 1, "↓", &choice.label);
        tag("li").key(&choice.name).child(span("", &choice.label)).child(up).child(down).draw()
    });
    tag("ol").class("rank").list(rows.collect()).draw()
}

/// The choices as they are ranked; those that are not come last, in the order of the list.
fn ranked<'a>(view: &QuestionView, choices: &'a [ChoiceView]) -> Vec<&'a ChoiceView> {
    let names: Vec<&str> = view.value.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect();
    let known = names.iter().filter_map(|name| choices.iter().find(|choice| choice.name == *name));
    known.chain(choices.iter().filter(|choice| !names.contains(&choice.name.as_str()))).collect()
}

/// A button that has two neighbours change places.
fn mover(
    face: &Face,
    view: &QuestionView,
    order: &[&ChoiceView],
    upper: Option<usize>,
    lower: usize,
    sign: &'static str,
    label: &str,
) -> Html {
    let possible = upper.is_some() && lower < order.len() && !view.readonly;
    let mut names: Vec<Json> = order.iter().map(|choice| Json::from(choice.name.as_str())).collect();
    if let (Some(upper), true) = (upper, possible) {
        names.swap(upper, lower);
    }
    let (face, path, value) = (face.clone(), view.path.clone(), Json::Array(names));
    let onclick = Callback::from(move |_: Event| face.answer(&path, value.clone()));
    let button = button_tag("link", onclick).with("aria-label", &[label, " ", sign].concat()).text(sign);
    button.set_if(!possible, "disabled", "disabled").draw()
}
