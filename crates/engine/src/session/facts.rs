//! The moment, the language, and the facts of the session.

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::ApplyError;
use sealform_types::{Json, VecMap};

use super::form::Form;
use crate::answer::preset_value;
use crate::graph::InstanceId;

impl Form {
    pub fn set_language(&mut self, at: DateTime<FixedOffset>, language: &str) -> Result<(), ApplyError> {
        if !self.program().form.languages.iter().any(|known| known == language) {
            return Err(ApplyError::UnknownLanguage { language: language.to_owned() });
        }
        self.set_moment(at);
        self.ground.set_language(language);
        self.graph.set(self.program().facts.language, InstanceId::ROOT, Val::text(language));
        self.graph.changes.language = true;
        Ok(())
    }

    pub fn set_fact(&mut self, at: DateTime<FixedOffset>, name: &str, value: &Json) -> Result<(), ApplyError> {
        if matches!(name, "now" | "today" | "language" | "") || name == "assignment" && value.as_object().is_none() {
            return Err(ApplyError::BadFact { name: name.to_owned() });
        }
        self.ground.set_fact(name, value);
        self.set_moment(at);
        self.set_facts();
        self.preload(InstanceId::ROOT);
        Ok(())
    }

    /// Takes over the moment of a command.
    pub fn set_moment(&mut self, at: DateTime<FixedOffset>) {
        self.ground.set_moment(at);
        let (now, today) = (self.program().facts.now, self.program().facts.today);
        self.graph.set(now, InstanceId::ROOT, Val::Moment(at));
        self.graph.set(today, InstanceId::ROOT, Val::Date(at.date_naive()));
    }

    /// Takes over all facts of the draft.
    pub fn set_facts(&mut self) {
        self.set_moment(self.draft().at);
        let zone = zone(&self.draft().facts);
        self.graph.set_zone(zone);
        let seed = self.seed_text().bytes();
        self.graph.seed = seed.fold(0, |sum: u64, byte| sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        let language = Val::text(&self.draft().language);
        self.graph.set(self.program().facts.language, InstanceId::ROOT, language);
        let assignment = self.draft().facts.get("assignment");
        let members = self.program().facts.assignment.iter();
        let values: Vec<_> = members
            .map(|(member, slot)| (*slot, assigned(assignment.and_then(|assignment| assignment.get(member)))))
            .collect();
        for (slot, value) in values {
            self.graph.set(slot, InstanceId::ROOT, value);
        }
    }

    /// Takes over what clock and facts say about the session, each once: from then on it stays.
    pub fn preload(&mut self, instance: InstanceId) {
        for question in self.questions_of(instance) {
            let spec = &self.program().questions[question];
            let Some(raw) = preset_value(spec.kind, self.draft()) else { continue };
            if self.entered(spec, instance).raw == Json::Null {
                self.write(question, instance, &raw);
            }
        }
    }
}

/// A member of the assignment as expressions see it.
fn assigned(member: Option<&Json>) -> Val {
    match member {
        Some(Json::String(text)) => Val::text(text),
        #[expect(clippy::cast_precision_loss, reason = "XPath knows doubles only")]
        Some(Json::Integer(number)) => Val::Number(*number as f64),
        Some(Json::Boolean(truth)) => Val::Truth(*truth),
        Some(Json::Array(items)) => Val::text(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")),
        Some(Json::Null | Json::Float(_) | Json::Object(_)) | None => Val::Blank,
    }
}

/// `{transitions: [[utc_s, offset_min], …]}`: from each moment on the clock is so many minutes ahead of UTC. Other pairs
/// are passed over.
fn zone(facts: &VecMap<String, Json>) -> Vec<(i64, i32)> {
    let transitions = facts.get("zone").and_then(|zone| zone.get("transitions")).and_then(Json::as_array);
    transitions.unwrap_or_default().iter().filter_map(transition).collect()
}

fn transition(pair: &Json) -> Option<(i64, i32)> {
    match pair.as_array()? {
        [Json::Integer(from), Json::Integer(minutes)] => {
            Some((*from, i32::try_from(*minutes).ok().filter(|minutes| minutes.abs() <= 24 * 60)? * 60))
        }
        _ => None,
    }
}

/// Whether a fact `zone` is one that a device gives: a name, and transitions in order.
pub(crate) fn is_zone(zone: &Json) -> bool {
    let members = zone.as_object().unwrap_or_default();
    let is_named = zone.get("name").and_then(Json::as_str).is_some();
    let pairs = zone.get("transitions").and_then(Json::as_array).unwrap_or_default();
    let read: Vec<i64> = pairs.iter().filter_map(transition).map(|(from, _)| from).collect();
    is_named && members.len() == 2 && !pairs.is_empty() && read.len() == pairs.len() && read.is_sorted()
}

/// The fact `zone` of a clock of which nothing is known but what it shows.
pub(crate) fn zone_of(at: &DateTime<FixedOffset>) -> Json {
    let minutes = i64::from(at.offset().local_minus_utc() / 60);
    let pair = Json::Array(vec![Json::Integer(at.timestamp()), Json::Integer(minutes)]);
    let (name, transitions) = (Json::String(at.offset().to_string()), Json::Array(vec![pair]));
    Json::Object(vec![("name".to_owned(), name), ("transitions".to_owned(), transitions)])
}
