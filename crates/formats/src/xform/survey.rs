//! The survey in the order of the body: groups, repeats and questions.

use roxmltree::Node;
use sealform_questionnaire::{Group, GroupType, XmlExtras};
use sealform_types::Findings;

use super::actions::Actions;
use super::binds::Binds;
use super::body::Body;
use super::choices::Choices;
use super::expressions::{translate, written_truth};
use super::extras::extras_of_instance;
use super::instance::{Field, FieldId};
use super::source::{JAVAROSA, attribute, attribute_of, child};
use super::texts::{TextForms, TextReader};
use crate::document::SurveyItem;

/// The most groups inside one another; deeper ones are reported by the reader of documents.
const MAX_DEPTH: usize = 64;

/// Makes the items of the survey.
pub(super) struct Survey<'r, 'a, 'i> {
    pub texts: &'r TextReader<'r, 'a, 'i>,
    pub binds: &'r Binds<'a, 'i>,
    pub body: &'r Body<'a, 'i>,
    pub actions: &'r Actions,
    pub choices: Choices<'r, 'a, 'i>,
}

impl<'a, 'i> Survey<'_, 'a, 'i> {
    /// The groups and questions inside a field, in the order of the body.
    pub(super) fn items(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> Vec<SurveyItem> {
        let fields = self.texts.fields;
        let ordered = self.in_order(&field.children);
        let inside: Vec<&Field<'a, 'i>> = ordered.into_iter().filter_map(|id| fields.get(id)).collect();
        let mut items = inside.iter().map(|inner| self.item(inner, depth, findings)).collect();
        self.join_comments(&mut items, &inside);
        items
    }

    fn item(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> SurveyItem {
        let is_group = !field.children.is_empty()
            || self.body.groups.contains_key(&field.path)
            || self.body.repeats.contains_key(&field.path);
        if is_group && depth <= MAX_DEPTH {
            self.group(field, depth, findings)
        } else {
            SurveyItem::question(self.question(field, findings))
        }
    }

    fn group(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> SurveyItem {
        let bind = self.binds.at(&field.path);
        let repeat = self.body.repeats.get(&field.path).copied();
        let element = self.body.groups.get(&field.path).copied().or_else(|| wrapper(repeat?));
        let labelled: Vec<Node<'_, '_>> = [element, repeat].into_iter().flatten().collect();
        let mut words = |name| {
            let node = labelled.iter().find_map(|node| child(*node, name));
            node.map_or_else(TextForms::default, |node| self.texts.of_element(node, &field.path, findings))
        };
        let (label, hint) = (words("label"), words("hint"));
        let appearance: Vec<&str> =
            labelled.iter().filter_map(|node| attribute(*node, "appearance")).map(str::trim).collect();
        let appearance = (!appearance.is_empty()).then(|| appearance.join(" ").trim().to_owned());
        let mut group = Group {
            kind: if repeat.is_some() { GroupType::Repeat } else { GroupType::Group },
            name: field.name.clone(),
            label: label.plain,
            media: label.media,
            hint: hint.plain,
            relevant: self.relevant(bind, field),
            readonly: self.condition(bind, "readonly", field, findings),
            appearance,
            xml: XmlExtras { instance: extras_of_instance(field), ..XmlExtras::default() },
            ..Group::default()
        };
        if let Some(repeat) = repeat {
            self.instances(repeat, field, &mut group);
        }
        let children = self.items(field, depth + 1, findings);
        SurveyItem::group(group, children)
    }

    /// How many instances a repeat has.
    fn instances(&self, repeat: Node<'_, '_>, field: &Field<'_, '_>, group: &mut Group) {
        let of_repeat = |name| attribute_of(repeat, JAVAROSA, name).map(str::trim).filter(|value| !value.is_empty());
        group.repeat_count = of_repeat("count").map(|count| translate(count, &field.path, self.texts.fields));
        if group.repeat_count.is_none() {
            group.instances = u32::try_from(field.instances).ok().filter(|count| *count > 0);
            group.fixed = of_repeat("noAddRemove").and_then(written_truth) == Some(true);
        }
    }

    /// Nodes in the order in which the body asks for them; what it does not ask for stays behind its neighbour.
    fn in_order(&self, children: &[FieldId]) -> Vec<FieldId> {
        let mut keyed: Vec<(usize, FieldId)> = Vec::new();
        let mut last = 0;
        for id in children {
            last = self.first_asked(*id).unwrap_or(last);
            keyed.push((last, *id));
        }
        keyed.sort_by_key(|(key, _)| *key);
        keyed.into_iter().map(|(_, id)| id).collect()
    }

    fn first_asked(&self, id: FieldId) -> Option<usize> {
        let field = self.texts.fields.get(id)?;
        let own = self.body.order.get(&field.path).copied();
        own.or_else(|| field.children.iter().filter_map(|child| self.first_asked(*child)).min())
    }
}

/// The group without a node of its own that holds nothing but a repeat and its label.
fn wrapper<'a, 'i>(repeat: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let parent = repeat.parent_element().filter(|parent| parent.tag_name().name() == "group")?;
    let has_node = attribute(parent, "ref").or_else(|| attribute(parent, "nodeset")).is_some();
    (!has_node).then_some(parent)
}
