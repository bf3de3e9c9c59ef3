//! What stands around a screen: title, progress, overview, language, faults, and the bar with the way on.

use sealform_protocol::Action;
use yew::prelude::*;

use crate::face::{Face, Message, field_text};
use crate::messages::{fill, own_name};
use crate::owner::{Owner, Saved, Screen, Sealing};
use crate::parts::{button, paragraph};
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
    html! {
        <header class="header" part="header">
            <h1 part="title" lang={form.language.clone()}>{ &form.title }</h1>
            <div class="tools">
                { draw_languages(face, owner) }
                if owner.screen != Screen::Receipt {
                    <button type="button" part="button" class="button quiet toggle" aria-expanded={overview.to_string()}
                        aria-controls="overview" onclick={toggle}>{ face.words.form.overview }</button>
                }
            </div>
            if owner.screen != Screen::Receipt {
                { draw_progress(face, owner) }
            }
        </header>
    }
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
    let options = form.languages.iter().map(|tag| {
        html! { <option value={tag.clone()} lang={tag.clone()} selected={*tag == form.language}>{ own_name(tag) }</option> }
    });
    html! {
        <label class="language" part="language">
            <span>{ face.words.form.language }</span>
            <select class="input" {onchange}>{ for options }</select>
        </label>
    }
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
    html! {
        <div class="progress" part="progress">
            <progress aria-label={words.progress} max={progress.relevant.max(1).to_string()} value={progress.answered.to_string()}>
                { answered.clone() }
            </progress>
            <p><span>{ answered }</span><span class="left">{ open }</span></p>
        </div>
    }
}

/// All relevant pages, the summary, and what can be done with the draft.
pub(crate) fn draw_overview(face: &Face, owner: &Owner, open: bool, sure: bool) -> Html {
    let words = &face.words.form;
    let count = owner.relevant_pages().count();
    let pages = owner.relevant_pages().enumerate().map(|(at, (index, page))| {
        let current = owner.screen == Screen::Page && index == owner.page_index();
        let open = face.words.counted(&words.open, page.open, "");
        html! {
            <li key={index}>
                <button type="button" part="overview-item" aria-current={current.then_some("step")}
                    onclick={face.click(move || Message::Page(index))}>
                    <span lang={face.language.clone()}>{ page_title(face, page, at + 1, count) }</span>
                    if page.open > 0 {
                        <span class="badge" part="badge" aria-hidden="true">{ page.open }</span>
                        <span class="hidden">{ ", " }{ open }</span>
                    }
                </button>
            </li>
        }
    });
    let summary = owner.screen == Screen::Summary;
    html! {
        <nav id="overview" class={classes!("overview", open.then_some("shown"))} part="overview" aria-label={words.overview}>
            <ol>
                { for pages }
                <li key="summary">
                    <button type="button" part="overview-item" aria-current={summary.then_some("step")}
                        onclick={face.click(|| Message::Screen(Screen::Summary))}>{ face.words.summary.title }</button>
                </li>
            </ol>
            { draw_draft_tools(face, sure) }
        </nav>
    }
}

fn draw_draft_tools(face: &Face, sure: bool) -> Html {
    let words = &face.words.form;
    let host = face.host.clone();
    let save = Callback::from(move |_: MouseEvent| host.save_draft_to_file());
    let toggle = face.click(|| Message::ToggleStartOver);
    if sure {
        return html! {
            <div class="draft sure" role="group" aria-label={words.start_over}>
                { paragraph("", words.start_over_sure) }
                { button("button", None, words.start_over_yes, face.click(|| Message::StartOver)) }
                { button("button quiet", Some(CANCEL.to_owned()), words.cancel, toggle) }
            </div>
        };
    }
    html! {
        <div class="draft">
            { button("link", None, words.save_file, save) }
            { button("link", Some(START_OVER.to_owned()), words.start_over, toggle) }
        </div>
    }
}

/// What must be said at once: the draft is not on disk, or a change was not kept.
pub(crate) fn draw_faults(face: &Face, owner: &Owner) -> Html {
    let host = face.host.clone();
    let save = Callback::from(move |_: MouseEvent| host.save_draft_to_file());
    html! {
        <>
            if let Saved::Failed(fault) = owner.saved {
                <div class="fault" part="fault">
                    { paragraph("", crate::faults::save(face.words, fault)) }
                    { button("button", None, face.words.form.save_file, save) }
                </div>
            }
            if let Some(error) = &owner.refused {
                <div class="fault" part="fault">{ paragraph("", crate::faults::refused(face.words, error)) }</div>
            }
        </>
    }
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
    html! {
        <div class="bar" part="bar" {key}>
            // The same as in the header, for eyes only: there it is read out, here it stays in sight.
            <progress aria-hidden="true" max={progress.relevant.max(1).to_string()} value={progress.answered.to_string()} />
            <button type="button" part="button" class="button" hidden={first} onclick={face.click(|| Message::Back)}>
                { face.words.form.back }
            </button>
            { paragraph("saved", &saved_words(face, owner)) }
            { draw_way_on(face, owner, way_on) }
        </div>
    }
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
    html! {
        <button type="button" part="button primary" class="button primary" aria-disabled={running.then_some("true")} {onclick}>
            { if running { face.words.summary.sealing } else { text } }
        </button>
    }
}

fn saved_words(face: &Face, owner: &Owner) -> String {
    match &owner.saved {
        Saved::Pending => face.words.form.saving.to_owned(),
        Saved::At(moment) => fill(face.words.form.saved, &[&hour_minute(moment)]),
        // A fault is told above, with a way out.
        Saved::Untouched | Saved::Failed(_) => String::new(),
    }
}
