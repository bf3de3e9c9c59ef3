//! From a filled form to what is sealed.

use sealform_expression::{BY_THE_WAY, VISIT};
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Json, Value, VecMap, VecSet};

use super::form::Form;
use crate::answer;
use crate::assigned::{OF_LOGS, PREFILL};
use crate::compile::written_by;
use crate::graph::{HostCall, InstanceId};
use crate::program::{Formula, Slot, SlotId};

/// A finished form: what a submission claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What became of the contact: `completed`, or the outcome of the end that was reached.
    pub outcome: String,
    /// `path → {v, c?}`, relevant questions only, sorted by path.
    pub answers: Json,
    /// `path → [id, …]`: the instances of each repeat, in order.
    pub repeats: Json,
    /// Every fact that the form read.
    pub facts: Json,
    /// The score claim, where a key is attached.
    pub score: Option<Json>,
    /// The files that answers name: what is sealed is to claim each of them.
    pub files: Vec<NamedFile>,
}

/// A file that an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// The path of the question.
    pub question: String,
    /// The name, which is no path.
    pub name: String,
}

/// Whose facts are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactsOf {
    /// What the questionnaire reads.
    Form,
    /// What the conditions of the attached key read, too.
    FormAndKey,
}

/// What a form that reached its last question says became of the contact.
const COMPLETED: &str = "completed";

impl Form {
    /// What is to be sealed, with the score claim.
    pub fn claims(&self, score: Option<Json>) -> Finished {
        Finished {
            outcome: self.end().map_or(COMPLETED, |end| &end.outcome).to_owned(),
            answers: Json::Object(self.answer_claims().into_iter().collect()),
            repeats: self.repeat_claims(),
            facts: self.fact_claims(FactsOf::FormAndKey),
            score,
            files: self.file_claims(),
        }
    }

    fn file_claims(&self) -> Vec<NamedFile> {
        let mut files = Vec::new();
        for spec in self.program().questions.values().filter(|spec| spec.kind.is_file()) {
            for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                if let Some(Value::Files(names)) = self.counting(spec, instance) {
                    let question = self.path(spec, instance);
                    files.extend(names.iter().map(|name| NamedFile { question: question.clone(), name: name.clone() }));
                }
            }
        }
        files
    }

    fn answer_claims(&self) -> VecMap<String, Json> {
        let mut claims = Vec::new();
        let program = self.program();
        for spec in program.questions.values() {
            for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                if !self.graph.holds_or(spec.relevant, instance) {
                    continue;
                }
                let mut members = Vec::new();
                if let Some(value) = self.counting(spec, instance) {
                    members.push(("v".to_owned(), answer::sealed(spec, &value)));
                }
                let may_comment = spec.comment.as_ref().is_some_and(|comment| self.is_on(comment.relevant, instance));
                if members.is_empty() && !may_comment {
                    continue;
                }
                let path = self.path(spec, instance);
                let comment = self.ground.comment(&path);
                if may_comment && !comment.trim().is_empty() {
                    members.insert(0, ("c".to_owned(), Json::from(comment)));
                }
                if !members.is_empty() {
                    claims.push((path, Json::Object(members)));
                }
            }
        }
        claims.into_iter().collect()
    }

    /// The instances that there are; those that a number has sent away stay in the draft alone.
    fn repeat_claims(&self) -> Json {
        let mut claims = Vec::new();
        for (path, ids) in self.draft().instances.iter().filter(|(path, _)| self.is_relevant(path).unwrap_or(false)) {
            let there = ids.iter().filter(|id| self.graph.instance(**id).is_some());
            let there: Vec<Json> = there.map(|id| Json::Integer(i64::from(*id))).collect();
            if !there.is_empty() {
                claims.push((path.clone(), Json::Array(there)));
            }
        }
        Json::Object(claims)
    }

    /// Every fact that something read.
    pub fn fact_claims(&self, of: FactsOf) -> Json {
        let program = self.program();
        let is_of_key = |slot: SlotId| program.scoring().is_some_and(|spec| spec.conditions.contains(&slot));
        let counts = |slot: SlotId| of == FactsOf::FormAndKey || !is_of_key(slot);
        let written_with = &program.read_in_passing;
        let is_read = |slot: SlotId| {
            let Slot { readers, watchers, .. } = &program.slots[slot];
            readers.iter().any(|reader| counts(reader.slot)) || !watchers.is_empty() || written_with.contains(&slot)
        };
        let mut facts = Vec::new();
        let read = program.facts.assignment.iter().filter(|(_, slot)| is_read(**slot));
        let first = |path: &str| path.trim_start_matches(BY_THE_WAY).split('/').next().unwrap_or_default().to_owned();
        let mut read: VecSet<String> = read.map(|(member, _)| first(member)).collect();
        read.extend(self.followed_members());
        let asks_visit = read.contains(&VISIT.to_owned());
        let assignment = self.draft().facts.get("assignment");
        let members: Vec<(String, Json)> = read
            .into_iter()
            .filter_map(|member| {
                let value = assignment?.get(&member)?.clone();
                Some((member, value))
            })
            .collect();
        if !members.is_empty() {
            facts.push(("assignment".to_owned(), Json::Object(members)));
        }
        // Texts follow the language too, but nothing that is sealed follows from a text.
        let is_text =
            |slot: SlotId| matches!(program.slots[slot].formula, Formula::Text { .. } | Formula::Starts { .. });
        let decides = |slot: SlotId| counts(slot) && !is_text(slot);
        let language = program.facts.language;
        let is_language_read = program.slots[language].readers.iter().any(|reader| decides(reader.slot));
        if is_language_read || written_with.contains(&language) {
            facts.push(("language".to_owned(), Json::from(self.draft().language.as_str())));
        }
        if program.reads_seed {
            facts.push(("seed".to_owned(), Json::from(self.seed_text())));
        }
        let reads_clock = is_read(program.facts.now) || is_read(program.facts.today);
        let logs_attempts = program.questions.values().any(|spec| spec.attempts.is_some());
        if reads_clock || logs_attempts {
            facts.push(("now".to_owned(), Json::String(write_moment(&self.draft().at, SecondParts::AsNeeded))));
        }
        let clocks = [self.graph.assigned.clock.filter(|_| asks_visit), self.asks_zone(&decides).then_some("zone")];
        for clock in clocks.into_iter().flatten().collect::<VecSet<_>>() {
            facts.extend(self.draft().facts.get(clock).map(|zone| (clock.to_owned(), zone.clone())));
        }
        let calls = self.host_call_claims(&decides);
        if !calls.is_empty() {
            facts.push(("functions".to_owned(), Json::Array(calls)));
        }
        Json::Object(facts)
    }

    /// The members of the assignment that the form follows without an expression that reads them.
    fn followed_members(&self) -> Vec<String> {
        let of_logs = if self.program().logs.is_empty() { &[][..] } else { &OF_LOGS };
        of_logs.iter().chain(&[PREFILL]).map(|member| (*member).to_owned()).collect()
    }

    /// What functions of the page gave wherever anything that is sealed was computed with them, or would be if it happened
    /// now: each call once, in order of its text.
    fn host_call_claims(&self, decides: &dyn Fn(SlotId) -> bool) -> Vec<Json> {
        let program = self.program();
        if program.host_functions.is_empty() {
            return Vec::new();
        }
        let mut calls: VecMap<String, Json> = VecMap::new();
        let mut add = |call: &HostCall| {
            let call = call.to_json();
            calls.insert(call.to_text(), call);
        };
        for (slot, spec) in program.slots.iter().filter(|(slot, _)| decides(*slot)) {
            for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                self.graph.host_calls(slot, instance).for_each(&mut add);
            }
        }
        for spec in program.questions.values() {
            for expression in written_by(spec, program) {
                for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                    let made = self.graph.host_calls_of(expression, spec.answer, instance);
                    made.iter().for_each(|call| add(call));
                }
            }
        }
        calls.into_iter().map(|(_, call)| call).collect()
    }

    /// Whether anything that is sealed was computed with the zone, or would be if it happened now.
    pub fn asks_zone(&self, decides: &dyn Fn(SlotId) -> bool) -> bool {
        let program = self.program();
        let is_computed = program.slots.iter().filter(|(slot, _)| decides(*slot)).any(|(slot, spec)| {
            let instances = self.graph.descendants(InstanceId::ROOT, spec.template);
            instances.into_iter().any(|instance| self.graph.is_by_zone(slot, instance))
        });
        is_computed
            || program.questions.values().any(|spec| {
                let expressions = written_by(spec, program).collect::<Vec<_>>();
                !expressions.is_empty()
                    && self.graph.descendants(InstanceId::ROOT, spec.template).into_iter().any(|instance| {
                        expressions.iter().any(|expression| self.graph.asks_zone(expression, spec.answer, instance))
                    })
            })
    }
}
