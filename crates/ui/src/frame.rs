//! What stands around a screen: title, progress, overview, language, faults, and the bar with the way on.

use sealform_protocol::{Action, Progress};
use sealform_types::Level;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::context::{Message, UiContext, field_text};
use crate::element::{Tag, button, button_tag, form_span, paragraph, row, span, tag};
use crate::messages::{fill, own_name};
use crate::screens::{live_words, page_title};
use crate::time::hour_minute;
use crate::view_model::{Saved, Screen, Sealing, Undoable, ViewModel};

/// What is open in the overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overview {
    Closed,
    Open,
}

/// Title, language and progress.
pub(crate) fn draw_header(ui: &UiContext, model: &ViewModel, overview: Overview) -> Html {
    let form = &model.snapshot.form;
    let toggle = ui.click(|| Message::ToggleOverview);
    let running = model.screen != Screen::Receipt;
    let toggle = || {
        let button = button_tag("button quiet toggle", toggle).set("aria-controls", "overview");
        button
            .set("aria-expanded", if overview == Overview::Closed { "false" } else { "true" })
            .text(ui.words.form.overview)
            .draw()
    };
    let tools = tag("div").class("tools").child(draw_languages(ui, model)).child_if(running, toggle);
    tag("header")
        .part("header")
        .child(tag("h1").set("part", "title").with("lang", &form.language).text(&form.title).draw())
        .child(tools.draw())
        .child_if(running, || draw_progress(ui, model))
        .draw()
}

fn draw_languages(ui: &UiContext, model: &ViewModel) -> Html {
    let form = &model.snapshot.form;
    if form.languages.len() < 2 {
        return Html::default();
    }
    let dispatch = ui.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        dispatch.emit(Message::Act(Action::Language { language: field_text(event.target()) }));
    });
    let options = form.languages.iter().map(|language| {
        let option = tag("option").with("value", language).with("lang", language);
        option.set_if(*language == form.language, "selected", "selected").text(&own_name(language)).draw()
    });
    let select = tag("select").class("input").on(ListenerKind::onchange, onchange).list(options.collect());
    tag("label").part("language").child(tag("span").text(ui.words.form.language).draw()).child(select.draw()).draw()
}

/// What is really left, in words and as a bar.
fn draw_progress(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.form;
    let progress = model.snapshot.progress;
    let answered = fill(words.answered, &[&progress.answered.to_string(), &progress.relevant.to_string()]);
    let open = if progress.open == 0 {
        words.nothing_open.to_owned()
    } else {
        ui.words.counted(&words.open, progress.open, "")
    };
    let live = live_words(ui.words, model.snapshot.score.as_ref()).filter(|_| model.screen != Screen::Summary);
    let live = live.map(|score| tag("span").part("live-score").text(&score).draw());
    let text =
        tag("p").child(tag("span").text(&answered).draw()).child(live.unwrap_or_default()).child(span("left", &open));
    tag("div")
        .part("progress")
        .child(progress_bar(progress).set("aria-label", words.progress).text(&answered).draw())
        .child(text.draw())
        .draw()
}

fn progress_bar(progress: Progress) -> Tag {
    let bar = tag("progress").with("max", &progress.relevant.max(1).to_string());
    bar.with("value", &progress.answered.to_string())
}

/// All relevant pages, the summary, and what can be done with the draft.
pub(crate) fn draw_overview(ui: &UiContext, model: &ViewModel, overview: Overview) -> Html {
    let words = &ui.words.form;
    let count = model.relevant_pages().count();
    let pages = model.relevant_pages().enumerate().map(|(at, (index, page))| {
        let current = model.screen == Screen::Page && index == model.page_index();
        let badge = || {
            let open = ui.words.counted(&words.open, page.open, "");
            let badge = tag("span").part("badge").set("aria-hidden", "true").text(&page.open.to_string());
            row(vec![badge.draw(), span("hidden", &[", ", &open].concat())])
        };
        let again = model.points(Level::Warn, &page.children).len();
        let look_again = || {
            let said = fill(ui.words.summary.again_title, &[&again.to_string()]);
            let badge = tag("span").class("badge again").set("part", "badge").set("aria-hidden", "true");
            row(vec![badge.text(&again.to_string()).draw(), span("hidden", &[", ", &said].concat())])
        };
        let button = overview_item(current, ui.click(move || Message::Page(index)))
            .child(form_span("", &ui.language, &page_title(ui, page, at + 1, count)))
            .child_if(page.open > 0, badge)
            .child_if(again > 0, look_again);
        tag("li").key(&index.to_string()).child(button.draw()).draw()
    });
    let to_summary = ui.click(|| Message::Screen(Screen::Summary));
    let summary = overview_item(model.screen == Screen::Summary, to_summary).text(ui.words.summary.title);
    let list = tag("ol").list(pages.collect()).child(tag("li").key("summary").child(summary.draw()).draw());
    tag("nav")
        .set("id", "overview")
        .class(if overview == Overview::Closed { "overview" } else { "overview shown" })
        .set("part", "overview")
        .set("aria-label", words.overview)
        .child(list.draw())
        .child(draw_draft_tools(ui))
        .draw()
}

fn overview_item(current: bool, callback: Callback<Event>) -> Tag {
    let button = tag("button").set("type", "button").set("part", "overview-item").on_click(callback);
    button.set_if(current, "aria-current", "step")
}

fn draw_draft_tools(ui: &UiContext) -> Html {
    let words = &ui.words.form;
    let host = ui.host.clone();
    let save = Callback::from(move |_: Event| host.save_draft_to_file());
    tag("div")
        .class("draft")
        .child(button("link", None, words.save_file, save))
        .child(button("link", None, words.device, show_device(ui)))
        .child(button("link", None, words.start_over, ui.click(|| Message::StartOver)))
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
pub(crate) fn draw_bar(ui: &UiContext, model: &ViewModel) -> Html {
    if model.screen == Screen::Receipt {
        return Html::default();
    }
    let progress = model.snapshot.progress;
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
        .child(progress_bar(progress).set("aria-hidden", "true").draw())
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
        Sealing::Failed(_) | Sealing::Idle if model.waits => paragraph("saved", ui.words.form.preparing),
        Sealing::Failed(_) | Sealing::Idle | Sealing::Running => paragraph("saved", &saved_words(ui, model)),
    }
}

/// What the button onward says.
fn way_on(ui: &UiContext, model: &ViewModel) -> &'static str {
    let words = ui.words;
    match model.screen {
        Screen::Summary => words.summary.seal,
        Screen::End => words.form.to_summary,
        Screen::Page | Screen::Receipt => {
            let last = model.relevant_pages().next_back().is_none_or(|(index, _)| index <= model.page_index());
            let open = model.page_reviewed() && model.page().is_some_and(|page| page.open > 0);
            match (open, last && model.snapshot.outcome.is_none()) {
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
        .set_if(running, "aria-disabled", "true")
        .text(if running { ui.words.summary.sealing } else { text })
        .draw()
}

fn saved_words(ui: &UiContext, model: &ViewModel) -> String {
    match &model.saved {
        Saved::Pending => ui.words.form.saving.to_owned(),
        Saved::At(moment) => fill(ui.words.form.saved, &[&hour_minute(moment)]),
        // A fault is shown above, with a way out.
        Saved::Untouched | Saved::Failed(_) => String::new(),
    }
}
