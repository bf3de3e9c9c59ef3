//! One question as it is drawn.

use sealform_expression::word_count;
use sealform_protocol::{
    AttemptsView, CommentView, Control, FileKind, Issue, IssueView, Part, QuestionView, RangeView, ScaleView, WordCount,
};
use sealform_questionnaire::{QuestionType, TextRules};
use sealform_types::{Json, Level, Value};

use super::choices::{ChoiceCache, choices};
use super::keys::key;
use super::texts::{media, words};
use crate::graph::InstanceId;
use crate::program::{CommentPlan, QuestionPlan, TextPlan};
use crate::session::form::Form;
use crate::session::{attempts, text};

/// Draws a question of an instance.
pub(super) fn question(
    form: &Form,
    cache: &mut ChoiceCache,
    plan: &QuestionPlan,
    instance: InstanceId,
) -> QuestionView {
    let relevant = form.graph.holds_or(plan.relevant, instance);
    let control = control(form, cache, plan, instance);
    let (label, label_language) = words(form, &plan.label, instance);
    let required = form.is_on(plan.required, instance);
    let entered = form.entered(plan, instance);
    let path = form.path(plan, instance);
    let value = match form.followed(plan, instance, form.graph.get(plan.answer, instance)) {
        Some(value) => value.map_or(Json::Null, |value| value.to_json()),
        None => entered.raw.clone(),
    };
    let comment = plan.comment.as_ref().map(|comment| comment_view(form, comment, plan, instance, &path));
    let issues = if relevant { issues(form, plan, instance, &path, &label) } else { Vec::new() };
    let rules = &plan.source.text_rules;
    QuestionView {
        key: key(form.graph.instance_id(instance), plan.node),
        path,
        control,
        label_language,
        hint: words(form, &plan.hint, instance).0,
        guidance_hint: words(form, &plan.guidance_hint, instance).0,
        appearance: plan.source.appearance.clone().unwrap_or_default(),
        media: media(form, &plan.source.media),
        relevant,
        required,
        readonly: form.is_on(plan.readonly, instance),
        words: words_of(rules, entered.raw.as_str().unwrap_or_default()),
        value,
        comment,
        issues,
        label,
    }
}

fn comment_view(
    form: &Form,
    comment: &CommentPlan,
    plan: &QuestionPlan,
    instance: InstanceId,
    path: &str,
) -> CommentView {
    let text = form.ground.comment(path).to_owned();
    let min = plan.source.comment.as_ref().and_then(|comment| comment.text_rules.min_words).unwrap_or(0);
    CommentView {
        label: words(form, &comment.label, instance).0,
        relevant: form.is_on(comment.relevant, instance),
        required: form.is_on(comment.required, instance),
        words: WordCount { have: word_count(&text), min },
        text,
    }
}

fn control(form: &Form, cache: &mut ChoiceCache, plan: &QuestionPlan, instance: InstanceId) -> Control {
    match plan.source.kind {
        QuestionType::Text => Control::Text,
        QuestionType::Integer => Control::Integer,
        QuestionType::Decimal => Control::Decimal,
        QuestionType::SelectOne => Control::SelectOne { choices: choices(form, cache, plan, instance) },
        QuestionType::SelectMultiple => Control::SelectMultiple { choices: choices(form, cache, plan, instance) },
        QuestionType::Rank => Control::Rank { choices: choices(form, cache, plan, instance) },
        QuestionType::Range => range(plan),
        QuestionType::Rating => scale(form, plan),
        QuestionType::Date => Control::Date,
        QuestionType::Time => Control::Time,
        QuestionType::DateTime => Control::DateTime,
        QuestionType::Duration => Control::Duration,
        QuestionType::AttemptLog => log_view(form, plan, instance),
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

fn scale(form: &Form, plan: &QuestionPlan) -> Control {
    let Some(scale) = &plan.source.scale else { return Control::Note };
    Control::Rating(ScaleView {
        start: scale.start,
        end: scale.end,
        start_label: form.plain(&scale.start_label).to_owned(),
        end_label: form.plain(&scale.end_label).to_owned(),
    })
}

fn log_view(form: &Form, plan: &QuestionPlan, instance: InstanceId) -> Control {
    let Some(rules) = &plan.source.attempts else { return Control::Note };
    let may_add = match &form.entered(plan, instance).value {
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

fn issues(form: &Form, plan: &QuestionPlan, instance: InstanceId, path: &str, label: &str) -> Vec<IssueView> {
    let entered = form.entered(plan, instance);
    let hard = |issue| IssueView { issue, level: Level::Hard, part: Part::Answer };
    let mut issues = Vec::new();
    let missing = form.graph.get(plan.value, instance).is_blank() && entered.fault.is_none();
    if form.is_on(plan.required, instance) && missing && plan.source.kind.takes_answer() {
        issues.push(hard(Issue::Required { message: message(form, &plan.required_message, instance) }));
    }
    issues.extend(entered.fault.clone().map(hard));
    if let (Some(Value::Attempts(tries)), Some(rules)) = (&entered.value, &plan.source.attempts) {
        issues.extend(attempts::issues(tries, rules, form.draft().at).into_iter().map(hard));
    }
    if let Some(Value::Text(said)) = &entered.value {
        issues.extend(text::issues(said, &plan.source.text_rules, label, Part::Answer));
    }
    for ((slot, constraint), text) in plan.constraints.iter().zip(&plan.source.constraints).zip(&plan.messages) {
        if !form.graph.get(*slot, instance).to_truth() {
            let issue = Issue::Constraint { message: message(form, text, instance) };
            issues.push(IssueView { issue, level: constraint.level, part: Part::Answer });
        }
    }
    if let (Some(comment), Some(source)) = (&plan.comment, &plan.source.comment)
        && form.is_on(comment.relevant, instance)
    {
        let comment_text = form.ground.comment(path);
        if form.is_on(comment.required, instance) && comment_text.trim().is_empty() {
            let issue = Issue::Required { message: None };
            issues.push(IssueView { issue, level: Level::Hard, part: Part::Comment });
        }
        issues.extend(text::issues(comment_text, &source.text_rules, label, Part::Comment));
    }
    issues
}

fn message(form: &Form, plan: &TextPlan, instance: InstanceId) -> Option<String> {
    Some(words(form, plan, instance).0).filter(|message| !message.is_empty())
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
