//! Reading claims back, and naming every fault on the way.

use sealform_types::{Decimal, Finding, Findings, Geopoint, Json, Place, QuestionPath, VecSet, is_file_name};

use super::attachments;
use super::event::read_event;
use super::fields::{At, Fields};
use super::{
    Attachment, CLAIM_TYPE, CLAIM_VERSION, Claims, Clock, Jti, KeyClaim, KeyStorage, LanguageTag, Outcome, Previous,
    QuestionnaireRef,
};
use crate::audit::AuditClaim;

const KNOWN: [&str; 19] = [
    "answers",
    "assignment_token",
    "attachments",
    "audit",
    "clock",
    "engine",
    "facts",
    "form_locale",
    "geo",
    "jti",
    "key",
    "locale",
    "outcome",
    "previous",
    "questionnaire",
    "repeats",
    "score",
    "typ",
    "v",
];

impl Claims {
    /// Reads claims from the tree of a payload.
    ///
    /// # Errors
    /// A finding for every member that is missing, unknown, of another kind or impossible, each with its JSON pointer.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::Claims;
    /// use sealform_types::Json;
    /// let findings = Claims::from_json(&Json::parse(br#"{"typ":"something"}"#).unwrap()).unwrap_err();
    /// assert!(findings.iter().any(|finding| finding.place.pointer == "/typ"));
    /// assert!(findings.iter().any(|finding| finding.place.pointer == "/jti"));
    /// ```
    pub fn from_json(tree: &Json) -> Result<Self, Findings> {
        Self::from_tree(tree.clone())
    }

    /// As [`Claims::from_json`]; what the claims keep as trees is taken out of this one, not copied.
    ///
    /// # Errors
    /// As [`Claims::from_json`].
    pub fn from_tree(mut tree: Json) -> Result<Self, Findings> {
        let mut findings = Findings::default();
        let claims = read_claims(&tree, &mut findings).filter(|_| findings.is_empty());
        claims.map(|claims| claims.with_trees(&mut tree)).ok_or(findings)
    }

    /// Takes what was read where it stands.
    fn with_trees(self, tree: &mut Json) -> Self {
        let [answers, repeats, facts] =
            ["answers", "repeats", "facts"].map(|name| take(tree, name).unwrap_or(Json::Null));
        let events = member(tree, "audit").and_then(|audit| take(audit, "events"));
        let events = events.and_then(|events| match events {
            Json::Array(events) => Some(events),
            Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) | Json::Object(_) => {
                None
            }
        });
        let audit = AuditClaim { events, ..self.audit };
        Self { answers, repeats, facts, score: take(tree, "score"), audit, ..self }
    }
}

fn member<'a>(tree: &'a mut Json, name: &str) -> Option<&'a mut Json> {
    match tree {
        Json::Object(members) => members.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) | Json::Array(_) => None,
    }
}

fn take(tree: &mut Json, name: &str) -> Option<Json> {
    member(tree, name).map(|value| std::mem::replace(value, Json::Null))
}

/// Every member is read before the first `?`, so that no fault hides another. What stays a tree is only looked at: the claims
/// are still without it.
fn read_claims(tree: &Json, findings: &mut Findings) -> Option<Claims> {
    let mut top = Fields::open(tree, &At::Claims, &KNOWN, findings)?;
    top.read("typ", "`sealform-submission`", |value| (value.as_str()? == CLAIM_TYPE).then_some(()));
    if top.read("v", "a whole number", Json::as_integer).is_some_and(|version| version != CLAIM_VERSION) {
        let hint = "verify this file with the version of Sealform that knows these claims";
        top.report_value("v", "this version of the claims is not known", hint);
    }
    let jti = read_jti(&mut top);
    let assignment_token = read_token(&mut top);
    let questionnaire = nested(&mut top, "questionnaire", read_questionnaire);
    let outcome = top.read("outcome", "a lower-case word", |value| Outcome::parse(value.as_str()?));
    let [answers, repeats, facts] = ["answers", "repeats", "facts"].map(|name| top.object(name));
    if top.maybe("score").is_some() {
        top.object("score");
    }
    let files = read_attachments(&mut top);
    let audit = nested(&mut top, "audit", read_audit);
    let clock = nested(&mut top, "clock", read_clock);
    let [engine, form_locale] = ["engine", "form_locale"].map(|name| top.text(name));
    let locale = top.read("locale", "a language tag such as `nb-NO`", |value| LanguageTag::parse(value.as_str()?));
    let key = nested(&mut top, "key", read_key);
    let geo = top.maybe("geo").and_then(|_| nested(&mut top, "geo", read_geo));
    let previous = top.or_null("previous").and_then(|_| nested(&mut top, "previous", read_previous));
    if jti.is_some() && jti == previous.as_ref().map(|previous: &Previous| previous.jti.clone()) {
        let hint = "a correction is a submission of its own, with its own `jti`";
        top.report_value("previous", "the file says that it corrects itself", hint);
    }
    read_answers(&mut top);
    read_repeats(&mut top);
    if let (Some(answers), Some(files)) = (answers, &files) {
        attachments::check(answers, files, top.findings());
    }
    Some(Claims {
        jti: jti?,
        assignment_token,
        questionnaire: questionnaire?,
        outcome: outcome?,
        answers: answers.map(|_| Json::Null)?,
        repeats: repeats.map(|_| Json::Null)?,
        facts: facts.map(|_| Json::Null)?,
        score: None,
        attachments: files?,
        audit: audit?,
        clock: clock?,
        engine: engine?,
        locale: locale?,
        form_locale: form_locale?,
        key: key?,
        geo,
        previous,
    })
}

fn nested<T>(
    fields: &mut Fields<'_, '_>,
    name: &str,
    read: impl FnOnce(&Json, &At<'_>, &mut Findings) -> Option<T>,
) -> Option<T> {
    let value = fields.need(name)?;
    read(value, &fields.at().member(name), fields.findings())
}

fn read_jti(fields: &mut Fields<'_, '_>) -> Option<Jti> {
    fields.read("jti", "a version 4 UUID in lower case", |value| Jti::parse(value.as_str()?))
}

fn read_token(top: &mut Fields<'_, '_>) -> Option<String> {
    let value = top.or_null("assignment_token")?;
    let token = value.as_str().filter(|text| text.split('.').count() == 3);
    if token.is_none() {
        top.report("assignment_token", "a compact JWS or null", value);
    }
    token.map(str::to_owned)
}

fn read_questionnaire(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<QuestionnaireRef> {
    let mut fields = Fields::open(value, at, &["id", "sha256", "version"], findings)?;
    let (id, version, sha256) = (fields.text("id"), fields.text("version"), fields.sha256("sha256"));
    Some(QuestionnaireRef { id: id?, version: version?, sha256: sha256? })
}

fn read_attachments(top: &mut Fields<'_, '_>) -> Option<Vec<Attachment>> {
    let listed = top.read("attachments", "a list", Json::as_array)?;
    let at = top.at().member("attachments");
    let read = |(index, item): (usize, &Json)| read_attachment(item, &at.item(index), top.findings());
    let attachments: Vec<Option<Attachment>> = listed.iter().enumerate().map(read).collect();
    attachments.into_iter().collect()
}

fn read_attachment(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<Attachment> {
    let mut fields = Fields::open(value, at, &["name", "question", "seen", "sha256", "size", "type"], findings)?;
    let question = fields.read("question", "the path of a question", |value| QuestionPath::parse(value.as_str()?).ok());
    let name = fields.read("name", "the name of a file: no path, and no control signs", |value| {
        value.as_str().filter(|name| is_file_name(name)).map(str::to_owned)
    });
    let media_type = fields.text("type");
    let (size, sha256) = (fields.integer("size"), fields.sha256("sha256"));
    let seen = match fields.maybe("seen") {
        None => Some(false),
        Some(Json::Boolean(true)) => Some(true),
        Some(value) => {
            fields.report("seen", "`true`; leave it out where the picture was not seen before", value);
            None
        }
    };
    let question = question?;
    Some(Attachment { name: name?, media_type: media_type?, size: size?, sha256: sha256?, question, seen: seen? })
}

fn read_audit(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<AuditClaim> {
    let mut fields = Fields::open(value, at, &["events", "gaps", "head", "n", "sha256"], findings)?;
    let (n, gaps) = (fields.integer("n"), fields.integer("gaps"));
    let (head, sha256) = (fields.sha256("head"), fields.sha256("sha256"));
    let events = fields.maybe("events").and_then(|_| fields.read("events", "a list", Json::as_array));
    let at = at.member("events");
    for (index, event) in events.unwrap_or_default().iter().enumerate() {
        read_event(event, &at.item(index), fields.findings());
    }
    let claim = AuditClaim { n: n?, head: head?, sha256: sha256?, gaps: gaps?, events: None };
    if events.is_some_and(|events| !claim.fits(events)) {
        let hint = "an event was left out, added or changed before sealing";
        fields.report_value("events", "the events do not match `n`, `head` and `sha256`", hint);
    } else if claim.n == 0 && !claim.fits(&[]) {
        let hint = "without events `head` is 64 zeros, and `sha256` the digest of no bytes";
        fields.report_value("n", "no events are counted, but some were hashed", hint);
    }
    Some(claim)
}

fn read_clock(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<Clock> {
    let mut fields =
        Fields::open(value, at, &["back_ms", "mono_ms", "sealed", "skew_hint", "started", "tz"], findings)?;
    let (started, sealed) = (fields.moment("started"), fields.moment("sealed"));
    let (tz, mono_ms) = (fields.text("tz"), fields.integer("mono_ms"));
    let skew_hint = fields.or_null("skew_hint").and_then(|value| {
        let milliseconds = value.as_integer();
        if milliseconds.is_none() {
            fields.report("skew_hint", "a whole number or null", value);
        }
        milliseconds
    });
    let back_ms = match fields.maybe("back_ms") {
        Some(_) => Some(fields.integer("back_ms")?),
        None => None,
    };
    Some(Clock { started: started?, sealed: sealed?, tz: tz?, mono_ms: mono_ms?, skew_hint, back_ms })
}

fn read_key(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<KeyClaim> {
    let mut fields = Fields::open(value, at, &["created", "storage"], findings)?;
    let created = fields.moment("created");
    let storage = fields.read("storage", "`webcrypto` or `soft`", |value| KeyStorage::named(value.as_str()?));
    Some(KeyClaim { storage: storage?, created: created? })
}

fn read_geo(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<Geopoint> {
    let mut fields = Fields::open(value, at, &["acc", "alt", "lat", "lon"], findings)?;
    let normal = |value: &Json| {
        let text = value.as_str()?;
        Decimal::parse(text).ok().filter(|decimal| decimal.as_str() == text)
    };
    let [lat, lon] = ["lat", "lon"].map(|name| fields.read(name, "a decimal number as text", normal));
    let [alt, acc] = ["alt", "acc"].map(|name| {
        let given = fields.maybe(name);
        given.and_then(|_| fields.read(name, "a decimal number as text", normal))
    });
    Some(Geopoint { lat: lat?, lon: lon?, alt, acc })
}

fn read_previous(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<Previous> {
    let mut fields = Fields::open(value, at, &["jti", "return_sha256", "round", "sha256"], findings)?;
    let (jti, round) = (read_jti(&mut fields), fields.integer("round"));
    let (sha256, return_sha256) = (fields.sha256("sha256"), fields.sha256("return_sha256"));
    Some(Previous { jti: jti?, sha256: sha256?, round: round?, return_sha256: return_sha256? })
}

/// `path → {v, c?}`; `{h}` stands for `v` where the answer is personal, and a comment may stand where the question
/// itself stayed unanswered.
fn read_answers(top: &mut Fields<'_, '_>) {
    let at = top.at().member("answers");
    let answers = top.maybe("answers").and_then(Json::as_object).unwrap_or_default();
    for (path, answer) in answers {
        let at = at.member(path);
        expect_path(path, &at, top.findings());
        let Some(mut fields) = Fields::open(answer, &at, &["c", "h", "v"], top.findings()) else { continue };
        if fields.maybe("c").is_some() {
            fields.read("c", "a text", Json::as_str);
        }
        if fields.maybe("h").is_some() {
            fields.text_there("h");
        }
        let given = ["v", "h", "c"].map(|name| fields.maybe(name).is_some());
        if matches!(given, [true, true, _] | [false, false, false]) {
            fields.report_value("v", "an answer holds either `v` or `h`", "leave out a question that is not answered");
        }
        if matches!(fields.maybe("v"), Some(Json::Null)) {
            fields.report_value("v", "`v` is null", "leave out a question that is not answered");
        }
    }
}

/// `path → [id, …]`, no id twice.
fn read_repeats(top: &mut Fields<'_, '_>) {
    let at = top.at().member("repeats");
    let repeats = top.maybe("repeats").and_then(Json::as_object).unwrap_or_default();
    for (path, ids) in repeats {
        let at = at.member(path);
        expect_path(path, &at, top.findings());
        let listed = ids.as_array().map(|ids| ids.iter().map(|id| u32::try_from(id.as_integer()?).ok()).collect());
        let distinct =
            listed.flatten().is_some_and(|ids: Vec<u32>| ids.iter().collect::<VecSet<_>>().len() == ids.len());
        if !distinct {
            let finding = Finding::error(
                "seal/claim-type",
                "this is not a list of distinct instance ids",
                Place::at(at.pointer()),
            );
            top.findings().push(finding.hint("write the ids of the instances in their order, for example [1,3,2]"));
        }
    }
}

fn expect_path(path: &str, at: &At<'_>, findings: &mut Findings) {
    if !QuestionPath::is_path(path) {
        let message = format!("`{path}` is not the path of a question");
        let finding = Finding::error("seal/claim-value", message, Place::at(at.pointer()));
        findings.push(finding.hint("write names joined by `/`, instances as `name[id]`"));
    }
}
