//! One question: its label, its control, its comment and what is wrong with them.

use std::rc::Rc;

use sealform_protocol::{
    Action, CharCount, CommentView, Control, Issue, IssueView, Part, QuestionView, Reason, WordCount,
};
use sealform_types::{Json, Level};
use wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::context::{Message, UiContext, field_text, id};
use crate::controls::{self, Aria, LabelKind};
use crate::element::{button_tag, field, paragraph, row, tag};
use crate::hooks::use_group;
use crate::markup::{NO_MARKUP, blocks, marked};
use crate::messages::{fill, issue_sentence, own_name};
use crate::value::called;
use crate::view_model::{Focus, Marks, Undoable};
use crate::why;

/// What a question is given.
#[derive(Properties)]
pub(crate) struct QuestionProps {
    pub ui: UiContext,
    pub view: Rc<QuestionView>,
    /// Whether errors are shown.
    pub errors: Errors,
    /// Whether it is drawn with its control: of one that is far away there is the label.
    pub is_near: bool,
    /// The reasons that are told, where somebody has asked for them.
    pub told: Option<Rc<Vec<Reason>>>,
}

/// Whether errors are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    /// Not yet: the person has not been here.
    Hidden,
    /// Of what was entered, but not that it is still under way.
    Entered,
    /// All.
    Shown,
}

impl PartialEq for QuestionProps {
    /// A view that has not changed is the same one, so nothing is compared in depth.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.view, &other.view)
            && self.errors == other.errors
            && self.told == other.told
            && self.is_near == other.is_near
            && self.ui == other.ui
    }
}

/// One question.
#[component]
pub(crate) fn Question(props: &QuestionProps) -> Html {
    let QuestionProps { ui, view, errors, told, is_near } = props;
    let whole = use_node_ref();
    let group = use_group(view.relevant);
    if !view.relevant || matches!(view.control, Control::Calculate) {
        return Html::default();
    }
    let question = tag("div").node(&whole).with("id", &id(view.key, "-box")).set("part", "question");
    // Where a page or a test looks for a question: ids follow from the order of the form, paths do not.
    let question = question.look(&view.appearance).with("data-path", &view.path);
    if !is_near {
        let marks = &view.markup.as_deref().unwrap_or(&NO_MARKUP).label;
        let label = tag("p").class("label").child(marked(&view.label, marks));
        return question.class("question").child(label.draw()).draw();
    }
    let shown = |part: Part| -> Vec<&IssueView> {
        let of_part = view.issues.iter().filter(|issue| issue.part == part && issue.level != Level::Flag);
        match errors {
            Errors::Hidden => Vec::new(),
            Errors::Entered => of_part.filter(|issue| !is_under_way(&issue.issue)).collect(),
            Errors::Shown => of_part.collect(),
        }
    };
    let wrong = shown(Part::Answer);
    let aria = aria(view, &wrong, group);
    let kind = controls::label_kind(view);
    let onfocusout = on_left(ui, view, &whole);
    let comment = view.comment.as_ref().filter(|comment| comment.relevant);
    let comment = comment.map(|comment| draw_comment(ui, view, comment, &shown(Part::Comment)));
    question
        .class(if aria.invalid { "question wrong" } else { "question" })
        .on(ListenerKind::onfocusout, onfocusout)
        .child(draw_framed(ui, view, &aria, kind, told.as_ref().map(|told| told.as_slice())))
        .child(draw_words(ui, view.words, is_doubtful(view, Part::Answer)))
        .child(draw_chars(ui, view.chars))
        .child(draw_issues(ui, &view.control, &id(view.key, "-error"), &wrong))
        .child(comment.unwrap_or_default())
        .draw()
}

/// Whether an issue only says that somebody is not done yet.
fn is_under_way(issue: &Issue) -> bool {
    matches!(
        issue,
        Issue::WatchRunning | Issue::AttemptUnfinished | Issue::AttemptNotTimed { .. } | Issue::Total { .. }
    )
}

fn aria(view: &QuestionView, wrong: &[&IssueView], group: AttrValue) -> Aria {
    let parts = [(takes_answer(view), "-need"), (!view.hint.is_empty(), "-hint"), (!wrong.is_empty(), "-error")];
    let ids: Vec<String> = parts.iter().filter(|(there, _)| *there).map(|(_, part)| id(view.key, part)).collect();
    Aria {
        described_by: (!ids.is_empty()).then(|| ids.join(" ")),
        invalid: wrong.iter().any(|issue| issue.level == Level::Hard),
        group,
    }
}

fn takes_answer(view: &QuestionView) -> bool {
    !view.readonly && clearing(view) != Clearing::Nothing
}

fn draw_framed(ui: &UiContext, view: &QuestionView, aria: &Aria, kind: LabelKind, told: Option<&[Reason]>) -> Html {
    let help = draw_help(ui, view, told);
    let control = controls::draw(ui, view, aria);
    let label_id = id(view.key, "-label");
    let language = view.label_language.as_deref();
    let markup = view.markup.as_deref().unwrap_or(&NO_MARKUP);
    let label = |name: &'static str| {
        let label = tag(name).with("id", &label_id).with_some("lang", language);
        match view.label.is_empty() {
            // It may be asked by a picture alone; what is read aloud must still be called something.
            true => label.class("hidden").text(called(view)),
            false => label.part("label").child(marked(&view.label, &markup.label)).child(draw_fallback(view)),
        }
    };
    let media = controls::draw_media(ui, &view.media, called(view));
    let help = row(vec![help, media]);
    match kind {
        LabelKind::Label => row(vec![label("label").with("for", &id(view.key, "")).draw(), help, control]),
        LabelKind::Fieldset | LabelKind::RadioGroup => {
            let group = kind == LabelKind::RadioGroup;
            tag("fieldset")
                .set_if(group, "role", "radiogroup")
                .with_some("aria-describedby", aria.described_by.as_deref())
                .set_if(group && view.required, "aria-required", "true")
                .set_if(group && aria.invalid, "aria-invalid", "true")
                .child(label("legend").draw())
                .child(help)
                .child(control)
                .draw()
        }
        LabelKind::Own if matches!(view.control, Control::Note) => {
            let note = tag("div").part("note").with("id", &label_id).with_some("lang", language);
            note.child(blocks("", &view.label, &markup.label)).child(help).draw()
        }
        LabelKind::Own => tag("div").with("id", &label_id).child(control).child(help).draw(),
    }
}

/// Whether it is required, in words; its hint; a way to take the answer back; and more of the hint on request.
fn draw_help(ui: &UiContext, view: &QuestionView, told: Option<&[Reason]>) -> Html {
    let words = &ui.words.question;
    let markup = view.markup.as_deref().unwrap_or(&NO_MARKUP);
    let need = if view.required { words.required } else { words.optional };
    let is_marked = takes_answer(view) && view.required == (ui.marks == Marks::Required);
    let hint = || {
        let hint = || tag("span").with("id", &id(view.key, "-hint")).child(marked(&view.hint, &markup.hint)).draw();
        let need = || {
            let need = tag("span").with("id", &id(view.key, "-need")).text(need);
            if is_marked { need.part("need").draw() } else { need.class("hidden").draw() }
        };
        let line = if is_marked || view.reasoned || !view.hint.is_empty() { "hint" } else { "unmarked" };
        let line = tag("p").class(line).child_if(takes_answer(view), need).child_if(!view.hint.is_empty(), hint);
        line.child(why::draw_button(ui, view, told)).child(draw_clear(ui, view)).draw()
    };
    let guidance = || {
        let summary = tag("summary").text(words.guidance).draw();
        let guidance = blocks("", &view.guidance_hint, &markup.guidance_hint);
        tag("details").part("guidance").child(summary).child(guidance).draw()
    };
    row(vec![
        if takes_answer(view) || !view.hint.is_empty() || view.reasoned { hint() } else { Html::default() },
        why::draw_reasons(ui, view, told),
        if view.guidance_hint.is_empty() { Html::default() } else { guidance() },
    ])
}

/// Marks a text that is not written in the form's language.
fn draw_fallback(view: &QuestionView) -> Html {
    view.label_language.as_deref().map_or_else(Html::default, |language| {
        let name = own_name(language);
        let said = if name.is_empty() { name } else { [" (", &name, ")"].concat() };
        tag("span").part("fallback").text(&said).draw()
    })
}

/// How an answer that is there is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clearing {
    /// By the control itself: it is emptied or unticked.
    Control,
    /// By a button beside its hint: nobody is told that a second tap unticks a radio, and a slider stands somewhere.
    Button,
    /// There is nothing to take back: nobody answers here.
    Nothing,
}

fn clearing(view: &QuestionView) -> Clearing {
    match &view.control {
        Control::SelectOne { .. } if controls::is_list(view) => Clearing::Control,
        Control::SelectOne { .. }
        | Control::Rating(_)
        | Control::Range(_)
        | Control::Rank { .. }
        | Control::Geopoint => Clearing::Button,
        Control::Text { .. }
        | Control::Integer
        | Control::Decimal
        | Control::SelectMultiple { .. }
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration
        | Control::AttemptLog(_)
        | Control::Acknowledge
        | Control::Geotrace
        | Control::Geoshape
        | Control::File { .. }
        | Control::Barcode => Clearing::Control,
        Control::Note | Control::Calculate => Clearing::Nothing,
    }
}

/// An answer that may be left out can be taken back. The button keeps its place while there is none, so that nothing moves.
fn draw_clear(ui: &UiContext, view: &QuestionView) -> Html {
    if clearing(view) != Clearing::Button || view.required || view.readonly {
        return Html::default();
    }
    let there = Focus::Question(view.key, Part::Answer);
    let undoable = Undoable::new(ui.words.form.cleared, there.clone());
    let onclick = ui.remove(Action::Answer { path: view.path.clone(), value: Json::Null }, there, undoable);
    let class = if view.value == Json::Null { "link back off" } else { "link back" };
    let button = button_tag(class, onclick).with("aria-describedby", &id(view.key, "-label"));
    button.text(ui.words.question.clear).draw()
}

/// Whether something is wrong with an answer or comment, shown or not yet, that does not block.
fn is_doubtful(view: &QuestionView, part: Part) -> bool {
    view.issues.iter().any(|issue| issue.part == part && issue.level == Level::Warn)
}

/// So many words. Enough of them are good news only where nothing is doubtful about them.
fn draw_words(ui: &UiContext, count: Option<WordCount>, is_doubtful: bool) -> Html {
    let Some(count) = count else { return Html::default() };
    let words = &ui.words.question;
    let enough = count.have >= count.min;
    let text = if !enough {
        ui.words.counted(&words.words_of, count.min, &count.have.to_string())
    } else {
        ui.words.counted(&words.words, count.have, "")
    };
    paragraph(if enough && !is_doubtful { "count enough" } else { "count" }, &text)
}

/// So many characters of those that are asked for or allowed.
fn draw_chars(ui: &UiContext, count: Option<CharCount>) -> Html {
    let Some(CharCount { have, min, max }) = count else { return Html::default() };
    let (words, number) = (&ui.words.question, have.to_string());
    let text = match if have < min { Some(min) } else { max } {
        Some(limit) => fill(words.chars_of, &[&number, &limit.to_string()]),
        None => fill(words.chars, &[&number]),
    };
    let fits = have >= min && max.is_none_or(|max| have <= max);
    paragraph(if fits { "count enough" } else { "count" }, &text)
}

fn draw_issues(ui: &UiContext, control: &Control, id: &str, issues: &[&IssueView]) -> Html {
    if issues.is_empty() {
        return Html::default();
    }
    let lines = issues.iter().map(|issue| {
        let sentence = issue_sentence(ui.words, control, issue);
        let (class, before) = match issue.level {
            Level::Hard => ("error", String::new()),
            Level::Warn | Level::Flag => ("warning", [ui.words.question.check, " "].concat()),
        };
        // One part of the line, beside its sign.
        let said = tag("span").text(&before).child(marked(&sentence, &issue.marks));
        tag("p").part(class).child(said.draw()).draw()
    });
    tag("div").with("id", id).list(lines.collect()).draw()
}

fn draw_comment(ui: &UiContext, view: &QuestionView, comment: &CommentView, wrong: &[&IssueView]) -> Html {
    let words = &ui.words.question;
    let name = id(view.key, "-comment-label");
    let (need, error) = (id(view.key, "-comment-need"), id(view.key, "-comment-error"));
    let described_by = if wrong.is_empty() { need.clone() } else { [&need, " ", &error].concat() };
    let invalid = wrong.iter().any(|issue| issue.level == Level::Hard);
    let (to, path) = (ui.clone(), view.path.clone());
    let oninput = Callback::from(move |event: Event| {
        let text = field_text(event.target());
        to.take(Action::Comment { path: path.clone(), text });
    });
    let label = if comment.label.is_empty() { words.comment } else { &comment.label };
    let needed = if comment.required { words.required } else { words.optional };
    let area = field("textarea", &id(view.key, "-comment"), oninput)
        .set("rows", "3")
        .value(&comment.text)
        .with("lang", &ui.language)
        .set("spellcheck", "true")
        .with("aria-labelledby", &[&name, " ", &id(view.key, "-label")].concat())
        .set_if(comment.required, "aria-required", "true")
        .set_if(invalid, "aria-invalid", "true")
        .with("aria-describedby", &described_by);
    let need = tag("span").class("need").with("id", &need).text(needed);
    tag("div")
        .part("comment")
        .child(
            tag("label")
                .class("sublabel")
                .with("id", &name)
                .with("for", &id(view.key, "-comment"))
                .child(marked(label, &comment.marks))
                .draw(),
        )
        .child(tag("p").class("hint").child(need.draw()).draw())
        .child(area.draw())
        .child(draw_words(ui, Some(comment.words), is_doubtful(view, Part::Comment)))
        .child(draw_chars(ui, comment.chars))
        .child(draw_issues(ui, &view.control, &error, wrong))
        .draw()
}

/// Reports once that the focus has left the whole question.
fn on_left(ui: &UiContext, view: &QuestionView, whole: &NodeRef) -> Callback<Event> {
    let (dispatch, key, whole) = (ui.dispatch.clone(), view.key, whole.clone());
    Callback::from(move |event: Event| {
        let next = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
        let next = next.and_then(|next| next.dyn_into::<web_sys::Node>().ok());
        if !whole.get().is_some_and(|whole| whole.contains(next.as_ref())) {
            dispatch.emit(Message::Blurred(key));
        }
    })
}

#[cfg(test)]
mod tests {
    use sealform_protocol::{Key, Mark, MarkKind};

    use super::*;
    use crate::first_page::tests::drawn_alone;
    use crate::view_model::ViewModel;
    use crate::view_model::tests::form;

    #[test]
    fn what_is_marked_in_comments_and_messages_is_drawn() {
        let marks = vec![Mark { start: 0, end: 3, kind: MarkKind::Strong }];
        let issue = Issue::Constraint { message: Some("Too old".to_owned()) };
        let issue = IssueView { marks: marks.clone(), ..IssueView::new(issue, Level::Warn, Part::Comment) };
        let comment = CommentView {
            label: "Why so?".to_owned(),
            marks,
            relevant: true,
            required: false,
            text: String::new(),
            words: WordCount { have: 0, min: 0 },
            chars: None,
        };
        let model = ViewModel::new(form(&["a"]), None);
        let drawn = drawn_alone(&model, |ui, model| {
            let view = model.snapshot.question(Key(1)).expect("a question");
            draw_comment(ui, view, &comment, &[&issue])
        });
        for said in ["for=\"q1-comment\"><strong>Why</strong> so?</label>", "<strong>Too</strong> old</span></p>"] {
            assert!(drawn.contains(said), "{said}: {drawn}");
        }
    }
}
