//! One question as it is drawn.

use sealform_expression::word_count;
use sealform_protocol::{CommentView, Control, Issue, IssueView, Part, QuestionView, WordCount};
use sealform_questionnaire::TextRules;
use sealform_types::{Json, Level};

use super::choices::{ChoiceCache, choices};
use super::keys::key;
use super::texts::{media, words};
use crate::answer::{Drawn, Judged, codec, text_issues};
use crate::graph::InstanceId;
use crate::program::{CommentSpec, QuestionSpec, TextSpec};
use crate::session::form::Form;

/// Draws a question of an instance.
pub(super) fn question(
    form: &Form,
    cache: &mut ChoiceCache,
    spec: &QuestionSpec,
    instance: InstanceId,
) -> QuestionView {
    let relevant = form.graph.holds_or(spec.relevant, instance);
    let control = control(form, cache, spec, instance);
    let (label, label_language) = words(form, &spec.label, instance);
    let required = form.is_on(spec.required, instance);
    let entered = form.entered(spec, instance);
    let path = form.path(spec, instance);
    let value = match form.followed(spec, instance, form.graph.get(spec.answer, instance)) {
        Some(value) => value.map_or(Json::Null, |value| value.to_json()),
        None => entered.raw.clone(),
    };
    let comment = spec.comment.as_ref().map(|comment| comment_view(form, comment, instance, &path));
    let issues = if relevant { issues(form, spec, instance, &path, &label) } else { Vec::new() };
    let rules = &spec.text_rules;
    let watch = form.draft().watches.get(&path).copied();
    QuestionView {
        key: key(form.graph.instance_id(instance), spec.node),
        path,
        control,
        label_language,
        hint: words(form, &spec.hint, instance).0,
        guidance_hint: words(form, &spec.guidance_hint, instance).0,
        appearance: spec.appearance.clone(),
        media: media(form, &spec.media),
        relevant,
        required,
        readonly: form.is_on(spec.readonly, instance),
        watch,
        words: words_of(rules, entered.raw.as_str().unwrap_or_default()),
        value,
        comment,
        issues,
        label,
    }
}

fn comment_view(form: &Form, comment: &CommentSpec, instance: InstanceId, path: &str) -> CommentView {
    let text = form.ground.comment(path).to_owned();
    let min = comment.text_rules.min_words.unwrap_or(0);
    CommentView {
        label: words(form, &comment.label, instance).0,
        relevant: form.is_on(comment.relevant, instance),
        required: form.is_on(comment.required, instance),
        words: WordCount { have: word_count(&text), min },
        text,
    }
}

/// How it is entered.
fn control(form: &Form, cache: &mut ChoiceCache, spec: &QuestionSpec, instance: InstanceId) -> Control {
    codec(spec.kind).control(&mut Drawn {
        spec,
        answer: form.entered(spec, instance),
        choices: &mut || choices(form, cache, spec, instance),
        text: &|text| form.plain(text).to_owned(),
    })
}

fn issues(form: &Form, spec: &QuestionSpec, instance: InstanceId, path: &str, label: &str) -> Vec<IssueView> {
    let entered = form.entered(spec, instance);
    let hard = |issue| IssueView { issue, level: Level::Hard, part: Part::Answer };
    let mut issues = Vec::new();
    let missing = form.graph.get(spec.value, instance).is_blank() && entered.fault.is_none();
    if form.is_on(spec.required, instance) && missing && spec.kind.takes_answer() {
        issues.push(hard(Issue::Required { message: message(form, &spec.required_message, instance) }));
    }
    issues.extend(entered.fault.clone().map(hard));
    if let Some(value) = &entered.value {
        issues.extend(codec(spec.kind).issues(&Judged { spec, value, label, now: form.draft().at }));
    }
    if form.draft().watches.contains_key(path) && spec.kind.takes_answer() {
        issues.push(hard(Issue::WatchRunning));
    }
    for constraint in &spec.constraints {
        if !form.graph.get(constraint.holds, instance).to_truth() {
            let issue = Issue::Constraint { message: message(form, &constraint.message, instance) };
            issues.push(IssueView { issue, level: constraint.level, part: Part::Answer });
        }
    }
    if let Some(comment) = &spec.comment
        && form.is_on(comment.relevant, instance)
    {
        let comment_text = form.ground.comment(path);
        if form.is_on(comment.required, instance) && comment_text.trim().is_empty() {
            let issue = Issue::Required { message: None };
            issues.push(IssueView { issue, level: Level::Hard, part: Part::Comment });
        }
        issues.extend(text_issues(comment_text, &comment.text_rules, label, Part::Comment));
    }
    issues
}

fn message(form: &Form, spec: &TextSpec, instance: InstanceId) -> Option<String> {
    Some(words(form, spec, instance).0).filter(|message| !message.is_empty())
}

/// Words are counted where a rule asks for some.
fn words_of(rules: &TextRules, text: &str) -> Option<WordCount> {
    rules.min_words.map(|min| WordCount { have: word_count(text), min })
}
