//! A list of attempts to reach the participant.

use sealform_protocol::{AttemptsView, Key, QuestionView};
use sealform_types::{AttemptOutcome, Json};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::duration::Typed;
use super::moments::{local_input, moment_answer};
use super::{Duration, choice, choice_input};
use crate::context::{Message, UiContext, field_text, id};
use crate::element::{button, field, paragraph, tag};
use crate::hooks::use_group;
use crate::messages::fill;
use crate::time::{clock_text, moment_text};
use crate::value::seconds;
use crate::view_model::Focus;

/// One attempt as it stands in the list or is being entered: it joins the list with its outcome.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    at: String,
    channel: String,
    outcome: Option<String>,
    waited: Option<u32>,
}

#[derive(Properties, PartialEq)]
struct LogProps {
    ui: UiContext,
    question: Key,
    path: AttrValue,
    rules: AttemptsView,
    value: Json,
    readonly: bool,
}

pub(super) fn draw(ui: &UiContext, view: &QuestionView, rules: &AttemptsView) -> Html {
    html! {
        <Log ui={ui.clone()} question={view.key} path={view.path.clone()} rules={rules.clone()}
            value={view.value.clone()} readonly={view.readonly} />
    }
}

/// The attempts so far, and the one being entered.
#[component]
fn Log(props: &LogProps) -> Html {
    let words = props.ui.words;
    let entering = use_state(|| None::<Entry>);
    let listed: Vec<Entry> = props.value.as_array().unwrap_or_default().iter().map(read_entry).collect();
    let group = use_group(listed.len() + usize::from(entering.is_some()));
    let change = on_change(props, &listed, &entering);
    let all = listed.iter().chain(entering.as_ref());
    let cards = all.enumerate().map(|(index, entry)| draw_entry(props, index, entry, &group, &change));
    let may_add = props.rules.may_add && entering.is_none() && !props.readonly;
    let may_remove = !props.readonly && (entering.is_some() || !listed.is_empty());
    let add = || {
        let callback = on_add(props, listed.len(), &entering);
        button("button", Some(&id(props.question, "-add")), words.attempts.add, callback)
    };
    let remove = || button("button quiet", None, words.attempts.remove, on_remove(props, &listed, &entering));
    tag("div")
        .class("attempts")
        .child(paragraph("hint", &rule_words(&props.ui, &props.rules)))
        .child_if(listed.is_empty() && entering.is_none(), || paragraph("none", words.attempts.none))
        .list(cards.collect())
        .child(tag("div").class("buttons").child_if(may_add, add).child_if(may_remove, remove).draw())
        .draw()
}

/// The attempt that is being entered, if one is.
type Entering = UseStateHandle<Option<Entry>>;

/// Changes an attempt of the list, or the one being entered, which joins the list with its outcome.
fn on_change(props: &LogProps, listed: &[Entry], entering: &Entering) -> Callback<(usize, Entry)> {
    let (ui, path) = (props.ui.clone(), props.path.clone());
    let (listed, entering) = (listed.to_vec(), entering.clone());
    Callback::from(move |(index, entry): (usize, Entry)| {
        let mut attempts = listed.clone();
        if let Some(place) = attempts.get_mut(index) {
            *place = entry;
        } else if entry.outcome.is_some() {
            attempts.push(entry);
            entering.set(None);
        } else {
            entering.set(Some(entry));
            return;
        }
        ui.answer(&path, write_list(&attempts));
    })
}

/// Begins an attempt: now, by the first channel.
fn on_add(props: &LogProps, count: usize, entering: &Entering) -> Callback<Event> {
    let (ui, entering, rules) = (props.ui.clone(), entering.clone(), props.rules.clone());
    let first_field = id(props.question, &["-", &count.to_string(), "-at"].concat());
    Callback::from(move |_| {
        // The button goes away while an attempt is being entered.
        ui.dispatch.emit(Message::Focus(Focus::Element(first_field.clone())));
        let channel = rules.channels.first().cloned().unwrap_or_else(|| "phone".to_owned());
        entering.set(Some(Entry { at: moment_text(&ui.host.now()), channel, outcome: None, waited: None }));
    })
}

/// Removes the attempt being entered, or the last of the list.
fn on_remove(props: &LogProps, listed: &[Entry], entering: &Entering) -> Callback<Event> {
    let (ui, path) = (props.ui.clone(), props.path.clone());
    let (listed, entering) = (listed.to_vec(), entering.clone());
    let add = id(props.question, "-add");
    Callback::from(move |_| {
        ui.dispatch.emit(Message::Focus(Focus::Element(add.clone())));
        if entering.is_some() {
            entering.set(None);
        } else if let Some((_, rest)) = listed.split_last() {
            ui.answer(&path, write_list(rest));
        }
    })
}

fn draw_entry(props: &LogProps, index: usize, entry: &Entry, group: &str, change: &Callback<(usize, Entry)>) -> Html {
    let ui = &props.ui;
    let words = &ui.words.attempts;
    let part = |name: &str| id(props.question, &["-", &index.to_string(), name].concat());
    let waited = {
        let (change, entry) = (change.clone(), entry.clone());
        Callback::from(move |typed: Typed| {
            let waited = match typed {
                Typed::Seconds(seconds) => Some(seconds),
                Typed::Nothing | Typed::Unread(_) => None,
            };
            change.emit((index, Entry { waited, ..entry.clone() }));
        })
    };
    let duration = html! {
        <Duration ui={ui.clone()} id={part("-waited")} watch={[&props.path, part("").as_str()].concat()}
            value={entry.waited} on_change={waited} readonly={props.readonly} />
    };
    tag("fieldset")
        .part("attempt")
        .key(&index.to_string())
        .child(tag("legend").text(&fill(words.number, &[&(index + 1).to_string()])).draw())
        .child(draw_when(props, entry, &part("-at"), index, change))
        .child(draw_channel(props, entry, &part("-channel"), index, change))
        .child(draw_outcomes(props, entry, &[group, "-", &index.to_string()].concat(), index, change))
        .child(labelled(&part("-waited"), words.waited, duration))
        .draw()
}

fn draw_when(props: &LogProps, entry: &Entry, id: &str, index: usize, change: &Callback<(usize, Entry)>) -> Html {
    let (ui, change, old) = (props.ui.clone(), change.clone(), entry.clone());
    let oninput = Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        // A date that is not complete yet keeps the moment that was there.
        if !typed.is_empty() {
            change.emit((index, Entry { at: moment_answer(&ui, typed), ..old.clone() }));
        }
    });
    let input = field("input", id, oninput)
        .class("input short")
        .set("type", "datetime-local")
        .value(&local_input(&entry.at))
        .set_if(props.readonly, "readonly", "readonly");
    labelled(id, props.ui.words.attempts.time, input.draw())
}

fn draw_channel(props: &LogProps, entry: &Entry, id: &str, index: usize, change: &Callback<(usize, Entry)>) -> Html {
    if props.rules.channels.len() < 2 {
        return Html::default();
    }
    let words = props.ui.words;
    let (change, old) = (change.clone(), entry.clone());
    let onchange = Callback::from(move |event: Event| {
        change.emit((index, Entry { channel: field_text(event.target()), ..old.clone() }));
    });
    let options = props.rules.channels.iter().map(|channel| {
        let option = tag("option").with("value", channel).set_if(*channel == entry.channel, "selected", "selected");
        option.text(words.attempts.channels.word(channel)).draw()
    });
    let select = tag("select")
        .with("id", id)
        .set("part", "input")
        .class("input short")
        .on(ListenerKind::onchange, onchange)
        .set_if(props.readonly, "disabled", "disabled")
        .list(options.collect());
    labelled(id, words.attempts.channel, select.draw())
}

fn draw_outcomes(props: &LogProps, entry: &Entry, name: &str, index: usize, change: &Callback<(usize, Entry)>) -> Html {
    let words = props.ui.words;
    let cards = AttemptOutcome::ALL.iter().map(|outcome| {
        let outcome = outcome.name();
        let (change, old) = (change.clone(), entry.clone());
        let onchange = Callback::from(move |_: Event| {
            change.emit((index, Entry { outcome: Some(outcome.to_owned()), ..old.clone() }));
        });
        let taken = entry.outcome.as_deref() == Some(outcome);
        let input = choice_input("radio", props.readonly, onchange).checked(taken).with("name", name).value(outcome);
        choice("card", input, words.attempts.outcomes.word(outcome)).key(outcome).draw()
    });
    tag("fieldset")
        .class("field")
        .set("role", "radiogroup")
        .child(tag("legend").text(words.attempts.outcome).draw())
        .child(tag("div").class("choices grid").list(cards.collect()).draw())
        .draw()
}

/// A field of an attempt under its label.
fn labelled(id: &str, label: &str, field: Html) -> Html {
    tag("div").class("field").child(tag("label").with("for", id).text(label).draw()).child(field).draw()
}

fn rule_words(ui: &UiContext, rules: &AttemptsView) -> String {
    let words = &ui.words.attempts;
    let mut text = ui.words.counted(&words.most, rules.max, "");
    if rules.different_days && rules.max > 1 {
        text.push_str(", ");
        text.push_str(words.different_days);
    }
    if rules.wait > 0 {
        text.push_str(", ");
        text.push_str(&fill(words.wait, &[&clock_text(rules.wait)]));
    }
    text.push('.');
    text
}

fn read_entry(value: &Json) -> Entry {
    let member = |name| value.get(name).and_then(Json::as_str).map(str::to_owned);
    Entry {
        at: member("at").unwrap_or_default(),
        channel: member("channel").unwrap_or_default(),
        outcome: member("outcome"),
        waited: value.get("waited").and_then(seconds),
    }
}

fn write_list(entries: &[Entry]) -> Json {
    if entries.is_empty() { Json::Null } else { entries.iter().map(write_entry).collect() }
}

fn write_entry(entry: &Entry) -> Json {
    let text = |text: &str| Json::from(text);
    let mut members = vec![
        ("at".to_owned(), text(&entry.at)),
        ("channel".to_owned(), text(&entry.channel)),
        ("outcome".to_owned(), text(entry.outcome.as_deref().unwrap_or_default())),
    ];
    if let Some(waited) = entry.waited {
        members.push(("waited".to_owned(), Json::Integer(i64::from(waited))));
    }
    Json::Object(members)
}
