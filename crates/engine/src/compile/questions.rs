//! Questions, with all that follows from them.

use sealform_expression::{Expression, Purpose, Reads, ValueRef};
use sealform_questionnaire::{
    Condition, DEFAULT_DIGITS, LOCATION_DIGITS, Names, Question, QuestionType, Shape, Text, TextRules,
};
use sealform_types::{Finding, Place, VecMap, closest_match, pointer, say};

use super::build::{Builder, Site};
use super::items::{Surroundings, last_step};
use super::markup::Syntax;
use super::reads::slot_of;
use crate::program::{
    CommentSpec, ConditionSlot, ConstraintSpec, Formula, NodeRef, Origin, QuestionId, QuestionSpec, SlotId, TemplateId,
    TextRulesSpec, TextSpec, Watcher,
};

impl<'q> Builder<'q> {
    pub fn question(&mut self, question: &'q Question, answer: SlotId, value: SlotId, outer: &Surroundings) -> NodeRef {
        let at = question.pointer.as_str();
        let relevant = self.relevance(question.relevant.as_ref(), outer, at, &question.name);
        let kind = self.kind(question);
        let list = self.list_of(question);
        let site = outer.site();
        let own = Site { this: Some((value, kind)), ..outer.site() };
        let offered = self.offered(question, &own);
        let filter = match (&question.choices_from, offered) {
            (None, None) => self.filter(question, list, &own),
            (Some(_), _) | (None, Some(_)) => offered.map(|(names, _)| names),
        };
        self.slots[value].formula = Formula::RelevantValue { answer, relevant, filter };
        let written = self.written(question, answer, value, &site);
        let path = last_step(outer, &question.name);
        let local = u32::try_from(self.templates[outer.template].questions.len()).unwrap_or(u32::MAX);
        let constraints = self.constraints(question, value, &own, &site);
        let spec = QuestionSpec {
            template: outer.template,
            local,
            node: self.node(),
            page: outer.page,
            list,
            relevant,
            answer,
            value,
            filter,
            required: self.condition_slot(&question.required, &own, at, "required"),
            offered,
            choice_labels: self.choice_labels(question, value, &site),
            shuffle: self.shuffle(question, &site),
            readonly: self.readonly(question, &written, &own, outer),
            written,
            constraints,
            total: outer.total.clone().filter(|_| question.kind == QuestionType::Integer).map(Box::new),
            comment: self.comment(question, &own).map(Box::new),
            label: self.marked_text(&question.label, Syntax::of_label(question.kind), &site, &|| pointer(at, "label")),
            hint: self.text_if_any(&question.hint, Syntax::Inline, &site, &|| pointer(at, "hint")),
            guidance_hint: self
                .text_if_any(&question.guidance_hint, Syntax::Blocks, &site, &|| pointer(at, "guidance_hint")),
            required_message: self
                .text_if_any(&question.required_message, Syntax::Inline, &site, &|| pointer(at, "required_message")),
            default_expression: self.default_expression(question, &site).map(Box::new),
            kind: question.kind,
            default: question.default.clone().map(Box::new),
            appearance: question.appearance.clone().unwrap_or_default(),
            media: (!question.media.is_empty()).then(|| Box::new(question.media.clone())),
            parameters: self.parameters(question),
            scale: question.scale.clone().map(Box::new),
            attempts: question.attempts.clone().map(Box::new),
            text_rules: self.rules_if_any(&question.text_rules, &site, at),
            path,
        };
        let id = self.note_question(spec, question);
        self.watch_events(id, question, &site);
        NodeRef::Question(id)
    }

    /// A question among all others.
    fn note_question(&mut self, spec: QuestionSpec, question: &'q Question) -> QuestionId {
        let (plain, template) = (spec.path.plain.clone(), spec.template);
        let id = self.questions.push(spec);
        self.sources.push(question);
        self.templates[template].questions.push(id);
        self.paths.push((plain, NodeRef::Question(id)));
        self.watch_question(id);
        id
    }

    /// A text that few questions have.
    fn text_if_any(
        &mut self,
        text: &Text,
        syntax: Syntax,
        site: &Site<'_>,
        at: &dyn Fn() -> String,
    ) -> Option<Box<TextSpec>> {
        (!text.is_empty()).then(|| Box::new(self.marked_text(text, syntax, site, at)))
    }

    /// The parameters, with how exact a location is where the document does not say so. In forms of others it is as exact as
    /// it is given: their authors count on every digit.
    fn parameters(&self, question: &Question) -> VecMap<String, String> {
        let mut parameters = question.parameters.clone();
        let is_location = matches!(question.kind.shape(), Shape::Location | Shape::Locations);
        if is_location && !self.questionnaire.settings.tolerant {
            parameters.get_or_insert_with(LOCATION_DIGITS.to_owned(), || DEFAULT_DIGITS.to_string());
        }
        parameters
    }

    /// What is calculated is read-only; anything else where it or a group around it says so.
    fn readonly(
        &mut self,
        question: &Question,
        written: &Origin,
        own: &Site<'_>,
        outer: &Surroundings,
    ) -> ConditionSlot {
        if written.is_calculated() {
            return ConditionSlot::On;
        }
        let own = self.condition_slot(&question.readonly, own, &question.pointer, "readonly");
        self.either(outer.template, outer.readonly, own)
    }

    fn default_expression(&mut self, question: &Question, site: &Site<'_>) -> Option<Expression> {
        let source = question.default_expression.as_ref()?;
        self.expression(source, site, Purpose::Value, &pointer(&question.pointer, "default_expression"))
    }

    /// Where the answer comes from, with the formula for it.
    fn written(&mut self, question: &Question, answer: SlotId, value: SlotId, site: &Site<'_>) -> Origin {
        if let Some(source) = &question.suggestion {
            return self.suggested(question, source, answer, site);
        }
        let implied = (question.kind == QuestionType::End).then_some("now()");
        let source = match question.calculation.as_deref().or(implied) {
            Some(source) => source,
            None if question.kind.takes_answer() => return Origin::User,
            None => return Origin::Preset,
        };
        let at = pointer(&question.pointer, "calculation");
        let Some(expression) = self.expression(source, site, Purpose::Value, &at) else { return Origin::Calculation };
        if !question.trigger.is_empty() {
            return Origin::Action(Box::new(expression));
        }
        // By its own name it is more likely a slip than by `.`.
        let is_meant = self.questionnaire.settings.tolerant || !expression.names(ValueRef::Slot(value.0));
        if is_meant && expression.reads().contains(&(ValueRef::Slot(value.0), Reads::One)) {
            return Origin::SelfReference(Box::new(expression));
        }
        if expression.usage().keeps_once {
            let kept = self.slot(site.template, &question.name);
            self.slots[answer].formula = Formula::Once { test: expression, kept };
            return Origin::Once(kept);
        }
        let is_whole = question.kind == QuestionType::Integer
            || matches!(question.xml.bind.get("type").map(String::as_str), Some("int" | "integer" | "xsd:int"));
        self.slots[answer].formula = match is_whole {
            true => Formula::Integer(expression),
            false => Formula::Expression(expression),
        };
        Origin::Calculation
    }

    /// What it is as long as nobody has given another answer, and what a trigger writes, or takes back.
    fn suggested(&mut self, question: &Question, source: &str, answer: SlotId, site: &Site<'_>) -> Origin {
        let kept = self.slot(site.template, &question.name);
        let at = pointer(&question.pointer, "suggestion");
        if let Some(test) = self.expression(source, site, Purpose::Value, &at) {
            self.slots[answer].formula = Formula::Once { test, kept };
        }
        let at = pointer(&question.pointer, "calculation");
        let action = question.calculation.as_ref().filter(|_| !question.trigger.is_empty());
        let action = action.and_then(|source| self.expression(source, site, Purpose::Value, &at));
        Origin::Suggested { kept, action: action.map(Box::new) }
    }

    /// Has the form do something when this question, or another one, gets a new answer.
    fn watch_events(&mut self, id: QuestionId, question: &Question, site: &Site<'_>) {
        if matches!(self.questions[id].written, Origin::Once(_)) {
            self.watch(self.questions[id].answer, Watcher::Once(id));
        }
        if let Origin::SelfReference(expression) = &self.questions[id].written {
            let own = self.questions[id].value;
            let reads = expression.reads().iter().filter_map(|(read, _)| slot_of(*read));
            let others: Vec<SlotId> = reads.filter(|slot| *slot != own).collect();
            others.into_iter().for_each(|slot| self.watch(slot, Watcher::Trigger(id)));
        }
        for (index, name) in question.trigger.iter().enumerate() {
            let at = || pointer(&pointer(&question.pointer, "trigger"), &index.to_string());
            if let Some(slot) = self.target(name, site, &at).map(|(_, answer)| answer) {
                self.watch(slot, Watcher::Trigger(id));
            }
        }
    }

    /// The number that choices are shuffled by: the session's own where the form names none.
    fn shuffle(&mut self, question: &Question, site: &Site<'_>) -> Option<Option<SlotId>> {
        question.parameters.get("randomize").filter(|word| *word == "true")?;
        self.leaves_to_chance();
        let Some(source) = question.parameters.get("seed") else { return Some(None) };
        let at = pointer(&pointer(&question.pointer, "parameters"), "seed");
        let expression = self.expression(source, site, Purpose::Value, &at)?;
        let slot = self.slot(site.template, &say!("the seed of `{}`", question.name));
        self.slots[slot].formula = Formula::Expression(expression);
        Some(Some(slot))
    }

    /// One of two holds.
    pub fn either(&mut self, template: TemplateId, one: ConditionSlot, other: ConditionSlot) -> ConditionSlot {
        match (one, other) {
            (ConditionSlot::On, _) | (_, ConditionSlot::On) => ConditionSlot::On,
            (ConditionSlot::Off, only) | (only, ConditionSlot::Off) => only,
            (ConditionSlot::Slot(one), ConditionSlot::Slot(other)) => {
                let slot = self.slot(template, "what cannot be changed");
                self.slots[slot].formula = Formula::Any(vec![one, other]);
                ConditionSlot::Slot(slot)
            }
        }
    }

    fn constraints(
        &mut self,
        question: &Question,
        value: SlotId,
        own: &Site<'_>,
        site: &Site<'_>,
    ) -> Vec<ConstraintSpec> {
        let mut tests = Vec::new();
        for constraint in &question.constraints {
            if let Some(test) = self.expression(&constraint.test, own, Purpose::Condition, &constraint.pointer) {
                let slot = self.slot(own.template, &say!("a constraint of `{}`", question.name));
                self.slots[slot].formula = Formula::Constraint { value, test };
                tests.push((constraint, slot));
            }
        }
        let specs = tests.into_iter().map(|(constraint, holds)| ConstraintSpec {
            holds,
            level: constraint.level,
            message: self.marked_text(&constraint.message, Syntax::Inline, site, &|| constraint.message_pointer()),
        });
        specs.collect()
    }

    pub fn condition_slot(&mut self, required: &Condition, own: &Site<'_>, at: &str, member: &str) -> ConditionSlot {
        match required {
            Condition::No => ConditionSlot::Off,
            Condition::Yes => ConditionSlot::On,
            Condition::When(source) => {
                let at = pointer(at, member);
                self.condition(source, own, &at, &say!("the condition at {at}"))
                    .map_or(ConditionSlot::Off, ConditionSlot::Slot)
            }
        }
    }

    fn comment(&mut self, question: &Question, own: &Site<'_>) -> Option<CommentSpec> {
        let comment = question.comment.as_ref()?;
        let at = pointer(&question.pointer, "comment");
        let relevant = match &comment.relevant {
            None => ConditionSlot::On,
            Some(source) => {
                let place = pointer(&at, "relevant");
                self.condition(source, own, &place, &say!("the condition at {place}"))
                    .map_or(ConditionSlot::On, ConditionSlot::Slot)
            }
        };
        let required = self.condition_slot(&comment.required, own, &at, "required");
        let label = self.marked_text(&comment.label, Syntax::Inline, own, &|| pointer(&at, "label"));
        let text_rules = self.text_rules(&comment.text_rules, own, &at);
        Some(CommentSpec { label, relevant, required, text_rules })
    }

    fn rules_if_any(&mut self, rules: &TextRules, site: &Site<'_>, at: &str) -> Option<Box<TextRulesSpec>> {
        (!rules.is_empty()).then(|| Box::new(self.text_rules(rules, site, at)))
    }

    /// Rules for words, with what holds the names that they speak of.
    fn text_rules(&mut self, rules: &TextRules, site: &Site<'_>, at: &str) -> TextRulesSpec {
        let (member, questions) = match &rules.names {
            Some(Names::Required(questions)) => ("required", questions.as_slice()),
            Some(Names::Forbidden(questions)) => ("forbidden", questions.as_slice()),
            None => ("", &[][..]),
        };
        let at = || pointer(&pointer(at, "names"), member);
        let entries = questions.iter().enumerate();
        let names = entries.filter_map(|(index, name)| {
            let place = || pointer(&at(), &index.to_string());
            self.target(name, site, &place).map(|(value, _)| value)
        });
        TextRulesSpec { rules: rules.clone(), names: names.collect() }
    }

    /// The value and the answer of the question that a name stands for, seen from here; an unknown name is a finding.
    fn target(&mut self, name: &str, site: &Site<'_>, at: &dyn Fn() -> String) -> Option<(SlotId, SlotId)> {
        let bare = name.strip_prefix("${").and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        let here = self.here(site);
        let target = if bare.starts_with('/') { here.at_path(bare) } else { here.nearest(bare) };
        let target = target.map(|target| (target.slot, target.answer));
        if target.is_none() {
            let near = closest_match(bare, self.names.by_name.keys().map(String::as_str));
            let hint = near.map(|near| say!("did you mean `{near}`?"));
            let finding = Finding::error("expr/unknown-question", say!("unknown question `{bare}`"), Place::at(at()));
            self.findings.push(finding.hint("name a question of this form").maybe_hint(hint));
        }
        target
    }

    fn watch_question(&mut self, id: QuestionId) {
        let spec = &self.questions[id];
        let mut slots = vec![spec.answer, spec.value];
        slots.extend(spec.text_rules.iter().flat_map(|rules| rules.names.iter().copied()));
        slots.extend(spec.total.iter().flat_map(|total| total.rows.iter().copied()));
        slots.extend(spec.choice_labels.iter().map(|(_, slot)| *slot));
        slots.extend(spec.offered.and_then(|(_, labels)| labels).into_iter().chain(spec.shuffle.flatten()));
        slots.extend(
            spec.relevant
                .into_iter()
                .chain(spec.filter)
                .chain(spec.constraints.iter().map(|constraint| constraint.holds)),
        );
        let texts = [&spec.hint, &spec.guidance_hint, &spec.required_message].into_iter().filter_map(Option::as_deref);
        let messages = spec.constraints.iter().map(|constraint| &constraint.message);
        slots.extend([&spec.label].into_iter().chain(texts).chain(messages).flat_map(TextSpec::slots));
        let mut conditions = vec![spec.required, spec.readonly];
        if let Some(comment) = spec.comment.as_deref() {
            conditions.extend([comment.relevant, comment.required]);
            slots.extend(comment.label.slots().chain(comment.text_rules.names.iter().copied()));
        }
        for slot in slots {
            self.watch(slot, Watcher::Question(id));
        }
        for condition in conditions {
            self.watch_condition(condition, Watcher::Question(id));
        }
    }
}
