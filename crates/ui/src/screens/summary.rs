//! Everything before sealing: open points, answers, score, and what will be sent where.

use std::rc::Rc;

use sealform_protocol::{Control, PageView, Part, QuestionView};
use yew::prelude::*;

use super::{HEADING, OPEN, heading, open_list, page_title, score};
use crate::Target;
use crate::face::{Face, Message};
use crate::messages::fill;
use crate::owner::{Owner, Sealing};
use crate::value::answer_text;

pub(super) fn draw(face: &Face, owner: &Owner, targets: &[Target]) -> Html {
    let words = &face.words.summary;
    html! {
        <section class="page summary" part="page" aria-labelledby={HEADING} key="summary">
            { heading(words.title) }
            if let Some(outcome) = &owner.snapshot.outcome {
                <p class="lead outcome" part="outcome" lang={face.language.clone()}>{ &outcome.label }</p>
            }
            { draw_open(face, owner) }
            if let Some(sheet) = &owner.snapshot.score {
                { score::draw(face, sheet) }
            }
            <h3>{ words.answers }</h3>
            { draw_pages(face, owner) }
            { draw_sent(face, owner, targets) }
            <p class="hint">{ words.seal_hint }</p>
            if let Sealing::Failed(fault) = owner.sealing {
                <p class="error" part="error">{ crate::faults::seal(face.words, fault) }</p>
            }
        </section>
    }
}

fn draw_open(face: &Face, owner: &Owner) -> Html {
    let words = &face.words.summary;
    let points = owner.all_open_points();
    if points.is_empty() {
        return html! { <p class="ready" part="ready">{ words.nothing_open }</p> };
    }
    html! {
        <section class="open" part="open" id={OPEN} tabindex="-1" aria-labelledby="open-title">
            <h3 id="open-title">{ words.open_title }</h3>
            <p>{ words.open_hint }</p>
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
        Target::Page => html! { <li>{ words.to_page }</li> },
        Target::Webhook { host } => html! { <li>{ fill(words.to_server, &[host]) }</li> },
    });
    html! {
        <section class="sent" part="sent">
            <h3>{ words.sent_title }</h3>
            <ul>
                <li>{ fill(words.sent_form, &[&form.title, &form.version]) }</li>
                <li>{ face.words.counted(&words.sent_answers, owner.snapshot.progress.answered, "") }</li>
                if owner.snapshot.score.is_some() {
                    <li>{ words.sent_score }</li>
                }
                <li>{ words.sent_signature }</li>
            </ul>
            if targets.is_empty() {
                <p>{ words.to_nobody }</p>
            } else {
                <p>{ words.where_to }</p>
                <ul class="targets">{ for to }</ul>
            }
        </section>
    }
}
