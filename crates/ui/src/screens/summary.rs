//! Everything before sealing: open points, answers, score, and what will be sent where.

use std::rc::Rc;

use sealform_protocol::{Control, PageView, Part, QuestionView};
use yew::prelude::*;

use super::{HEADING, OPEN, heading, open_list, page_title, score};
use crate::Target;
use crate::face::{Face, Message};
use crate::messages::fill;
use crate::owner::{Owner, Sealing};
use crate::parts::{self, form_words, item, paragraph};
use crate::value::answer_text;

pub(super) fn draw(face: &Face, owner: &Owner, targets: &[Target]) -> Html {
    let words = &face.words.summary;
    html! {
        <section class="page summary" part="page" aria-labelledby={HEADING} key="summary">
            { heading(words.title) }
            if let Some(outcome) = &owner.snapshot.outcome {
                { form_words("lead outcome", &face.language, &outcome.label) }
            }
            { draw_open(face, owner) }
            if let Some(sheet) = &owner.snapshot.score {
                { score::draw(face, sheet) }
            }
            { parts::heading(None, words.answers) }
            { draw_pages(face, owner) }
            { draw_sent(face, owner, targets) }
            { paragraph("hint", words.seal_hint) }
            if let Sealing::Failed(fault) = owner.sealing {
                { paragraph("error", crate::faults::seal(face.words, fault)) }
            }
        </section>
    }
}

fn draw_open(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.summary;
    let points = owner.all_open_points();
    if points.is_empty() {
        return paragraph("ready", words.nothing_open);
    }
    html! {
        <section class="open" part="open" id={OPEN} tabindex="-1" aria-labelledby="open-title">
            <h3 id="open-title">{ words.open_title }</h3>
            { paragraph("", words.open_hint) }
            { open_list(face, &points) }
        </section>
    }
}

fn draw_pages(face: &Face, owner: &Owner) -> Html {
    let count = owner.relevant_pages().count();
    let pages = owner.relevant_pages().enumerate().map(|(at, (_, page))| draw_page(face, owner, page, at + 1, count));
    html! { <>{ for pages }</> }
}

fn draw_page(face: &Face, owner: &Owner, page: &PageView, number: usize, count: usize) -> Html {
    let mut rows = Vec::new();
    owner.snapshot.visit_questions(&page.children, &mut |question| rows.extend(draw_row(face, question)));
    if rows.is_empty() {
        return Html::default();
    }
    html! {
        <section class="answers" part="answers">
            <h4 lang={face.language.clone()}>{ page_title(face, page, number, count) }</h4>
            <dl>{ for rows }</dl>
        </section>
    }
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
    let answer = answer_text(face.words, question);
    Some(html! {
        <div class="row" key={key.0}>
            <dt id={label.clone()} lang={face.language.clone()}>{ &question.label }</dt>
            <dd>
                if let Some(answer) = answer {
                    <span class={if matches!(question.control, Control::Text) { "answer said" } else { "answer" }} lang={face.language.clone()}>{ answer }</span>
                } else {
                    <span class="missing">{ face.words.question.not_answered }</span>
                }
                if let Some(comment) = comment {
                    <q lang={face.language.clone()}>{ &comment.text }</q>
                }
            </dd>
            if !question.readonly {
                <dd class="change">
                    <a href={["#", &crate::face::id(key, "-box")].concat()} id={change.clone()}
                        aria-labelledby={[&change, " ", &label].concat()} {onclick}>{ face.words.summary.change }</a>
                </dd>
            }
        </div>
    })
}

fn draw_sent(face: &Face, owner: &Owner, targets: &[Target]) -> Html {
    let words = &face.words.summary;
    let form = &owner.snapshot.form;
    let to = targets.iter().map(|target| match target {
        Target::Page => item(words.to_page),
        Target::Webhook { host } => item(&fill(words.to_server, &[host])),
    });
    html! {
        <section class="sent" part="sent">
            { parts::heading(None, words.sent_title) }
            <ul>
                { item(&fill(words.sent_form, &[&form.title, &form.version])) }
                { item(&face.words.counted(&words.sent_answers, owner.snapshot.progress.answered, "")) }
                if owner.snapshot.score.is_some() {
                    { item(words.sent_score) }
                }
                { item(words.sent_signature) }
            </ul>
            if targets.is_empty() {
                { paragraph("", words.to_nobody) }
            } else {
                { paragraph("", words.where_to) }
                <ul class="targets">{ for to }</ul>
            }
        </section>
    }
}
