//! The body: which control stands for which node, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;
use sealform_types::{Finding, Findings, say};

use super::binds::Binds;
use super::instance::Fields;
use super::path::resolve;
use super::source::{attribute, child, elements, place};

/// Elements of the body that ask for an answer.
const CONTROLS: [&str; 9] = ["input", "secret", "select1", "select", "rank", "range", "upload", "trigger", "textarea"];

/// What the body says about nodes.
#[derive(Debug, Default)]
pub(super) struct Body<'a, 'i> {
    /// The control of a node.
    pub controls: BTreeMap<String, Node<'a, 'i>>,
    /// The group of a node.
    pub groups: BTreeMap<String, Node<'a, 'i>>,
    /// The repeat of a node.
    pub repeats: BTreeMap<String, Node<'a, 'i>>,
    /// Where a node comes first in the body, counted from 0.
    pub order: BTreeMap<String, usize>,
}

/// The paths that the body repeats; found first, for the instance is read with them.
pub(super) fn repeated_paths(body: Node<'_, '_>, root: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    find_repeats(body, root, &mut paths);
    paths
}

fn find_repeats(node: Node<'_, '_>, context: &str, paths: &mut BTreeSet<String>) {
    for element in elements(node) {
        let path = reference(element).and_then(|reference| resolve(context, reference));
        if element.tag_name().name() == "repeat" {
            paths.extend(path.clone());
        }
        if matches!(element.tag_name().name(), "repeat" | "group") {
            find_repeats(element, path.as_deref().unwrap_or(context), paths);
        }
    }
}

/// Adds the nodes that controls ask for and the instance does not have: Enketo does so, too.
pub(super) fn add_missing<'a, 'i>(
    body: Node<'a, 'i>,
    context: &str,
    fields: &mut Fields<'a, 'i>,
    findings: &mut Findings,
) {
    for element in elements(body) {
        let name = element.tag_name().name();
        let path = reference(element).and_then(|reference| resolve(context, reference));
        if matches!(name, "repeat" | "group") {
            fields.groups.extend(path.clone());
            add_missing(element, path.as_deref().unwrap_or(context), fields, findings);
        } else if let Some(path) = path.filter(|path| CONTROLS.contains(&name) && fields.at(path).is_none()) {
            let near = findings.closest_match(&path, fields.paths()).map(|near| say!("did you mean `{near}`?"));
            if let Some(added) = fields.add_missing(&path, element) {
                let message = match added == path {
                    true => say!("the {name} is for `{path}`, which the instance does not have; it is added"),
                    false => say!("the {name} is for `{path}`, which is not in the instance; it is for `{added}` here"),
                };
                let finding = Finding::warning("xform/unknown-node", message, place(element));
                findings.push(finding.hint("add the node to the instance").maybe_hint(near));
            }
        }
    }
}

/// The node that an element of the body is for, as written.
fn reference<'a>(element: Node<'a, '_>) -> Option<&'a str> {
    attribute(element, "nodeset").or_else(|| attribute(element, "ref"))
}

/// What the body is read with.
pub(super) struct Reader<'r, 'a, 'i> {
    pub fields: &'r Fields<'a, 'i>,
    pub binds: &'r Binds<'a, 'i>,
    pub findings: &'r mut Findings,
}

impl<'a, 'i> Reader<'_, 'a, 'i> {
    pub(super) fn read(&mut self, body: Option<Node<'a, 'i>>, root: &str) -> Body<'a, 'i> {
        let mut read = Body::default();
        if let Some(body) = body {
            self.inside(body, root, &mut read);
        }
        read
    }

    fn inside(&mut self, node: Node<'a, 'i>, context: &str, read: &mut Body<'a, 'i>) {
        for element in elements(node) {
            let name = element.tag_name().name();
            match name {
                "group" => self.group(element, context, read),
                "repeat" => self.repeat(element, context, read),
                _ if CONTROLS.contains(&name) => self.control(element, context, read),
                "label" | "hint" | "help" | "setvalue" | "setgeopoint" | "recordaudio" => {}
                _ => {
                    let message = say!("the element `{name}` is not supported");
                    let finding = Finding::warning("xform/unknown-element", message, place(element));
                    self.findings.push(finding.hint("the form does without it"));
                }
            }
        }
    }

    fn group(&mut self, group: Node<'a, 'i>, context: &str, read: &mut Body<'a, 'i>) {
        let has_reference = reference(group).is_some() || attribute(group, "bind").is_some();
        let path = if has_reference { self.path(group, context) } else { None };
        if let Some(path) = &path {
            self.note(path, read);
            read.groups.entry(path.clone()).or_insert(group);
        } else if !has_reference && child(group, "repeat").is_none() {
            let message = "a group without `ref` has no node; its questions take its place";
            let finding = Finding::warning("xform/group-without-node", message, place(group));
            self.findings.push(finding.hint("give it a node of its own to keep its label and appearance"));
        }
        self.inside(group, path.as_deref().unwrap_or(context), read);
    }

    fn repeat(&mut self, repeat: Node<'a, 'i>, context: &str, read: &mut Body<'a, 'i>) {
        let Some(path) = self.path(repeat, context) else { return };
        self.note(&path, read);
        if read.repeats.insert(path.clone(), repeat).is_some() {
            let message = say!("`{path}` is repeated in two places; they are one repeat");
            let finding = Finding::warning("xform/node-twice", message, place(repeat));
            self.findings.push(finding.hint("join them"));
        }
        self.inside(repeat, &path, read);
    }

    fn control(&mut self, control: Node<'a, 'i>, context: &str, read: &mut Body<'a, 'i>) {
        let Some(path) = self.path(control, context) else { return };
        self.note(&path, read);
        if self.fields.at(&path).is_some_and(|field| !field.children.is_empty()) {
            let message = say!("`{path}` holds other nodes, so it cannot be answered");
            let finding = Finding::error("xform/not-a-question", message, place(control));
            self.findings.push(finding.hint("name a node without others inside"));
        } else if let Some(first) = read.controls.insert(path.clone(), control) {
            let message = say!("`{path}` is asked twice; only the first control is kept");
            let finding = Finding::warning("xform/node-twice", message, place(control));
            self.findings.push(finding.hint("give each control a node of its own"));
            read.controls.insert(path, first);
        }
    }

    fn note(&self, path: &str, read: &mut Body<'a, 'i>) {
        let next = read.order.len();
        read.order.entry(path.to_owned()).or_insert(next);
    }

    /// The path of the node that an element is for; a finding where there is none.
    fn path(&mut self, element: Node<'_, '_>, context: &str) -> Option<String> {
        let by_bind = attribute(element, "bind").and_then(|id| self.binds.path_of_id(id)).map(str::to_owned);
        let written = reference(element).unwrap_or_default();
        let path = by_bind.or_else(|| resolve(context, written));
        let known = path.and_then(|path| Some(self.fields.at(&path)?.path.clone()));
        if known.is_none() {
            let name = element.tag_name().name();
            let near =
                self.findings.closest_match(written, self.fields.paths()).map(|near| say!("did you mean `{near}`?"));
            let message = if written.is_empty() {
                say!("the {name} names no node")
            } else {
                say!("the {name} is for `{written}`, which the instance does not have")
            };
            // What stands in a group without a node stands where the group does.
            let finding = match name {
                "group" => Finding::warning("xform/unknown-node", message, place(element)),
                _ => Finding::error("xform/unknown-node", message, place(element)),
            };
            self.findings.push(finding.hint("add the node to the instance").maybe_hint(near));
        }
        known
    }
}
