//! Actions: values that are set at the start, in new instances, or when another answer changes.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_expression::{Asked, StepTo, Syntax, parse_qualified};
use sealform_types::{Finding, Findings, Severity, say};

use super::binds::Binds;
use super::expressions::{changed, quoted, translate};
use super::instance::Fields;
use super::path::resolve;
use super::source::{attribute, place, text_inside};

/// What actions do to one node.
#[derive(Debug, Default, Clone)]
pub(super) struct NodeActions {
    /// What it starts with, as an expression.
    pub at_start: Option<String>,
    /// What it starts with in instances added later.
    pub in_new_instance: Option<String>,
    /// What it becomes when one of `triggers` changes.
    pub on_change: Option<String>,
    /// Names of the questions that are watched, or their paths where others have the same name.
    pub triggers: Vec<String>,
    /// Whether the place of the device is taken at the start.
    pub takes_geopoint: bool,
    /// Whether sound is recorded while the form is filled.
    pub records: bool,
}

/// What actions do, by the path of the node.
pub(super) type Actions = BTreeMap<String, NodeActions>;

const ACTIONS: [&str; 3] = ["setvalue", "setgeopoint", "recordaudio"];

/// Events that actions run for.
const EVENTS: [&str; 5] =
    ["odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-ready", "xforms-value-changed"];

/// Reads all actions of the form.
pub(super) fn read(
    html: Node<'_, '_>,
    fields: &Fields<'_, '_>,
    binds: &Binds<'_, '_>,
    findings: &mut Findings,
) -> Actions {
    let mut sets = Actions::new();
    for action in html.descendants().filter(|node| node.is_element() && ACTIONS.contains(&node.tag_name().name())) {
        if !is_inside_instance(action) {
            Reader { fields, binds, findings }.action(action, &mut sets);
        }
    }
    sets
}

fn is_inside_instance(node: Node<'_, '_>) -> bool {
    node.ancestors().skip(1).any(|above| above.is_element() && matches!(above.tag_name().name(), "instance" | "itext"))
}

struct Reader<'r, 'a, 'i> {
    fields: &'r Fields<'a, 'i>,
    binds: &'r Binds<'a, 'i>,
    findings: &'r mut Findings,
}

impl Reader<'_, '_, '_> {
    fn action(&mut self, action: Node<'_, '_>, sets: &mut Actions) {
        let context = self.context(action);
        let written = attribute(action, "ref").or_else(|| attribute(action, "target")).unwrap_or_default();
        let by_bind = attribute(action, "bind").and_then(|id| self.binds.path_of_id(id)).map(str::to_owned);
        let path = by_bind.or_else(|| resolve(&context, written));
        let Some(path) = path.filter(|path| self.fields.at(path).is_some()) else {
            let near =
                self.findings.closest_match(written, self.fields.paths()).map(|near| say!("did you mean `{near}`?"));
            let message = say!("the action sets `{written}`, which the instance does not have");
            let finding = Finding::warning("xform/unknown-node", message, place(action));
            self.findings.push(finding.hint("add the node, or remove the action").maybe_hint(near));
            return;
        };
        let set = sets.entry(path.clone()).or_default();
        match action.tag_name().name() {
            "setgeopoint" => set.takes_geopoint = true,
            "recordaudio" => set.records = true,
            _ => self.report_if_twofold(action, &path),
        }
        self.events(action, &context, &path, set);
    }

    fn report_if_twofold(&mut self, action: Node<'_, '_>, path: &str) {
        let both = attribute(action, "value").is_some() && !text_inside(action).trim().is_empty();
        if both {
            let message = say!("the action on `{path}` has a `value` and text inside; the `value` is used");
            self.findings.push(Finding::warning("xform/action", message, place(action)).hint("remove the text"));
        }
    }

    fn events(&mut self, action: Node<'_, '_>, context: &str, path: &str, set: &mut NodeActions) {
        let is_value = action.tag_name().name() == "setvalue";
        let condition = self.condition(action, path);
        let value = || {
            let value = match attribute(action, "value").map(str::trim).filter(|value| !value.is_empty()) {
                Some(expression) => translate(expression, path, self.fields),
                None => quoted(text_inside(action).trim()),
            };
            // Where the action is for one instance, the others keep what they have.
            condition.as_ref().map_or(value.clone(), |condition| format!("if({condition}, {value}, .)"))
        };
        let mut unknown = Vec::new();
        let mut known = 0;
        for event in attribute(action, "event").unwrap_or_default().split_whitespace() {
            known += usize::from(EVENTS.contains(&event));
            match event {
                "odk-instance-first-load" | "xforms-ready" if is_value => set.at_start = Some(value()),
                "odk-instance-load" if is_value => set.at_start = Some(value()),
                "odk-new-repeat" if is_value => set.in_new_instance = Some(value()),
                "odk-instance-first-load" | "odk-instance-load" | "odk-new-repeat" | "xforms-ready" => {}
                "xforms-value-changed" => {
                    if is_value {
                        let value = value();
                        if set.on_change.as_ref().is_some_and(|known| *known != value) {
                            self.report_other_value(action, path);
                        }
                        set.on_change = Some(value);
                    }
                    // A name alone may mean several questions.
                    let watched = self.fields.unique_name(context).unwrap_or(context).to_owned();
                    if !set.triggers.contains(&watched) {
                        set.triggers.push(watched);
                    }
                }
                other => unknown.push(other),
            }
        }
        let severity = if known > 0 { Severity::Warning } else { Severity::Error };
        self.report_unknown(action, &unknown, severity);
    }

    fn report_other_value(&mut self, action: Node<'_, '_>, path: &str) {
        let message =
            say!("another action sets `{path}` to something else; here it becomes this whichever question changes");
        let hint = "use one action for each node, and decide by `if()` what it becomes";
        self.findings.push(Finding::warning("xform/action", message, place(action)).hint(hint));
    }

    /// An action that never runs is a fault; one that runs for another event, too, is not.
    fn report_unknown(&mut self, action: Node<'_, '_>, unknown: &[&str], severity: Severity) {
        if unknown.is_empty() {
            return;
        }
        let message = say!("no event is called `{}`, so the action never runs for it", unknown.join("`, `"));
        let finding = Finding::error("xform/unknown-event", message, place(action));
        let finding = Finding { severity, ..finding };
        self.findings.push(finding.hint("use `odk-instance-first-load`, `odk-new-repeat` or `xforms-value-changed`"));
    }

    /// Which instances an action is for, where its target says so: `/data/repeat[position() = 1]/name`.
    fn condition(&mut self, action: Node<'_, '_>, path: &str) -> Option<String> {
        let target = attribute(action, "ref")?;
        let parsed = parse_qualified(target, "").ok()?;
        let steps = parsed.syntax().path()?.steps;
        let chosen = steps.iter().position(|step| !step.predicates.is_empty())?;
        let (chosen, below) = steps.get(chosen..)?.split_first()?;
        let is_above = !below.is_empty()
            && below.iter().all(|step| matches!(step.to, StepTo::Child(_)) && step.predicates.is_empty());
        if let ([predicate], true) = (chosen.predicates.as_slice(), is_above)
            && let Some(condition) = with_position_of(*predicate, &vec![".."; below.len()].join("/"))
        {
            return Some(condition);
        }
        let before = target.get(..chosen.span.end).unwrap_or_default().trim();
        let message = say!("the action is for some instances of `{before}` only; here it is for all, at `{path}`");
        let finding = Finding::warning("xform/action", message, place(action));
        self.findings.push(finding.hint("choose the instance by its position, or use `relevant`"));
        None
    }

    /// The path of the nearest element around that is for a node.
    fn context(&self, action: Node<'_, '_>) -> String {
        let root = self.fields.root().map(|root| root.path.clone()).unwrap_or_default();
        let mut around: Vec<Node<'_, '_>> = action.ancestors().skip(1).filter(Node::is_element).collect();
        around.reverse();
        let references = around.into_iter().filter_map(|above| {
            let by_bind = attribute(above, "bind").and_then(|id| self.binds.path_of_id(id));
            attribute(above, "nodeset").or_else(|| attribute(above, "ref")).or(by_bind)
        });
        references.fold(root, |context, reference| resolve(&context, reference).unwrap_or(context))
    }
}

/// A predicate about the node that this way leads to; `None` where it asks for more than its position.
fn with_position_of(predicate: Syntax<'_>, way: &str) -> Option<String> {
    let asks = predicate.node_use();
    if !asks.asked.iter().eq([&Asked::Position]) {
        return None;
    }
    let start = predicate.span().start;
    let positions = asks.positions.into_iter().map(|span| span.start - start..span.end - start);
    let changes = positions.map(|span| (span, format!("position({way})"))).collect();
    let condition = changed(predicate.source(), changes);
    Some(if predicate.is_number() { format!("position({way}) = {condition}") } else { condition })
}

#[cfg(test)]
mod tests {
    use sealform_expression::parse;

    use super::with_position_of;

    #[test]
    fn positions_are_those_of_the_node_above() {
        let above = |predicate| with_position_of(parse(predicate, "").expect("valid").syntax(), "..");
        assert_eq!(above("position() = 1").as_deref(), Some("position(..) = 1"));
        assert_eq!(above("2 < position ( )").as_deref(), Some("2 < position(..)"));
        assert_eq!(
            above("position() = 1 or ']' = position()").as_deref(),
            Some("position(..) = 1 or ']' = position(..)")
        );
        assert_eq!(above("2").as_deref(), Some("position(..) = 2"));
        assert_eq!(above("1 + 1").as_deref(), Some("position(..) = 1 + 1"));
        for other in ["a = 'position()'", "position() = last()", "position() = a", "position() = count(/data/r)"] {
            assert_eq!(above(other), None, "{other}");
        }
    }
}
