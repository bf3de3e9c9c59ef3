//! One question of the document.

use roxmltree::Node;
use sealform_questionnaire::{Choice, Condition, Constraint, Question, QuestionType, Role, Shape};
use sealform_types::{Decimal, Finding, Findings, Level, say};

use super::binds::{javarosa, rule, type_of};
use super::defaults::{RepeatAbove, Start, Surroundings, start};
use super::expressions::{translate, written_truth};
use super::extras::{extras_of_instance, keep_first};
use super::instance::Field;
use super::question_type::Evidence;
use super::source::{ENTITIES, JAVAROSA, ODK, OPENROSA, attribute, child, place, place_of_attribute, qualified};
use super::survey::Survey;
use super::texts::TextForms;

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

impl<'a, 'i> Survey<'_, 'a, 'i> {
    /// The question at a field without others inside.
    pub(super) fn question(&mut self, field: &Field<'a, 'i>, findings: &mut Findings) -> Question {
        let bind = self.binds.at(&field.path);
        let control = self.body.controls.get(&field.path).copied();
        let evidence = Evidence { field, bind, control, actions: self.actions.get(&field.path) };
        let kind = evidence.question_type(findings);
        let mut question = Question { kind, name: field.name.clone(), ..Question::default() };
        if let Some(control) = control {
            self.words_of(control, field, &mut question, findings);
        }
        self.rules(bind, field, &mut question, findings);
        self.value(&evidence, &mut question, findings);
        kept_of_bind(bind, &mut question);
        kept_of_control(control, &mut question, findings);
        question.xml.instance = extras_of_instance(field);
        question
    }

    fn words_of(&self, control: Node<'a, 'i>, field: &Field<'_, '_>, question: &mut Question, findings: &mut Findings) {
        let mut read = |name| child(control, name).map(|node| self.texts.of_element(node, &field.path, findings));
        let (label, hint) = (read("label").unwrap_or_default(), read("hint").unwrap_or_default());
        if !hint.media.is_empty() || !label.guidance.0.is_empty() {
            let finding = Finding::warning(
                "xform/text-form",
                "media of hints and guidance of labels are not shown",
                place(control),
            );
            findings.push(finding.hint("put media into the label, guidance into the hint"));
        }
        question.label = label.plain;
        question.media = label.media;
        question.hint = hint.plain;
        question.guidance_hint = hint.guidance;
        let appearance = attribute(control, "appearance").map(str::trim).filter(|words| !words.is_empty());
        // `search` is what `autocomplete` was once called.
        let searches = |words: &str| words.split_whitespace().any(|word| word == "search");
        let is_old = |words: &str| searches(words) && !words.contains("autocomplete");
        question.appearance = appearance.map(|words| match is_old(words) {
            true => format!("autocomplete {words}"),
            false => words.to_owned(),
        });
    }

    /// `relevant`, `required`, `readonly`, `constraint` and their messages.
    fn rules(
        &self,
        bind: Option<Node<'a, 'i>>,
        field: &Field<'_, '_>,
        question: &mut Question,
        findings: &mut Findings,
    ) {
        question.relevant = self.relevant(bind, field);
        let is_asked = self.body.controls.contains_key(&field.path);
        if is_asked && question.kind != QuestionType::Note {
            question.required = self.condition(bind, "required", field, findings);
            question.readonly = self.condition(bind, "readonly", field, findings);
        }
        let message = self.message(bind, "constraintMsg", field, findings).plain;
        let required_message = self.message(bind, "requiredMsg", field, findings).plain;
        if is_asked {
            question.required_message = required_message;
        }
        let Some(constraint) = rule(bind, "constraint").filter(|rule| written_truth(rule) != Some(true)) else {
            return;
        };
        if is_asked {
            let test = translate(constraint, &field.path, self.texts.fields);
            question.constraints.push(Constraint { test, message, level: Level::Hard, pointer: String::new() });
        } else if let Some(bind) = bind {
            let message = say!("`{}` is never asked for, so its constraint is not checked", field.path);
            let finding = Finding::warning("xform/constraint", message, place_of_attribute(bind, "constraint"));
            findings.push(finding.hint("put it on a question"));
        }
    }

    fn message(
        &self,
        bind: Option<Node<'a, 'i>>,
        name: &str,
        field: &Field<'_, '_>,
        findings: &mut Findings,
    ) -> TextForms {
        match (bind, javarosa(bind, name)) {
            (Some(bind), Some(message)) => {
                self.texts.of_message(message, &field.path, place_of_attribute(bind, name), findings)
            }
            _ => TextForms::default(),
        }
    }

    pub(super) fn relevant(&self, bind: Option<Node<'_, '_>>, field: &Field<'_, '_>) -> Option<String> {
        let rule = rule(bind, "relevant").filter(|rule| written_truth(rule) != Some(true))?;
        Some(translate(rule, &field.path, self.texts.fields))
    }

    /// A rule that is a constant or an expression.
    pub(super) fn condition(
        &self,
        bind: Option<Node<'_, '_>>,
        name: &str,
        field: &Field<'_, '_>,
        findings: &mut Findings,
    ) -> Condition {
        let Some(rule) = rule(bind, name) else { return Condition::No };
        match (written_truth(rule), rule) {
            (Some(true), _) => Condition::Yes,
            (Some(false), _) => Condition::No,
            (None, "true" | "false" | "yes" | "no") => {
                let at = bind.map(|bind| place_of_attribute(bind, name)).unwrap_or_default();
                let message = say!("`{rule}` is the name of a node; it is taken for `{rule}()`");
                findings.push(Finding::warning("xform/constant", message, at).hint("write `true()` or `false()`"));
                if matches!(rule, "true" | "yes") { Condition::Yes } else { Condition::No }
            }
            (None, _) => Condition::When(translate(rule, &field.path, self.texts.fields)),
        }
    }

    /// Choices, calculation, trigger and what it starts with.
    fn value(&mut self, evidence: &Evidence<'_, 'a, 'i>, question: &mut Question, findings: &mut Findings) {
        if let Some(control) = evidence.control.filter(|_| question.kind.has_choices()) {
            let offer = self.choices.offer(control, &evidence.field.path, findings);
            question.choices = offer.choices;
            question.choices_from = offer.choices_from;
            question.choice_filter = offer.choice_filter;
            question.parameters = offer.parameters;
        }
        self.calculation(evidence, question, findings);
        let choices = question.choices.as_ref().and_then(|name| self.choices.lists.get(name));
        self.start(evidence, choices, question, findings);
    }

    fn calculation(&self, evidence: &Evidence<'_, 'a, 'i>, question: &mut Question, findings: &mut Findings) {
        let Evidence { field, bind, control, actions } = *evidence;
        let calculation = rule(bind, "calculate").map(|rule| translate(rule, &field.path, self.texts.fields));
        let changed = actions.and_then(|actions| actions.on_change.clone());
        if let (Some(_), Some(_), Some(bind)) = (&calculation, &changed, bind) {
            let message = say!("`{}` is calculated, so the action that sets it has no effect", field.path);
            findings.push(Finding::warning("xform/action", message, place(bind)).hint("keep one of them"));
        } else if let (Some(_), Some(actions)) = (&changed, actions) {
            question.trigger = actions.triggers.clone();
        }
        let made_once = (evidence.is_uuid() && control.is_none()).then(|| "once(concat('uuid:', uuid()))".to_owned());
        question.calculation = calculation.or(changed).or(made_once);
    }

    fn start(
        &self,
        evidence: &Evidence<'_, 'a, 'i>,
        choices: Option<&[Choice]>,
        question: &mut Question,
        findings: &mut Findings,
    ) {
        let Evidence { field, bind: _, control, actions } = *evidence;
        let is_metadata = control.is_none() && evidence.preload().is_some();
        if is_metadata || !may_start_with_an_answer(question.kind) {
            return;
        }
        let preloaded = control.and_then(|_| evidence.preloaded_expression());
        if let Some(preloaded) = preloaded.filter(|_| actions.is_none_or(|actions| actions.at_start.is_none())) {
            question.default_expression = Some(preloaded.to_owned());
            return;
        }
        let repeat = self.repeat_above(&field.path);
        let surroundings = Surroundings { actions, choices, repeat: repeat.as_ref() };
        match start(field, question.kind, &surroundings, findings) {
            Some(Start::Answer(answer)) => question.default = Some(answer),
            Some(Start::Expression(expression)) => question.default_expression = Some(expression),
            None => {}
        }
    }

    /// The nearest repeat around a node.
    fn repeat_above(&self, path: &str) -> Option<RepeatAbove> {
        let mut above = super::path::parent(path);
        let mut way = "..".to_owned();
        while !above.is_empty() {
            if self.body.repeats.contains_key(above) {
                let instances = self.texts.fields.at(above).map_or(1, |repeat| repeat.instances);
                return Some(RepeatAbove { way, instances });
            }
            above = super::path::parent(above);
            way.push_str("/..");
        }
        None
    }
}

fn may_start_with_an_answer(kind: QuestionType) -> bool {
    match kind.role() {
        Role::Shown => false,
        Role::Computed => kind != QuestionType::Calculate,
        Role::Entered | Role::Preset(_) => kind.shape() != Shape::Log,
    }
}

/// Attributes of a bind that have no member of their own but are kept for export.
fn kept_of_bind(bind: Option<Node<'_, '_>>, question: &mut Question) {
    let Some(node) = bind else { return };
    for attribute in node.attributes() {
        let value = attribute.value();
        let is_untyped = matches!(question.kind, QuestionType::Calculate | QuestionType::Hidden | QuestionType::Range);
        match (attribute.namespace(), attribute.name()) {
            (None, "type") if is_untyped => {
                if !matches!(type_of(bind), "string" | "") {
                    keep_first(&mut question.xml.bind, "type", type_of(bind));
                }
            }
            (Some(OPENROSA | ODK), name) => keep_first(&mut question.parameters, name, value),
            (Some(ENTITIES), "saveto") => question.save_to = Some(value.to_owned()),
            (None | Some(JAVAROSA), _) => {}
            (Some(_), _) => keep_first(&mut question.xml.bind, &qualified(node, &attribute), value),
        }
    }
}

/// Attributes of a control that are parameters, or that have no member of their own but are kept for export.
fn kept_of_control(control: Option<Node<'_, '_>>, question: &mut Question, findings: &mut Findings) {
    let Some(node) = control else { return };
    for attribute in node.attributes() {
        let (value, name) = (attribute.value(), attribute.name());
        match (attribute.namespace(), name) {
            (None, "start" | "end" | "step") if Decimal::parse(value).is_err() => {
                let at = place_of_attribute(node, name);
                let finding = Finding::warning("xform/parameter", say!("`{value}` is not a number"), at);
                findings.push(finding.hint("write a decimal number"));
            }
            (None, "start" | "end" | "step" | "rows") => keep_first(&mut question.parameters, name, value),
            (None, "accuracyThreshold") => keep_first(&mut question.parameters, "capture-accuracy", value),
            (None, "unacceptableAccuracyThreshold") => keep_first(&mut question.parameters, "warning-accuracy", value),
            (None, "mediatype") if question.kind != QuestionType::File || value == "application/*" => {}
            (None, name) if KNOWN_OF_CONTROL.contains(&name) => {}
            _ => keep_first(&mut question.xml.body, &qualified(node, &attribute), value),
        }
    }
}
