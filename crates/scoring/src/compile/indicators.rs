//! What indicators are read from.

use sealform_questionnaire::{QuestionType, ScoredBy};
use sealform_types::pointer;

use super::Compiler;
use crate::key::{Indicator, IndicatorKind};
use crate::program::IndicatorRule;

impl Compiler<'_> {
    /// Every indicator reads a number that a contact says once.
    pub(super) fn indicators(&mut self) {
        let key = self.key;
        for indicator in &key.indicators {
            self.languages(&indicator.label, &pointer(&indicator.pointer, "label"));
            let at = pointer(&indicator.pointer, "question");
            let path = indicator.question.as_str();
            let found =
                self.known.iter().find(|known| known.path == path).map(|known| (known.question, known.in_repeat));
            let Some((question, in_repeat)) = found else {
                let hint = self.near(path, &|| self.paths.iter().map(String::as_str).collect());
                self.error("key/unknown-question", format_args!("unknown question `{path}`"), &at, &hint);
                continue;
            };
            let scored = question.kind.scored_by();
            let (fits, hint) = match indicator.kind {
                IndicatorKind::Csat { .. } | IndicatorKind::Ces { .. } => {
                    (matches!(question.kind, QuestionType::Rating | QuestionType::Integer), "name a rating")
                }
                IndicatorKind::Nps => (scored == ScoredBy::NpsClass, "name a question of type `nps`"),
                IndicatorKind::ResponseTime { .. } => (
                    matches!(question.kind, QuestionType::Duration | QuestionType::AttemptLog),
                    "name a duration or a log of attempts",
                ),
            };
            if !fits || in_repeat {
                let what = if fits { "stands in a repeat" } else { "is of another type" };
                let hint = if fits { "name a question outside of repeats" } else { hint };
                let message = format_args!("an indicator cannot be read from `{path}`, which {what}");
                self.error("key/wrong-question", message, &at, hint);
            }
        }
    }
}

/// What is left of an indicator where a contact is classed.
pub(super) fn rule(indicator: &Indicator) -> IndicatorRule {
    let Indicator { name, question, kind, .. } = indicator;
    IndicatorRule { name: name.clone(), question: question.clone(), kind: kind.clone() }
}
