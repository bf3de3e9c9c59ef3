//! Controls that few forms have. Each is a module of its own beside the Wasm, which `<sealform-widget>` fetches when the
//! first one is drawn; what it shows goes to it as JSON text, and what is answered comes back the same way.

use js_sys::Reflect;
use sealform_protocol::{
    Action, ChoiceView, Control, FieldView, FileKind, GeoShape, InputKind, MediumView, Node, Part, QuestionView,
    RangeView, Snapshot, WidgetChoice, WidgetKind, WidgetView,
};
use sealform_types::{Json, TextInput, has_word};
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::{Aria, widget_kind};
use crate::context::{Message, UiContext, id};
use crate::element::{Tag, tag};
use crate::messages::fill;
use crate::view_model::{Focus, Undoable, is_long};

/// The element of a widget, to be finished.
fn element(view: &WidgetView) -> Tag {
    let kind = view.kind().name();
    tag("sealform-widget").key(kind).with("kind", kind).with("view", &view.to_text())
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
    let (to, path) = (ui.clone(), view.path.clone());
    let answered = Callback::from(move |event: Event| {
        if let Some(value) = detail(&event) {
            to.answer(&path, value);
        }
    });
    let (to, path, back) = (ui.clone(), view.path.clone(), Focus::Question(view.key, Part::Answer));
    let removed = Callback::from(move |event: Event| {
        // The answer that is left, and what was removed, where that has a name.
        let Some(Json::Array(detail)) = detail(&event) else { return };
        let Ok([value, name]) = <[Json; 2]>::try_from(detail) else { return };
        let words = &to.words.form;
        let said = name.as_str().map_or_else(|| words.cleared.to_owned(), |name| fill(words.removed, &[name]));
        let action = Action::Answer { path: path.clone(), value };
        to.take_away(action, Focus::Stays, Undoable::new(&said, back.clone()));
    });
    element(widget)
        .on(ListenerKind::other("sealform-answer".into()), answered)
        .on(ListenerKind::other("sealform-removal".into()), removed)
        .draw()
}

/// What an event of a widget says.
fn detail(event: &Event) -> Option<Json> {
    let detail = Reflect::get(event, &JsValue::from_str("detail")).ok()?.as_string()?;
    Json::parse(detail.as_bytes()).ok()
}

fn offered_choices(choices: &[ChoiceView]) -> Vec<WidgetChoice> {
    let offered = |choice: &ChoiceView| WidgetChoice {
        name: choice.name.clone(),
        label: choice.label.clone(),
        exclusive: choice.exclusive,
        geometry: choice.geometry.clone(),
    };
    choices.iter().map(offered).collect()
}

/// Choices in an order.
pub(super) fn draw_rank(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let (field, value, choices) = (field(ui, view, aria), view.value.clone(), offered_choices(choices));
    answering(ui, view, &WidgetView::Rank { field, value, choices })
}

/// One of many choices, in a list that opens, or several of them.
pub(super) fn draw_list(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let (field, value, choices) = (field(ui, view, aria), view.value.clone(), offered_choices(choices));
    let several = matches!(view.control, Control::SelectMultiple { .. });
    answering(ui, view, &WidgetView::List { field, value, choices, several })
}

/// Whether choices are taken from a map: the form asks for one, and some of them have a place.
pub(super) fn is_map(view: &QuestionView) -> bool {
    has_word(&view.appearance, "map") && offered(&view.control).iter().any(|choice| choice.geometry.is_some())
}

/// One of the choices on a map, or several of them.
pub(super) fn draw_places(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let (field, value, choices) = (field(ui, view, aria), view.value.clone(), offered_choices(choices));
    let several = matches!(view.control, Control::SelectMultiple { .. });
    answering(ui, view, &WidgetView::Places { field, value, choices, several })
}

/// A number on a line.
pub(super) fn draw_range(
    ui: &UiContext,
    view: &QuestionView,
    range: &RangeView,
    labels: [&str; 2],
    aria: &Aria,
) -> Html {
    let RangeView { start, end, step } = range.clone();
    let (field, value, [start_label, end_label]) =
        (field(ui, view, aria), view.value.clone(), labels.map(str::to_owned));
    answering(
        ui,
        view,
        &WidgetView::Range { field, value, preset: view.preset, start, end, step, start_label, end_label },
    )
}

/// A location, or several.
pub(super) fn draw_geo(ui: &UiContext, view: &QuestionView, aria: &Aria, shape: GeoShape) -> Html {
    let (field, value, parameters) = (field(ui, view, aria), view.value.clone(), view.parameters.clone());
    answering(ui, view, &WidgetView::Geo { field, value, shape, parameters })
}

/// Attachments.
pub(super) fn draw_file(
    ui: &UiContext,
    view: &QuestionView,
    files: FileKind,
    max_pixels: Option<u32>,
    aria: &Aria,
) -> Html {
    let (field, value, parameters) = (field(ui, view, aria), view.value.clone(), view.parameters.clone());
    answering(ui, view, &WidgetView::File { field, value, files, max_pixels, parameters })
}

/// What a text, number or day is typed as where its usual field will not do.
pub(super) fn input_kind(view: &QuestionView) -> Option<InputKind> {
    let (takes, words): (InputKind, &[&str]) = match &view.control {
        Control::Text { input: TextInput::Email } => (InputKind::Email, &[]),
        Control::Text { input: TextInput::Tel } => (InputKind::Tel, &[]),
        Control::Text { input: TextInput::Url } => (InputKind::Url, &[]),
        Control::Text { input: TextInput::Any } => (InputKind::Text, &["numbers", "url", "thousands-sep", MASKED]),
        Control::Integer => (InputKind::Integer, &["thousands-sep"]),
        Control::Decimal => (InputKind::Decimal, &["thousands-sep"]),
        Control::Date => (InputKind::Date, &["year", "month-year", "no-calendar"]),
        Control::Range(_)
        | Control::SelectOne { .. }
        | Control::SelectMultiple { .. }
        | Control::Rank { .. }
        | Control::Rating(_)
        | Control::Time
        | Control::DateTime
        | Control::Duration
        | Control::AttemptLog(_)
        | Control::Acknowledge
        | Control::Geopoint
        | Control::Geotrace
        | Control::Geoshape
        | Control::File { .. }
        | Control::Barcode
        | Control::Note
        | Control::Calculate => return None,
    };
    (words.is_empty() || words.iter().any(|word| has_word(&view.appearance, word))).then_some(takes)
}

/// The word of an appearance that asks for a text not to be read by others.
pub(crate) const MASKED: &str = "masked";

/// Whether a day is entered in several fields.
pub(super) fn has_parts(view: &QuestionView) -> bool {
    ["month-year", "no-calendar"].iter().any(|word| has_word(&view.appearance, word))
}

/// A text, number or day that is typed in a way of its own.
pub(super) fn draw_input(ui: &UiContext, view: &QuestionView, aria: &Aria, takes: InputKind) -> Html {
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::Input { field, value, takes })
}

/// The text of a barcode.
pub(super) fn draw_barcode(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    let (field, value) = (field(ui, view, aria), view.value.clone());
    answering(ui, view, &WidgetView::Barcode { field, value })
}

/// The widgets of a form, each once, with blanks between them; [`LOOKS`] where it needs that style sheet.
pub fn widgets(snapshot: &Snapshot) -> String {
    let mut found: Vec<WidgetKind> = Vec::new();
    let mut note = |kind: Option<WidgetKind>| {
        if let Some(kind) = kind.filter(|kind| !found.contains(kind)) {
            found.push(kind);
        }
    };
    let shows = |media: &[MediumView]| (!media.is_empty()).then_some(WidgetKind::Media);
    note(is_long(snapshot).then_some(WidgetKind::Rest));
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
    let looks = snapshot.nodes.values().any(has_look) || !snapshot.form.style.is_empty();
    let looks = looks.then_some(LOOKS);
    let names: Vec<&str> = found.into_iter().map(WidgetKind::name).chain(looks).collect();
    names.join(" ")
}

/// The style sheet of appearances, beside the widgets.
pub const LOOKS: &str = "looks";

/// Whether a node is drawn by that style sheet.
fn has_look(node: &Node) -> bool {
    match node {
        Node::Group(group) => has_word(&group.appearance, "table-list"),
        Node::Question(view) => !view.appearance.is_empty() && !offered(&view.control).is_empty(),
    }
}

/// More choices than these fill no page of cards.
const MANY: usize = 40;

/// Whether choices are taken from a list: there are many, or the form asks for a compact control.
pub(crate) fn is_list(view: &QuestionView) -> bool {
    let choices = offered(&view.control);
    let is_asked =
        is_map(view) || view.appearance.split(' ').any(|word| matches!(word, "minimal" | "autocomplete" | "search"));
    !choices.is_empty() && (is_asked || choices.len() > MANY) && choices.iter().all(|choice| choice.media.is_empty())
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
    element(&WidgetView::Media { language, label, media: media.to_vec() }).draw()
}

/// The end of what is drawn of a long page: once it is near, more is.
pub(crate) fn draw_rest(ui: &UiContext, key: &str) -> Html {
    let near = ui.dispatch.reform(|_: Event| Message::Near);
    let rest = element(&WidgetView::Rest { language: ui.words.tag.to_owned() });
    rest.key(key).on(ListenerKind::other("sealform-answer".into()), near).draw()
}

/// Attachments by their names: how large each is, and a way to save it.
pub(crate) fn draw_attached(ui: &UiContext, names: Vec<Json>) -> Html {
    if names.is_empty() {
        return Html::default();
    }
    let names = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    element(&WidgetView::Attached { language: ui.words.tag.to_owned(), names }).draw()
}
