//! The document: settings, lists, and the survey in the order of the body.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_types::{Findings, Json};

use super::actions::Sets;
use super::binds::Binds;
use super::body::Body;
use super::expressions::translate;
use super::fields::{Field, FieldId};
use super::itemset::Offers;
use super::question::{kept_of_instance, of_repeat};
use super::texts::Words;
use super::xml::{attribute, child};
use crate::members::Members;

/// The most groups inside one another; deeper ones are told by the reader of documents.
const MOST_DEPTH: usize = 64;

/// Builds the survey.
pub(super) struct Builder<'r, 'a, 'i> {
    pub words: &'r Words<'r, 'a, 'i>,
    pub binds: &'r Binds<'a, 'i>,
    pub body: &'r Body<'a, 'i>,
    pub sets: &'r Sets,
    pub offers: Offers<'r, 'a, 'i>,
    /// Parameters of the question at hand.
    pub parameters: Vec<(String, String)>,
}

impl<'a, 'i> Builder<'_, 'a, 'i> {
    /// The groups and questions inside a field, in the order of the body.
    pub(super) fn items(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> Vec<Json> {
        let fields = self.words.fields;
        let ordered = self.in_order(&field.children);
        let inside = ordered.into_iter().filter_map(|id| fields.get(id));
        inside.map(|inner| self.item(inner, depth, findings)).collect()
    }

    fn item(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> Json {
        let is_group = !field.children.is_empty()
            || self.body.groups.contains_key(&field.path)
            || self.body.repeats.contains_key(&field.path);
        if is_group && depth <= MOST_DEPTH {
            self.group(field, depth, findings)
        } else {
            self.question(field, findings)
        }
    }

    fn group(&mut self, field: &Field<'a, 'i>, depth: usize, findings: &mut Findings) -> Json {
        let bind = self.binds.at(&field.path);
        let repeat = self.body.repeats.get(&field.path).copied();
        let group = self.body.groups.get(&field.path).copied().or_else(|| wrapper(repeat?));
        let mut members = Members::default();
        members.text("type", if repeat.is_some() { "repeat" } else { "group" });
        members.text("name", &field.name);
        let labelled = [group, repeat].into_iter().flatten();
        let label = labelled.clone().find_map(|node| child(node, "label"));
        let label = label.map(|label| self.words.of_element(label, &field.path, findings)).unwrap_or_default();
        members.put("label", label.text());
        members.put("media", label.media_json());
        let hint = labelled.clone().find_map(|node| child(node, "hint"));
        members.put("hint", hint.and_then(|hint| self.words.of_element(hint, &field.path, findings).text()));
        members.put("relevant", self.relevant(bind, field));
        members.put("readonly", self.condition(bind, "readonly", field, findings));
        let appearance: Vec<&str> = labelled.filter_map(|node| attribute(node, "appearance")).map(str::trim).collect();
        members.put("appearance", (!appearance.is_empty()).then(|| Json::from(appearance.join(" ").trim())));
        if repeat.is_some() {
            let count = of_repeat(repeat, "count").map(|count| translate(count, &field.path, self.words.fields));
            members.put("repeat_count", count.as_deref().map(Json::from));
            if count.is_none() && field.instances > 0 {
                members.put("instances", i64::try_from(field.instances).ok().map(Json::Integer));
            }
            let is_fixed = of_repeat(repeat, "noAddRemove") == Some("true()");
            members.put("fixed", (is_fixed && count.is_none()).then_some(Json::Boolean(true)));
        }
        members.put("instance", kept_of_instance(field));
        let children = self.items(field, depth + 1, findings);
        members.put("children", Some(Json::Array(children)));
        Json::Object(members.0)
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
        let field = self.words.fields.get(id)?;
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

/// Choice lists as the document writes them.
pub(super) fn lists(lists: &BTreeMap<String, Vec<Json>>) -> Option<Json> {
    let members = lists.iter().map(|(name, choices)| (name.clone(), Json::Array(choices.clone())));
    (!lists.is_empty()).then(|| Json::Object(members.collect()))
}
