//! Controls that few forms have. Each is a module of its own beside the Wasm, which `<sealform-widget>` fetches when the
//! first one is drawn; what it shows goes to it as JSON text, and what is answered comes back the same way.

use js_sys::Reflect;
use sealform_protocol::{ChoiceView, Control, FileKind, MediumView, Node, QuestionView, RangeView, Snapshot};
use sealform_types::Json;
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::Aria;
use crate::context::{UiContext, id};
use crate::element::tag;

type Members = Vec<(String, Json)>;

fn member(members: &mut Members, name: &str, value: impl Into<Json>) {
    members.push((name.to_owned(), value.into()));
}

/// The place of a widget.
fn place(kind: &'static str, members: Members, callback: Callback<Event>) -> Html {
    tag("sealform-widget")
        .key(kind)
        .with("kind", kind)
        .with("view", &Json::Object(members).to_text())
        .on(ListenerKind::other("sealform-answer".into()), callback)
        .draw()
}

/// A widget that answers a question.
fn answering(ui: &UiContext, view: &QuestionView, aria: &Aria, kind: &'static str, more: Members) -> Html {
    let mut members = more;
    member(&mut members, "id", id(view.key, "").as_str());
    member(&mut members, "label", view.label.as_str());
    member(&mut members, "appearance", view.appearance.as_str());
    member(&mut members, "words", ui.words.tag);
    member(&mut members, "describedBy", aria.described_by.as_deref().unwrap_or_default());
    for (name, holds) in [("readonly", view.readonly), ("required", view.required), ("invalid", aria.invalid)] {
        members.push((name.to_owned(), Json::Boolean(holds)));
    }
    members.push(("value".to_owned(), view.value.clone()));
    let (ui, path) = (ui.clone(), view.path.clone());
    let callback = Callback::from(move |event: Event| {
        let detail = Reflect::get(&event, &JsValue::from_str("detail")).ok().and_then(|detail| detail.as_string());
        if let Some(value) = detail.and_then(|text| Json::parse(text.as_bytes()).ok()) {
            ui.answer(&path, value);
        }
    });
    place(kind, members, callback)
}

/// Choices in an order (`rank`), or one of them in a list that opens (`list`).
pub(super) fn draw_choices(
    ui: &UiContext,
    view: &QuestionView,
    choices: &[ChoiceView],
    aria: &Aria,
    kind: &'static str,
) -> Html {
    let pair = |choice: &ChoiceView| Json::Array(vec![choice.name.as_str().into(), choice.label.as_str().into()]);
    let choices = ("choices".to_owned(), Json::Array(choices.iter().map(pair).collect()));
    answering(ui, view, aria, kind, vec![choices])
}

/// A number on a line.
pub(super) fn draw_range(ui: &UiContext, view: &QuestionView, range: &RangeView, aria: &Aria) -> Html {
    let mut members = Members::new();
    for (name, number) in [("start", &range.start), ("end", &range.end), ("step", &range.step)] {
        member(&mut members, name, number.as_str());
    }
    answering(ui, view, aria, "range", members)
}

/// A place on earth, or several: `kind` is `point`, `trace` or `shape`.
pub(super) fn draw_place(ui: &UiContext, view: &QuestionView, aria: &Aria, kind: &'static str) -> Html {
    answering(ui, view, aria, "place", vec![("place".to_owned(), kind.into())])
}

/// Attachments.
pub(super) fn draw_file(
    ui: &UiContext,
    view: &QuestionView,
    kind: FileKind,
    max_pixels: Option<u32>,
    aria: &Aria,
) -> Html {
    let mut members = Members::new();
    let kind = match kind {
        FileKind::Image => "image",
        FileKind::Audio => "audio",
        FileKind::Video => "video",
        FileKind::Any => "any",
    };
    member(&mut members, "files", kind);
    members.push(("maxPixels".to_owned(), max_pixels.map_or(Json::Null, |most| Json::Integer(most.into()))));
    answering(ui, view, aria, "file", members)
}

/// The text of a barcode.
pub(super) fn draw_barcode(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    answering(ui, view, aria, "barcode", Members::new())
}

/// The widgets of a form, each once, with blanks between them.
pub fn widgets(snapshot: &Snapshot) -> String {
    let mut found: Vec<&'static str> = Vec::new();
    let mut note = |kind: Option<&'static str>| {
        if let Some(kind) = kind.filter(|kind| !found.contains(kind)) {
            found.push(kind);
        }
    };
    let shows = |media: &[MediumView]| (!media.is_empty()).then_some("media");
    for node in snapshot.nodes.values() {
        match node {
            Node::Group(group) => note(shows(&group.media)),
            Node::Question(view) => {
                note(kind(view));
                note(shows(&view.media));
                note(offered(&view.control).iter().find_map(|choice| shows(&choice.media)));
            }
        }
    }
    found.join(" ")
}

/// More choices than these fill no page of cards.
const MANY: usize = 40;

/// Whether one of several choices is taken from a list that opens: there are many, or the form asks for little room.
pub(super) fn is_list(view: &QuestionView) -> bool {
    let Control::SelectOne { choices } = &view.control else { return false };
    let is_asked = view.appearance.split(' ').any(|word| matches!(word, "minimal" | "autocomplete" | "search"));
    (is_asked || choices.len() > MANY) && choices.iter().all(|choice| choice.media.is_empty())
}

fn offered(control: &Control) -> &[ChoiceView] {
    match control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } => choices,
        _ => &[],
    }
}

/// The kind of widget that a question needs.
fn kind(view: &QuestionView) -> Option<&'static str> {
    Some(match &view.control {
        Control::SelectOne { .. } if is_list(view) => "list",
        Control::Rank { .. } => "rank",
        Control::Range(_) => "range",
        Control::Geopoint | Control::Geotrace | Control::Geoshape => "place",
        Control::File { .. } => "file",
        Control::Barcode => "barcode",
        Control::Text
        | Control::Integer
        | Control::Decimal
        | Control::SelectOne { .. }
        | Control::SelectMultiple { .. }
        | Control::Rating(_)
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration
        | Control::AttemptLog(_)
        | Control::Acknowledge
        | Control::Note
        | Control::Calculate => return None,
    })
}

/// Pictures, sounds and films beside what is called `name`.
pub(crate) fn draw_media(ui: &UiContext, media: &[MediumView], name: &str) -> Html {
    if media.is_empty() {
        return Html::default();
    }
    let pair = |medium: &MediumView| Json::Array(vec![medium.kind.as_str().into(), medium.file.as_str().into()]);
    let mut members = vec![("media".to_owned(), Json::Array(media.iter().map(pair).collect()))];
    member(&mut members, "label", name);
    member(&mut members, "words", ui.words.tag);
    place("media", members, Callback::noop())
}

/// Attachments by their names: how large each is, and a way to save it.
pub(crate) fn draw_attached(ui: &UiContext, names: Vec<Json>) -> Html {
    if names.is_empty() {
        return Html::default();
    }
    let mut members = vec![("value".to_owned(), Json::Array(names))];
    member(&mut members, "words", ui.words.tag);
    place("attached", members, Callback::noop())
}
