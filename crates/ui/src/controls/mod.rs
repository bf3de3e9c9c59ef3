//! One control for each kind of question.
//! No control computes what is relevant or valid: it draws a view and passes on what was entered.

mod attempts;
mod choices;
mod duration;
mod moments;
mod rating;
mod text;
mod widget;

use sealform_protocol::{Control, GeoShape, QuestionView, WidgetKind};
use sealform_types::has_word;
use wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::context::{Message, UiContext, id};
use crate::element::{Tag, field, tag};
pub(crate) use duration::Duration;
use rating::OnDemand;
pub use widget::{LOOKS, widgets};
pub(crate) use widget::{MASKED, draw_attached, draw_media, draw_rest, is_list};

/// The ARIA attributes of a control, for those who cannot see what is around it.
pub(crate) struct Aria {
    /// The ids of what describes it: whether it is required, its hint, its errors.
    pub described_by: Option<String>,
    /// Whether an error is shown.
    pub invalid: bool,
    /// What its radio buttons are called together.
    pub group: AttrValue,
}

/// How a control is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelKind {
    /// One field with a `label`.
    Label,
    /// Several fields: a `fieldset` with a `legend`.
    Fieldset,
    /// One of several: the same as a radio group.
    RadioGroup,
    /// It carries its label itself.
    Own,
}

/// The kind of widget that a question needs.
fn widget_kind(view: &QuestionView) -> Option<WidgetKind> {
    Some(match &view.control {
        Control::SelectOne { .. } | Control::SelectMultiple { .. } if widget::is_map(view) => WidgetKind::Places,
        Control::SelectOne { .. } | Control::SelectMultiple { .. } if widget::is_list(view) => WidgetKind::List,
        Control::Rank { .. } => WidgetKind::Rank,
        Control::Range(_) => WidgetKind::Range,
        Control::Rating(scale) if rating::on_demand(&view.appearance, scale).is_some() => WidgetKind::Range,
        Control::Geopoint | Control::Geotrace | Control::Geoshape => WidgetKind::Geo,
        Control::File { .. } => WidgetKind::File,
        Control::Barcode => WidgetKind::Barcode,
        Control::Text { .. } | Control::Integer | Control::Decimal | Control::Date => {
            return widget::input_kind(view).map(|_| WidgetKind::Input);
        }
        Control::SelectOne { .. }
        | Control::SelectMultiple { .. }
        | Control::Rating(_)
        | Control::Time
        | Control::DateTime
        | Control::Duration
        | Control::AttemptLog(_)
        | Control::Acknowledge
        | Control::Note
        | Control::Calculate => return None,
    })
}

/// How the control of a question is labelled.
pub(crate) fn label_kind(view: &QuestionView) -> LabelKind {
    match &view.control {
        Control::SelectOne { .. } if widget::is_list(view) => LabelKind::Label,
        Control::Rating(scale) if rating::on_demand(&view.appearance, scale) == Some(OnDemand::Field) => {
            LabelKind::Label
        }
        Control::Range(_) if has_word(&view.appearance, "rating") => LabelKind::RadioGroup,
        Control::SelectOne { .. } | Control::Rating(_) => LabelKind::RadioGroup,
        Control::SelectMultiple { .. }
        | Control::AttemptLog(_)
        | Control::Rank { .. }
        | Control::Geopoint
        | Control::Geotrace
        | Control::Geoshape
        | Control::File { .. } => LabelKind::Fieldset,
        Control::Acknowledge | Control::Note | Control::Calculate => LabelKind::Own,
        Control::Date if widget::has_parts(view) => LabelKind::Fieldset,
        Control::Text { .. }
        | Control::Integer
        | Control::Decimal
        | Control::Range(_)
        | Control::Barcode
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration => LabelKind::Label,
    }
}

/// A field for the answer, to be finished, with the attributes for its state and its description.
fn answer_field(name: &'static str, view: &QuestionView, aria: &Aria, callback: Callback<Event>) -> Tag {
    field(name, &id(view.key, ""), callback)
        .set_if(view.readonly, "readonly", "readonly")
        .set_if(view.required, "aria-required", "true")
        .set_if(aria.invalid, "aria-invalid", "true")
        .with_some("aria-describedby", aria.described_by.as_deref())
}

/// A radio button or a box to tick, to be finished.
fn choice_input(kind: &'static str, locked: bool, callback: Callback<Event>) -> Tag {
    let input = tag("input").set("type", kind).set_if(locked, "disabled", "disabled");
    input.on(ListenerKind::onchange, callback)
}

/// A radio button. Where somebody has taken it and the answer may be left out, a second tap takes it back.
fn radio(ui: &UiContext, view: &QuestionView, taken: bool, callback: Callback<Event>) -> Tag {
    let input = choice_input("radio", view.readonly, callback.clone()).checked(taken);
    if taken && view.preset && !view.readonly {
        // What stands there by itself is somebody's answer once it is tapped; to a browser that is no change.
        return input.on_click(callback);
    }
    if !taken || view.required || view.readonly {
        return input;
    }
    let key = view.key;
    let takes_back = ui.dispatch.reform(move |_: Event| Message::TakeBack(key));
    // The second click of a double click is no second thought.
    let by_click = takes_back.clone();
    let by_click = Callback::from(move |event: Event| {
        let clicks = js_sys::Reflect::get(&event, &"detail".into()).ok().and_then(|clicks| clicks.as_f64());
        if clicks.is_none_or(|clicks| clicks < 2.0) {
            by_click.emit(event);
        }
    });
    // Only Firefox makes a click of the space bar on a radio that is taken. Two in a row take back once.
    let by_key = takes_back.clone();
    let by_key = Callback::from(move |event: Event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == " ") {
            by_key.emit(event);
        }
    });
    input.on_click(by_click).on(ListenerKind::onkeyup, by_key)
}

/// The group is described once; a single choice repeats it only while an error is shown.
fn described(input: Tag, aria: &Aria) -> Tag {
    input.with_some("aria-describedby", aria.described_by.as_deref().filter(|_| aria.invalid))
}

/// A choice with its label, to be finished.
fn choice(class: &'static str, input: Tag, said: Html) -> Tag {
    let choice = tag("label").set("part", "choice").class(class).child(input.draw());
    choice.child(tag("span").child(said).draw())
}

/// Draws the control itself, without its label.
pub(crate) fn draw(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    if let Some(takes) = widget::input_kind(view) {
        return widget::draw_input(ui, view, aria, takes);
    }
    match &view.control {
        Control::Text { .. } => text::draw_text(ui, view, aria),
        Control::Range(range) => widget::draw_range(ui, view, range, ["", ""], aria),
        Control::Rank { choices } => widget::draw_rank(ui, view, choices, aria),
        Control::Geopoint => widget::draw_geo(ui, view, aria, GeoShape::Point),
        Control::Geotrace => widget::draw_geo(ui, view, aria, GeoShape::Trace),
        Control::Geoshape => widget::draw_geo(ui, view, aria, GeoShape::Shape),
        Control::File { kind, max_pixels } => widget::draw_file(ui, view, *kind, *max_pixels, aria),
        Control::Barcode => widget::draw_barcode(ui, view, aria),
        Control::Integer => text::draw_number(ui, view, aria, text::Digits::Whole),
        Control::Decimal => text::draw_number(ui, view, aria, text::Digits::Fraction),
        Control::SelectOne { choices } | Control::SelectMultiple { choices } if widget::is_map(view) => {
            widget::draw_places(ui, view, choices, aria)
        }
        Control::SelectOne { choices } | Control::SelectMultiple { choices } if widget::is_list(view) => {
            widget::draw_list(ui, view, choices, aria)
        }
        Control::SelectOne { choices } => choices::draw_one(ui, view, choices, aria),
        Control::SelectMultiple { choices } => choices::draw_many(ui, view, choices, aria),
        Control::Rating(scale) if rating::on_demand(&view.appearance, scale).is_some() => {
            let labels = [scale.start_label.as_str(), &scale.end_label];
            widget::draw_range(ui, view, &rating::as_range(scale), labels, aria)
        }
        Control::Rating(scale) => rating::draw(ui, view, scale, aria),
        Control::Date => moments::draw(ui, view, aria, moments::InputType::Date),
        Control::Time => moments::draw(ui, view, aria, moments::InputType::Time),
        Control::DateTime => moments::draw(ui, view, aria, moments::InputType::DateTime),
        Control::Duration => duration::draw(ui, view, aria),
        Control::AttemptLog(rules) => attempts::draw(ui, view, rules),
        Control::Acknowledge => choices::draw_acknowledge(ui, view, aria),
        Control::Note | Control::Calculate => Html::default(),
    }
}
