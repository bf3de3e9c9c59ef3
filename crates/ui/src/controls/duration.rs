//! A length of time: a field and a stopwatch.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::QuestionView;
use sealform_types::Json;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::Aria;
use crate::context::{UiContext, field_text, id};
use crate::element::{button_tag, field, tag};
use crate::hooks::use_seconds;
use crate::time::{clock_text, read_clock};
use crate::value::seconds;

/// What a duration is given.
#[derive(Properties, PartialEq)]
pub(crate) struct DurationProps {
    pub ui: UiContext,
    /// The field's id.
    pub id: AttrValue,
    /// What is measured, also beyond this page.
    pub watch: AttrValue,
    pub value: Option<u32>,
    /// What was typed before and could not be read, where that is kept beyond this field.
    #[prop_or_default]
    pub kept: Option<AttrValue>,
    pub on_change: Callback<Typed>,
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
    let (to, path) = (ui.clone(), view.path.clone());
    let on_change = Callback::from(move |typed: Typed| {
        let value = match typed {
            Typed::Nothing => Json::Null,
            Typed::Seconds(seconds) => Json::Integer(i64::from(seconds)),
            Typed::Unread(text) => Json::String(text),
        };
        to.answer(&path, value);
    });
    let kept = view.value.as_str().map(|text| AttrValue::from(text.to_owned()));
    html! {
        <Duration ui={ui.clone()} id={id(view.key, "")} watch={view.path.clone()} value={seconds(&view.value)}
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
    let words = &props.ui.words.attempts;
    let unread = use_state(|| None::<String>);
    let started = props.ui.watches.borrow().get(props.watch.as_str()).copied();
    use_seconds(started.is_some());

    let elapsed = started.map(|start| elapsed_seconds(&props.ui, start));
    let shown = match (elapsed, &*unread) {
        (Some(seconds), _) => clock_text(seconds),
        (None, Some(text)) => text.clone(),
        (None, None) => match (props.value, &props.kept) {
            (Some(seconds), _) => clock_text(seconds),
            (None, kept) => kept.as_ref().map(ToString::to_string).unwrap_or_default(),
        },
    };
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
        .set("inputmode", "text")
        .set("autocomplete", "off")
        .set("placeholder", "0:00")
        .value(&shown)
        .set_if(props.readonly || running, "readonly", "readonly")
        .set_if(props.required, "aria-required", "true")
        .set_if(props.invalid || unreadable, "aria-invalid", "true")
        .with("aria-describedby", &described_by);
    let watch = || {
        let class = if running { "button running" } else { "button" };
        button_tag(class, onclick).text(if running { words.stop } else { words.start }).draw()
    };
    let format = if unreadable { props.ui.words.issues.not_a_duration } else { words.minutes_seconds };
    let format = tag("p").class(if unreadable { "error" } else { "hint" }).with("id", &format_id).text(format);
    tag("div").class("duration").child(input.draw()).child_if(!props.readonly, watch).child(format.draw()).draw()
}

/// Keeps what is typed in the field, and hands on what it means.
fn on_typing(props: &DurationProps, unread: &UseStateHandle<Unread>) -> Callback<Event> {
    let (unread, on_change) = (unread.clone(), props.on_change.clone());
    Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        on_change.emit(match read_clock(&typed) {
            Some(seconds) => Typed::Seconds(seconds),
            None if typed.trim().is_empty() => Typed::Nothing,
            None => Typed::Unread(typed.clone()),
        });
        unread.set(Some(typed));
    })
}

/// Starts the watch, or stops it and takes what it shows.
fn on_watch(props: &DurationProps, started: Option<Moment>, unread: &UseStateHandle<Unread>) -> Callback<Event> {
    let (ui, watch) = (props.ui.clone(), props.watch.to_string());
    let (unread, on_change) = (unread.clone(), props.on_change.clone());
    Callback::from(move |_| {
        if let Some(start) = started {
            ui.watches.borrow_mut().remove(&watch);
            on_change.emit(Typed::Seconds(elapsed_seconds(&ui, start)));
        } else {
            ui.watches.borrow_mut().insert(watch.clone(), ui.host.now());
        }
        // This draws again, also where nothing was left unread.
        unread.set(None);
    })
}

fn elapsed_seconds(ui: &UiContext, start: Moment) -> u32 {
    u32::try_from((ui.host.now() - start).num_seconds()).unwrap_or(0)
}
