//! What stands around a screen: title, progress, overview, language, faults, and the bar with the way on.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{Action, PageView};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::context::{Message, UiContext, field_text};
use crate::element::{Tag, button, button_tag, form_span, form_words, paragraph, row, span, tag};
use crate::messages::{fill, own_name};
use crate::screens::{live_words, page_title};
use crate::time::hour_minute;
use crate::value::day_words;
use crate::view_model::{Saved, Screen, Sealing, Standing, Tally, Undoable, ViewModel, WAY_ON};

/// What is open in the overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overview {
    Closed,
    Open,
}

/// The way past everything that stands before the questions, for those who come with the keyboard.
pub(crate) fn draw_skip(ui: &UiContext) -> Html {
    button("button skip", None, ui.words.form.skip, ui.click(|| Message::Skip))
}

/// Title, language and overview.
pub(crate) fn draw_header(ui: &UiContext, model: &ViewModel, overview: Overview) -> Html {
    let form = &model.snapshot.form;
    let toggle = ui.click(|| Message::ToggleOverview);
    let running = model.screen != Screen::Receipt;
    let toggle = || {
        let button = button_tag("button quiet toggle", toggle).set("aria-controls", "overview");
        button
            .set("aria-expanded", if overview == Overview::Closed { "false" } else { "true" })
            .child(tag("span").text(ui.words.form.overview).draw())
            .draw()
    };
    let tools = tag("div").class("tools").child(draw_languages(ui, model)).child_if(running, toggle);
    tag("header")
        .part("header")
        .child(tag("h1").set("part", "title").with("lang", &form.language).text(&form.title).draw())
        .child(tools.draw())
        .draw()
}

fn draw_languages(ui: &UiContext, model: &ViewModel) -> Html {
    let form = &model.snapshot.form;
    if form.languages.len() < 2 {
        return Html::default();
    }
    let to = ui.clone();
    let onchange = Callback::from(move |event: Event| {
        to.take(Action::Language { language: field_text(event.target()) });
    });
    let options = form.languages.iter().map(|language| {
        let option = tag("option").with("value", language).with("lang", language);
        option.set_if(*language == form.language, "selected", "selected").text(&own_name(language)).draw()
    });
    let select = tag("select").class("input").on(ListenerKind::onchange, onchange).list(options.collect());
    tag("label").part("language").child(tag("span").text(ui.words.form.language).draw()).child(select.draw()).draw()
}

/// What is really left, in words and as a bar.
pub(crate) fn draw_progress(ui: &UiContext, model: &ViewModel, all: Tally) -> Html {
    let words = &ui.words.form;
    let place = tag("div").part("progress");
    if !ui.knows_counts() {
        let bar = tag("progress").set("aria-label", words.progress).set("value", "0");
        return place.child(bar.draw()).child(tag("p").text("\u{a0}").draw()).draw();
    }
    let said = rest_words(ui, model, all);
    let live = live_words(ui.words, model.snapshot.score.as_ref()).filter(|_| model.screen != Screen::Summary);
    let live = live.map(|score| tag("span").part("live-score").text(&score).draw());
    let text = tag("p")
        .child(tag("span").text(&place_words(ui, model)).draw())
        .child(live.unwrap_or_default())
        .child(span("left", &said));
    place.child(progress_bar(all).set("aria-label", words.progress).text(&said).draw()).child(text.draw()).draw()
}

/// On which page of how many somebody is.
fn place_words(ui: &UiContext, model: &ViewModel) -> String {
    let at = model.relevant_pages().position(|(index, _)| index == model.page_index());
    match (model.screen, at, model.relevant_pages().count()) {
        (Screen::Page, Some(at), count @ 2..) if !model.is_one_page() => {
            fill(ui.words.form.page, &[&(at + 1).to_string(), &count.to_string()])
        }
        (Screen::Page | Screen::End | Screen::Summary | Screen::Receipt, _, _) => String::new(),
    }
}

/// How much is left: on the way about how long it takes, and at the end what keeps anybody from signing.
fn rest_words(ui: &UiContext, model: &ViewModel, all: Tally) -> String {
    let words = &ui.words.form;
    match (model.screen, all.minutes(), model.snapshot.progress.open) {
        (Screen::Page, 0, 0) | (Screen::End | Screen::Summary | Screen::Receipt, _, 0) => words.nothing_open.to_owned(),
        (Screen::Page, minutes, _) => ui.words.counted(&words.minutes_left, minutes.max(1), ""),
        (Screen::End | Screen::Summary | Screen::Receipt, _, open) => ui.words.counted(&words.open, open, ""),
    }
}

/// What is settled, of all there is.
fn progress_bar(all: Tally) -> Tag {
    let bar = tag("progress").with("max", &(all.settled + all.left).max(1).to_string());
    bar.with("value", &all.settled.to_string())
}

/// All relevant pages, the summary, and what can be done with the draft.
pub(crate) fn draw_overview(ui: &UiContext, model: &ViewModel, tallies: &[Tally], overview: Overview) -> Html {
    let words = &ui.words.form;
    let count = model.relevant_pages().count();
    let pages = model.relevant_pages().zip(tallies).enumerate().map(|(at, ((index, page), tally))| {
        let current = model.screen == Screen::Page && index == model.page_index();
        let button = overview_item(current, ui.click(move || Message::Page(index)))
            .child(form_span("", &ui.language, &page_title(ui, page, at + 1, count)))
            .child(draw_standing(ui, page, *tally));
        tag("li").key(&index.to_string()).child(button.draw()).draw()
    });
    let to_summary = ui.click(|| Message::Screen(Screen::Summary));
    let summary = overview_item(model.screen == Screen::Summary, to_summary).text(ui.words.summary.title);
    let pages = if ui.knows_counts() { pages.collect() } else { Vec::new() };
    // Of a long one, the header of a phone has no more than two lines.
    let title = form_words("", &model.snapshot.form.language, &model.snapshot.form.title);
    let list = tag("ol").list(pages).child(tag("li").key("summary").child(summary.draw()).draw());
    tag("nav")
        .set("id", "overview")
        .class(if overview == Overview::Closed { "overview" } else { "overview shown" })
        .set("part", "overview")
        .set("aria-label", words.overview)
        // On a narrow screen it lies over the page, and takes no place from it.
        .child(tag("div").class("pages").child(title).child(list.draw()).child(draw_draft_tools(ui)).draw())
        .draw()
}

/// How far a page is, for the eye and in words. Of one that nobody has been to, nothing is said.
fn draw_standing(ui: &UiContext, page: &PageView, tally: Tally) -> Html {
    let mark = |class: &'static str, sign: &str, said: &str| {
        let badge = tag("span").class(class).set("part", "badge").set("aria-hidden", "true").text(sign);
        row(vec![badge.draw(), span("hidden", &[", ", said].concat())])
    };
    let again = fill(ui.words.summary.again_title, &[&tally.again.to_string()]);
    let again = || mark("badge again", &tally.again.to_string(), &again);
    let standing = match tally.standing() {
        Standing::Done if tally.again > 0 => Html::default(),
        Standing::Done => mark("badge done", "✓", ui.words.form.done),
        Standing::Begun if page.open > 0 => {
            mark("badge", &page.open.to_string(), &ui.words.counted(&ui.words.form.open, page.open, ""))
        }
        Standing::Begun | Standing::Untouched => Html::default(),
    };
    row(vec![standing, if tally.again > 0 { again() } else { Html::default() }])
}

fn overview_item(current: bool, callback: Callback<Event>) -> Tag {
    let button = tag("button").set("type", "button").set("part", "overview-item").on_click(callback);
    button.set_if(current, "aria-current", "step")
}

fn draw_draft_tools(ui: &UiContext) -> Html {
    let words = &ui.words.form;
    let host = ui.host.clone();
    let save = Callback::from(move |_: Event| host.save_draft_to_file());
    let host = ui.host.clone();
    let keys = Callback::from(move |_: Event| host.show_keys());
    tag("div")
        .class("draft")
        .child(button("link", None, words.save_file, save))
        .child(button("link", None, words.device, show_device(ui)))
        .child(button("link", None, words.start_over, ui.click(|| Message::StartOver)))
        .child(button("link keys", None, words.keys, keys))
        .draw()
}

/// Shows the reports and drafts on this device.
pub(crate) fn show_device(ui: &UiContext) -> Callback<Event> {
    let host = ui.host.clone();
    Callback::from(move |_: Event| host.show_device())
}

/// What must be said at once: the draft is not on disk, or a change was not kept.
pub(crate) fn draw_faults(ui: &UiContext, model: &ViewModel) -> Html {
    let host = ui.host.clone();
    let save = Callback::from(move |_: Event| host.save_draft_to_file());
    let fault = |said: &str| tag("div").part("fault").child(paragraph("", said));
    let unsaved = match model.saved {
        // What is signed is no draft: its receipt says whether the device keeps it.
        Saved::Failed(_) if model.screen == Screen::Receipt => Html::default(),
        Saved::Failed(why) => {
            let button = button("button", None, ui.words.form.save_file, save);
            fault(crate::faults::save(ui.words, why)).child(button).draw()
        }
        Saved::Untouched | Saved::Pending | Saved::At(_) => Html::default(),
    };
    let refused = model.refused.as_ref().map(|error| fault(crate::faults::refused(ui.words, error)).draw());
    row(vec![unsaved, refused.unwrap_or_default()])
}

/// Back, the state of the draft, and the way on.
pub(crate) fn draw_bar(ui: &UiContext, model: &ViewModel, all: Tally) -> Html {
    if model.screen == Screen::Receipt {
        return Html::default();
    }
    let first = model.back() == crate::view_model::Step::Stay;
    let way_on = way_on(ui, model);
    // Every other way on is another bar: WebKitGTK paints only parts of a bar that stays and changes inside.
    let undoable = model.undoable.as_ref();
    let key = [way_on, if first { " first" } else { "" }, undoable.map_or("", |_| " undo")].concat();
    let back = button_tag("button", ui.click(|| Message::Back)).set_if(first, "hidden", "hidden");
    tag("div")
        .part("bar")
        .key(&key)
        // The same as in the header, for eyes only: there it is read out, here it stays in sight.
        .child(progress_bar(all).set("aria-hidden", "true").draw())
        .child(undoable.map_or_else(Html::default, |undoable| draw_undo(ui, undoable)))
        .child(back.text(ui.words.form.back).draw())
        .child(draw_state(ui, model))
        .child(draw_way_on(ui, model, way_on))
        .draw()
}

/// What was taken away last, and the way back. The live region has said it.
fn draw_undo(ui: &UiContext, undoable: &Undoable) -> Html {
    tag("div")
        .part("undo")
        .child(tag("span").text(&undoable.said).draw())
        .child(button("link", None, ui.words.form.undo, ui.click(|| Message::Undo)))
        .draw()
}

/// How the draft stands; or, beside the button that was pressed, why nothing was signed.
fn draw_state(ui: &UiContext, model: &ViewModel) -> Html {
    match model.sealing {
        Sealing::Failed(fault) if model.screen == Screen::Summary => {
            paragraph("saved error", crate::faults::seal(ui.words, fault))
        }
        Sealing::Held if model.screen == Screen::Summary && model.snapshot.progress.open > 0 => {
            let open = ui.words.counted(&ui.words.form.open, model.snapshot.progress.open, "");
            paragraph("saved error", &open)
        }
        Sealing::Failed(_) | Sealing::Held | Sealing::Idle if model.waits => {
            paragraph("saved said", ui.words.form.preparing)
        }
        Sealing::Failed(_) | Sealing::Held | Sealing::Idle | Sealing::Running => match &model.snapshot.outcome {
            // What is to be done now may stand far above, or below.
            Some(outcome) if model.screen == Screen::Page => {
                let said = [ui.words.form.end_title, ". ", &outcome.label].concat();
                paragraph("saved said", &said)
            }
            Some(_) | None => paragraph("saved", &saved_words(ui, model)),
        },
    }
}

/// What the button onward says.
fn way_on(ui: &UiContext, model: &ViewModel) -> &'static str {
    let words = ui.words;
    match model.screen {
        Screen::Summary => words.summary.seal,
        Screen::End => words.form.to_summary,
        Screen::Page | Screen::Receipt => {
            let last = model.is_one_page()
                || model.relevant_pages().next_back().is_none_or(|(index, _)| index <= model.page_index());
            let open = match model.is_one_page() {
                true => model.snapshot.progress.open > 0,
                false => model.page().is_some_and(|page| page.open > 0),
            };
            let open = open && model.page_reviewed();
            match (open, last && model.snapshot.outcome.is_none()) {
                _ if model.came_from.is_some() => words.form.to_summary,
                (false, _) if !ui.knows_counts() => "",
                (true, _) => words.form.go_on,
                (false, true) => words.form.to_summary,
                (false, false) => words.form.next,
            }
        }
    }
}

fn draw_way_on(ui: &UiContext, model: &ViewModel, text: &'static str) -> Html {
    let running = model.sealing == Sealing::Running;
    let seals = model.screen == Screen::Summary;
    let onclick = ui.click(move || if seals { Message::Seal } else { Message::Next });
    button_tag("button primary", onclick)
        .set("id", WAY_ON)
        .set_if(running, "aria-disabled", "true")
        .text(if running { ui.words.summary.sealing } else { text })
        .draw()
}

fn saved_words(ui: &UiContext, model: &ViewModel) -> String {
    match &model.saved {
        Saved::Pending => ui.words.form.saving.to_owned(),
        // What is saved lacks it.
        Saved::At(_) if ui.happened.holds_a_deed() => ui.words.form.saving.to_owned(),
        Saved::At(moment) => fill(ui.words.form.saved, &[&when(ui, moment)]),
        // A fault is shown above, with a way out.
        Saved::Untouched | Saved::Failed(_) => String::new(),
    }
}

/// The time of day; with its day, where that is not today.
fn when(ui: &UiContext, moment: &DateTime<FixedOffset>) -> String {
    let (now, time) = (ui.host.now(), hour_minute(moment));
    if now.date_naive() == moment.date_naive() {
        return time;
    }
    [&day_words(ui.words, moment, &now), ", ", &time].concat()
}

#[cfg(test)]
mod tests {
    use sealform_protocol::Patch;

    use super::*;
    use crate::element::words;
    use crate::first_page::tests::drawn_alone;
    use crate::happened::Happened;
    use crate::view_model::tests::form;

    #[test]
    fn what_keeps_a_report_from_being_signed_stands_beside_the_button() {
        let mut snapshot = form(&["a"]);
        snapshot.progress.open = 2;
        let mut model = ViewModel::new(snapshot, None);
        model.show(Screen::Summary);
        let state = |model: &ViewModel| drawn_alone(model, draw_state);
        assert!(!state(&model).contains("open points"), "nobody has asked yet");
        model.sealing = Sealing::Held;
        assert!(state(&model).contains("saved error") && state(&model).contains("2 open points"), "{}", state(&model));
        // A row of the summary leads to its question.
        model.screen = Screen::Page;
        assert!(!state(&model).contains("open points"), "it was said of another screen");
    }

    #[test]
    fn saved_is_not_said_of_what_was_done_since() {
        let mut model = ViewModel::new(form(&["a"]), None);
        let drawn = drawn_alone(&model, |ui, model| words(&saved_words(ui, model)));
        assert!(!drawn.contains("Sav"), "{drawn}");
        model.saved = Saved::At("2026-03-02T10:00:00+01:00".parse().expect("a moment"));
        let drawn = drawn_alone(&model, |ui, model| words(&saved_words(ui, model)));
        assert!(drawn.contains("Saved on this device"), "{drawn}");
        let drawn = drawn_alone(&model, |ui, model| {
            ui.happened.push(Happened::Acted(Ok(Patch::default())));
            words(&saved_words(ui, model))
        });
        assert!(drawn.contains("Saving…") && !drawn.contains("Saved"), "{drawn}");
    }
}
