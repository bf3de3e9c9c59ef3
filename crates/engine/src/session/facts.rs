//! The moment, the language, and what is told about the session.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::ApplyError;
use sealform_questionnaire::QuestionType;
use sealform_types::iso::{SecondParts, write_date, write_moment};
use sealform_types::{Json, VecMap};

use super::Session;
use super::graph::InstanceId;

impl Session {
    pub(super) fn language(&mut self, at: DateTime<FixedOffset>, language: &str) -> Result<(), ApplyError> {
        if !self.program.form.languages.iter().any(|known| known == language) {
            return Err(ApplyError::UnknownLanguage { language: language.to_owned() });
        }
        self.moment(at);
        language.clone_into(&mut self.draft.language);
        let slot = self.program.facts.language;
        self.cells.set(&self.program, slot, InstanceId::ROOT, Val::text(language));
        self.faces.language_changed();
        Ok(())
    }

    pub(super) fn fact(&mut self, at: DateTime<FixedOffset>, name: &str, value: &Json) -> Result<(), ApplyError> {
        if matches!(name, "now" | "today" | "language" | "") || name == "assignment" && value.as_object().is_none() {
            return Err(ApplyError::BadFact { name: name.to_owned() });
        }
        self.draft.facts.insert(name.to_owned(), value.clone());
        self.moment(at);
        self.set_facts();
        self.preload(InstanceId::ROOT);
        Ok(())
    }

    /// Takes over the moment of a command.
    pub(super) fn moment(&mut self, at: DateTime<FixedOffset>) {
        self.draft.at = at;
        let program = Arc::clone(&self.program);
        self.cells.set(&program, program.facts.now, InstanceId::ROOT, Val::Moment(at));
        self.cells.set(&program, program.facts.today, InstanceId::ROOT, Val::Date(at.date_naive()));
    }

    pub(super) fn set_facts(&mut self) {
        self.moment(self.draft.at);
        let program = Arc::clone(&self.program);
        self.cells.zone = zone(&self.draft.facts);
        let seed = self.seed_text().bytes();
        self.cells.seed = seed.fold(0, |sum: u64, byte| sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        self.cells.set(&program, program.facts.language, InstanceId::ROOT, Val::text(&self.draft.language));
        let assignment = self.draft.facts.get("assignment");
        for (member, slot) in &program.facts.assignment {
            let value = match assignment.and_then(|assignment| assignment.get(member)) {
                Some(Json::String(text)) => Val::text(text),
                #[expect(clippy::cast_precision_loss, reason = "XPath knows doubles only")]
                Some(Json::Integer(number)) => Val::Number(*number as f64),
                Some(Json::Boolean(truth)) => Val::Truth(*truth),
                Some(Json::Array(items)) => {
                    Val::text(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "))
                }
                Some(Json::Null | Json::Float(_) | Json::Object(_)) | None => Val::Blank,
            };
            self.cells.set(&program, *slot, InstanceId::ROOT, value);
        }
    }

    /// What chance begins with: the fact `seed`, or the draft's id.
    pub(super) fn seed_text(&self) -> &str {
        self.draft.facts.get("seed").and_then(Json::as_str).unwrap_or(&self.draft.id)
    }

    /// Takes over what clock and facts say about the session, each once: from then on it stays.
    pub(super) fn preload(&mut self, block: InstanceId) {
        let program = Arc::clone(&self.program);
        for question in &program.templates[self.cells.template(block)].questions {
            let kind = program.questions[*question].source.kind;
            if !kind.is_metadata() || self.kept(&program.questions[*question], block).raw != Json::Null {
                continue;
            }
            let raw = match kind {
                QuestionType::Start => Json::String(write_moment(&self.draft.started, SecondParts::AsNeeded)),
                QuestionType::Today => Json::String(write_date(self.draft.started.date_naive())),
                _ => self.draft.facts.get(kind.name()).cloned().unwrap_or(Json::Null),
            };
            self.write(*question, block, &raw);
        }
    }
}

/// `{transitions: [[utc_s, offset_min], …]}`: from each moment on the clock is so many minutes ahead of UTC.
fn zone(facts: &VecMap<String, Json>) -> Vec<(i64, i32)> {
    let transitions = facts.get("zone").and_then(|zone| zone.get("transitions")).and_then(Json::as_array);
    let read = |pair: &Json| match pair.as_array()? {
        [Json::Integer(from), Json::Integer(minutes)] => {
            Some((*from, i32::try_from(*minutes).ok().filter(|minutes| minutes.abs() <= 24 * 60)? * 60))
        }
        _ => None,
    };
    transitions.unwrap_or_default().iter().filter_map(read).collect()
}
