//! Controls that few forms have. Each is a module of its own beside the Wasm, which `<sealform-widget>` fetches when the
//! first one is drawn; what it shows goes to it as JSON text, and what is answered comes back the same way.

use js_sys::Reflect;
use sealform_protocol::{
    ChoiceView, Control, FieldView, FileKind, GeoShape, MediumView, Node, QuestionView, RangeView, Snapshot,
    WidgetChoice, WidgetKind, WidgetView,
};
use sealform_types::Json;
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::{Aria, widget_kind};
use crate::context::{UiContext, id};
use crate::element::tag;

/// The element of a widget.
fn draw_element(view: &WidgetView, callback: Callback<Event>) -> Html {
    let kind = view.kind().name();
    tag("sealform-widget")
        .key(kind)
        .with("kind", kind)
        .with("view", &view.to_text())
        .on(ListenerKind::other("sealform-answer".into()), callback)
        .draw()
}

/// What every widget knows that answers a question.
fn field(ui: &UiContext, view: &QuestionView, aria: &Aria) -> FieldView {
    FieldView {
        path: view.path.clone(),
        id: id(view.key, "").as_str().to_owned(),
        label: view.label.clone(),
        appearance: view.appearance.clone(),
        language: ui.words.tag.to_owned(),
        described_by: aria.described_by.as_deref().unwrap_or_default().to_owned(),
        readonly: view.readonly,
        required: view.required,
        invalid: aria.invalid,
    }
}

/// A widget that answers a question.
fn answering(ui: &UiContext, view: &QuestionView, widget: &WidgetView) -> Html {
    let (ui, path) = (ui.clone(), view.path.clone());
    let callback = Callback::from(move |event: Event| {
        let detail = Reflect::get(&event, &JsValue::from_str("detail")).ok().and_then(|detail| detail.as_string());
        if let Some(value) = detail.and_then(|text| Json::parse(text.as_bytes()).ok()) {
            ui.answer(&path, value);
        }
    });
    draw_element(widget, callback)
}

fn offered_choices(choices: &[ChoiceView]) -> Vec<WidgetChoice> {
    choices.iter().map(|choice| WidgetChoice { name: choice.name.clone(), label: choice.label.clone() }).collect()
}

/// Choices in an order.
pub(super) fn draw_rank(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let (field, value, choices) = (field(ui, view, aria), view.value.clone(), offered_choices(choices));
    answering(ui, view, &WidgetView::Rank { field, value, choices })
}

/// One of many choices, in a list that opens.
pub(super) fn draw_list(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let (field, value, choices) = (field(ui, view, aria), view.value.clone(), offered_choices(choices));
    answering(ui, view, &WidgetView::List { field, value, choices })
}

/// A number on a line.
pub(super) fn draw_range(ui: &UiContext, view: &QuestionView, range: &RangeView, aria: &Aria) -> Html {
    let RangeView { start, end, step } = range.clone();
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::Range { field, value, start, end, step })
}

/// A location, or several.
pub(super) fn draw_geo(ui: &UiContext, view: &QuestionView, aria: &Aria, shape: GeoShape) -> Html {
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::Geo { field, value, shape })
}

/// Attachments.
pub(super) fn draw_file(
    ui: &UiContext,
    view: &QuestionView,
    files: FileKind,
    max_pixels: Option<u32>,
    aria: &Aria,
) -> Html {
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::File { field, value, files, max_pixels })
}

/// The text of a barcode.
pub(super) fn draw_barcode(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::Barcode { field, value })
}

/// The widgets of a form, each once, with blanks between them.
pub fn widgets(snapshot: &Snapshot) -> String {
    let mut found: Vec<WidgetKind> = Vec::new();
    let mut note = |kind: Option<WidgetKind>| {
        if let Some(kind) = kind.filter(|kind| !found.contains(kind)) {
            found.push(kind);
        }
    };
    let shows = |media: &[MediumView]| (!media.is_empty()).then_some(WidgetKind::Media);
    for node in snapshot.nodes.values() {
        match node {
            Node::Group(group) => note(shows(&group.media)),
            Node::Question(view) => {
                note(widget_kind(view));
                note(shows(&view.media));
                note(offered(&view.control).iter().find_map(|choice| shows(&choice.media)));
            }
        }
    }
    let names: Vec<&str> = found.into_iter().map(WidgetKind::name).collect();
    names.join(" ")
}

/// More choices than these fill no page of cards.
const MANY: usize = 40;

/// Whether one of several choices is taken from a list that opens: there are many, or the form asks for a compact control.
pub(super) fn is_list(view: &QuestionView) -> bool {
    let Control::SelectOne { choices } = &view.control else { return false };
    let is_asked = view.appearance.split(' ').any(|word| matches!(word, "minimal" | "autocomplete" | "search"));
    (is_asked || choices.len() > MANY) && choices.iter().all(|choice| choice.media.is_empty())
}

fn offered(control: &Control) -> &[ChoiceView] {
    let (Control::SelectOne { choices } | Control::SelectMultiple { choices }) = control else { return &[] };
    choices
}

/// Pictures, sounds and films beside what is called `name`.
pub(crate) fn draw_media(ui: &UiContext, media: &[MediumView], name: &str) -> Html {
    if media.is_empty() {
        return Html::default();
    }
    let (language, label) = (ui.words.tag.to_owned(), name.to_owned());
    draw_element(&WidgetView::Media { language, label, media: media.to_vec() }, Callback::noop())
}

/// Attachments by their names: how large each is, and a way to save it.
pub(crate) fn draw_attached(ui: &UiContext, names: Vec<Json>) -> Html {
    if names.is_empty() {
        return Html::default();
    }
    let names = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    draw_element(&WidgetView::Attached { language: ui.words.tag.to_owned(), names }, Callback::noop())
}
