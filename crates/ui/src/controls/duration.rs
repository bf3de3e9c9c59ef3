//! A length of time: a field and a stopwatch.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{Action, QuestionView};
use sealform_types::Json;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::Aria;
use crate::context::{UiContext, field_text, id};
use crate::element::{button_tag, field, tag};
use crate::hooks::use_seconds;
use crate::time::{clock_text, read_duration};
use crate::value::seconds;
use crate::view_model::{Focus, Undoable};

/// What a duration is given.
#[derive(Properties, PartialEq)]
pub(crate) struct DurationProps {
    pub ui: UiContext,
    /// The field's id.
    pub id: AttrValue,
    /// The question whose stopwatch is beside the field.
    pub path: AttrValue,
    /// Whether it is: of a log, only the last attempt has it.
    #[prop_or(true)]
    pub timed: bool,
    /// When it was started, while it runs.
    pub started: Option<Moment>,
    pub value: Option<u32>,
    /// What was typed before and could not be read, where that is kept beyond this field.
    #[prop_or_default]
    pub kept: Option<AttrValue>,
    /// What follows from what is typed or measured.
    pub on_change: Callback<Typed, Action>,
    #[prop_or_default]
    pub described_by: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub invalid: bool,
    #[prop_or_default]
    pub readonly: bool,
}

/// What a person has typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Typed {
    Nothing,
    Seconds(u32),
    /// A text that is not a duration.
    Unread(String),
}

pub(super) fn draw(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    let path = view.path.clone();
    let on_change = Callback::from(move |typed: Typed| {
        let value = match typed {
            Typed::Nothing => Json::Null,
            Typed::Seconds(seconds) => Json::Integer(i64::from(seconds)),
            Typed::Unread(text) => Json::String(text),
        };
        Action::Answer { path: path.clone(), value }
    });
    let kept = view.value.as_str().map(|text| AttrValue::from(text.to_owned()));
    html! {
        <Duration ui={ui.clone()} id={id(view.key, "")} path={view.path.clone()} started={view.watch} value={seconds(&view.value)}
            {kept} {on_change} described_by={aria.described_by.clone().map(AttrValue::from)} required={view.required}
            invalid={aria.invalid} readonly={view.readonly} />
    }
}

/// When a watch was started.
type Moment = DateTime<FixedOffset>;

/// What was typed and cannot be read yet: it stays in the field, and is not an answer.
type Unread = Option<String>;

/// A field for minutes and seconds with a stopwatch beside it.
#[component]
pub(crate) fn Duration(props: &DurationProps) -> Html {
    let unread = use_state(|| None::<String>);
    let started = props.started;
    use_seconds(started.is_some());

    let elapsed = started.map(|start| elapsed_seconds(&props.ui, start));
    let shown = shown(props, elapsed, &unread);
    let oninput = on_typing(props, &unread);
    let onblur = {
        let (unread, value) = (unread.clone(), props.value);
        Callback::from(move |_: Event| {
            if value.is_some() || unread.as_deref() == Some("") {
                unread.set(None);
            }
        })
    };
    let onclick = on_watch(props, started, &unread);
    // What is kept elsewhere is set there.
    let unreadable = elapsed.is_none()
        && props.value.is_none()
        && props.kept.is_none()
        && unread.as_deref().is_some_and(|text| !text.is_empty());
    let format_id = [props.id.as_str(), "-format"].concat();
    let described_by = match &props.described_by {
        Some(others) => [others.as_str(), " ", &format_id].concat(),
        None => format_id.clone(),
    };
    let running = started.is_some();
    let input = field("input", &props.id, oninput)
        .on(ListenerKind::onblur, onblur)
        .class("input short")
        .set("type", "text")
        // Phones show digits and a point, which may stand for the colon.
        .set("inputmode", "decimal")
        .set("autocomplete", "off")
        .set("placeholder", "0:00")
        .value(&shown)
        .set_if(props.readonly || running, "readonly", "readonly")
        .set_if(props.required, "aria-required", "true")
        .set_if(props.invalid || unreadable, "aria-invalid", "true")
        .with("aria-describedby", &described_by);
    let format = tag("p").class(if unreadable { "error" } else { "hint" }).with("id", &format_id);
    let format = format.text(&if unreadable {
        props.ui.words.issues.not_a_duration.to_owned()
    } else {
        explained(props, &unread)
    });
    tag("div")
        .class("duration")
        .child(input.draw())
        .child_if(props.timed && !props.readonly, || draw_watch(props, running, onclick))
        .child(format.draw())
        .draw()
}

/// What stands in the field: the time that runs, what was typed and cannot be read yet, or the answer.
fn shown(props: &DurationProps, elapsed: Option<u32>, unread: &Unread) -> String {
    match (elapsed, unread) {
        (Some(seconds), _) => clock_text(seconds),
        (None, Some(text)) => text.clone(),
        (None, None) => match (props.value, &props.kept) {
            (Some(seconds), _) => clock_text(seconds),
            (None, kept) => kept.as_ref().map(ToString::to_string).unwrap_or_default(),
        },
    }
}

/// The button that starts the stopwatch, or stops it.
fn draw_watch(props: &DurationProps, running: bool, onclick: Callback<Event>) -> Html {
    let words = &props.ui.words.attempts;
    button_tag(if running { "button running" } else { "button" }, onclick)
        .with("id", &watch_id(&props.id))
        .text(if running { words.stop } else { words.start })
        .draw()
}

/// How a time is written; what is typed in another way is shown so.
fn explained(props: &DurationProps, unread: &Unread) -> String {
    let format = props.ui.words.attempts.minutes_seconds;
    let clock = props.value.map(clock_text).unwrap_or_default();
    match unread {
        Some(typed) if props.value.is_some() && typed.trim() != clock => ["= ", &clock, " (", format, ")"].concat(),
        Some(_) | None => format.to_owned(),
    }
}

/// Keeps what is typed in the field, and hands on what it means.
fn on_typing(props: &DurationProps, unread: &UseStateHandle<Unread>) -> Callback<Event> {
    let (ui, unread, on_change) = (props.ui.clone(), unread.clone(), props.on_change.clone());
    Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        let action = on_change.emit(match read_duration(&typed, ui.words.units()) {
            Some(seconds) => Typed::Seconds(seconds),
            None if typed.trim().is_empty() => Typed::Nothing,
            None => Typed::Unread(typed.clone()),
        });
        ui.take(action);
        unread.set(Some(typed));
    })
}

/// Starts the watch, or stops it and takes what it shows. A time that was there before can come back.
fn on_watch(props: &DurationProps, started: Option<Moment>, unread: &UseStateHandle<Unread>) -> Callback<Event> {
    let (ui, path, field) = (props.ui.clone(), props.path.to_string(), props.id.to_string());
    let (unread, on_change) = (unread.clone(), props.on_change.clone());
    let had_time = props.value.is_some() || props.kept.is_some();
    Callback::from(move |_| {
        let action = match started {
            Some(start) => on_change.emit(Typed::Seconds(elapsed_seconds(&ui, start))),
            None => Action::StartWatch { path: path.clone() },
        };
        if had_time {
            let words = &ui.words.form;
            let said = if started.is_some() { words.stopped } else { words.restarted };
            let undoable = Undoable::new(said, Focus::Element(field.clone()));
            ui.take_away(action, Focus::Element(watch_id(&field)), undoable);
        } else {
            ui.take(action);
        }
        unread.set(None);
    })
}

/// The id of the button beside a field, which starts and stops its watch.
pub(super) fn watch_id(field: &str) -> String {
    [field, "-watch"].concat()
}

/// So many seconds since then.
pub(super) fn elapsed_seconds(ui: &UiContext, start: Moment) -> u32 {
    u32::try_from((ui.host.now() - start).num_seconds()).unwrap_or(0)
}
