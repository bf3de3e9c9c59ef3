//! The moment, the language, and the facts of the session.

use chrono::{DateTime, FixedOffset};
use sealform_expression::{NOW_BY_THE_WAY, Val};
use sealform_protocol::{ApplyError, BadFact, FactFault};
use sealform_types::canonical::sealed_bytes;
use sealform_types::{Json, Value, VecMap, VecSet, pointer};

use super::form::Form;
use super::view::EARLIER;
use crate::answer::preset_value;
use crate::assigned::{Assigned, SITE_ZONE};
use crate::given;
use crate::graph::InstanceId;
use crate::limits::MAX_FACTS_BYTES;
use crate::program::QuestionId;

/// The facts that a session begins with, by name: each is of its kind, and each can be sealed.
///
/// # Example
/// ```
/// use sealform_engine::Facts;
/// use sealform_types::Json;
/// let assignment = |text: &[u8]| [("assignment".to_owned(), Json::parse(text).unwrap())];
/// assert!(Facts::new(assignment(br#"{"site":"17"}"#)).is_ok());
/// let bad = Facts::new(assignment(br#"{"site":{"lat":59.91}}"#)).unwrap_err();
/// assert_eq!(bad[0].pointer, "/assignment/site/lat");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts(VecMap<String, Json>);

impl Facts {
    /// Takes facts over; of two with one name, the later one.
    ///
    /// # Errors
    /// Every fact that no session takes: it could not be sealed, or it is not of its kind.
    pub fn new(facts: impl IntoIterator<Item = (String, Json)>) -> Result<Self, Vec<BadFact>> {
        let facts: VecMap<String, Json> = facts.into_iter().collect();
        let mut before = 0;
        let mut bad = Vec::new();
        for (name, value) in &facts {
            match check(name, value, before) {
                Ok(size) => before += size,
                Err(fault) => bad.push(fault),
            }
        }
        if bad.is_empty() { Ok(Self(facts)) } else { Err(bad) }
    }

    /// Facts that a draft has held; they were checked when they came.
    pub(super) fn of_draft(facts: VecMap<String, Json>) -> Self {
        Self(facts)
    }

    /// Facts by name.
    pub(super) fn into_inner(self) -> VecMap<String, Json> {
        self.0
    }
}

/// How many bytes a fact takes beside `before` bytes of others.
fn check(name: &str, value: &Json, before: usize) -> Result<usize, BadFact> {
    let fault = match name {
        "now" | "today" | "language" | "functions" | "" => Some(FactFault::Reserved),
        "assignment" => value.as_object().is_none().then_some(FactFault::NotAnObject),
        "seed" => value.as_str().is_none().then_some(FactFault::NotAText),
        "zone" | SITE_ZONE => (!is_zone(value)).then_some(FactFault::NotAZone),
        EARLIER => (!are_texts(value)).then_some(FactFault::NotTexts),
        _ => None,
    };
    let bad = |fault| BadFact { pointer: pointer("", name), fault };
    if let Some(fault) = fault {
        return Err(bad(fault));
    }
    // The facts stand one level below the claims.
    let fact = Json::Object(vec![(name.to_owned(), value.clone())]);
    let size = sealed_bytes(&fact, 1)
        .map_err(|error| BadFact { pointer: error.pointer, fault: FactFault::NotSealable(error.fault) })?;
    if before + size > MAX_FACTS_BYTES { Err(bad(FactFault::TooLarge)) } else { Ok(size) }
}

/// Whether it is a list of texts.
fn are_texts(value: &Json) -> bool {
    value.as_array().is_some_and(|texts| texts.iter().all(|text| text.as_str().is_some()))
}

fn size(name: &str, value: &Json) -> usize {
    check(name, value, 0).unwrap_or_default()
}

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
        let others = self.draft().facts.iter().filter(|(known, _)| *known != name);
        check(name, value, others.map(|(name, value)| size(name, value)).sum()).map_err(ApplyError::BadFact)?;
        let before = (name == "assignment").then(|| self.beginnings());
        self.ground.set_fact(name, value);
        self.set_moment(at);
        self.set_facts();
        if let Some(before) = before {
            self.settle_values();
            self.begin_again(before);
        }
        match name {
            EARLIER => self.touch_all(&self.program().distinct.clone()),
            "assignment" | SITE_ZONE | "zone" => self.touch_all(&self.program().logs.clone()),
            _ => {}
        }
        self.preload(InstanceId::ROOT);
        Ok(())
    }

    /// What is said of these questions may be something else now: words are the same as earlier ones, or no longer.
    fn touch_all(&mut self, questions: &VecSet<QuestionId>) {
        let program = self.program();
        let instances = |question| self.graph.descendants(InstanceId::ROOT, program.questions[question].template);
        let places = questions.iter().flat_map(|id| instances(*id).into_iter().map(|instance| (instance, *id)));
        let places: Vec<_> = places.collect();
        places.into_iter().for_each(|(instance, question)| self.graph.touch(question, instance));
    }

    /// Takes over the moment of a command.
    pub fn set_moment(&mut self, at: DateTime<FixedOffset>) {
        let waiting = self.logs_that_wait(self.draft().at);
        self.ground.set_moment(at);
        let (now, today) = (self.program().facts.now, self.program().facts.today);
        self.graph.set(now, InstanceId::ROOT, Val::Moment(at));
        // Nothing else that reads the moment by the way would change with it.
        let read = self.program().facts.assignment.get(NOW_BY_THE_WAY).copied().filter(|_| self.waits_for_days());
        if let Some(now) = read {
            self.graph.set(now, InstanceId::ROOT, Val::Moment(at));
        }
        // Whoever waits for working days has waited for them at some moment, and what lies ahead is over at some.
        self.touch_all(&waiting);
        self.graph.set(today, InstanceId::ROOT, Val::Date(at.date_naive()));
    }

    /// The logs of which something else may be said as time goes by: they wait for working days, or have attempts that lay ahead
    /// at a moment.
    fn logs_that_wait(&self, moment: DateTime<FixedOffset>) -> VecSet<QuestionId> {
        let program = self.program();
        let lies_ahead = |id: &QuestionId| {
            let spec = &program.questions[*id];
            let instances = self.graph.descendants(InstanceId::ROOT, spec.template);
            instances.into_iter().any(|instance| match &self.entered(spec, instance).value {
                Some(Value::Attempts(tries)) => tries.last().is_some_and(|last| last.at > moment),
                Some(_) | None => false,
            })
        };
        program.logs.iter().filter(|id| self.counts_days(id) || lies_ahead(id)).copied().collect()
    }

    fn counts_days(&self, id: &QuestionId) -> bool {
        let own = self.program().questions[*id].attempts.as_ref();
        own.is_some_and(|own| self.graph.assigned.wait_days(own) > 0)
    }

    /// Whether something changes in the form with the days alone.
    pub fn waits_for_days(&self) -> bool {
        self.program().logs.iter().any(|id| self.counts_days(id))
    }

    /// Takes over all facts of the draft.
    pub fn set_facts(&mut self) {
        self.set_moment(self.draft().at);
        let facts = &self.draft().facts;
        let zone = transitions(facts, "zone");
        self.graph.assigned = Assigned::of(facts, |fact| transitions(facts, fact));
        self.graph.set_zone(zone);
        let seed = self.seed_text().bytes();
        self.graph.seed = seed.fold(0, |sum: u64, byte| sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        let language = Val::text(&self.draft().language);
        self.graph.set(self.program().facts.language, InstanceId::ROOT, language);
        let functions = self.draft().facts.get("functions").cloned();
        self.graph.recall_host_calls(functions.as_ref());
        let assignment = self.draft().facts.get("assignment");
        let members = self.program().facts.assignment.iter();
        let values: Vec<_> = members
            .filter(|(member, _)| *member != NOW_BY_THE_WAY)
            .map(|(member, slot)| {
                let given =
                    || assignment.and_then(|assignment| given::member(assignment, member)).map(given::from_json);
                (*slot, self.graph.assigned.by_the_way(member).or_else(given).unwrap_or_default())
            })
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

/// `{transitions: [[utc_s, offset_min], …]}`: from each moment on the clock is so many minutes ahead of UTC. Other pairs
/// are passed over.
fn transitions(facts: &VecMap<String, Json>, fact: &str) -> Vec<(i64, i32)> {
    let transitions = facts.get(fact).and_then(|zone| zone.get("transitions")).and_then(Json::as_array);
    transitions.unwrap_or_default().iter().filter_map(transition).collect()
}

fn transition(pair: &Json) -> Option<(i64, i32)> {
    match pair.as_array()? {
        [Json::Integer(from), Json::Integer(minutes)] => {
            Some((*from, i32::try_from(*minutes).ok().filter(|minutes| minutes.unsigned_abs() <= 24 * 60)? * 60))
        }
        _ => None,
    }
}

/// Whether a fact `zone` is one that a device gives: a name, and transitions in order.
pub(crate) fn is_zone(zone: &Json) -> bool {
    let members = zone.as_object().unwrap_or_default();
    let is_named = zone.get("name").and_then(Json::as_str).is_some_and(|name| !name.is_empty());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(facts: &str) -> Vec<String> {
        let facts = Json::parse(facts.as_bytes()).expect("JSON");
        let bad = Facts::new(facts.as_object().expect("facts").iter().cloned()).expect_err("bad facts");
        bad.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_could_never_be_sealed_begins_no_session() {
        let deep = format!(r#"{{"plan":{}1{}}}"#, "[".repeat(31), "]".repeat(31));
        let large = format!(r#"{{"a":"{}","b":"{}"}}"#, "x".repeat(100_000), "y".repeat(100_000));
        for (facts, said) in [
            (
                r#"{"assignment":{"lat":59.91,"site":"17"}}"#,
                "a number with a fraction or an exponent at /assignment/lat",
            ),
            (r#"{"visits":[1,9007199254740992]}"#, "a whole number beyond 2^53 - 1 at /visits/1"),
            (r#"{"assignment":{"båt":1}}"#, "a member name with characters outside ASCII at /assignment/båt"),
            (r#"{"båt":1}"#, "a member name with characters outside ASCII at /båt"),
            (&deep, &format!("nested too deep at /plan{}", "/0".repeat(30))),
            (&large, "the facts are larger than a sealed file may be at /b"),
            (r#"{"assignment":"17"}"#, "this is not an object at /assignment"),
            (r#"{"recent_comments":["Kort kø.",1]}"#, "this is not a list of texts at /recent_comments"),
            (r#"{"seed":7}"#, "this is not a text at /seed"),
            (r#"{"zone":"Europe/Oslo"}"#, "this is not a time zone at /zone"),
            (r#"{"zone":{"name":"","transitions":[[0,60]]}}"#, "this is not a time zone at /zone"),
            (r#"{"now":"2026-11-21T10:00:00+01:00"}"#, "this fact cannot be set at /now"),
        ] {
            assert_eq!(refused(facts), [said], "{facts}");
        }
        assert_eq!(refused(r#"{"a":0.5,"b":1,"c":-0.5}"#).len(), 2);
        let shallow = Json::parse(format!("{}1{}", "[".repeat(30), "]".repeat(30)).as_bytes()).expect("JSON");
        assert!(Facts::new([("plan".to_owned(), shallow)]).is_ok());
    }
}
