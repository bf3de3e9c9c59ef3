//! Writing an assignment: every member that says something, in canonical order.

use sealform_types::iso::{SecondParts, write_date, write_moment, write_time};
use sealform_types::{Hours, Json, Sha256Digest, Visit};

use super::assignment::{Assignment, AttemptRules, Briefing, Contact, Scenario, Site};
use crate::claims::QuestionnaireRef;
use crate::jwk::PublicJwk;

impl Assignment {
    /// The assignment as a tree, members in canonical order; what is empty is left out.
    pub fn to_json(&self) -> Json {
        let moment = |moment| Json::String(write_moment(moment, SecondParts::AsNeeded));
        let cnf = self.jkt.as_deref().map(|jkt| object([("jkt", Some(Json::from(jkt)))]));
        object([
            ("assignment", Some(Json::from(self.assignment.as_str()))),
            ("at", self.at.as_ref().map(moment)),
            ("attempts", self.attempts.as_ref().map(attempts)),
            ("briefing", self.briefing.as_ref().map(briefing)),
            ("channel", text(&self.channel)),
            ("cnf", cnf),
            ("contact", self.contact.as_ref().map(contact)),
            ("encrypt", self.encrypt.as_ref().map(PublicJwk::to_json)),
            ("iss", Some(Json::from(self.iss.as_str()))),
            ("jti", Some(Json::from(self.jti.as_str()))),
            ("key_commitment", text(&self.key_commitment)),
            ("nonce", text(&self.nonce)),
            ("observer", text(&self.observer)),
            ("policy", self.policy.clone()),
            ("prefill", self.prefill.clone()),
            ("questionnaire", Some(questionnaire(&self.questionnaire))),
            ("scenarios", list(&self.scenarios, scenario)),
            ("site", self.site.as_ref().map(site)),
            ("submit_by", self.submit_by.as_ref().map(moment)),
            ("version", Some(Json::Integer(i64::from(self.version)))),
            ("visit", self.visit.as_ref().map(visit)),
        ])
    }
}

fn object<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    Json::Object(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

fn text(text: &Option<String>) -> Option<Json> {
    text.as_deref().map(Json::from)
}

fn list<T>(items: &[T], write: impl Fn(&T) -> Json) -> Option<Json> {
    (!items.is_empty()).then(|| items.iter().map(write).collect())
}

fn sha256(digest: &Sha256Digest) -> Option<Json> {
    Some(Json::String(digest.to_string()))
}

fn questionnaire(form: &QuestionnaireRef) -> Json {
    let (id, version) = (Json::from(form.id.as_str()), Json::from(form.version.as_str()));
    object([("id", Some(id)), ("sha256", sha256(&form.sha256)), ("version", Some(version))])
}

fn site(site: &Site) -> Json {
    let (lat, lon) = site.location.as_ref().map(|(lat, lon)| (lat.as_str(), lon.as_str())).unzip();
    object([
        ("id", Some(Json::from(site.id.as_str()))),
        ("lat", lat.map(Json::from)),
        ("lon", lon.map(Json::from)),
        ("name", text(&site.name)),
    ])
}

fn scenario(scenario: &Scenario) -> Json {
    let Scenario { id, text: words, choose } = scenario;
    object([("choose", text(choose)), ("id", Some(Json::from(id.as_str()))), ("text", text(words))])
}

fn attempts(rules: &AttemptRules) -> Json {
    let number = |number: u32| Some(Json::Integer(i64::from(number)));
    object([
        ("channels", list(&rules.channels, |channel| Json::from(channel.as_str()))),
        ("different_days", rules.different_days.then_some(Json::Boolean(true))),
        ("max", number(rules.max)),
        ("wait", number(rules.wait).filter(|_| rules.wait > 0)),
        ("wait_days", number(rules.wait_days).filter(|_| rules.wait_days > 0)),
    ])
}

fn visit(visit: &Visit) -> Json {
    let day = |day| Json::String(write_date(day));
    let minute = |time| {
        let mut text = write_time(time);
        text.truncate("09:30".len());
        Json::String(text)
    };
    object([
        ("days", list(&visit.days, |day| Json::Integer(i64::from(*day)))),
        ("from", visit.from.map(day)),
        ("holidays", list(&visit.holidays, |holiday| day(*holiday))),
        ("hours", list(&visit.hours, |Hours { from, to }| [minute(*from), minute(*to)].into_iter().collect())),
        ("to", visit.to.map(day)),
        ("tz", text(&visit.tz)),
    ])
}

fn contact(contact: &Contact) -> Json {
    object([("email", text(&contact.email)), ("tel", text(&contact.tel)), ("url", text(&contact.url))])
}

fn briefing(briefing: &Briefing) -> Json {
    object([("sha256", sha256(&briefing.sha256)), ("url", Some(Json::from(briefing.url.as_str())))])
}
