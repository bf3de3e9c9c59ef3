//! One question: its label, its control, its comment and what is wrong with them.

use std::rc::Rc;

use sealform_protocol::{Action, CommentView, Control, IssueView, Part, QuestionView, WordCount};
use sealform_types::{Json, Level};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::controls::{self, Bonds, Frame};
use crate::face::{Face, Message, field_text, id};
use crate::hooks::use_group;
use crate::messages::issue_sentence;
use crate::owner::Focus;
use crate::parts::paragraph;

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
    let frame = controls::frame(&view.control);
    let onfocusout = on_left(face, view, &whole);
    html! {
        <div ref={whole} id={id(view.key, "-box")} class={classes!("question", bonds.invalid.then_some("wrong"))} part="question" {onfocusout}>
            { draw_framed(face, view, &bonds, frame) }
            { draw_clear(face, view) }
            { draw_words(face, view.words) }
            { draw_issues(face, &id(view.key, "-error"), &wrong) }
            if let Some(comment) = view.comment.as_ref().filter(|comment| comment.relevant) {
                { draw_comment(face, view, comment, &told(Part::Comment)) }
            }
        </div>
    }
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
    let lang = view.label_language.clone();
    let label = html! { <>{ &view.label }{ draw_fallback(view) }</> };
    match frame {
        Frame::Label => html! {
            <>
                <label class="label" part="label" id={label_id} for={id(view.key, "")} {lang}>{ label }</label>
                { help }{ control }
            </>
        },
        Frame::Fieldset | Frame::RadioGroup => {
            let group = frame == Frame::RadioGroup;
            html! {
                <fieldset role={group.then_some("radiogroup")} aria-describedby={bonds.described_by.clone()}
                    aria-required={(group && view.required).then_some("true")}
                    aria-invalid={(group && bonds.invalid).then_some("true")}>
                    <legend class="label" part="label" id={label_id} {lang}>{ label }</legend>
                    { help }{ control }
                </fieldset>
            }
        }
        Frame::Own if matches!(view.control, Control::Note) => html! {
            <div class="note" part="note" id={label_id} {lang}>
                { for view.label.split("\n\n").map(|text| paragraph("", text)) }
                { help }
            </div>
        },
        Frame::Own => html! { <div id={label_id}>{ control }{ help }</div> },
    }
}

/// Whether it is required, in words; its hint; and more of it on request.
fn draw_help(face: &Face, view: &QuestionView) -> Html {
    let words = &face.words.question;
    let need = if view.required { words.required } else { words.optional };
    html! {
        <>
            if takes_answer(view) || !view.hint.is_empty() {
                <p class="hint">
                    if takes_answer(view) {
                        <span class="need" part="need" id={id(view.key, "-need")}>{ need }</span>
                    }
                    if !view.hint.is_empty() {
                        <span id={id(view.key, "-hint")}>{ &view.hint }</span>
                    }
                </p>
            }
            if !view.guidance_hint.is_empty() {
                <details class="guidance" part="guidance">
                    <summary>{ words.guidance }</summary>
                    { paragraph("", &view.guidance_hint) }
                </details>
            }
        </>
    }
}

/// Marks a text that is not written in the form's language.
fn draw_fallback(view: &QuestionView) -> Html {
    view.label_language.as_deref().map_or_else(Html::default, |language| {
        html! { <span class="fallback" part="fallback">{ " (" }{ crate::messages::own_name(language) }{ ")" }</span> }
    })
}

/// Radios cannot be unticked, so an answer that may be left out can be taken back.
fn draw_clear(face: &Face, view: &QuestionView) -> Html {
    let radios = matches!(view.control, Control::SelectOne { .. } | Control::Rating(_));
    if !radios || view.required || view.readonly || view.value == Json::Null {
        return Html::default();
    }
    let onclick = face
        .act(Action::Answer { path: view.path.clone(), value: Json::Null }, Focus::Question(view.key, Part::Answer));
    html! {
        <button type="button" part="button" class="link" aria-describedby={id(view.key, "-label")} {onclick}>
            { face.words.question.clear }
        </button>
    }
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
    html! { <div id={id.to_owned()}>{ for lines }</div> }
}

fn draw_comment(face: &Face, view: &QuestionView, comment: &CommentView, wrong: &[&IssueView]) -> Html {
    let words = &face.words.question;
    let (field, name) = (id(view.key, "-comment"), id(view.key, "-comment-label"));
    let (need, error) = (id(view.key, "-comment-need"), id(view.key, "-comment-error"));
    let described_by = if wrong.is_empty() { need.clone() } else { [&need, " ", &error].concat() };
    let invalid = wrong.iter().any(|issue| issue.level == Level::Hard);
    let (tell, path) = (face.tell.clone(), view.path.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        let text = field_text(event.target());
        tell.emit(Message::Act(Action::Comment { path: path.clone(), text }));
    });
    html! {
        <div class="comment" part="comment">
            <label class="sublabel" id={name.clone()} for={field.clone()}>
                { if comment.label.is_empty() { words.comment } else { &comment.label } }
            </label>
            <p class="hint"><span class="need" id={need}>{ if comment.required { words.required } else { words.optional } }</span></p>
            <textarea id={field} part="input" class="input" rows="3" value={comment.text.clone()} {oninput}
                lang={face.language.clone()} spellcheck="true"
                aria-labelledby={[&name, " ", &id(view.key, "-label")].concat()} aria-required={comment.required.then_some("true")}
                aria-invalid={invalid.then_some("true")} aria-describedby={described_by} />
            { draw_words(face, Some(comment.words)) }
            { draw_issues(face, &error, wrong) }
        </div>
    }
}

/// Tells the owner once the focus has left the whole question.
fn on_left(face: &Face, view: &QuestionView, whole: &NodeRef) -> Callback<FocusEvent> {
    let (tell, key, whole) = (face.tell.clone(), view.key, whole.clone());
    Callback::from(move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<web_sys::Node>().ok());
        if !whole.get().is_some_and(|whole| whole.contains(next.as_ref())) {
            tell.emit(Message::Left(key));
        }
    })
}
