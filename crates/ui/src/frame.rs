//! What stands around a screen: title, progress, overview, language, faults, and the bar with the way on.

use sealform_protocol::{Action, Progress};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::face::{Face, Message, field_text};
use crate::messages::{fill, own_name};
use crate::owner::{Owner, Saved, Screen, Sealing};
use crate::parts::{Tag, button, button_tag, form_span, paragraph, row, span, tag};
use crate::screens::page_title;
use crate::time::hour_minute;

/// The id of the button that starts over.
pub(crate) const START_OVER: &str = "start-over";

/// The id of the button that keeps everything after all.
pub(crate) const CANCEL: &str = "keep";

/// Title, language and progress.
pub(crate) fn draw_header(face: &Face, owner: &Owner, overview: bool) -> Html {
    let form = &owner.snapshot.form;
    let toggle = face.click(|| Message::ToggleOverview);
    let running = owner.screen != Screen::Receipt;
    let toggle = || {
        let button = button_tag("button quiet toggle", toggle).set("aria-controls", "overview");
        button.set("aria-expanded", if overview { "true" } else { "false" }).text(face.words.form.overview).draw()
    };
    let tools = tag("div").class("tools").child(draw_languages(face, owner)).child_if(running, toggle);
    tag("header")
        .part("header")
        .child(tag("h1").set("part", "title").with("lang", &form.language).text(&form.title).draw())
        .child(tools.draw())
        .child_if(running, || draw_progress(face, owner))
        .draw()
}

fn draw_languages(face: &Face, owner: &Owner) -> Html {
    let form = &owner.snapshot.form;
    if form.languages.len() < 2 {
        return Html::default();
    }
    let tell = face.tell.clone();
    let onchange = Callback::from(move |event: Event| {
        tell.emit(Message::Act(Action::Language { language: field_text(event.target()) }));
    });
    let options = form.languages.iter().map(|language| {
        let option = tag("option").with("value", language).with("lang", language);
        option.set_if(*language == form.language, "selected", "selected").text(own_name(language)).draw()
    });
    let select = tag("select").class("input").on(ListenerKind::onchange, onchange).list(options.collect());
    tag("label").part("language").child(tag("span").text(face.words.form.language).draw()).child(select.draw()).draw()
}

/// What is really left, in words and as a bar.
fn draw_progress(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.form;
    let progress = owner.snapshot.progress;
    let answered = fill(words.answered, &[&progress.answered.to_string(), &progress.relevant.to_string()]);
    let open = if progress.open == 0 {
        words.nothing_open.to_owned()
    } else {
        face.words.counted(&words.open, progress.open, "")
    };
    let told = tag("p").child(tag("span").text(&answered).draw()).child(span("left", &open));
    tag("div")
        .part("progress")
        .child(progress_bar(progress).set("aria-label", words.progress).text(&answered).draw())
        .child(told.draw())
        .draw()
}

fn progress_bar(progress: Progress) -> Tag {
    let bar = tag("progress").with("max", &progress.relevant.max(1).to_string());
    bar.with("value", &progress.answered.to_string())
}

/// All relevant pages, the summary, and what can be done with the draft.
pub(crate) fn draw_overview(face: &Face, owner: &Owner, open: bool, sure: bool) -> Html {
    let words = &face.words.form;
    let count = owner.relevant_pages().count();
    let pages = owner.relevant_pages().enumerate().map(|(at, (index, page))| {
        let current = owner.screen == Screen::Page && index == owner.page_index();
        let badge = || {
            let open = face.words.counted(&words.open, page.open, "");
            let badge = tag("span").part("badge").set("aria-hidden", "true").text(&page.open.to_string());
            row(vec![badge.draw(), span("hidden", &[", ", &open].concat())])
        };
        let button = overview_item(current, face.click(move || Message::Page(index)))
            .child(form_span("", &face.language, &page_title(face, page, at + 1, count)))
            .child_if(page.open > 0, badge);
        tag("li").key(&index.to_string()).child(button.draw()).draw()
    });
    let to_summary = face.click(|| Message::Screen(Screen::Summary));
    let summary = overview_item(owner.screen == Screen::Summary, to_summary).text(face.words.summary.title);
    let list = tag("ol").list(pages.collect()).child(tag("li").key("summary").child(summary.draw()).draw());
    tag("nav")
        .set("id", "overview")
        .class(if open { "overview shown" } else { "overview" })
        .set("part", "overview")
        .set("aria-label", words.overview)
        .child(list.draw())
        .child(draw_draft_tools(face, sure))
        .draw()
}

fn overview_item(current: bool, heard: Callback<Event>) -> Tag {
    let button = tag("button").set("type", "button").set("part", "overview-item").on_click(heard);
    button.set_if(current, "aria-current", "step")
}

fn draw_draft_tools(face: &Face, sure: bool) -> Html {
    let words = &face.words.form;
    let host = face.host.clone();
    let save = Callback::from(move |_: Event| host.save_draft_to_file());
    let toggle = face.click(|| Message::ToggleStartOver);
    if sure {
        return tag("div")
            .class("draft sure")
            .set("role", "group")
            .set("aria-label", words.start_over)
            .child(paragraph("", words.start_over_sure))
            .child(button("button", None, words.start_over_yes, face.click(|| Message::StartOver)))
            .child(button("button quiet", Some(CANCEL), words.cancel, toggle))
            .draw();
    }
    tag("div")
        .class("draft")
        .child(button("link", None, words.save_file, save))
        .child(button("link", Some(START_OVER), words.start_over, toggle))
        .draw()
}

/// What must be said at once: the draft is not on disk, or a change was not kept.
pub(crate) fn draw_faults(face: &Face, owner: &Owner) -> Html {
    let host = face.host.clone();
    let save = Callback::from(move |_: Event| host.save_draft_to_file());
    let fault = |said: &str| tag("div").part("fault").child(paragraph("", said));
    let unsaved = match owner.saved {
        Saved::Failed(why) => {
            let button = button("button", None, face.words.form.save_file, save);
            fault(crate::faults::save(face.words, why)).child(button).draw()
        }
        Saved::Untouched | Saved::Pending | Saved::At(_) => Html::default(),
    };
    let refused = owner.refused.as_ref().map(|error| fault(crate::faults::refused(face.words, error)).draw());
    row(vec![unsaved, refused.unwrap_or_default()])
}

/// Back, the state of the draft, and the way on.
pub(crate) fn draw_bar(face: &Face, owner: &Owner) -> Html {
    if owner.screen == Screen::Receipt {
        return Html::default();
    }
    let progress = owner.snapshot.progress;
    let first = owner.back() == crate::owner::Step::Stay;
    let way_on = way_on(face, owner);
    // Every other way on is another bar: WebKitGTK paints only parts of a bar that stays and changes inside.
    let key = [way_on, if first { " first" } else { "" }].concat();
    let back = button_tag("button", face.click(|| Message::Back)).set_if(first, "hidden", "hidden");
    tag("div")
        .part("bar")
        .key(&key)
        // The same as in the header, for eyes only: there it is read out, here it stays in sight.
        .child(progress_bar(progress).set("aria-hidden", "true").draw())
        .child(back.text(face.words.form.back).draw())
        .child(paragraph("saved", &saved_words(face, owner)))
        .child(draw_way_on(face, owner, way_on))
        .draw()
}

/// What the button onward says.
fn way_on(face: &Face, owner: &Owner) -> &'static str {
    let words = face.words;
    match owner.screen {
        Screen::Summary => words.summary.seal,
        Screen::End => words.form.to_summary,
        Screen::Page | Screen::Receipt => {
            let last = owner.relevant_pages().next_back().is_none_or(|(index, _)| index <= owner.page_index());
            let open = owner.page_reviewed() && owner.page().is_some_and(|page| page.open > 0);
            match (open, last && owner.snapshot.outcome.is_none()) {
                (true, _) => words.form.go_on,
                (false, true) => words.form.to_summary,
                (false, false) => words.form.next,
            }
        }
    }
}

fn draw_way_on(face: &Face, owner: &Owner, text: &'static str) -> Html {
    let running = owner.sealing == Sealing::Running;
    let seals = owner.screen == Screen::Summary;
    let onclick = face.click(move || if seals { Message::Seal } else { Message::Next });
    button_tag("button primary", onclick)
        .set_if(running, "aria-disabled", "true")
        .text(if running { face.words.summary.sealing } else { text })
        .draw()
}

fn saved_words(face: &Face, owner: &Owner) -> String {
    match &owner.saved {
        Saved::Pending => face.words.form.saving.to_owned(),
        Saved::At(moment) => fill(face.words.form.saved, &[&hour_minute(moment)]),
        // A fault is told above, with a way out.
        Saved::Untouched | Saved::Failed(_) => String::new(),
    }
}
