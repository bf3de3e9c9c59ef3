//! Names of the survey: each must be there once where it is looked for.

use std::collections::HashMap;

use sealform_types::Place;

use crate::xlsform::read::context::ReadContext;
use crate::xlsform::read::node::{Node, NodeKind};
use crate::xlsform::read::references::{Names, below, references};

/// Reports what is wrong with names; gives them back for references.
pub fn names(context: &mut ReadContext, nodes: &[Node]) -> Names {
    let root = context.settings.root.clone().unwrap_or_else(|| "data".to_owned());
    let has_record_id = !context.settings.without_id;
    let mut checker = Checker { context, root: &root, names: Names::default(), repeats: HashMap::new() };
    checker.level(nodes, "");
    let mut names = checker.names;
    names.has_record_id = has_record_id;
    names.sort();
    names
}

struct Checker<'c> {
    context: &'c mut ReadContext,
    /// The name of the form's root.
    root: &'c str,
    names: Names,
    /// Rows of repeats by their names.
    repeats: HashMap<String, u32>,
}

impl Checker<'_> {
    fn level(&mut self, nodes: &[Node], path: &str) {
        let mut siblings: HashMap<&str, u32> = HashMap::new();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        nodes.iter().for_each(|node| *counts.entry(&node.name).or_default() += 1);
        let mut letters: HashMap<String, &str> = HashMap::new();
        for node in nodes.iter().filter(|node| !node.name.is_empty()) {
            let place = Place::at(node.cell("/name"));
            let name = node.name.as_str();
            if let Some(row) = siblings.insert(name, node.row) {
                let message = format!("the name `{name}` is taken by row {row}");
                self.context.error("xlsform/duplicate-name", message, place, "rename one of them");
            } else if let Some(other) = letters.insert(name.to_lowercase(), name) {
                let message = format!("`{name}` and `{other}` differ only in case");
                self.context.warning("xlsform/duplicate-name", message, place, "rename one of them");
            }
            if node.is_repeat() {
                self.repeat(node, counts.get(name).is_some_and(|count| *count > 1));
            }
            let here = below(path, name);
            if node.kind() != NodeKind::File {
                self.names.add(name, &here);
            }
            self.level(&node.children, &here);
        }
        for node in nodes {
            counted(self.context, node, &siblings);
        }
    }

    /// Siblings of one name (`is_twin`) are reported as such.
    fn repeat(&mut self, node: &Node, is_twin: bool) {
        let (place, name) = (Place::at(node.cell("/name")), &node.name);
        if name == self.root {
            let message = format!("the repeat is called `{name}`, as the form's root is");
            self.context.error("xlsform/repeat-as-root", message, place.clone(), "rename it");
        }
        let known = self.repeats.insert(name.clone(), node.row);
        if let Some(row) = known.filter(|_| !is_twin) {
            let message = format!("the repeat of row {row} is called `{name}`, too");
            self.context.error("xlsform/duplicate-repeat", message, place, "rename one of them");
        }
    }
}

/// A repeat that is counted by an expression gets a node of its own for the count in XForms.
fn counted(context: &mut ReadContext, node: &Node, siblings: &HashMap<&str, u32>) {
    let Some(count) = node.group().and_then(|group| group.repeat_count.as_ref()) else { return };
    let is_plain = matches!(references(count).as_slice(), [one] if one.start == 0 && one.end == count.len());
    let name = format!("{}_count", node.name);
    if !is_plain && let Some(row) = siblings.get(name.as_str()) {
        let message =
            format!("the count of the repeat `{}` is kept as `{name}`, which is taken by row {row}", node.name);
        let place = Place::at(node.cell("/repeat_count"));
        context.error("xlsform/duplicate-name", message, place, "rename the other one");
    }
}
