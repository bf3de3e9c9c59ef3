//! One page of questions.

use std::rc::Rc;

use sealform_protocol::{Action, GroupKind, GroupView, Key, Node, QuestionView, Snapshot};
use sealform_types::Level;
use yew::prelude::*;

use super::matrix::Matrix;
use super::{OPEN, heading, open_section, page_title, screen};
use crate::context::{UiContext, id};
use crate::controls::draw_media;
use crate::element::{Tag, button, paragraph, row, tag};
use crate::messages::fill;
use crate::question::{Errors, Question};
use crate::view_model::{Focus, Undoable, ViewModel};

/// Pages with more nodes than this are laid out only as they come near.
const LONG: usize = 60;

pub(super) fn draw(ui: &UiContext, model: &ViewModel) -> Html {
    let Some(page) = model.page() else { return Html::default() };
    let number = model.relevant_pages().position(|(index, _)| index == model.page_index()).map_or(0, |at| at + 1);
    let title = page_title(ui, page, number, model.relevant_pages().count());
    let class = if page.children.len() > LONG { "page long" } else { "page" };
    let key = [&model.drafts.to_string(), " ", &model.page_index().to_string()].concat();
    screen(class, &key)
        .with("lang", &ui.language)
        .child(heading(&title))
        .child(lead(&page.hint))
        .child(draw_media(ui, &page.media, &page.label))
        .child(draw_open(ui, model, &page.children))
        .child(draw_nodes(ui, model, &page.children, Within { repeat: None, appearance: &page.appearance }))
        .draw()
}

/// What is still open on this page, once the person wanted to go on.
fn draw_open(ui: &UiContext, model: &ViewModel, nodes: &[Key]) -> Html {
    let points = if model.page_reviewed() { model.points(Level::Hard, nodes) } else { Vec::new() };
    if points.is_empty() {
        return Html::default();
    }
    let words = &ui.words.form;
    let count = u32::try_from(points.len()).unwrap_or(u32::MAX);
    open_section(ui, OPEN, &ui.words.counted(&words.page_open, count, ""), words.page_open_hint, &points)
}

/// What is said before the questions of a page or group.
fn lead(hint: &str) -> Html {
    if hint.is_empty() { Html::default() } else { paragraph("lead", hint) }
}

/// A group as its nodes see it.
#[derive(Clone, Copy)]
struct Within<'a> {
    /// The repeat, for its instances.
    repeat: Option<Key>,
    appearance: &'a str,
}

/// Draws what stands in a page or group.
fn draw_nodes(ui: &UiContext, model: &ViewModel, keys: &[Key], within: Within<'_>) -> Html {
    let snapshot: &Snapshot = &model.snapshot;
    let mut drawn = Vec::new();
    let mut rest = keys;
    while let Some((key, behind)) = rest.split_first() {
        let from = std::mem::replace(&mut rest, behind);
        match snapshot.nodes.get(key) {
            Some(Node::Question(view)) => match Matrix::begin(snapshot, from, within.appearance) {
                Some(matrix) => {
                    drawn.push(matrix.draw(ui, model));
                    rest = from.get(matrix.len()..).unwrap_or_default();
                }
                None => drawn.push(draw_question(ui, model, view)),
            },
            Some(Node::Group(group)) => drawn.push(draw_group(ui, model, group, within.repeat)),
            None => {}
        }
    }
    row(drawn)
}

/// Draws a question.
pub(super) fn draw_question(ui: &UiContext, model: &ViewModel, view: &Rc<QuestionView>) -> Html {
    let errors = match (model.page_reviewed(), model.is_touched(view.key)) {
        (true, _) => Errors::Shown,
        (false, true) => Errors::Entered,
        (false, false) => Errors::Hidden,
    };
    html! { <Question key={view.key.0} ui={ui.clone()} view={view.clone()} {errors} /> }
}

fn draw_group(ui: &UiContext, model: &ViewModel, group: &GroupView, repeat: Option<Key>) -> Html {
    if !group.relevant {
        return Html::default();
    }
    let label = id(group.key, "-label");
    let within = (group.kind == GroupKind::Repeat).then_some(group.key);
    let nodes = draw_nodes(ui, model, &group.children, Within { repeat: within, appearance: &group.appearance });
    let inside = row(vec![draw_media(ui, &group.media, &group.label), nodes]);
    let section = |class: &'static str, title: Tag, named: &str, inside: Html| {
        let section = tag("section").part(class).with("aria-labelledby", &label).key(&group.key.0.to_string());
        section.child(title.with("id", &label).text(named).draw()).child(lead(&group.hint)).child(inside)
    };
    match group.kind {
        GroupKind::Group if group.label.is_empty() => {
            tag("div").class("group").key(&group.key.0.to_string()).child(lead(&group.hint)).child(inside).draw()
        }
        GroupKind::Group => section("group", tag("h3"), &group.label, inside).draw(),
        GroupKind::Repeat => {
            let add = id(group.key, "-add");
            let onclick = ui.act(Action::AddInstance { path: group.path.clone() }, Focus::Element(add.clone()));
            let button = || button("button", Some(&add), &fill(ui.words.form.add, &[&group.label]), onclick);
            section("group", tag("h3"), &group.label, inside).child_if(group.may_add, button).draw()
        }
        GroupKind::Instance { number } => {
            let title = [&group.label, " ", &number.to_string()].concat();
            let add = Focus::Element(id(repeat.unwrap_or(group.key), "-add"));
            let remove = id(group.key, "-remove");
            let said = fill(ui.words.form.removed, &[&title]);
            let undoable = Undoable { said, back: Focus::Element(remove.clone()) };
            let onclick = ui.remove(Action::RemoveInstance { path: group.path.clone() }, add, undoable);
            let button = || button("button quiet", Some(&remove), &fill(ui.words.form.remove, &[&title]), onclick);
            section("instance", tag("h4"), &title, inside).child_if(group.may_remove, button).draw()
        }
    }
}
