//! A place as latitude and longitude, and a line of places as text.

use sealform_protocol::QuestionView;
use sealform_types::Json;
use yew::prelude::*;

use super::{Bonds, answer_field};
use crate::face::{Face, field_text};
use crate::parts::{Tag, row};
use crate::value::plain;

pub(super) fn draw_point(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    row(vec![draw_degrees(face, view, bonds, "lat"), draw_degrees(face, view, bonds, "lon")])
}

/// One of the two numbers; the other stays as it is.
fn draw_degrees(face: &Face, view: &QuestionView, bonds: &Bonds, name: &'static str) -> Html {
    let part = |name: &str| view.value.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let (face, path, known) = (face.clone(), view.path.clone(), [("lat", part("lat")), ("lon", part("lon"))]);
    let value = part(name);
    let oninput = Callback::from(move |event: Event| {
        let typed = field_text(event.target()).trim().replace(',', ".");
        let parts = known.iter().map(|(known, text)| (*known, if *known == name { &typed } else { text }));
        let members = parts.filter(|(_, text)| !text.is_empty());
        let members: Vec<_> = members.map(|(known, text)| (known.to_owned(), Json::from(text.as_str()))).collect();
        face.answer(&path, if members.is_empty() { Json::Null } else { Json::Object(members) });
    });
    number(answer_field("input", view, bonds, oninput))
        .set("aria-label", name)
        .set("placeholder", name)
        .value(&value)
        .draw()
}

fn number(field: Tag) -> Tag {
    field.class("input short").set("type", "text").set("inputmode", "decimal").set("autocomplete", "off")
}

/// Places as ODK writes them: `lat lon; lat lon`.
pub(super) fn draw_line(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    let text = match view.value.as_array() {
        Some(places) => {
            let part = |place: &Json, name| place.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
            let places = places.iter().map(|place| [part(place, "lat"), part(place, "lon")].join(" "));
            places.collect::<Vec<_>>().join("; ")
        }
        None => plain(&view.value),
    };
    let (face, path) = (face.clone(), view.path.clone());
    let onchange = Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        face.answer(&path, if typed.trim().is_empty() { Json::Null } else { Json::String(typed) });
    });
    answer_field("input", view, bonds, Callback::noop())
        .on(yew::virtual_dom::ListenerKind::onchange, onchange)
        .set("type", "text")
        .set("autocomplete", "off")
        .value(&text)
        .draw()
}
