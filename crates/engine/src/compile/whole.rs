//! The head of a program, and which of its answers are compared with one another.

use sealform_protocol::Pin;
use sealform_questionnaire::Questionnaire;
use sealform_types::{Arena, VecSet};

use crate::program::{Head, QuestionId, QuestionSpec, TextSpec};

/// The form as a whole.
pub(super) fn head(questionnaire: &Questionnaire, pin: Pin, title: TextSpec) -> Head {
    let Questionnaire { languages, settings, .. } = questionnaire;
    Head {
        pin,
        kind: settings.kind,
        title,
        languages: languages.clone(),
        style: settings.style.clone().unwrap_or_default(),
        max_not_applicable: settings.max_not_applicable,
        min_seconds: settings.min_seconds,
        immediate_requirements: settings.immediate_requirements,
    }
}

/// The questions whose words are held against one another; none where no rule asks for it.
pub(super) fn distinct(questions: &Arena<QuestionId, QuestionSpec>) -> VecSet<QuestionId> {
    let has_rule = |spec: &QuestionSpec| spec.text_rules().distinct;
    let is_asked_for = |spec: &QuestionSpec| {
        has_rule(spec) || spec.comment.as_ref().is_some_and(|comment| comment.text_rules.rules.distinct)
    };
    if !questions.values().any(is_asked_for) {
        return VecSet::new();
    }
    let holds_words = |spec: &QuestionSpec| has_rule(spec) || spec.comment.is_some();
    questions.iter().filter(|(_, spec)| holds_words(spec)).map(|(id, _)| id).collect()
}
