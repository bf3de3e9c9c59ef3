//! One question as it is drawn.

use sealform_expression::word_count;
use sealform_protocol::{CharCount, CommentView, Control, QuestionView, WordCount};
use sealform_questionnaire::{Shape, TextRules};
use sealform_types::Json;

use super::choices::{ChoiceCache, choices};
use super::issues::issues;
use super::keys::key;
use super::texts::{marks_of, markup, media, words};
use crate::answer::{Drawn, char_count, codec};
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
    let comment = spec.comment.as_deref().map(|comment| comment_view(form, comment, instance, &path));
    let issues = if relevant { issues(form, spec, instance, &path) } else { Vec::new() };
    let rules = spec.text_rules();
    let watch = form.draft().watches.get(&path).copied();
    // What stands there by itself is nobody's answer yet.
    let preset = spec.kind.takes_answer()
        && value != Json::Null
        && (entered.raw == Json::Null || form.draft().defaults_applied.get(&path) == Some(&entered.raw));
    let text =
        |spec: &Option<Box<TextSpec>>| spec.as_deref().map(|spec| words(form, spec, instance).0).unwrap_or_default();
    QuestionView {
        key: key(form.graph.instance_id(instance), spec.node),
        path,
        control,
        label_language,
        hint: text(&spec.hint),
        guidance_hint: text(&spec.guidance_hint),
        markup: markup(form, [Some(&spec.label), spec.hint.as_deref(), spec.guidance_hint.as_deref()], instance),
        appearance: spec.appearance.clone(),
        parameters: parameters(spec),
        media: spec.media.as_deref().map(|of| media(form, of)).unwrap_or_default(),
        relevant,
        required,
        readonly: form.is_on(spec.readonly, instance),
        reasoned: relevant && form.has_reason(spec, instance),
        preset,
        watch,
        words: words_of(rules, entered.raw.as_str().unwrap_or_default()),
        chars: chars_of(rules, entered.raw.as_str().unwrap_or_default()),
        value,
        comment,
        issues,
        label,
    }
}

/// What the form says of files and locations: their widgets heed more of it than the engine.
fn parameters(spec: &QuestionSpec) -> Json {
    let is_heeded = matches!(spec.kind.shape(), Shape::Files | Shape::Location | Shape::Locations);
    if !is_heeded || spec.parameters.is_empty() {
        return Json::Null;
    }
    let member = |(name, text): (&String, &String)| (name.clone(), Json::String(text.clone()));
    Json::Object(spec.parameters.iter().map(member).collect())
}

fn comment_view(form: &Form, comment: &CommentSpec, instance: InstanceId, path: &str) -> CommentView {
    let text = form.ground.comment(path).to_owned();
    let min = comment.text_rules.rules.min_words.unwrap_or(0);
    CommentView {
        label: words(form, &comment.label, instance).0,
        marks: marks_of(form, &comment.label, instance),
        relevant: form.is_on(comment.relevant, instance),
        required: form.is_on(comment.required, instance),
        words: WordCount { have: word_count(&text), min },
        chars: chars_of(&comment.text_rules.rules, &text),
        text,
    }
}

/// How it is entered.
fn control(form: &Form, cache: &mut ChoiceCache, spec: &QuestionSpec, instance: InstanceId) -> Control {
    codec(spec.kind).control(&mut Drawn {
        spec,
        answer: form.entered(spec, instance),
        choices: &mut || choices(form, cache, spec, instance),
        now: form.draft().at,
        assigned: &form.graph.assigned,
        text: &|text| form.plain(text).to_owned(),
    })
}

/// Words are counted where a rule asks for some.
fn words_of(rules: &TextRules, text: &str) -> Option<WordCount> {
    rules.min_words.map(|min| WordCount { have: word_count(text), min })
}

/// Characters are counted where a rule limits them, as the rule counts them.
fn chars_of(rules: &TextRules, text: &str) -> Option<CharCount> {
    let is_limited = rules.min_chars.is_some() || rules.max_chars.is_some();
    is_limited.then(|| CharCount { have: char_count(text), min: rules.min_chars.unwrap_or(0), max: rules.max_chars })
}
