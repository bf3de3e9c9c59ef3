//! Pages, groups and instances of repeats as they are drawn.

use sealform_expression::Val;
use sealform_protocol::{GroupKind, GroupView, Key, PageView, TotalView};

use super::keys::key;
use super::progress::Counts;
use super::texts::{markup, media, words};
use crate::graph::InstanceId;
use crate::program::{GroupId, GroupSpecKind, NodeRef, SlotId, TotalSpec};
use crate::session::form::Form;

/// A page, with what its questions count.
pub(super) fn page_view(form: &Form, index: usize, counts: Counts) -> PageView {
    let Some(spec) = form.program().pages.get(index) else { return PageView::default() };
    let children = spec.children.iter().map(|child| node_key(form, *child, InstanceId::ROOT)).collect();
    let page = PageView { relevant: counts.shown > 0, open: counts.open, children, ..PageView::default() };
    let Some(group) = spec.group else { return page };
    let group = &form.program().groups[group];
    let label = |text| words(form, text, InstanceId::ROOT).0;
    PageView {
        path: group.path.plain.clone(),
        label: label(&group.label),
        hint: label(&group.hint),
        markup: markup(form, [Some(&group.label), Some(&group.hint), None], InstanceId::ROOT),
        appearance: group.appearance.clone(),
        media: media(form, &group.media),
        total: total(form, group.total.as_ref(), InstanceId::ROOT),
        ..page
    }
}

/// What numbers add up to now.
fn total(form: &Form, spec: Option<&TotalSpec>, instance: InstanceId) -> Option<TotalView> {
    spec.map(|TotalSpec { of, rows }| TotalView { have: sum(form, rows, instance), of: *of })
}

/// The sum of the whole numbers in these slots; one that is blank is none.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and a sum of whole numbers is whole")]
pub(super) fn sum(form: &Form, rows: &[SlotId], instance: InstanceId) -> i64 {
    let numbers = rows.iter().map(|slot| form.graph.get(*slot, instance)).filter(|value| !value.is_blank());
    numbers.map(Val::to_number).sum::<f64>() as i64
}

fn node_key(form: &Form, node: NodeRef, instance: InstanceId) -> Key {
    let instance = form.graph.instance_id(instance);
    match node {
        NodeRef::Question(question) => key(instance, form.program().questions[question].node),
        NodeRef::Group(group) => key(instance, form.program().groups[group].node),
    }
}

/// A group, a repeat, or an instance of one.
pub(super) fn group_view(form: &Form, id: GroupId, instance: InstanceId) -> GroupView {
    let spec = &form.program().groups[id];
    let children = match spec.kind {
        GroupSpecKind::Group | GroupSpecKind::Instance => {
            spec.children.iter().map(|child| node_key(form, *child, instance)).collect()
        }
        GroupSpecKind::Repeat(template) => {
            let instances = form.graph.instances(instance, template).iter();
            instances.flat_map(|inner| spec.children.iter().map(|child| node_key(form, *child, *inner))).collect()
        }
    };
    let kind = match spec.kind {
        GroupSpecKind::Group => GroupKind::Group,
        GroupSpecKind::Repeat(_) => GroupKind::Repeat,
        GroupSpecKind::Instance => {
            let siblings = form.graph.instances(form.graph.parent(instance), spec.template);
            let index = siblings.iter().position(|sibling| *sibling == instance).unwrap_or(0);
            GroupKind::Instance { number: u32::try_from(index + 1).unwrap_or(u32::MAX) }
        }
    };
    let (may_add, may_remove) = match spec.kind {
        GroupSpecKind::Repeat(template) => (form.may_add(instance, template), false),
        GroupSpecKind::Instance => (false, form.may_remove(instance)),
        GroupSpecKind::Group => (false, false),
    };
    let mut path = form.graph.path(&spec.path, instance);
    if spec.kind == GroupSpecKind::Instance && !path.ends_with(']') {
        path = format!("{path}[{}]", form.graph.instance_id(instance));
    }
    GroupView {
        key: node_key(form, NodeRef::Group(id), instance),
        path,
        kind,
        label: words(form, &spec.label, instance).0,
        hint: words(form, &spec.hint, instance).0,
        markup: markup(form, [Some(&spec.label), Some(&spec.hint), None], instance),
        relevant: form.graph.holds_or(spec.relevant, instance),
        appearance: spec.appearance.clone(),
        media: media(form, &spec.media),
        readonly: form.is_on(spec.readonly, instance),
        total: total(form, spec.total.as_ref(), instance),
        may_add,
        may_remove,
        children,
    }
}
