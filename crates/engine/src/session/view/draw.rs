//! One question as the face draws it.

use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::{Val, seed_number, shuffled, word_count};
use sealform_protocol::{
    AttemptsView, ChoiceView, CommentView, Control, FileKind, Issue, IssueView, Part, QuestionView, RangeView,
    ScaleView, WordCount,
};
use sealform_questionnaire::{Choice, QuestionType, TextRules};
use sealform_types::{Json, Level, Value, VecSet};

use crate::program::{CommentPlan, ListIndex, QuestionPlan, TextPlan};
use crate::session::graph::InstanceId;
use crate::session::{Session, attempts, key, text};

impl Session {
    pub(super) fn question(&mut self, plan: &QuestionPlan, block: InstanceId) -> QuestionView {
        let relevant = self.cells.holds_or(&self.program, plan.relevant, block);
        let control = self.control(plan, block);
        let (label, label_language) = self.words(&plan.label, block);
        let required = self.is_on(plan.required, block);
        let kept = self.kept(plan, block);
        let value = match self.followed(plan, block, self.cells.get(&self.program, plan.answer, block)) {
            Some(value) => value.map_or(Json::Null, |value| value.to_json()),
            None => kept.raw.clone(),
        };
        let comment = plan.comment.as_ref().map(|comment| self.comment_view(comment, plan, block));
        let issues = if relevant { self.issues(plan, block, &label, required) } else { Vec::new() };
        let rules = &plan.source.text_rules;
        QuestionView {
            key: key(self.cells.instance_id(block), plan.node),
            path: self.path(plan, block),
            control,
            label_language,
            hint: self.words(&plan.hint, block).0,
            guidance_hint: self.words(&plan.guidance_hint, block).0,
            appearance: plan.source.appearance.clone().unwrap_or_default(),
            media: self.media(&plan.source.media),
            relevant,
            required,
            readonly: self.is_on(plan.readonly, block),
            words: words_of(rules, kept.raw.as_str().unwrap_or_default()),
            value,
            comment,
            issues,
            label,
        }
    }

    fn comment_view(&self, comment: &CommentPlan, plan: &QuestionPlan, block: InstanceId) -> CommentView {
        let text = self.kept(plan, block).comment.clone();
        let min = plan.source.comment.as_ref().and_then(|comment| comment.text_rules.min_words).unwrap_or(0);
        CommentView {
            label: self.words(&comment.label, block).0,
            relevant: self.is_on(comment.relevant, block),
            required: self.is_on(comment.required, block),
            words: WordCount { have: word_count(&text), min },
            text,
        }
    }

    fn control(&mut self, plan: &QuestionPlan, block: InstanceId) -> Control {
        match plan.source.kind {
            QuestionType::Text => Control::Text,
            QuestionType::Integer => Control::Integer,
            QuestionType::Decimal => Control::Decimal,
            QuestionType::SelectOne => Control::SelectOne { choices: self.choices(plan, block) },
            QuestionType::SelectMultiple => Control::SelectMultiple { choices: self.choices(plan, block) },
            QuestionType::Rank => Control::Rank { choices: self.choices(plan, block) },
            QuestionType::Range => range(plan),
            QuestionType::Rating => self.scale(plan),
            QuestionType::Date => Control::Date,
            QuestionType::Time => Control::Time,
            QuestionType::DateTime => Control::DateTime,
            QuestionType::Duration => Control::Duration,
            QuestionType::AttemptLog => self.log_view(plan, block),
            QuestionType::Acknowledge => Control::Acknowledge,
            QuestionType::Geopoint => Control::Geopoint,
            QuestionType::Geotrace => Control::Geotrace,
            QuestionType::Geoshape => Control::Geoshape,
            QuestionType::Image => files(plan, FileKind::Image),
            QuestionType::Audio => files(plan, FileKind::Audio),
            QuestionType::Video => files(plan, FileKind::Video),
            QuestionType::File => files(plan, FileKind::Any),
            QuestionType::Barcode => Control::Barcode,
            QuestionType::Note => Control::Note,
            QuestionType::Calculate
            | QuestionType::Hidden
            | QuestionType::Start
            | QuestionType::End
            | QuestionType::Today
            | QuestionType::DeviceId
            | QuestionType::Username
            | QuestionType::PhoneNumber
            | QuestionType::Email
            | QuestionType::SimSerial
            | QuestionType::SubscriberId
            | QuestionType::StartGeopoint
            | QuestionType::Audit
            | QuestionType::BackgroundAudio => Control::Calculate,
        }
    }

    fn scale(&self, plan: &QuestionPlan) -> Control {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let Some(scale) = &plan.source.scale else { return Control::Note };
        Control::Rating(ScaleView {
            start: scale.start,
            end: scale.end,
            start_label: scale.start_label.in_language(&self.draft.language, fallback).0.to_owned(),
            end_label: scale.end_label.in_language(&self.draft.language, fallback).0.to_owned(),
        })
    }

    fn log_view(&self, plan: &QuestionPlan, block: InstanceId) -> Control {
        let Some(rules) = &plan.source.attempts else { return Control::Note };
        let may_add = match &self.kept(plan, block).value {
            Some(Value::Attempts(tries)) => attempts::may_add(tries, rules),
            _ => true,
        };
        Control::AttemptLog(AttemptsView {
            max: rules.max,
            wait: rules.wait,
            different_days: rules.different_days,
            channels: rules.channels.clone(),
            may_add,
        })
    }

    fn choices(&mut self, plan: &QuestionPlan, block: InstanceId) -> Rc<[ChoiceView]> {
        let offered = self.offered_choices(plan, block);
        let Some(seed) = plan.shuffle else { return offered };
        let seed = match seed.map(|slot| seed_number(self.cells.get(&self.program, slot, block))) {
            Some(seed) => seed,
            None => f64::from(self.cells.seed_of(plan.answer, block)),
        };
        shuffled(offered.len(), seed).into_iter().filter_map(|at| offered.get(at).cloned()).collect()
    }

    fn offered_choices(&mut self, plan: &QuestionPlan, block: InstanceId) -> Rc<[ChoiceView]> {
        let Some(list) = plan.list.filter(|_| !matches!(plan.offered, Some((_, Some(_))))) else {
            return self.node_choices(plan, block);
        };
        let offered = self.listed_choices(plan, list, block);
        if plan.choice_labels.is_empty() {
            return offered;
        }
        let filled =
            |choice: &ChoiceView| ChoiceView { label: self.choice_label(plan, block, &choice.name), ..choice.clone() };
        offered.iter().map(filled).collect()
    }

    fn listed_choices(&mut self, plan: &QuestionPlan, list: ListIndex, block: InstanceId) -> Rc<[ChoiceView]> {
        let program = Arc::clone(&self.program);
        let all = match self.faces.choices.get(&list) {
            Some(all) => Rc::clone(all),
            None => {
                let all: Rc<[ChoiceView]> = program.lists[list].iter().map(|choice| self.choice_view(choice)).collect();
                self.faces.choices.insert(list, Rc::clone(&all));
                all
            }
        };
        match plan.filter.map(|filter| self.cells.get(&program, filter, block)) {
            Some(Val::Choices(offered)) if offered.len() == all.len() => all,
            Some(Val::Choices(offered)) => {
                let offered: VecSet<&str> = offered.iter().map(|name| &**name).collect();
                all.iter().filter(|choice| offered.contains(&choice.name.as_str())).cloned().collect()
            }
            Some(_) => Rc::from([]),
            None => all,
        }
    }

    fn choice_view(&self, choice: &Choice) -> ChoiceView {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        ChoiceView {
            name: choice.name.clone(),
            label: choice.label.in_language(&self.draft.language, fallback).0.to_owned(),
            media: self.media(&choice.media),
            not_applicable: choice.not_applicable,
            exclusive: choice.exclusive,
        }
    }

    /// Choices that are values of nodes of the form.
    fn node_choices(&self, plan: &QuestionPlan, block: InstanceId) -> Rc<[ChoiceView]> {
        let values = |slot| match self.cells.get(&self.program, slot, block) {
            Val::Choices(values) => values.to_vec(),
            _ => Vec::new(),
        };
        let Some((names, labels)) = plan.offered else { return Rc::from([]) };
        let (names, labels) = (values(names), labels.map(values).unwrap_or_default());
        let view = |(index, name): (usize, &Arc<str>)| ChoiceView {
            name: name.to_string(),
            label: labels.get(index).unwrap_or(name).to_string(),
            media: Vec::new(),
            not_applicable: false,
            exclusive: false,
        };
        names.iter().enumerate().filter(|(_, name)| !name.is_empty()).map(view).collect()
    }

    fn issues(&self, plan: &QuestionPlan, block: InstanceId, label: &str, required: bool) -> Vec<IssueView> {
        let kept = self.kept(plan, block);
        let hard = |issue| IssueView { issue, level: Level::Hard, part: Part::Answer };
        let mut issues = Vec::new();
        let missing = self.cells.get(&self.program, plan.value, block).is_blank() && kept.fault.is_none();
        if required && missing && plan.source.kind.takes_answer() {
            issues.push(hard(Issue::Required { message: self.message(&plan.required_message, block) }));
        }
        issues.extend(kept.fault.clone().map(hard));
        if let (Some(Value::Attempts(tries)), Some(rules)) = (&kept.value, &plan.source.attempts) {
            issues.extend(attempts::issues(tries, rules, self.draft.at).into_iter().map(hard));
        }
        if let Some(Value::Text(said)) = &kept.value {
            issues.extend(text::issues(said, &plan.source.text_rules, label, Part::Answer));
        }
        for ((slot, constraint), message) in plan.constraints.iter().zip(&plan.source.constraints).zip(&plan.messages) {
            if !self.cells.get(&self.program, *slot, block).to_truth() {
                let issue = Issue::Constraint { message: self.message(message, block) };
                issues.push(IssueView { issue, level: constraint.level, part: Part::Answer });
            }
        }
        if let (Some(comment), Some(source)) = (&plan.comment, &plan.source.comment)
            && self.is_on(comment.relevant, block)
        {
            if self.is_on(comment.required, block) && kept.comment.trim().is_empty() {
                let issue = Issue::Required { message: None };
                issues.push(IssueView { issue, level: Level::Hard, part: Part::Comment });
            }
            issues.extend(text::issues(&kept.comment, &source.text_rules, label, Part::Comment));
        }
        issues
    }

    fn message(&self, plan: &TextPlan, block: InstanceId) -> Option<String> {
        Some(self.words(plan, block).0).filter(|message| !message.is_empty())
    }
}

/// From 0 to 10 by steps of 1, where the form says nothing else.
fn range(plan: &QuestionPlan) -> Control {
    let parameter = |name: &str, usual: &str| plan.source.parameters.get(name).map_or(usual, |text| text).to_owned();
    let (start, end, step) = (parameter("start", "0"), parameter("end", "10"), parameter("step", "1"));
    Control::Range(RangeView { start, end, step })
}

fn files(plan: &QuestionPlan, kind: FileKind) -> Control {
    let max_pixels = plan.source.parameters.get("max-pixels").and_then(|most| most.parse().ok());
    Control::File { kind, max_pixels }
}

/// Words are counted where a rule asks for some.
fn words_of(rules: &TextRules, text: &str) -> Option<WordCount> {
    rules.min_words.map(|min| WordCount { have: word_count(text), min })
}
