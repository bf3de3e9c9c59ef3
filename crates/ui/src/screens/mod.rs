//! What fills the middle of the form: a page, its early end, the summary, the receipt.
//! Not here: the frame around it (`frame`) and single questions (`question`, `controls`).

mod end;
mod greeting;
mod matrix;
mod page;
mod receipt;
mod score;
mod sent;
mod summary;

pub(crate) use receipt::state_word;
pub(crate) use score::live_words;
use sealform_protocol::{Issue, IssueView, Key, Mark, PageView, Part};
pub use sent::CLAIMS;
use summary::On;
use yew::prelude::*;

use crate::context::{Message, UiContext};
use crate::element::{self, Tag, paragraph, tag};
use crate::markup::marked;
use crate::messages::{fill, issue_sentence};
use crate::value::called;
use crate::view_model::{OpenPoint, Screen, Tally, ViewModel};

/// Draws the screen that is shown.
pub(crate) fn draw(ui: &UiContext, model: &ViewModel, all: Tally, targets: &[crate::Target]) -> Html {
    match model.screen {
        Screen::Page => page::draw(ui, model, all),
        Screen::End => end::draw(ui, model),
        Screen::Summary => summary::draw(ui, model, targets),
        Screen::Receipt => receipt::draw(ui, model),
    }
}

/// Everything that was asked and answered, for paper: what is on the screen may be one page of it. Summary and receipt say all
/// they have to say as they are.
pub(crate) fn draw_print(ui: &UiContext, model: &ViewModel) -> Html {
    match model.screen {
        Screen::Page | Screen::End => tag("div").class("print").child(summary::draw_pages(ui, model, On::Paper)).draw(),
        Screen::Summary | Screen::Receipt => Html::default(),
    }
}

/// The id of the heading that takes the focus when the screen changes.
pub(crate) const HEADING: &str = "heading";

/// The id of the question what becomes of a file that is saved nowhere.
pub(crate) const LEAVING: &str = "leaving";

/// The id of the button that leads from a receipt to a new form.
pub(crate) const ANOTHER: &str = "another";

/// What the link of the summary to a question is called behind the question's own id.
pub(crate) const CHANGE: &str = "-change";

/// The id of the list of answers that look unusual.
pub(crate) const AGAIN: &str = "again";

/// The id of the list of open points.
pub(crate) const OPEN: &str = "open";

/// The heading of a screen.
fn heading(text: &str) -> Html {
    opened(text, &[])
}

/// The same of a text that may be marked.
fn opened(text: &str, marks: &[Mark]) -> Html {
    tag("h2").set("id", HEADING).set("tabindex", "-1").set("part", "heading").child(marked(text, marks)).draw()
}

/// A screen, begun. Another key is another screen.
fn screen(class: &'static str, key: &str) -> Tag {
    tag("section").set("part", "page").class(class).set("aria-labelledby", HEADING).key(key)
}

/// What a page is called; by its number where it has no heading.
pub(crate) fn page_title(ui: &UiContext, page: &PageView, number: usize, count: usize) -> String {
    if page.label.is_empty() && !ui.knows_counts() {
        String::new()
    } else if page.label.is_empty() {
        fill(ui.words.form.page, &[&number.to_string(), &count.to_string()])
    } else {
        page.label.clone()
    }
}

/// Points of a list, and how a question is opened from it.
struct Links<'a> {
    points: &'a [OpenPoint],
    to: fn(Key, Part) -> Message,
}

/// What is still open: how much, what to do, and where.
fn open_section(ui: &UiContext, id: &'static str, title: &str, hint: &str, links: &Links<'_>) -> Html {
    listed(ui, id, title, hint, open_list(ui, links))
}

/// Something to look at, and why.
fn listed(ui: &UiContext, id: &'static str, title: &str, hint: &str, list: Html) -> Html {
    let title_id = [id, "-title"].concat();
    tag("section")
        .part("open")
        .set("id", id)
        .set("tabindex", "-1")
        .with("aria-labelledby", &title_id)
        .set("lang", ui.words.tag)
        .child(element::heading(Some(&title_id), title))
        .child(paragraph("", hint))
        .child(list)
        .draw()
}

/// Open points as links, in order.
fn open_list(ui: &UiContext, Links { points, to }: &Links<'_>) -> Html {
    let links = points.iter().map(|point| {
        let (key, part, to) = (point.question.key, point.issue.part, *to);
        let onclick = ui.click(move || to(key, part));
        let href = ["#", &crate::context::id(key, "-box")].concat();
        let link = tag("a").with("href", &href).on_click(onclick).text(called(&point.question)).draw();
        let why = || {
            let why = tag("span").class("why").text(" ");
            why.text(&issue_sentence(ui.words, &point.question.control, &point.issue)).draw()
        };
        tag("li").child(link).child_if(!merely_open(&point.issue), why).draw()
    });
    tag("ol").list(links.collect()).draw()
}

/// Whether the heading of the list says all there is to say.
fn merely_open(view: &IssueView) -> bool {
    view.part == Part::Answer && matches!(&view.issue, Issue::Required { message: None })
}
