//! Everything before sealing: open points, answers, score, and what will be sent where.

use std::rc::Rc;

use sealform_protocol::{Control, PageView, Part, QuestionView};
use sealform_types::Level;
use yew::prelude::*;

use super::{OPEN, heading, open_section, page_title, score, screen, sent};
use crate::Target;
use crate::context::{Message, UiContext};
use crate::controls::draw_attached;
use crate::element::{self, form_span, form_words, paragraph, row, span, tag};
use crate::messages::fill;
use crate::value::{answer_text, called};
use crate::view_model::ViewModel;

pub(super) fn draw(ui: &UiContext, model: &ViewModel, targets: &[Target]) -> Html {
    let words = &ui.words.summary;
    let outcome = model.snapshot.outcome.as_ref();
    let outcome = outcome.map(|outcome| form_words("lead outcome", &ui.language, &outcome.label));
    let score = model.snapshot.score.as_ref().map(|sheet| score::draw(ui, sheet));
    screen("page summary", "summary")
        .child(heading(words.title))
        .child(outcome.unwrap_or_default())
        .child(draw_open(ui, model))
        .child(draw_again(ui, model))
        .child(score.unwrap_or_default())
        .child(element::heading(None, words.answers))
        .child(draw_pages(ui, model))
        .child(sent::draw(ui, model, targets))
        .child(paragraph("hint", words.seal_hint))
        .draw()
}

fn draw_open(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.summary;
    let points = model.all_points(Level::Hard);
    if !points.is_empty() {
        return open_section(ui, OPEN, words.open_title, words.open_hint, &points);
    }
    match model.all_points(Level::Warn).is_empty() {
        true => paragraph("ready", words.nothing_open),
        false => paragraph("hint", words.again_ready),
    }
}

/// What does not keep anybody from signing, and should be looked at again.
fn draw_again(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.summary;
    let points = model.all_points(Level::Warn);
    if points.is_empty() {
        return Html::default();
    }
    let title = fill(words.again_title, &[&points.len().to_string()]);
    open_section(ui, "again", &title, words.again_hint, &points)
}

fn draw_pages(ui: &UiContext, model: &ViewModel) -> Html {
    let count = model.relevant_pages().count();
    let pages = model.relevant_pages().enumerate().map(|(at, (_, page))| draw_page(ui, model, page, at + 1, count));
    row(pages.collect())
}

fn draw_page(ui: &UiContext, model: &ViewModel, page: &PageView, number: usize, count: usize) -> Html {
    let mut rows = Vec::new();
    model.snapshot.visit_questions(&page.children, &mut |question| rows.extend(draw_row(ui, question)));
    if rows.is_empty() {
        return Html::default();
    }
    let title = tag("h4").with("lang", &ui.language).text(&page_title(ui, page, number, count)).draw();
    tag("section").part("answers").child(title).child(tag("dl").list(rows).draw()).draw()
}

fn draw_row(ui: &UiContext, question: &Rc<QuestionView>) -> Option<Html> {
    let unseen = matches!(question.control, Control::Note | Control::Calculate);
    if !question.relevant || unseen {
        return None;
    }
    let key = question.key;
    let onclick = ui.click(move || Message::Question(key, Part::Answer));
    let label = crate::context::id(key, "-asked");
    let change = crate::context::id(key, "-change");
    let comment = question.comment.as_ref().filter(|comment| comment.relevant && !comment.text.is_empty());
    let said = if matches!(question.control, Control::Text) { "answer said" } else { "answer" };
    let answer = match answer_text(ui.words, question) {
        Some(_) if matches!(question.control, Control::File { .. }) => {
            draw_attached(ui, question.value.as_array().unwrap_or_default().to_vec())
        }
        Some(answer) => form_span(said, &ui.language, &answer),
        None => span("missing", ui.words.question.not_answered),
    };
    let comment = comment.map(|comment| tag("q").with("lang", &ui.language).text(&comment.text).draw());
    let link = || {
        let link = tag("a")
            .with("href", &["#", &crate::context::id(key, "-box")].concat())
            .with("id", &change)
            .with("aria-labelledby", &[&change, " ", &label].concat())
            .on_click(onclick)
            .text(ui.words.summary.change);
        tag("dd").class("change").child(link.draw()).draw()
    };
    let row = tag("div")
        .class("row")
        .key(&key.0.to_string())
        .child(tag("dt").with("id", &label).with("lang", &ui.language).text(called(question)).draw())
        .child(tag("dd").child(answer).child(comment.unwrap_or_default()).draw())
        .child_if(!question.readonly, link);
    Some(row.draw())
}
