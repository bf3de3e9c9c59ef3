//! What each slot reads, and from how far around.

use sealform_expression::{Expression, Reads, ValueRef};
use sealform_types::{Arena, VecSet};

use crate::program::{Formula, Origin, Program, QuestionSpec, Slot, SlotId, Template, TemplateId};

/// The slots that a slot reads, each once, with the depth of the instance inside which it reads all of their values.
///
/// Whoever reads a question in all instances of a repeat also reads whether it is relevant there, for instances where
/// it is not do not count.
pub(crate) fn reads(
    templates: &Arena<TemplateId, Template>,
    slots: &Arena<SlotId, Slot>,
    language: SlotId,
    id: SlotId,
) -> Vec<(SlotId, u32)> {
    let slot = &slots[id];
    let mut all = Vec::new();
    let mut read = Vec::new();
    let one = |slot: SlotId| (slot, templates[slots[slot].template].depth);
    match &slot.formula {
        Formula::Ground => return all,
        Formula::Expression(test)
        | Formula::Integer(test)
        | Formula::Count(test)
        | Formula::Offered(test)
        | Formula::Filter { test, .. } => read.extend_from_slice(test.reads()),
        Formula::Once { test, kept } => {
            read.extend_from_slice(test.reads());
            all.push(one(*kept));
        }
        Formula::All { of, none } => all.extend(of.iter().chain(none).copied().map(one)),
        Formula::Any(of) => all.extend(of.iter().copied().map(one)),
        Formula::RelevantValue { answer, relevant, filter } => {
            all.extend([Some(*answer), *relevant, *filter].into_iter().flatten().map(one));
        }
        Formula::Constraint { value, test } => {
            read.extend_from_slice(test.reads());
            all.push(one(*value));
        }
        Formula::Text { templates, .. } => {
            templates.values().for_each(|template| read.extend(template.reads()));
            all.push(one(language));
        }
        Formula::Starts { text } => return reads(templates, slots, language, *text),
    }
    all.extend(of_expression(templates, slots, slot.template, &read));
    match all.as_slice() {
        [] | [_] => all,
        _ => all.into_iter().collect::<VecSet<_>>().into_iter().collect(),
    }
}

fn of_expression(
    templates: &Arena<TemplateId, Template>,
    slots: &Arena<SlotId, Slot>,
    own: TemplateId,
    reads: &[(ValueRef, Reads)],
) -> Vec<(SlotId, u32)> {
    let reads: Vec<(SlotId, Reads)> =
        reads.iter().filter_map(|(reference, reads)| Some((slot_of(*reference)?, *reads))).collect();
    let depth = |slot: SlotId| templates[slots[slot].template].depth;
    // Who reads all instances of a repeat that it stands in itself walks through all of them, and through what is inside.
    let walked = reads.iter().filter(|(slot, reads)| {
        let template = slots[*slot].template;
        *reads == Reads::Many && common(templates, own, template) == template
    });
    let walked = walked.map(|(slot, _)| depth(*slot).saturating_sub(1)).min().unwrap_or(u32::MAX);
    let mut all = Vec::new();
    for (slot, how_many) in reads {
        if how_many == Reads::One {
            all.push((slot, depth(slot)));
            continue;
        }
        let around = templates[common(templates, own, slots[slot].template)].depth.min(walked);
        all.push((slot, around));
        if let Formula::RelevantValue { relevant: Some(relevant), .. } = &slots[slot].formula {
            all.push((*relevant, depth(*relevant).min(around)));
        }
    }
    all
}

/// The slot that is read; a column of a choice is none.
pub(crate) fn slot_of(reference: ValueRef) -> Option<SlotId> {
    match reference {
        ValueRef::Slot(slot) => Some(SlotId(slot)),
        ValueRef::Column(_) => None,
    }
}

/// The innermost template around two.
fn common(templates: &Arena<TemplateId, Template>, mut one: TemplateId, mut other: TemplateId) -> TemplateId {
    while one != other {
        let outer = if templates[one].depth >= templates[other].depth { &mut one } else { &mut other };
        match templates[*outer].parent {
            Some(parent) => *outer = parent,
            None => break,
        }
    }
    one
}

/// The slots that are read where the form writes something into a question.
pub(crate) fn reads_in_passing<'a>(spec: &'a QuestionSpec, program: &'a Program) -> impl Iterator<Item = SlotId> {
    let reads = written_by(spec, program).flat_map(|expression| expression.reads().iter());
    reads.filter_map(|(read, _)| slot_of(*read))
}

/// What the form writes into a question when something happens.
pub(crate) fn written_by<'a>(spec: &'a QuestionSpec, program: &'a Program) -> impl Iterator<Item = &'a Expression> {
    let action = match &spec.written {
        Origin::Action(expression) | Origin::SelfReference(expression) => Some(&**expression),
        Origin::Suggested { action, .. } => action.as_deref(),
        Origin::Once(_) => match &program.slots[spec.answer].formula {
            Formula::Once { test, .. } => Some(test),
            Formula::Ground
            | Formula::Expression(_)
            | Formula::Integer(_)
            | Formula::Count(_)
            | Formula::Offered(_)
            | Formula::Any(_)
            | Formula::All { .. }
            | Formula::RelevantValue { .. }
            | Formula::Constraint { .. }
            | Formula::Filter { .. }
            | Formula::Text { .. }
            | Formula::Starts { .. } => None,
        },
        Origin::User | Origin::Calculation | Origin::Preset => None,
    };
    action.into_iter().chain(spec.default_expression.as_deref())
}
