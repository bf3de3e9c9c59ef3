//! Why a question is asked, required or closed: a button where there is a reason, and the reasons once it is pressed.

use sealform_protocol::{Clause, Operand, QuestionView, Reason, ReasonFor};
use sealform_types::Relation;
use yew::prelude::*;

use crate::context::{Message, UiContext, id};
use crate::element::{button_tag, item, paragraph, row, tag};
use crate::messages::{Catalogue, fill};
use crate::value::moment_words;

/// The button, where there is a reason to tell.
pub(crate) fn draw_button(ui: &UiContext, view: &QuestionView, told: Option<&[Reason]>) -> Html {
    if !view.reasoned {
        return Html::default();
    }
    let key = view.key;
    let onclick = ui.click(move || Message::Why(key));
    let (button, list) = (id(key, "-why"), id(key, "-reasons"));
    button_tag("link reason", onclick)
        .with("id", &button)
        .with("aria-labelledby", &[&button, " ", &id(key, "-label")].concat())
        .set("aria-expanded", if told.is_some() { "true" } else { "false" })
        .with("aria-controls", &list)
        .text(ui.words.why.why)
        .draw()
}

/// The reasons, each with what makes it so.
pub(crate) fn draw_reasons(ui: &UiContext, view: &QuestionView, told: Option<&[Reason]>) -> Html {
    let Some(reasons) = told else { return Html::default() };
    let reasons = reasons.iter().map(|reason| {
        let clauses = reason.clauses.iter().map(|clause| item(&clause_words(ui.words, clause))).collect();
        row(vec![paragraph("", heading(ui.words, reason.about)), tag("ul").list(clauses).draw()])
    });
    tag("div").class("reasons").with("id", &id(view.key, "-reasons")).list(reasons.collect()).draw()
}

/// What the clauses of a reason explain.
fn heading(words: &Catalogue, about: ReasonFor) -> &'static str {
    let words = &words.why;
    match about {
        ReasonFor::Asked => words.asked,
        ReasonFor::NotAsked => words.not_asked,
        ReasonFor::Required => words.required,
        ReasonFor::Locked => words.locked,
        ReasonFor::Comment => words.comment,
    }
}

/// A clause as a sentence: each is a pattern of its own, so that no grammar is put together.
pub(crate) fn clause_words(words: &Catalogue, clause: &Clause) -> String {
    let why = &words.why;
    let (object, is_date) = match &clause.object {
        None => (String::new(), false),
        Some(Operand::Text(text)) => (text.clone(), false),
        Some(Operand::Number(number)) => (words.decimal(number), false),
        Some(Operand::Date(date)) => (moment_words(words, date), true),
        Some(Operand::Answer(label)) => (fill(why.answer_to, &[label]), false),
    };
    let dated = |date: &'static str, other: &'static str| if is_date { date } else { other };
    let pattern = match clause.relation {
        Relation::Is => why.is,
        Relation::IsNot => why.is_not,
        Relation::Less => dated(why.before, why.less),
        Relation::AtMost => dated(why.until, why.at_most),
        Relation::More => dated(why.after, why.more),
        Relation::AtLeast => dated(why.from, why.at_least),
        Relation::Includes => why.includes,
        Relation::IncludesNot => why.includes_not,
        Relation::Answered => why.answered,
        Relation::Unanswered => why.unanswered,
        Relation::Exhausted => why.exhausted,
        Relation::NotExhausted => why.not_exhausted,
        Relation::Holds => why.holds,
        Relation::HoldsNot => why.holds_not,
    };
    let subject = if clause.counted { fill(why.count, &[&clause.subject]) } else { clause.subject.clone() };
    fill(pattern, &[&subject, &object])
}
