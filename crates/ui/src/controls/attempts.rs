//! A list of attempts to reach the participant.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use sealform_protocol::{Action, AttemptsView, Key, QuestionView};
use sealform_types::{AttemptOutcome, Json};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use super::duration::{Typed, elapsed_seconds, watch_id};
use super::moments::{local_input, moment_answer};
use super::{Duration, choice, choice_input};
use crate::context::{UiContext, field_text, id};
use crate::element::{button, field, paragraph, row, tag};
use crate::hooks::use_group;
use crate::markup::marked;
use crate::messages::fill;
use crate::time::{clock_text, moment_text};
use crate::value::{date_text, seconds};
use crate::view_model::{Focus, Undoable};

/// One attempt of the list. One without an outcome is not over.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    at: String,
    channel: String,
    outcome: Option<String>,
    waited: Option<u32>,
}

#[derive(Clone, Properties, PartialEq)]
struct LogProps {
    ui: UiContext,
    question: Key,
    path: AttrValue,
    rules: AttemptsView,
    value: Json,
    /// When the stopwatch of the last attempt was started, while it runs.
    watch: Option<DateTime<FixedOffset>>,
    readonly: bool,
}

impl LogProps {
    /// The id of a part of the attempt at an index.
    fn part(&self, index: usize, name: &str) -> String {
        id(self.question, &["-", &index.to_string(), name].concat())
    }

    /// Answers with these attempts.
    fn answer(&self, attempts: &[Entry]) -> Action {
        Action::Answer { path: self.path.to_string(), value: write_list(attempts) }
    }
}

pub(super) fn draw(ui: &UiContext, view: &QuestionView, rules: &AttemptsView) -> Html {
    html! {
        <Log ui={ui.clone()} question={view.key} path={view.path.clone()} rules={rules.clone()}
            value={view.value.clone()} watch={view.watch} readonly={view.readonly} />
    }
}

/// The attempts so far. The last one may not be over: it stands in the answer with what is known of it.
#[component]
fn Log(props: &LogProps) -> Html {
    let words = props.ui.words;
    let listed: Rc<[Entry]> = props.value.as_array().unwrap_or_default().iter().map(read_entry).collect();
    let group = use_group(listed.len());
    let log = Rc::new(props.clone());
    let last = listed.len().saturating_sub(1);
    let change = {
        let (log, listed) = (Rc::clone(&log), Rc::clone(&listed));
        Callback::from(move |(index, entry): (usize, Entry)| {
            let mut attempts = listed.to_vec();
            if let Some(place) = attempts.get_mut(index) {
                // How the call ended ends its watch, too, and the time is taken: "No answer" is one tap.
                let ends = index == last && entry.outcome != place.outcome && entry.waited == place.waited;
                let ended = log.watch.filter(|_| ends);
                *place = Entry { waited: ended.map(|at| elapsed_seconds(&log.ui, at)).or(entry.waited), ..entry };
            }
            log.answer(&attempts)
        })
    };
    let cards =
        listed.iter().enumerate().map(|(index, entry)| draw_entry(props, index, index == last, entry, &group, &change));
    let may_add = props.rules.may_add && !props.readonly;
    let add = || {
        let callback = on_add(&log, &listed, Begins::Logged);
        button("button", Some(&id(props.question, "-add")), words.attempts.add, callback)
    };
    // Somebody with the telephone in the other hand has one tap.
    let wait = draw_wait(props, &listed);
    // Whoever is to wait is not asked to call.
    let is_called = wait.is_none() && props.rules.channels.first().is_none_or(|channel| channel == PHONE);
    let call = || button("button primary call", None, words.attempts.call, on_add(&log, &listed, Begins::Called));
    let remove = || button("button quiet", None, words.attempts.remove, on_remove(props, &listed));
    tag("div")
        .class("attempts")
        .child(paragraph("hint", &rule_words(&props.ui, &props.rules)))
        .child_if(listed.is_empty(), || paragraph("none", words.attempts.none))
        .list(cards.collect())
        .child(wait.unwrap_or_default())
        .child(
            tag("div")
                .class("buttons")
                .child_if(may_add && is_called, call)
                .child_if(may_add, add)
                .child_if(!props.readonly && !listed.is_empty(), remove)
                .draw(),
        )
        .draw()
}

/// Where an answer may still come, or the next attempt must be on another day than the last one, which was today: that nobody
/// has to wait here, and an entry for the calendar.
fn draw_wait(props: &LogProps, listed: &[Entry]) -> Option<Html> {
    let ui = &props.ui;
    let today = ui.host.now().date_naive();
    let words = &ui.words.attempts;
    if let Some(until) = props.rules.until.filter(|_| !props.readonly) {
        let said = fill(words.until, &[&date_text(ui.words, &until.to_string())]);
        let title = fill(words.number, &[&listed.len().to_string()]);
        return Some(draw_note(ui, &said, title, until.succ_opt().unwrap_or(until)));
    }
    // One that was given up too soon is none, and can be made up for.
    let is_over = |entry: &&Entry| outcome_of(entry).is_some_and(is_unanswered) && too_short(props, entry).is_none();
    let is_today = |entry: &&Entry| local_input(&entry.at).starts_with(&today.to_string());
    let waits = props.rules.may_add && props.rules.different_days && !props.readonly;
    listed.last().filter(|_| waits).filter(is_over).filter(is_today)?;
    let title = fill(words.number, &[&(listed.len() + 1).to_string()]);
    Some(draw_note(ui, words.tomorrow, title, today.succ_opt()?))
}

/// Why nobody has to wait here, with an entry for the calendar on the day on which it goes on.
fn draw_note(ui: &UiContext, said: &str, title: String, day: NaiveDate) -> Html {
    let words = &ui.words.attempts;
    let host = ui.host.clone();
    let onclick = Callback::from(move |_: Event| host.offer_event(&title, &day.to_string()));
    let note = tag("div").part("note").child(tag("p").text(said).draw());
    note.child(button("link", None, words.calendar, onclick)).draw()
}

/// What follows from another state of the attempt at an index.
type Change = Callback<(usize, Entry), Action>;

/// The channel of calls, and of a form that names none.
const PHONE: &str = "phone";

/// How an attempt begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// It is written down.
    Logged,
    /// It is made at this moment: its watch starts with it.
    Called,
}

/// Begins an attempt: now, by the first channel. A watch that runs belongs to the one before, which takes its time.
fn on_add(log: &Rc<LogProps>, listed: &Rc<[Entry]>, begins: Begins) -> Callback<Event> {
    let (log, listed) = (Rc::clone(log), Rc::clone(listed));
    Callback::from(move |_| {
        let mut attempts = listed.to_vec();
        if let (Some(started), Some(last)) = (log.watch, attempts.last_mut()) {
            last.waited = Some(elapsed_seconds(&log.ui, started));
        }
        let channel = log.rules.channels.first().cloned().unwrap_or_else(|| PHONE.to_owned());
        attempts.push(Entry { at: moment_text(&log.ui.host.now()), channel, outcome: None, waited: None });
        // The button goes away while an attempt is not over.
        let place = match begins {
            Begins::Logged => log.part(listed.len(), "-at"),
            Begins::Called => watch_id(&log.part(listed.len(), "-waited")),
        };
        log.ui.take_and_focus(log.answer(&attempts), Focus::Element(place));
        if begins == Begins::Called {
            log.ui.take(Action::StartWatch { path: log.path.to_string() });
        }
    })
}

/// Removes the last attempt; it can come back.
fn on_remove(props: &LogProps, listed: &[Entry]) -> Callback<Event> {
    let words = props.ui.words;
    let said = fill(words.form.removed, &[&fill(words.attempts.number, &[&listed.len().to_string()])]);
    let rest = listed.split_last().map_or(&[][..], |(_, rest)| rest);
    let undoable = Undoable::new(&said, Focus::Element(props.part(rest.len(), "-at")));
    props.ui.remove(props.answer(rest), Focus::Element(id(props.question, "-add")), undoable)
}

fn draw_entry(props: &LogProps, index: usize, is_last: bool, entry: &Entry, group: &str, change: &Change) -> Html {
    let ui = &props.ui;
    let words = &ui.words.attempts;
    let part = |name: &str| props.part(index, name);
    let waited = {
        let (change, entry) = (change.clone(), entry.clone());
        Callback::from(move |typed: Typed| {
            let waited = match typed {
                Typed::Seconds(seconds) => Some(seconds),
                Typed::Nothing | Typed::Unread(_) => None,
            };
            change.emit((index, Entry { waited, ..entry.clone() }))
        })
    };
    let required = is_wait_due(&props.rules, entry);
    let duration = html! {
        <Duration ui={ui.clone()} id={part("-waited")} path={props.path.clone()} timed={is_last}
            started={props.watch.filter(|_| is_last)} value={entry.waited} on_change={waited} {required}
            described_by={required.then(|| AttrValue::from(part("-need")))} readonly={props.readonly} />
    };
    let need = || tag("p").class("hint").with("id", &part("-need")).text(ui.words.question.required).draw();
    let duration = row(vec![if required { need() } else { Html::default() }, duration]);
    tag("fieldset")
        .part("attempt")
        .key(&index.to_string())
        .child(tag("legend").text(&fill(words.number, &[&(index + 1).to_string()])).draw())
        .child(draw_when(props, entry, &part("-at"), index, change))
        .child(draw_channel(props, entry, &part("-channel"), index, change))
        .child(draw_outcomes(props, entry, &[group, "-", &index.to_string()].concat(), (index, is_last), change))
        .child(labelled(&part("-waited"), words.waited, duration))
        .list(too_short(props, entry).map(|said| paragraph("hint", &said)).into_iter().collect())
        .draw()
}

/// That an attempt was given up before its time, and so is none.
fn too_short(props: &LogProps, entry: &Entry) -> Option<String> {
    let wait = props.rules.wait;
    let waited = entry.waited.filter(|waited| is_wait_due(&props.rules, entry) && *waited < wait)?;
    Some(fill(props.ui.words.attempts.too_short, &[&clock_text(waited), &clock_text(wait)]))
}

fn draw_when(props: &LogProps, entry: &Entry, id: &str, index: usize, change: &Change) -> Html {
    let (ui, change, old) = (props.ui.clone(), change.clone(), entry.clone());
    let oninput = Callback::from(move |event: Event| {
        let typed = field_text(event.target());
        // A date that is not complete yet keeps the moment that was there.
        if !typed.is_empty() {
            let entry = Entry { at: moment_answer(&ui, typed), ..old.clone() };
            ui.take(change.emit((index, entry)));
        }
    });
    let input = field("input", id, oninput)
        .class("input short")
        .set("type", "datetime-local")
        .value(&local_input(&entry.at))
        .set_if(props.readonly, "readonly", "readonly");
    labelled(id, props.ui.words.attempts.time, input.draw())
}

fn draw_channel(props: &LogProps, entry: &Entry, id: &str, index: usize, change: &Change) -> Html {
    if props.rules.channels.len() < 2 {
        return Html::default();
    }
    let words = props.ui.words;
    let (ui, change, old) = (props.ui.clone(), change.clone(), entry.clone());
    let onchange = Callback::from(move |event: Event| {
        let entry = Entry { channel: field_text(event.target()), ..old.clone() };
        ui.take(change.emit((index, entry)));
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

fn draw_outcomes(props: &LogProps, entry: &Entry, name: &str, at: (usize, bool), change: &Change) -> Html {
    let (words, (index, is_last)) = (props.ui.words, at);
    let stops_watch = is_last && props.watch.is_some();
    let cards = AttemptOutcome::ALL.iter().map(|outcome| {
        let outcome = outcome.name();
        let input_id = props.part(index, &["-", outcome].concat());
        let (ui, change, old, here) =
            (props.ui.clone(), change.clone(), entry.clone(), Focus::Element(input_id.clone()));
        let onchange = Callback::from(move |_: Event| {
            let action = change.emit((index, Entry { outcome: Some(outcome.to_owned()), ..old.clone() }));
            if stops_watch {
                // A slip of the thumb costs neither the call nor its time.
                let undoable = Undoable::new(ui.words.form.stopped, here.clone());
                ui.take_away(action, Focus::Stays, undoable);
            } else {
                ui.take(action);
            }
        });
        let taken = entry.outcome.as_deref() == Some(outcome);
        let input = choice_input("radio", props.readonly, onchange).checked(taken).with("name", name).value(outcome);
        let input = input.with("id", &input_id);
        choice("card", input, marked(words.attempts.outcomes.word(outcome), &[])).key(outcome).draw()
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

/// Whether an attempt counts only with the time that was waited.
fn is_wait_due(rules: &AttemptsView, entry: &Entry) -> bool {
    rules.wait > 0 && outcome_of(entry).is_some_and(AttemptOutcome::is_given_up)
}

fn outcome_of(entry: &Entry) -> Option<AttemptOutcome> {
    entry.outcome.as_deref().and_then(AttemptOutcome::named)
}

/// Whether an attempt counts, and nobody answered.
fn is_unanswered(outcome: AttemptOutcome) -> bool {
    outcome.counts() && outcome != AttemptOutcome::Answered
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
    if rules.wait_days > 0 {
        text.push_str(", ");
        text.push_str(&ui.words.counted(&words.wait_days, rules.wait_days, ""));
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
    let mut members = vec![("at".to_owned(), text(&entry.at)), ("channel".to_owned(), text(&entry.channel))];
    members.extend(entry.outcome.as_deref().map(|outcome| ("outcome".to_owned(), text(outcome))));
    if let Some(waited) = entry.waited {
        members.push(("waited".to_owned(), Json::Integer(i64::from(waited))));
    }
    Json::Object(members)
}
