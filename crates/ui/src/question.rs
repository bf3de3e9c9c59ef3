//! One question: its label, its control, its comment and what is wrong with them.

use std::rc::Rc;

use sealform_protocol::{Action, CommentView, Control, IssueView, Part, QuestionView, WordCount};
use sealform_types::{Json, Level};
use wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::controls::{self, Bonds, Frame};
use crate::face::{Face, Message, field_text, id};
use crate::hooks::use_group;
use crate::messages::issue_sentence;
use crate::owner::Focus;
use crate::parts::{button_tag, field, paragraph, row, tag};
use crate::value::called;

/// What a question is given.
#[derive(Properties)]
pub(crate) struct QuestionProps {
    pub face: Face,
    pub view: Rc<QuestionView>,
    /// Whether errors are told.
    pub errors: Errors,
}

/// Whether errors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    /// Not yet: the person has not been here.
    Kept,
    /// Yes.
    Told,
}

impl PartialEq for QuestionProps {
    /// A view that has not changed is the same one, so nothing is compared in depth.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.view, &other.view) && self.errors == other.errors && self.face == other.face
    }
}

/// One question.
#[component]
pub(crate) fn Question(props: &QuestionProps) -> Html {
    let QuestionProps { face, view, errors } = props;
    let whole = use_node_ref();
    let group = use_group(view.relevant);
    if !view.relevant || matches!(view.control, Control::Calculate) {
        return Html::default();
    }
    let told = |part: Part| -> Vec<&IssueView> {
        let of_part = view.issues.iter().filter(|issue| issue.part == part && issue.level != Level::Flag);
        if *errors == Errors::Told { of_part.collect() } else { Vec::new() }
    };
    let wrong = told(Part::Answer);
    let bonds = bonds(view, &wrong, group);
    let frame = controls::frame(view);
    let onfocusout = on_left(face, view, &whole);
    let comment = view.comment.as_ref().filter(|comment| comment.relevant);
    let comment = comment.map(|comment| draw_comment(face, view, comment, &told(Part::Comment)));
    tag("div")
        .node(&whole)
        .with("id", &id(view.key, "-box"))
        .class(if bonds.invalid { "question wrong" } else { "question" })
        .set("part", "question")
        // Where a page or a test looks for a question: ids follow from the order of the form, paths do not.
        .with("data-path", &view.path)
        .on(ListenerKind::onfocusout, onfocusout)
        .child(draw_framed(face, view, &bonds, frame))
        .child(draw_clear(face, view))
        .child(draw_words(face, view.words))
        .child(draw_issues(face, &id(view.key, "-error"), &wrong))
        .child(comment.unwrap_or_default())
        .draw()
}

fn bonds(view: &QuestionView, wrong: &[&IssueView], group: AttrValue) -> Bonds {
    let parts = [(takes_answer(view), "-need"), (!view.hint.is_empty(), "-hint"), (!wrong.is_empty(), "-error")];
    let ids: Vec<String> = parts.iter().filter(|(there, _)| *there).map(|(_, part)| id(view.key, part)).collect();
    Bonds {
        described_by: (!ids.is_empty()).then(|| ids.join(" ")),
        invalid: wrong.iter().any(|issue| issue.level == Level::Hard),
        group,
    }
}

fn takes_answer(view: &QuestionView) -> bool {
    !view.readonly && !matches!(view.control, Control::Note | Control::Calculate)
}

fn draw_framed(face: &Face, view: &QuestionView, bonds: &Bonds, frame: Frame) -> Html {
    let help = draw_help(face, view);
    let control = controls::draw(face, view, bonds);
    let label_id = id(view.key, "-label");
    let language = view.label_language.as_deref();
    let label = |name: &'static str| {
        let label = tag(name).with("id", &label_id).with_some("lang", language);
        match view.label.is_empty() {
            // It may be asked by a picture alone; what is read aloud must still be called something.
            true => label.class("hidden").text(called(view)),
            false => label.part("label").text(&view.label).child(draw_fallback(view)),
        }
    };
    let media = controls::draw_media(face, &view.media, called(view));
    let help = row(vec![help, media]);
    match frame {
        Frame::Label => row(vec![label("label").with("for", &id(view.key, "")).draw(), help, control]),
        Frame::Fieldset | Frame::RadioGroup => {
            let group = frame == Frame::RadioGroup;
            tag("fieldset")
                .set_if(group, "role", "radiogroup")
                .with_some("aria-describedby", bonds.described_by.as_deref())
                .set_if(group && view.required, "aria-required", "true")
                .set_if(group && bonds.invalid, "aria-invalid", "true")
                .child(label("legend").draw())
                .child(help)
                .child(control)
                .draw()
        }
        Frame::Own if matches!(view.control, Control::Note) => {
            let paragraphs = view.label.split("\n\n").map(|text| paragraph("", text)).collect();
            let note = tag("div").part("note").with("id", &label_id).with_some("lang", language);
            note.list(paragraphs).child(help).draw()
        }
        Frame::Own => tag("div").with("id", &label_id).child(control).child(help).draw(),
    }
}

/// Whether it is required, in words; its hint; and more of it on request.
fn draw_help(face: &Face, view: &QuestionView) -> Html {
    let words = &face.words.question;
    let need = if view.required { words.required } else { words.optional };
    let hint = || {
        let hint = || tag("span").with("id", &id(view.key, "-hint")).text(&view.hint).draw();
        let need = || tag("span").part("need").with("id", &id(view.key, "-need")).text(need).draw();
        tag("p").class("hint").child_if(takes_answer(view), need).child_if(!view.hint.is_empty(), hint).draw()
    };
    let guidance = || {
        let summary = tag("summary").text(words.guidance).draw();
        tag("details").part("guidance").child(summary).child(paragraph("", &view.guidance_hint)).draw()
    };
    row(vec![
        if takes_answer(view) || !view.hint.is_empty() { hint() } else { Html::default() },
        if view.guidance_hint.is_empty() { Html::default() } else { guidance() },
    ])
}

/// Marks a text that is not written in the form's language.
fn draw_fallback(view: &QuestionView) -> Html {
    view.label_language.as_deref().map_or_else(Html::default, |language| {
        tag("span").part("fallback").text(&[" (", crate::messages::own_name(language), ")"].concat()).draw()
    })
}

/// Radios cannot be unticked and a slider stands somewhere, so an answer that may be left out can be taken back.
fn draw_clear(face: &Face, view: &QuestionView) -> Html {
    let stays = matches!(
        view.control,
        Control::SelectOne { .. } | Control::Rating(_) | Control::Range(_) | Control::Rank { .. } | Control::Geopoint
    );
    if !stays || view.required || view.readonly || view.value == Json::Null {
        return Html::default();
    }
    let onclick = face
        .act(Action::Answer { path: view.path.clone(), value: Json::Null }, Focus::Question(view.key, Part::Answer));
    let button = button_tag("link", onclick).with("aria-describedby", &id(view.key, "-label"));
    button.text(face.words.question.clear).draw()
}

fn draw_words(face: &Face, count: Option<WordCount>) -> Html {
    let Some(count) = count else { return Html::default() };
    let words = &face.words.question;
    let enough = count.have >= count.min;
    let text = if !enough {
        face.words.counted(&words.words_of, count.min, &count.have.to_string())
    } else {
        face.words.counted(&words.words, count.have, "")
    };
    paragraph(if enough { "count enough" } else { "count" }, &text)
}

fn draw_issues(face: &Face, id: &str, issues: &[&IssueView]) -> Html {
    if issues.is_empty() {
        return Html::default();
    }
    let lines = issues.iter().map(|issue| {
        let sentence = issue_sentence(face.words, issue);
        match issue.level {
            Level::Hard => paragraph("error", &sentence),
            Level::Warn | Level::Flag => paragraph("warning", &[face.words.question.check, " ", &sentence].concat()),
        }
    });
    tag("div").with("id", id).list(lines.collect()).draw()
}

fn draw_comment(face: &Face, view: &QuestionView, comment: &CommentView, wrong: &[&IssueView]) -> Html {
    let words = &face.words.question;
    let name = id(view.key, "-comment-label");
    let (need, error) = (id(view.key, "-comment-need"), id(view.key, "-comment-error"));
    let described_by = if wrong.is_empty() { need.clone() } else { [&need, " ", &error].concat() };
    let invalid = wrong.iter().any(|issue| issue.level == Level::Hard);
    let (tell, path) = (face.tell.clone(), view.path.clone());
    let oninput = Callback::from(move |event: Event| {
        let text = field_text(event.target());
        tell.emit(Message::Act(Action::Comment { path: path.clone(), text }));
    });
    let label = if comment.label.is_empty() { words.comment } else { &comment.label };
    let needed = if comment.required { words.required } else { words.optional };
    let area = field("textarea", &id(view.key, "-comment"), oninput)
        .set("rows", "3")
        .value(&comment.text)
        .with("lang", &face.language)
        .set("spellcheck", "true")
        .with("aria-labelledby", &[&name, " ", &id(view.key, "-label")].concat())
        .set_if(comment.required, "aria-required", "true")
        .set_if(invalid, "aria-invalid", "true")
        .with("aria-describedby", &described_by);
    let need = tag("span").class("need").with("id", &need).text(needed);
    tag("div")
        .part("comment")
        .child(
            tag("label").class("sublabel").with("id", &name).with("for", &id(view.key, "-comment")).text(label).draw(),
        )
        .child(tag("p").class("hint").child(need.draw()).draw())
        .child(area.draw())
        .child(draw_words(face, Some(comment.words)))
        .child(draw_issues(face, &error, wrong))
        .draw()
}

/// Tells the owner once the focus has left the whole question.
fn on_left(face: &Face, view: &QuestionView, whole: &NodeRef) -> Callback<Event> {
    let (tell, key, whole) = (face.tell.clone(), view.key, whole.clone());
    Callback::from(move |event: Event| {
        let next = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
        let next = next.and_then(|next| next.dyn_into::<web_sys::Node>().ok());
        if !whole.get().is_some_and(|whole| whole.contains(next.as_ref())) {
            tell.emit(Message::Left(key));
        }
    })
}
