//! One page of questions.

use sealform_protocol::{Action, GroupKind, GroupView, Key, Node, Snapshot};
use yew::prelude::*;

use super::{HEADING, OPEN, heading, open_list, page_title};
use crate::face::{Face, id};
use crate::messages::fill;
use crate::owner::{Focus, Owner};
use crate::parts::{self, button, paragraph};
use crate::question::{Errors, Question};

/// Pages with more nodes than this are laid out only as they come near.
const LONG: usize = 60;

pub(super) fn draw(face: &Face, owner: &Owner) -> Html {
    let Some(page) = owner.page() else { return Html::default() };
    let number = owner.relevant_pages().position(|(index, _)| index == owner.page_index()).map_or(0, |at| at + 1);
    let title = page_title(face, page, number, owner.relevant_pages().count());
    let long = (page.children.len() > LONG).then_some("long");
    html! {
        <section class={classes!("page", long)} part="page" aria-labelledby={HEADING} key={[&owner.drafts.to_string(), " ", &owner.page_index().to_string()].concat()}
            lang={face.language.clone()}>
            { heading(&title) }
            if !page.hint.is_empty() {
                { paragraph("lead", &page.hint) }
            }
            { draw_open(face, owner, &page.children) }
            { draw_nodes(face, owner, &page.children, None) }
        </section>
    }
}

/// What is still open on this page, once the person wanted to go on.
fn draw_open(face: &Face, owner: &Owner, nodes: &[Key]) -> Html {
    let points = if owner.page_reviewed() { owner.open_points(nodes) } else { Vec::new() };
    if points.is_empty() {
        return Html::default();
    }
    let words = &face.words.form;
    let count = u32::try_from(points.len()).unwrap_or(u32::MAX);
    html! {
        <section class="open" part="open" id={OPEN} tabindex="-1" aria-labelledby="open-title" lang={face.words.tag}>
            <h3 id="open-title">{ face.words.counted(&words.page_open, count, "") }</h3>
            { paragraph("", words.page_open_hint) }
            { open_list(face, &points) }
        </section>
    }
}

/// Draws what stands in a page or group; an instance is told its repeat.
fn draw_nodes(face: &Face, owner: &Owner, keys: &[Key], repeat: Option<Key>) -> Html {
    let snapshot: &Snapshot = &owner.snapshot;
    let nodes = keys.iter().filter_map(|key| Some((key, snapshot.nodes.get(key)?)));
    let drawn = nodes.map(|(key, node)| match node {
        Node::Question(view) => {
            let errors = if owner.tells(*key) { Errors::Told } else { Errors::Kept };
            html! { <Question key={key.0} face={face.clone()} view={view.clone()} {errors} /> }
        }
        Node::Group(group) => draw_group(face, owner, group, repeat),
    });
    html! { <>{ for drawn }</> }
}

fn draw_group(face: &Face, owner: &Owner, group: &GroupView, repeat: Option<Key>) -> Html {
    if !group.relevant {
        return Html::default();
    }
    let label = id(group.key, "-label");
    let within = (group.kind == GroupKind::Repeat).then_some(group.key);
    let inside = draw_nodes(face, owner, &group.children, within);
    let hint = html! { if !group.hint.is_empty() { { paragraph("lead", &group.hint) } } };
    match group.kind {
        GroupKind::Group if group.label.is_empty() => {
            html! { <div class="group" key={group.key.0}>{ hint }{ inside }</div> }
        }
        GroupKind::Group => html! {
            <section class="group" part="group" aria-labelledby={label.clone()} key={group.key.0}>
                { parts::heading(Some(label), &group.label) }{ hint }{ inside }
            </section>
        },
        GroupKind::Repeat => {
            let add = id(group.key, "-add");
            let onclick = face.act(Action::AddInstance { path: group.path.clone() }, Focus::Element(add.clone()));
            html! {
                <section class="group" part="group" aria-labelledby={label.clone()} key={group.key.0}>
                    { parts::heading(Some(label), &group.label) }{ hint }{ inside }
                    { button("button", Some(add), &fill(face.words.form.add, &[&group.label]), onclick) }
                </section>
            }
        }
        GroupKind::Instance { number } => {
            let title = [&group.label, " ", &number.to_string()].concat();
            let add = Focus::Element(id(repeat.unwrap_or(group.key), "-add"));
            let onclick = face.act(Action::RemoveInstance { path: group.path.clone() }, add);
            html! {
                <section class="instance" part="instance" aria-labelledby={label.clone()} key={group.key.0}>
                    <h4 id={label}>{ title.clone() }</h4>{ hint }{ inside }
                    { button("button quiet", None, &fill(face.words.form.remove, &[&title]), onclick) }
                </section>
            }
        }
    }
}
