//! Reading an assignment: from a tree, with every fault named, or from a token under the agency's key.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sealform_types::canonical::sealed_bytes;
use sealform_types::{Decimal, Finding, Findings, Hours, Json, Place, QuestionPath, Visit, iso, pointer};

use super::assignment::{Assignment, AttemptRules, Briefing, Contact, Scenario, Site};
use super::document::{AgencyDocument, UnverifiedDocument};
use super::fault::AgencyFault;
use super::members::{Codes, Members, as_base64url_32, as_name, wrong_kind};
use crate::claims::QuestionnaireRef;
use crate::jwk::PublicJwk;
use crate::trust::TrustDocument;

const CODES: Codes = Codes {
    missing: "assignment/missing",
    kind: "assignment/type",
    unknown: "assignment/unknown-member",
    value: "assignment/value",
};

const MEMBERS: [&str; 21] = [
    "assignment",
    "at",
    "attempts",
    "briefing",
    "channel",
    "cnf",
    "contact",
    "encrypt",
    "iss",
    "jti",
    "key_commitment",
    "nonce",
    "observer",
    "policy",
    "prefill",
    "questionnaire",
    "scenarios",
    "site",
    "submit_by",
    "version",
    "visit",
];

impl Assignment {
    /// Reads an assignment from a tree.
    ///
    /// # Errors
    /// [`AgencyFault`] names everything that is missing (`assignment/missing`), unknown (`assignment/unknown-member`), of another
    /// kind (`assignment/type`) or of a value that cannot be (`assignment/value`), each with its place.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::agency::Assignment;
    /// use sealform_types::Json;
    /// let sha256 = "0".repeat(64);
    /// let text = format!(r#"{{"iss":"agency","jti":"t-1","assignment":"a-17","version":1,
    ///   "questionnaire":{{"id":"visit","version":"1","sha256":"{sha256}"}}}}"#);
    /// let read = |text: &str| Assignment::from_json(&Json::parse(text.as_bytes()).unwrap());
    /// assert_eq!(read(&text).unwrap().assignment, "a-17");
    /// let fault = read(&text.replace("\"version\":1,", "\"version\":0,")).unwrap_err();
    /// assert_eq!(fault.findings().next().unwrap().place.pointer, "/version");
    /// ```
    pub fn from_json(json: &Json) -> Result<Self, AgencyFault> {
        let mut findings = Findings::default();
        let read = read(json, &mut findings);
        match read {
            Some(assignment) if !findings.has_errors() => Ok(assignment),
            Some(_) | None => Err(findings.into()),
        }
    }

    /// Reads an assignment from its token: a compact JWS of type `sealform-assignment+jws` that a key of the issuer has signed.
    ///
    /// # Errors
    /// [`AgencyFault`] where it is no such document, its issuer is not trusted, the signature does not fit, it was taken back, or
    /// what it says cannot be; places in what was signed begin with `/payload`.
    pub fn verify(token: &str, trust: &TrustDocument) -> Result<Self, AgencyFault> {
        let unverified = UnverifiedDocument::parse(token)?;
        unverified.expect(AgencyDocument::Assignment)?;
        let assignment = Self::from_json(unverified.verify(trust)?.body()).map_err(|fault| fault.under("/payload"))?;
        if trust.revoked_to(&assignment.iss, &assignment.assignment).is_some_and(|to| assignment.version <= to) {
            let message = "the agency has taken this assignment back";
            let hint = "ask the agency which assignment counts now";
            return Err(AgencyFault::one("seal/revoked", message, "/payload/version", hint));
        }
        Ok(assignment)
    }
}

fn read(json: &Json, findings: &mut Findings) -> Option<Assignment> {
    let mut members = Members::open(json, "", &MEMBERS, &CODES, findings)?;
    let iss = members.name("iss");
    let jti = members.name("jti");
    let assignment = members.name("assignment");
    let version = members.number("version", "a whole number from 1", 1);
    let questionnaire = questionnaire(&mut members);
    let at = members.maybe_moment("at");
    let rest = Assignment {
        at,
        observer: members.maybe_name("observer"),
        site: site(&mut members),
        channel: members.maybe_name("channel"),
        scenarios: scenarios(&mut members),
        attempts: attempts(&mut members),
        visit: visit(&mut members),
        submit_by: members.maybe_moment("submit_by"),
        contact: contact(&mut members),
        briefing: briefing(&mut members),
        nonce: members.maybe_name("nonce"),
        key_commitment: members.maybe_base64url_32("key_commitment", "32 bytes in base64url without padding"),
        jkt: confirmation(&mut members),
        encrypt: encrypt(&mut members),
        policy: tree(&mut members, "policy"),
        prefill: prefill(&mut members),
        ..Assignment::new(&iss?, &jti?, &assignment?, version?, questionnaire?)
    };
    order(&mut members, &rest);
    Some(rest)
}

fn questionnaire(members: &mut Members<'_, '_>) -> Option<QuestionnaireRef> {
    let mut inner = members.need_inner("questionnaire", &["id", "sha256", "version"])?;
    let (id, version, sha256) = (inner.name("id"), inner.name("version"), inner.sha256("sha256"));
    Some(QuestionnaireRef { id: id?, version: version?, sha256: sha256? })
}

fn site(members: &mut Members<'_, '_>) -> Option<Site> {
    let mut inner = members.inner("site", &["id", "lat", "lon", "name"])?;
    let (id, name) = (inner.name("id"), inner.maybe_name("name"));
    let lat = inner.maybe("lat", "a text of decimal degrees, -90 to 90", |json| degrees(json, 90.0));
    let lon = inner.maybe("lon", "a text of decimal degrees, -180 to 180", |json| degrees(json, 180.0));
    let alone = match (inner.get("lat"), inner.get("lon")) {
        (Some(_), None) => Some("lat"),
        (None, Some(_)) => Some("lon"),
        (Some(_), Some(_)) | (None, None) => None,
    };
    if let Some(name) = alone {
        inner.report_value(name, "a place on earth has two degrees", "give `lat` and `lon`, or neither");
    }
    Some(Site { id: id?, name, location: lat.zip(lon) })
}

fn degrees(json: &Json, most: f64) -> Option<Decimal> {
    Decimal::parse(json.as_str()?).ok().filter(|degrees| degrees.to_f64().abs() <= most)
}

fn scenarios(members: &mut Members<'_, '_>) -> Vec<Scenario> {
    let read = |json: &Json, at: &str, findings: &mut Findings, codes: &'static Codes| {
        let mut inner = Members::open(json, at, &["choose", "id", "text"], codes, findings)?;
        let (id, text, choose) = (inner.name("id"), inner.maybe_text("text"), inner.maybe_text("choose"));
        Some(Scenario { id: id?, text, choose })
    };
    let scenarios = members.list("scenarios", "a list", read);
    let mut seen = BTreeSet::new();
    if let Some(twice) = scenarios.iter().find(|scenario| !seen.insert(&scenario.id)) {
        let message = format!("the scenario `{}` occurs twice", twice.id);
        members.report_value("scenarios", message, "give each scenario an `id` of its own");
    }
    scenarios
}

fn attempts(members: &mut Members<'_, '_>) -> Option<AttemptRules> {
    let mut inner = members.inner("attempts", &["channels", "different_days", "max", "wait", "wait_days"])?;
    let max = inner.number("max", "a whole number from 1", 1);
    let wait = inner.maybe_number("wait", "a whole number of seconds", 0).unwrap_or(0);
    let wait_days = inner.maybe_number("wait_days", "a whole number of working days", 0).unwrap_or(0);
    let different_days = inner.maybe("different_days", "true or false", as_flag).unwrap_or(false);
    let channels = names(&mut inner, "channels");
    Some(AttemptRules { max: max?, wait, wait_days, different_days, channels })
}

fn as_flag(json: &Json) -> Option<bool> {
    match json {
        Json::Boolean(flag) => Some(*flag),
        Json::Null | Json::Integer(_) | Json::Float(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn names(members: &mut Members<'_, '_>, name: &'static str) -> Vec<String> {
    let read = |json: &Json, at: &str, findings: &mut Findings, codes: &'static Codes| {
        let read = as_name(json);
        if read.is_none() {
            findings.push(wrong_kind(codes, name, "a list of names", json, Place::at(at)));
        }
        read
    };
    let names = members.list(name, "a list of names", read);
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|one| !seen.insert(*one)) {
        members.report_value(name, format!("`{twice}` occurs twice"), "keep one of them");
    }
    names
}

fn visit(members: &mut Members<'_, '_>) -> Option<Visit> {
    let mut inner = members.inner("visit", &["days", "from", "holidays", "hours", "to", "tz"])?;
    let visit = Visit {
        from: inner.maybe("from", DAY, as_day),
        to: inner.maybe("to", DAY, as_day),
        days: days(&mut inner),
        hours: hours(&mut inner),
        tz: inner.maybe("tz", "the IANA name of a time zone such as Europe/Oslo", as_zone),
        holidays: inner.list("holidays", "a list of days", |json, at, findings, codes| {
            let day = as_day(json);
            if day.is_none() {
                findings.push(wrong_kind(codes, "holidays", DAY, json, Place::at(at)));
            }
            day
        }),
    };
    if visit.from.zip(visit.to).is_some_and(|(from, to)| to < from) {
        inner.report_value("to", "the last day comes before the first", "give the days in their order");
    } else if !visit.has_a_day() {
        inner.report_value("days", "no day is left on which a contact can be made", "add days, or take holidays out");
    }
    Some(visit)
}

const DAY: &str = "a day such as 2026-11-21";

fn as_day(json: &Json) -> Option<NaiveDate> {
    iso::read_date(json.as_str()?)
}

/// Whether a zone of that name exists is for whoever has the zones.
fn as_zone(json: &Json) -> Option<String> {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
    };
    json.as_str().filter(|text| text.len() <= 64 && text.split('/').all(is_part)).map(str::to_owned)
}

fn days(members: &mut Members<'_, '_>) -> Vec<u8> {
    const DAYS: &str = "a list of days of the week, 1 (Monday) to 7 (Sunday)";
    let days = members.list("days", DAYS, |json, at, findings, codes| {
        let day = json.as_integer().and_then(|day| u8::try_from(day).ok()).filter(|day| (1..=7).contains(day));
        if day.is_none() {
            findings.push(wrong_kind(codes, "days", DAYS, json, Place::at(at)));
        }
        day
    });
    if !days.is_sorted_by(|one, next| one < next) {
        members.report_value(
            "days",
            "the days of the week are not in order, each once",
            "write, for example, [1, 2, 3]",
        );
    }
    days
}

fn hours(members: &mut Members<'_, '_>) -> Vec<Hours> {
    const HOURS: &str = "a list such as [[\"09:00\", \"15:00\"]]";
    let hours = members.list("hours", HOURS, |json, at, findings, codes| {
        let part = Hours::from_json(json);
        if part.is_none() {
            findings.push(wrong_kind(codes, "hours", HOURS, json, Place::at(at)));
        }
        part
    });
    if hours.iter().any(|part| part.to <= part.from) || !hours.is_sorted_by(|one, next| one.to <= next.from) {
        let hint = "write the parts of a day in their order, each with its beginning first";
        members.report_value("hours", "the hours overlap, or end before they begin", hint);
    }
    hours
}

fn contact(members: &mut Members<'_, '_>) -> Option<Contact> {
    let mut inner = members.inner("contact", &["email", "tel", "url"])?;
    let contact = Contact {
        tel: inner.maybe("tel", "a telephone number such as +47 22 00 00 00", as_tel),
        email: inner.maybe("email", "an e-mail address", as_email),
        url: inner.maybe("url", "a web address that begins with https://", as_web_address),
    };
    if ["email", "tel", "url"].iter().all(|name| inner.get(name).is_none()) {
        members.report_value("contact", "there is no way to reach the site", "give `tel`, `email` or `url`");
    }
    Some(contact)
}

fn as_tel(json: &Json) -> Option<String> {
    let text = json.as_str()?;
    let is_known =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.' | '/' | ',' | ';' | '*' | '#');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    ((2..=40).contains(&digits) && text.len() <= 60 && text.chars().all(is_known)).then(|| text.to_owned())
}

fn as_email(json: &Json) -> Option<String> {
    let text = as_name(json)?;
    let (local, domain) = text.rsplit_once('@')?;
    let is_plain = !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | '"' | '?' | '&'));
    (is_plain && !local.is_empty() && !domain.is_empty() && !domain.starts_with('.')).then(|| text.clone())
}

fn as_web_address(json: &Json) -> Option<String> {
    let text = json.as_str()?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'));
    (is_plain && text.len() <= 2000 && !rest.is_empty() && !rest.starts_with('/')).then(|| text.to_owned())
}

fn briefing(members: &mut Members<'_, '_>) -> Option<Briefing> {
    let mut inner = members.inner("briefing", &["sha256", "url"])?;
    let url = inner.read("url", "a web address, or a path beside the form", as_place);
    let sha256 = inner.sha256("sha256");
    Some(Briefing { url: url?, sha256: sha256? })
}

/// An address of the web, or a path without a scheme.
fn as_place(json: &Json) -> Option<String> {
    as_web_address(json).or_else(|| as_name(json).filter(|text| !text.contains([':', '\\', ' ', '<', '>', '"'])))
}

fn confirmation(members: &mut Members<'_, '_>) -> Option<String> {
    let mut inner = members.inner("cnf", &["jkt"])?;
    inner.read("jkt", "the thumbprint of a key: 43 characters of base64url", as_base64url_32)
}

fn encrypt(members: &mut Members<'_, '_>) -> Option<PublicJwk> {
    let json = members.get("encrypt")?;
    if json.get("d").is_some() {
        members.report_value(
            "encrypt",
            "this is a private key",
            "give `crv`, `kty`, `x` and `y` alone, and replace the key",
        );
        return None;
    }
    match PublicJwk::from_json(json) {
        Ok(key) => Some(key),
        Err(error) => {
            members.report_under("encrypt", error.into());
            None
        }
    }
}

/// An object that is handed on as it is.
fn tree(members: &mut Members<'_, '_>, name: &'static str) -> Option<Json> {
    let json = members.maybe(name, "an object", |json| json.as_object().map(|_| json))?;
    if let Err(error) = sealed_bytes(json, 1) {
        let finding = Finding::error(CODES.value, error.fault.message(), Place::at(error.pointer));
        members.report_under(name, finding.hint(error.fault.hint()));
    }
    Some(in_order(json))
}

/// The same tree with members in canonical order, so that what is written and read again is the same.
fn in_order(json: &Json) -> Json {
    match json {
        Json::Object(members) => {
            let mut members: Vec<(String, Json)> =
                members.iter().map(|(name, value)| (name.clone(), in_order(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Json::Object(members)
        }
        Json::Array(items) => items.iter().map(in_order).collect(),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => json.clone(),
    }
}

fn prefill(members: &mut Members<'_, '_>) -> Option<Json> {
    let prefill = tree(members, "prefill")?;
    for (path, _) in prefill.as_object().unwrap_or_default() {
        if QuestionPath::parse(path).is_err() {
            let finding = Finding::error(
                CODES.value,
                format!("`{path}` is not the path of a question"),
                Place::at(pointer("", path)),
            );
            members.report_under("prefill", finding.hint("write it as in answers, for example `greeting/wait`"));
        }
    }
    Some(prefill)
}

/// A report that is due before its contact may be made.
fn order(members: &mut Members<'_, '_>, assignment: &Assignment) {
    let from = assignment.visit.as_ref().and_then(|visit| visit.from);
    // A zone is at most 14 hours ahead: a day earlier is early anywhere.
    let is_early = |from: NaiveDate| {
        from.pred_opt().zip(assignment.submit_by).is_some_and(|(before, due)| due.naive_utc().date() < before)
    };
    if from.is_some_and(is_early) {
        members.report_value(
            "submit_by",
            "the report is due before the visit begins",
            "give a moment after `visit.from`",
        );
    }
}
