//! One question of the document.

use roxmltree::Node;
use sealform_types::{Decimal, Finding, Findings, Json, say};

use super::binds::{javarosa, rule, type_of};
use super::defaults::{Start, start};
use super::document::Builder;
use super::expressions::translate;
use super::fields::Field;
use super::kinds::Evidence;
use super::texts::Worded;
use super::xml::{
    ENTITIES, JAVAROSA, ODK, OPENROSA, attribute, attribute_of, child, place, place_of_attribute, qualified,
};
use crate::members::Members;

/// Attributes of a control that are members of their own here.
const KNOWN_OF_CONTROL: [&str; 12] = [
    "ref",
    "nodeset",
    "bind",
    "appearance",
    "start",
    "end",
    "step",
    "rows",
    "accuracyThreshold",
    "unacceptableAccuracyThreshold",
    "selection",
    "id",
];

impl<'a, 'i> Builder<'_, 'a, 'i> {
    /// The question at a field without others inside.
    pub(super) fn question(&mut self, field: &Field<'a, 'i>, findings: &mut Findings) -> Json {
        let bind = self.binds.at(&field.path);
        let control = self.body.controls.get(&field.path).copied();
        let set = self.sets.get(&field.path);
        let evidence = Evidence { field, bind, control, set };
        let kind = evidence.kind(findings);
        let mut members = Members::default();
        members.text("type", kind);
        members.text("name", &field.name);
        if let Some(control) = control {
            self.words_of(control, field, &mut members, findings);
        }
        self.rules(bind, field, kind, &mut members, findings);
        self.value(&evidence, kind, &mut members, findings);
        self.kept(bind, control, field, kind, &mut members, findings);
        Json::Object(members.0)
    }

    fn words_of(&self, control: Node<'a, 'i>, field: &Field<'_, '_>, members: &mut Members, findings: &mut Findings) {
        let mut read = |name| child(control, name).map(|node| self.words.of_element(node, &field.path, findings));
        let (label, hint) = (read("label").unwrap_or_default(), read("hint").unwrap_or_default());
        members.put("label", label.text());
        members.put("hint", hint.text());
        members.put("guidance_hint", hint.guidance_json());
        members.put("media", label.media_json());
        if !hint.media.is_empty() || !label.guidance.is_empty() {
            let finding = Finding::warning(
                "xform/text-form",
                "media of hints and guidance of labels are not shown",
                place(control),
            );
            findings.push(finding.hint("put media into the label, guidance into the hint"));
        }
        let appearance = attribute(control, "appearance").map(str::trim).filter(|words| !words.is_empty());
        // `search` is what `autocomplete` was once called.
        let searches = |words: &str| words.split_whitespace().any(|word| word == "search");
        let is_old = appearance.is_some_and(|words| searches(words) && !words.contains("autocomplete"));
        match appearance {
            Some(words) if is_old => members.text("appearance", &format!("autocomplete {words}")),
            words => members.put("appearance", words.map(Json::from)),
        }
    }

    /// `relevant`, `required`, `readonly`, `constraint` and their messages.
    fn rules(
        &self,
        bind: Option<Node<'a, 'i>>,
        field: &Field<'_, '_>,
        kind: &str,
        members: &mut Members,
        findings: &mut Findings,
    ) {
        members.put("relevant", self.relevant(bind, field));
        let is_asked = self.body.controls.contains_key(&field.path);
        if is_asked && kind != "note" {
            members.put("required", self.condition(bind, "required", field, findings));
            members.put("readonly", self.condition(bind, "readonly", field, findings));
        }
        if let Some(constraint) = rule(bind, "constraint").filter(|rule| *rule != "true()") {
            if is_asked {
                members.text("constraint", &translate(constraint, &field.path, self.words.fields));
            } else if let Some(bind) = bind {
                let message = say!("nobody is asked for `{}`, so its constraint is not checked", field.path);
                let finding = Finding::warning("xform/constraint", message, place_of_attribute(bind, "constraint"));
                findings.push(finding.hint("put it on a question"));
            }
        }
        for (member, name) in [("constraint_message", "constraintMsg"), ("required_message", "requiredMsg")] {
            let message = self.message(bind, name, field, findings);
            let has_rule = member == "required_message" || rule(bind, "constraint").is_some();
            if is_asked && has_rule {
                members.put(member, message.text());
            }
        }
    }

    fn message(
        &self,
        bind: Option<Node<'a, 'i>>,
        name: &str,
        field: &Field<'_, '_>,
        findings: &mut Findings,
    ) -> Worded {
        match (bind, javarosa(bind, name)) {
            (Some(bind), Some(message)) => {
                self.words.of_message(message, &field.path, place_of_attribute(bind, name), findings)
            }
            _ => Worded::default(),
        }
    }

    pub(super) fn relevant(&self, bind: Option<Node<'_, '_>>, field: &Field<'_, '_>) -> Option<Json> {
        let rule = rule(bind, "relevant").filter(|rule| *rule != "true()")?;
        Some(Json::from(translate(rule, &field.path, self.words.fields).as_str()))
    }

    /// A rule that is a constant or an expression.
    pub(super) fn condition(
        &self,
        bind: Option<Node<'_, '_>>,
        name: &str,
        field: &Field<'_, '_>,
        findings: &mut Findings,
    ) -> Option<Json> {
        let rule = rule(bind, name)?;
        match rule {
            "true()" => Some(Json::Boolean(true)),
            "false()" => None,
            "true" | "false" | "yes" | "no" => {
                let at = bind.map(|bind| place_of_attribute(bind, name)).unwrap_or_default();
                let message = say!("`{rule}` is the name of a node; it is taken for `{rule}()`");
                findings.push(Finding::warning("xform/constant", message, at).hint("write `true()` or `false()`"));
                matches!(rule, "true" | "yes").then_some(Json::Boolean(true))
            }
            _ => Some(Json::from(translate(rule, &field.path, self.words.fields).as_str())),
        }
    }

    /// Choices, calculation, trigger and what it starts with.
    fn value(
        &mut self,
        evidence: &Evidence<'_, 'a, 'i>,
        kind: &'static str,
        members: &mut Members,
        findings: &mut Findings,
    ) {
        let (Some(control), "select_one" | "select_multiple" | "rank") = (evidence.control, kind) else {
            return self.value_with(evidence, kind, None, members, findings);
        };
        let offer = self.offers.offer(control, &evidence.field.path, findings);
        let list = offer.members.iter().find(|(name, _)| name == "choices").and_then(|(_, list)| list.as_str());
        let choices = list.and_then(|name| self.offers.lists.get(name)).cloned();
        members.0.extend(offer.members);
        self.parameters.extend(offer.parameters);
        self.value_with(evidence, kind, choices.as_deref(), members, findings);
    }

    fn value_with(
        &mut self,
        evidence: &Evidence<'_, 'a, 'i>,
        kind: &'static str,
        choices: Option<&[Json]>,
        members: &mut Members,
        findings: &mut Findings,
    ) {
        let Evidence { field, bind, control, set } = *evidence;
        let calculation = rule(bind, "calculate").map(|rule| translate(rule, &field.path, self.words.fields));
        let changed = set.and_then(|set| set.on_change.clone());
        if let (Some(_), Some(_), Some(bind)) = (&calculation, &changed, bind) {
            let message = say!("`{}` is calculated, so the action that sets it has no effect", field.path);
            findings.push(Finding::warning("xform/action", message, place(bind)).hint("keep one of them"));
        } else if let (Some(_), Some(set)) = (&changed, set) {
            members.put("trigger", Some(set.triggers.iter().map(|name| Json::from(name.as_str())).collect()));
        }
        let is_metadata = control.is_none() && evidence.preload().is_some();
        let made_once = (evidence.is_uuid() && control.is_none()).then(|| "once(concat('uuid:', uuid()))".to_owned());
        let calculation = calculation.or(changed).or(made_once);
        let starts = !is_metadata && !matches!(kind, "calculate" | "note" | "audit" | "background-audio");
        members.put("calculation", calculation.map(|expression| Json::from(expression.as_str())));
        if !starts {
            return;
        }
        let preloaded = match evidence.preload().filter(|_| control.is_some()) {
            Some("start" | "end") => Some("now()"),
            Some("today") => Some("today()"),
            _ if evidence.is_uuid() && control.is_some() => Some("concat('uuid:', uuid())"),
            _ => None,
        };
        if let Some(preloaded) = preloaded.filter(|_| set.is_none_or(|set| set.at_start.is_none())) {
            return members.text("default_expression", preloaded);
        }
        let around = self.way_to_repeat(&field.path);
        let around = around.as_ref().map(|(way, count)| (way.as_str(), *count));
        match start(field, kind, set, choices, around, findings) {
            Some(Start::Answer(answer)) => members.put("default", Some(answer)),
            Some(Start::Expression(expression)) => members.text("default_expression", &expression),
            None => {}
        }
    }

    /// What has no word of its own here but is kept for export: parameters and attributes.
    fn kept(
        &mut self,
        bind: Option<Node<'a, 'i>>,
        control: Option<Node<'a, 'i>>,
        field: &Field<'_, '_>,
        kind: &str,
        members: &mut Members,
        findings: &mut Findings,
    ) {
        let mut parameters = std::mem::take(&mut self.parameters);
        let (mut of_bind, mut of_body) = (Vec::new(), Vec::new());
        for attribute in bind.into_iter().flat_map(|bind| bind.attributes()) {
            let value = attribute.value().to_owned();
            match (attribute.namespace(), attribute.name()) {
                (None, "type") if matches!(kind, "calculate" | "hidden" | "range") => {
                    if !matches!(type_of(bind), "string" | "") {
                        of_bind.push(("type".to_owned(), type_of(bind).to_owned()));
                    }
                }
                (Some(OPENROSA | ODK), name) => parameters.push((name.to_owned(), value)),
                (Some(ENTITIES), "saveto") => members.text("save_to", &value),
                (None | Some(JAVAROSA), _) => {}
                (Some(_), _) => of_bind.extend(bind.map(|bind| (qualified(bind, &attribute), value))),
            }
        }
        for attribute in control.into_iter().flat_map(|control| control.attributes()) {
            let value = attribute.value().to_owned();
            let name = attribute.name();
            match (attribute.namespace(), name) {
                (None, "start" | "end" | "step") if Decimal::parse(&value).is_err() => {
                    let at = control.map(|control| place_of_attribute(control, name)).unwrap_or_default();
                    let finding = Finding::warning("xform/parameter", say!("`{value}` is no number"), at);
                    findings.push(finding.hint("write a decimal number"));
                }
                (None, "start" | "end" | "step" | "rows") => parameters.push((name.to_owned(), value)),
                (None, "accuracyThreshold") => parameters.push(("capture-accuracy".to_owned(), value)),
                (None, "unacceptableAccuracyThreshold") => parameters.push(("warning-accuracy".to_owned(), value)),
                (None, "mediatype") if kind != "file" || value == "application/*" => {}
                (None, name) if KNOWN_OF_CONTROL.contains(&name) => {}
                _ => of_body.extend(control.map(|control| (qualified(control, &attribute), value))),
            }
        }
        members.put("parameters", texts(parameters));
        members.put("bind", texts(of_bind));
        members.put("body", texts(of_body));
        members.put("instance", kept_of_instance(field));
    }

    /// The way up from a node to the nearest repeat around it, and how many instances that has at the start.
    fn way_to_repeat(&self, path: &str) -> Option<(String, usize)> {
        let mut above = super::path::parent(path);
        let mut way = "..".to_owned();
        while !above.is_empty() {
            if self.body.repeats.contains_key(above) {
                let count = self.words.fields.at(above).map_or(1, |repeat| repeat.instances);
                return Some((way, count));
            }
            above = super::path::parent(above);
            way.push_str("/..");
        }
        None
    }
}

/// Attributes and namespace of a node, as the document keeps them.
pub(super) fn kept_of_instance(field: &Field<'_, '_>) -> Option<Json> {
    let namespace = field.namespace.iter().map(|uri| ("xmlns".to_owned(), uri.clone()));
    texts(namespace.chain(field.attributes.iter().cloned()).collect())
}

/// An object of texts; the first of several members with one name stands.
pub(super) fn texts(entries: Vec<(String, String)>) -> Option<Json> {
    let mut members: Vec<(String, Json)> = Vec::new();
    for (name, text) in entries {
        if members.iter().all(|(known, _)| *known != name) {
            members.push((name, Json::from(text.as_str())));
        }
    }
    (!members.is_empty()).then_some(Json::Object(members))
}

/// An attribute of a repeat in JavaRosa's namespace.
pub(super) fn of_repeat<'a>(repeat: Option<Node<'a, '_>>, name: &str) -> Option<&'a str> {
    attribute_of(repeat?, JAVAROSA, name).map(str::trim).filter(|value| !value.is_empty())
}
