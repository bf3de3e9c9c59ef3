//! The choices that a question offers, as they are drawn.

use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::{Val, seed_number, shuffled};
use sealform_protocol::ChoiceView;
use sealform_questionnaire::{Choice, GEOMETRY};
use sealform_types::{VecMap, VecSet};

use super::texts::{marks, media};
use crate::graph::InstanceId;
use crate::program::{ListIndex, QuestionSpec};
use crate::session::form::Form;

/// Lists as they are drawn in the language shown, for all questions that offer them.
pub(super) type ChoiceCache = VecMap<ListIndex, Rc<[ChoiceView]>>;

/// The choices that a question offers now, in the order shown.
pub(super) fn choices(
    form: &Form,
    cache: &mut ChoiceCache,
    spec: &QuestionSpec,
    instance: InstanceId,
) -> Rc<[ChoiceView]> {
    let offered = offered_choices(form, cache, spec, instance);
    let Some(seed) = spec.shuffle else { return offered };
    let seed = match seed.map(|slot| seed_number(form.graph.get(slot, instance))) {
        Some(seed) => seed,
        None => f64::from(form.graph.seed_of(spec.answer, instance)),
    };
    shuffled(offered.len(), seed).into_iter().filter_map(|at| offered.get(at).cloned()).collect()
}

fn offered_choices(
    form: &Form,
    cache: &mut ChoiceCache,
    spec: &QuestionSpec,
    instance: InstanceId,
) -> Rc<[ChoiceView]> {
    let Some(list) = spec.list.filter(|_| !matches!(spec.offered, Some((_, Some(_))))) else {
        return node_choices(form, spec, instance);
    };
    let offered = listed_choices(form, cache, spec, list, instance);
    if spec.choice_labels.is_empty() {
        return offered;
    }
    let filled =
        |choice: &ChoiceView| ChoiceView { label: form.choice_label(spec, instance, &choice.name), ..choice.clone() };
    offered.iter().map(filled).collect()
}

fn listed_choices(
    form: &Form,
    cache: &mut ChoiceCache,
    spec: &QuestionSpec,
    list: ListIndex,
    instance: InstanceId,
) -> Rc<[ChoiceView]> {
    let marked = &form.program().choice_marks[list];
    let choice = |(place, choice)| {
        let marks = marked.get(&place).map(|marked| marks(form, marked, None, instance)).unwrap_or_default();
        ChoiceView { marks, ..choice_view(form, choice) }
    };
    let draw = || form.program().lists[list].iter().enumerate().map(choice).collect();
    let all = Rc::clone(cache.get_or_insert_with(list, draw));
    match spec.filter.map(|filter| form.graph.get(filter, instance)) {
        Some(Val::Choices(offered)) if offered.len() == all.len() => all,
        Some(Val::Choices(offered)) => {
            let offered: VecSet<&str> = offered.iter().map(|name| &**name).collect();
            all.iter().filter(|choice| offered.contains(&choice.name.as_str())).cloned().collect()
        }
        Some(_) => Rc::from([]),
        None => all,
    }
}

fn choice_view(form: &Form, choice: &Choice) -> ChoiceView {
    ChoiceView {
        name: choice.name.clone(),
        label: form.plain(&choice.label).to_owned(),
        marks: Vec::new(),
        media: media(form, &choice.media),
        not_applicable: choice.not_applicable,
        exclusive: choice.exclusive,
        geometry: choice.columns.get(GEOMETRY).filter(|place| !place.is_empty()).cloned(),
    }
}

/// Choices that are values of nodes of the form.
fn node_choices(form: &Form, spec: &QuestionSpec, instance: InstanceId) -> Rc<[ChoiceView]> {
    let values =
        |slot| if let Val::Choices(values) = form.graph.get(slot, instance) { values.to_vec() } else { Vec::new() };
    let Some((names, labels)) = spec.offered else { return Rc::from([]) };
    let (names, labels) = (values(names), labels.map(values).unwrap_or_default());
    let view = |(index, name): (usize, &Arc<str>)| ChoiceView {
        name: name.to_string(),
        label: labels.get(index).filter(|label| !label.is_empty()).unwrap_or(name).to_string(),
        marks: Vec::new(),
        media: Vec::new(),
        not_applicable: false,
        exclusive: false,
        geometry: None,
    };
    names.iter().enumerate().filter(|(_, name)| !name.is_empty()).map(view).collect()
}
