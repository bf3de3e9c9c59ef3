//! Everything before sealing: open points, answers, score, and what will be sent where.

use std::rc::Rc;

use sealform_protocol::{Control, PageView, Part, QuestionView};
use yew::prelude::*;

use super::{heading, open_section, page_title, score, screen};
use crate::Target;
use crate::controls::draw_attached;
use crate::face::{Face, Message};
use crate::messages::fill;
use crate::owner::{Owner, Sealing};
use crate::parts::{self, form_span, form_words, item, paragraph, row, span, tag};
use crate::value::{answer_text, called};

pub(super) fn draw(face: &Face, owner: &Owner, targets: &[Target]) -> Html {
    let words = &face.words.summary;
    let outcome = owner.snapshot.outcome.as_ref();
    let outcome = outcome.map(|outcome| form_words("lead outcome", &face.language, &outcome.label));
    let score = owner.snapshot.score.as_ref().map(|sheet| score::draw(face, sheet));
    let fault = match owner.sealing {
        Sealing::Failed(fault) => paragraph("error", crate::faults::seal(face.words, fault)),
        Sealing::Idle | Sealing::Running => Html::default(),
    };
    screen("page summary", "summary")
        .child(heading(words.title))
        .child(outcome.unwrap_or_default())
        .child(draw_open(face, owner))
        .child(score.unwrap_or_default())
        .child(parts::heading(None, words.answers))
        .child(draw_pages(face, owner))
        .child(draw_sent(face, owner, targets))
        .child(paragraph("hint", words.seal_hint))
        .child(fault)
        .draw()
}

fn draw_open(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.summary;
    let points = owner.all_open_points();
    if points.is_empty() {
        return paragraph("ready", words.nothing_open);
    }
    open_section(face, words.open_title, words.open_hint, &points)
}

fn draw_pages(face: &Face, owner: &Owner) -> Html {
    let count = owner.relevant_pages().count();
    let pages = owner.relevant_pages().enumerate().map(|(at, (_, page))| draw_page(face, owner, page, at + 1, count));
    row(pages.collect())
}

fn draw_page(face: &Face, owner: &Owner, page: &PageView, number: usize, count: usize) -> Html {
    let mut rows = Vec::new();
    owner.snapshot.visit_questions(&page.children, &mut |question| rows.extend(draw_row(face, question)));
    if rows.is_empty() {
        return Html::default();
    }
    let title = tag("h4").with("lang", &face.language).text(&page_title(face, page, number, count)).draw();
    tag("section").part("answers").child(title).child(tag("dl").list(rows).draw()).draw()
}

fn draw_row(face: &Face, question: &Rc<QuestionView>) -> Option<Html> {
    let unseen = matches!(question.control, Control::Note | Control::Calculate);
    if !question.relevant || unseen {
        return None;
    }
    let key = question.key;
    let onclick = face.click(move || Message::Question(key, Part::Answer));
    let label = crate::face::id(key, "-asked");
    let change = crate::face::id(key, "-change");
    let comment = question.comment.as_ref().filter(|comment| comment.relevant && !comment.text.is_empty());
    let said = if matches!(question.control, Control::Text) { "answer said" } else { "answer" };
    let answer = match answer_text(face.words, question) {
        Some(_) if matches!(question.control, Control::File { .. }) => {
            draw_attached(face, question.value.as_array().unwrap_or_default().to_vec())
        }
        Some(answer) => form_span(said, &face.language, &answer),
        None => span("missing", face.words.question.not_answered),
    };
    let comment = comment.map(|comment| tag("q").with("lang", &face.language).text(&comment.text).draw());
    let link = || {
        let link = tag("a")
            .with("href", &["#", &crate::face::id(key, "-box")].concat())
            .with("id", &change)
            .with("aria-labelledby", &[&change, " ", &label].concat())
            .on_click(onclick)
            .text(face.words.summary.change);
        tag("dd").class("change").child(link.draw()).draw()
    };
    let row = tag("div")
        .class("row")
        .key(&key.0.to_string())
        .child(tag("dt").with("id", &label).with("lang", &face.language).text(called(question)).draw())
        .child(tag("dd").child(answer).child(comment.unwrap_or_default()).draw())
        .child_if(!question.readonly, link);
    Some(row.draw())
}

fn draw_sent(face: &Face, owner: &Owner, targets: &[Target]) -> Html {
    let words = &face.words.summary;
    let form = &owner.snapshot.form;
    let to = targets.iter().map(|target| match target {
        Target::Page => item(words.to_page),
        Target::Webhook { host } => item(&fill(words.to_server, &[host])),
    });
    let sent = tag("ul")
        .child(item(&fill(words.sent_form, &[&form.title, &form.version])))
        .child(item(&face.words.counted(&words.sent_answers, owner.snapshot.progress.answered, "")))
        .child_if(owner.snapshot.score.is_some(), || item(words.sent_score))
        .child(item(words.sent_signature));
    let receivers = match targets.is_empty() {
        true => paragraph("", words.to_nobody),
        false => row(vec![paragraph("", words.where_to), tag("ul").class("targets").list(to.collect()).draw()]),
    };
    tag("section").part("sent").child(parts::heading(None, words.sent_title)).child(sent.draw()).child(receivers).draw()
}
