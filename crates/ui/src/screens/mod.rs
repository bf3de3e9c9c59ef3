//! What fills the middle of the form: a page, its early end, the summary, the receipt.

mod end;
mod page;
mod receipt;
mod score;
mod summary;

pub(crate) use receipt::state_word;
use sealform_protocol::{Issue, IssueView, PageView, Part};
use yew::prelude::*;

use crate::face::{Face, Message};
use crate::messages::{fill, issue_sentence};
use crate::owner::{OpenPoint, Owner, Screen};

/// Draws the screen that is shown.
pub(crate) fn draw(face: &Face, owner: &Owner, targets: &[crate::Target]) -> Html {
    match owner.screen {
        Screen::Page => page::draw(face, owner),
        Screen::End => end::draw(face, owner),
        Screen::Summary => summary::draw(face, owner, targets),
        Screen::Receipt => receipt::draw(face, owner),
    }
}

/// The id of the heading that takes the focus when the screen changes.
pub(crate) const HEADING: &str = "heading";

/// The id of the list of open points.
pub(crate) const OPEN: &str = "open";

/// The heading of a screen.
fn heading(text: &str) -> Html {
    html! { <h2 id={HEADING} tabindex="-1" part="heading">{ text }</h2> }
}

/// What a page is called; by its number where it has no heading.
pub(crate) fn page_title(face: &Face, page: &PageView, number: usize, count: usize) -> String {
    if page.label.is_empty() {
        fill(face.words.form.page, &[&number.to_string(), &count.to_string()])
    } else {
        page.label.clone()
    }
}

/// Open points as links, in order.
fn open_list(face: &Face, points: &[OpenPoint]) -> Html {
    let links = points.iter().map(|point| {
        let (key, part) = (point.question.key, point.issue.part);
        let onclick = face.click(move || Message::Question(key, part));
        html! {
            <li>
                <a href={["#", &crate::face::id(key, "-box")].concat()} {onclick}>{ &point.question.label }</a>
                if !merely_open(&point.issue) {
                    <span class="why">{ " " }{ issue_sentence(face.words, &point.issue) }</span>
                }
            </li>
        }
    });
    html! { <ol>{ for links }</ol> }
}

/// Whether the heading of the list says all there is to say.
fn merely_open(view: &IssueView) -> bool {
    view.part == Part::Answer && matches!(&view.issue, Issue::Required { message: None })
}
