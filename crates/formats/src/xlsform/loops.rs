//! Loops, written out: one group for each choice of the list.

use sealform_types::{Json, pointer};

use super::choices::Choice;
use super::form::Form;
use super::node::Node;

/// The most questions that loops may be written out to.
const MOST: usize = 20_000;

/// Writes out every loop. How deep this goes is bounded by the survey's reader.
pub fn write_out(form: &mut Form, nodes: Vec<Node>, budget: &mut usize) -> Vec<Node> {
    nodes.into_iter().map(|node| one(form, node, budget)).collect()
}

/// A budget for [`write_out`].
pub fn budget() -> usize {
    MOST
}

fn one(form: &mut Form, mut node: Node, budget: &mut usize) -> Node {
    let children = std::mem::take(&mut node.children);
    node.children = write_out(form, children, budget);
    let Some(list) = node.over.take() else { return node };
    node.kind = "group";
    let inside = std::mem::take(&mut node.children);
    let choices: Vec<Choice> = form.lists.get(&list, false).map(|list| list.choices.clone()).unwrap_or_default();
    let cost = choices.len().saturating_mul(size(&inside));
    let Some(left) = budget.checked_sub(cost) else {
        let place = sealform_types::Place::at(node.cell("/type"));
        let message = format!("loops would be written out to more than {MOST} questions");
        form.error("xlsform/too-large", message, place, "use a repeat");
        return node;
    };
    *budget = left;
    for choice in choices {
        let mut group =
            Node { name: choice.name.clone(), kind: "group", row: node.row, shown: true, ..Node::default() };
        group.cells.push(("/name".to_owned(), node.cell("/type")));
        if let Some(label) = &choice.label {
            group.put("label", label.clone(), None);
        }
        group.children = inside.iter().map(|child| filled(child, &choice)).collect();
        node.children.push(group);
    }
    node
}

fn size(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + size(&node.children)).sum()
}

/// A copy for one choice: `%(name)s` and `%(label)s` are filled in.
fn filled(node: &Node, choice: &Choice) -> Node {
    let mut copy = node.clone();
    copy.name = fill(&node.name, choice, "");
    copy.members = node.members.iter().map(|(name, value)| (name.clone(), fill_json(value, choice, ""))).collect();
    copy.children = node.children.iter().map(|child| filled(child, choice)).collect();
    copy
}

fn fill_json(json: &Json, choice: &Choice, language: &str) -> Json {
    match json {
        Json::String(text) => Json::String(fill(text, choice, language)),
        Json::Array(items) => items.iter().map(|item| fill_json(item, choice, language)).collect(),
        Json::Object(members) => {
            let filled = members.iter().map(|(name, value)| (name.clone(), fill_json(value, choice, name)));
            Json::Object(filled.collect())
        }
        other => other.clone(),
    }
}

fn fill(text: &str, choice: &Choice, language: &str) -> String {
    let label = choice.label.as_ref().and_then(|label| {
        let first = label.as_object().and_then(|labels| labels.first()).map(|(_, text)| text);
        label.get(language).or(first)?.as_str()
    });
    text.replace("%(name)s", &choice.name).replace("%(label)s", label.unwrap_or(&choice.name))
}

/// The path of a child, for names.
pub fn below(path: &str, name: &str) -> String {
    pointer(path, name)
}
