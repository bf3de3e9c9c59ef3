//! One page of questions.

use std::cell::Cell;
use std::rc::Rc;

use sealform_protocol::{Action, GroupKind, GroupView, Key, Markup, Node, PageView, QuestionView, Snapshot, TotalView};
use sealform_types::Level;
use yew::prelude::*;

use super::matrix::Matrix;
use super::{Links, OPEN, greeting, open_section, opened, page_title, screen};
use crate::context::{Message, UiContext, id};
use crate::controls::{draw_media, draw_rest};
use crate::element::{Tag, button, nothing, paragraph, row, tag};
use crate::markup::{NO_MARKUP, blocks, marked};
use crate::messages::fill;
use crate::question::{Errors, Question};
use crate::view_model::{Drawn, Focus, OpenPoint, Tally, Undoable, ViewModel};

pub(super) fn draw(ui: &UiContext, model: &ViewModel, all: Tally) -> Html {
    let key = [&model.drafts.to_string(), " ", &model.page_index().to_string()].concat();
    let left = Cell::new(model.drawn);
    if model.is_one_page() {
        let points = if model.lists_open() { model.all_points(Level::Hard) } else { Vec::new() };
        let count = model.relevant_pages().count();
        let pages = model.relevant_pages().enumerate().map(|(at, (index, page))| {
            let title = page_title(ui, page, at + 1, count);
            let chapter = tag("section").class("chapter").key(&index.to_string()).set("role", "group");
            // What opens a page focuses its heading.
            let marks = &page.markup.as_deref().unwrap_or(&NO_MARKUP).label;
            let heading = if index == model.page_index() {
                opened(&title, marks)
            } else {
                tag("h2").part("heading").child(marked(&title, marks)).draw()
            };
            let chapter = chapter.with("aria-label", &title).look(&page.appearance).child(heading);
            draw_inside(chapter.child(lead(&page.hint, page.markup.as_deref())), ui, model, page, &left).draw()
        });
        let form = screen("page long", &model.drafts.to_string()).with("lang", &ui.language);
        let form = form.child(greeting::draw(ui, model, all)).child(draw_open(ui, &points));
        return form.list(pages.collect()).child(draw_end(ui, model)).draw();
    }
    let Some(page) = model.page() else { return Html::default() };
    let number = model.relevant_pages().position(|(index, _)| index == model.page_index()).map_or(0, |at| at + 1);
    let title = page_title(ui, page, number, model.relevant_pages().count());
    let points = if model.lists_open() { model.points(Level::Hard, &page.children) } else { Vec::new() };
    let class = if page.children.len() > LONG { "page long" } else { "page" };
    let heading = opened(&title, &page.markup.as_deref().unwrap_or(&NO_MARKUP).label);
    let screen = screen(class, &key).with("lang", &ui.language).look(&page.appearance).child(heading);
    let screen = screen
        .child(lead(&page.hint, page.markup.as_deref()))
        .child(draw_media(ui, &page.media, &page.label))
        .child(greeting::draw(ui, model, all))
        .child(draw_open(ui, &points));
    draw_inside(screen, ui, model, page, &left).child(draw_end(ui, model)).draw()
}

/// Pages with more nodes than this are laid out only as they come near.
const LONG: usize = 60;

/// The questions of a page, in what has been begun for them.
fn draw_inside(screen: Tag, ui: &UiContext, model: &ViewModel, page: &PageView, left: &Cell<Drawn>) -> Tag {
    let within = Within { repeat: None, appearance: &page.appearance, left };
    screen.child(draw_nodes(ui, model, &page.children, within)).child(draw_total(ui, page.total))
}

/// The form ends early: whoever has just answered hears it here, and not only after the rest of the page.
fn draw_end(ui: &UiContext, model: &ViewModel) -> Html {
    let Some(outcome) = &model.snapshot.outcome else { return Html::default() };
    let title = tag("p").set("lang", ui.words.tag).child(tag("strong").text(ui.words.form.end_title).draw());
    let why = tag("p").with("lang", &ui.language).child(marked(&outcome.label, &outcome.marks));
    tag("div").part("note").child(title.draw()).child(why.draw()).draw()
}

/// What is still open here, once the person wanted to go on.
fn draw_open(ui: &UiContext, points: &[OpenPoint]) -> Html {
    if points.is_empty() {
        return Html::default();
    }
    let words = &ui.words.form;
    let count = u32::try_from(points.len()).unwrap_or(u32::MAX);
    let links = Links { points, to: Message::Question };
    open_section(ui, OPEN, &ui.words.counted(&words.page_open, count, ""), words.page_open_hint, &links)
}

/// What is said before the questions of a page or group.
fn lead(hint: &str, markup: Option<&Markup>) -> Html {
    let marks = &markup.unwrap_or(&NO_MARKUP).hint;
    if hint.is_empty() { Html::default() } else { blocks("lead", hint, marks) }
}

/// How far numbers have come that should add up to something.
fn draw_total(ui: &UiContext, total: Option<TotalView>) -> Html {
    let Some(TotalView { have, of }) = total else { return Html::default() };
    let said = fill(ui.words.form.total, &[&have.to_string(), &of.to_string()]);
    paragraph(if have == i64::from(of) { "count enough" } else { "count" }, &said)
}

/// A group as its nodes see it.
#[derive(Clone, Copy)]
struct Within<'a> {
    /// The repeat, for its instances.
    repeat: Option<Key>,
    appearance: &'a str,
    /// How many more questions are drawn with their controls.
    left: &'a Cell<Drawn>,
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
                    drawn.push(matrix.draw(ui, model, within.left));
                    rest = from.get(matrix.len()..).unwrap_or_default();
                }
                None => draw_question(ui, model, view, within.left, &mut drawn),
            },
            Some(Node::Group(group)) => drawn.push(draw_group(ui, model, group, within)),
            None => {}
        }
    }
    row(drawn)
}

/// Draws a question into a list; of one that is far away, its label. The end of what is near stands in the list, too: all of it
/// has keys, by which each is found again when the end moves on.
pub(super) fn draw_question(
    ui: &UiContext,
    model: &ViewModel,
    view: &Rc<QuestionView>,
    left: &Cell<Drawn>,
    into: &mut Vec<Html>,
) {
    let errors = match (model.is_reviewed(view.key), model.is_touched(view.key)) {
        (true, _) => Errors::Shown,
        (false, true) => Errors::Entered,
        (false, false) => Errors::Hidden,
    };
    let told = model.told(view.key);
    let (is_in_portion, ends) = match left.get() {
        Drawn::All => (true, false),
        Drawn::First(0) => (false, false),
        Drawn::First(count) => {
            left.set(Drawn::First(count - usize::from(view.relevant)));
            (true, view.relevant && count == 1)
        }
    };
    let is_near = model.is_near(view.key, is_in_portion);
    into.push(html! { <Question key={view.key.0} ui={ui.clone()} view={view.clone()} {errors} {told} {is_near} /> });
    if ends {
        into.push(draw_rest(ui, &id(view.key, "-rest")));
    }
}

fn draw_group(ui: &UiContext, model: &ViewModel, group: &GroupView, around: Within<'_>) -> Html {
    if !group.relevant {
        return nothing(&group.key.0.to_string());
    }
    let label = id(group.key, "-label");
    let within = Within {
        repeat: (group.kind == GroupKind::Repeat).then_some(group.key),
        appearance: &group.appearance,
        left: around.left,
    };
    let nodes = draw_nodes(ui, model, &group.children, within);
    let inside = row(vec![draw_media(ui, &group.media, &group.label), nodes, draw_total(ui, group.total)]);
    let markup = group.markup.as_deref();
    let section = |class: &'static str, title: Tag, named: Html, inside: Html| {
        // No landmark: instances have others inside, whose names repeat.
        let section = tag("section").part(class).set("role", "group").with("aria-labelledby", &label);
        let section = section.key(&group.key.0.to_string()).look(&group.appearance);
        section.child(title.with("id", &label).child(named).draw()).child(lead(&group.hint, markup)).child(inside)
    };
    let named = || marked(&group.label, &markup.unwrap_or(&NO_MARKUP).label);
    match group.kind {
        GroupKind::Group if group.label.is_empty() => {
            let group_div = tag("div").class("group").key(&group.key.0.to_string()).look(&group.appearance);
            group_div.child(lead(&group.hint, markup)).child(inside).draw()
        }
        GroupKind::Group => section("group", tag("h3"), named(), inside).draw(),
        GroupKind::Repeat => {
            let add = id(group.key, "-add");
            let onclick = ui.act(Action::AddInstance { path: group.path.clone() }, Focus::LastInstance(group.key));
            let button = || button("button", Some(&add), &fill(ui.words.form.add, &[&group.label]), onclick);
            section("group", tag("h3"), named(), inside).child_if(group.may_add, button).draw()
        }
        GroupKind::Instance { number } => {
            let title = [&group.label, " ", &number.to_string()].concat();
            let add = Focus::Element(id(around.repeat.unwrap_or(group.key), "-add"));
            let remove = id(group.key, "-remove");
            let said = fill(ui.words.form.removed, &[&title]);
            let undoable = Undoable::new(&said, Focus::Element(remove.clone()));
            let onclick = ui.remove(Action::RemoveInstance { path: group.path.clone() }, add, undoable);
            let button = || button("button quiet", Some(&remove), &fill(ui.words.form.remove, &[&title]), onclick);
            let named = marked(&title, &markup.unwrap_or(&NO_MARKUP).label);
            section("instance", tag("h4"), named, inside).child_if(group.may_remove, button).draw()
        }
    }
}
