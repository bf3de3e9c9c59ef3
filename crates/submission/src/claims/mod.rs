//! What a submission claims: the members of the payload, typed, and how they are written.
//! Not here: signing (`seal`) and whom to believe (`verify`).

mod attachments;
pub(crate) mod event;
mod fields;
mod jti;
mod language_tag;
mod read;

use std::fmt;

use chrono::{DateTime, FixedOffset};
use sealform_types::canonical::{JcsError, to_sealed_jcs};
use sealform_types::iso::{self, SecondParts};
use sealform_types::{Finding, Geopoint, Json, Place, QuestionPath, Sha256Digest, Value, is_outcome};

use crate::audit::AuditClaim;
use crate::seal::Payload;

pub use jti::Jti;
pub use language_tag::LanguageTag;

/// The value of the claim `typ`.
pub const CLAIM_TYPE: &str = "sealform-submission";

/// The value of the claim `v`.
pub const CLAIM_VERSION: i64 = 1;

/// Everything that one sealed file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// The identity of the submission, and its idempotency key everywhere.
    pub jti: Jti,
    /// The agency's whole assignment, a compact JWS, where there is one.
    pub assignment_token: Option<String>,
    /// Which form was filled.
    pub questionnaire: QuestionnaireRef,
    /// How the contact ended, so that a reader without the engine sees a disqualified one.
    pub outcome: Outcome,
    /// `path → {v, c?}` as an object; only relevant questions appear.
    pub answers: Json,
    /// `path → [instance ids, in order]` as an object.
    pub repeats: Json,
    /// Every fact that the program read, as an object.
    pub facts: Json,
    /// The score sheet as an object, where a scoring key was on board. Receivers recompute it.
    pub score: Option<Json>,
    /// What travels beside the file.
    pub attachments: Vec<Attachment>,
    /// The event chain.
    pub audit: AuditClaim,
    /// What the device's clocks said.
    pub clock: Clock,
    /// The program that sealed, by its own account.
    pub engine: String,
    /// The language of the device.
    pub locale: LanguageTag,
    /// The language in which the form was read.
    pub form_locale: String,
    /// Where the sealing key lives.
    pub key: KeyClaim,
    /// Where the device was, where the form asked and the person agreed.
    pub geo: Option<Geopoint>,
    /// What this file corrects.
    pub previous: Option<Previous>,
}

/// Which form was filled: replaying it later needs exactly this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireRef {
    /// Its id.
    pub id: String,
    /// Its version, as its author writes versions.
    pub version: String,
    /// The digest of its canonical JSON.
    pub sha256: Sha256Digest,
}

/// How the contact ended: `completed`, `disqualified`, `knocked_out`, or another lower-case word with `_` and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome(String);

/// A file that travels beside the submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u32,
    /// The digest of its bytes, as they travel.
    pub sha256: Sha256Digest,
    /// The question that it answers.
    pub question: QuestionPath,
    /// Whether the device says that it has sealed the same picture before.
    pub seen: bool,
}

/// What the device's clocks said. None of it is evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// When the form was opened for the first time.
    pub started: DateTime<FixedOffset>,
    /// When it was sealed.
    pub sealed: DateTime<FixedOffset>,
    /// The IANA name of the time zone.
    pub tz: String,
    /// Milliseconds of the monotonic clock while the form was open.
    pub mono_ms: u64,
    /// Milliseconds by which a server's clock was ahead, where one was heard.
    pub skew_hint: Option<i64>,
    /// Milliseconds by which the device's clock was behind the last moment of the draft, where it was: it had been set back.
    pub back_ms: Option<u64>,
}

/// Where the sealing key lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyClaim {
    /// What keeps the private half.
    pub storage: KeyStorage,
    /// When the key was made.
    pub created: DateTime<FixedOffset>,
}

/// What keeps the private half of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStorage {
    /// The browser, which never hands it out.
    WebCrypto,
    /// The program itself.
    Soft,
}

/// What a correction corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    /// The identity of the corrected submission.
    pub jti: Jti,
    /// The digest of its payload.
    pub sha256: Sha256Digest,
    /// The round of this correction, from 1.
    pub round: u32,
    /// The digest of the return's payload that asked for it.
    pub return_sha256: Sha256Digest,
}

/// Why claims cannot be sealed: a value that no signed payload may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimError(Box<Finding>);

impl Outcome {
    /// Reads the word: see [`is_outcome`].
    pub fn parse(text: &str) -> Option<Self> {
        is_outcome(text).then(|| Self(text.to_owned()))
    }

    /// Every question was gone through.
    pub fn completed() -> Self {
        Self("completed".to_owned())
    }

    /// Screening ended the form.
    pub fn disqualified() -> Self {
        Self("disqualified".to_owned())
    }

    /// The form jumped to its end, as when nobody answered.
    pub fn knocked_out() -> Self {
        Self("knocked_out".to_owned())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyStorage {
    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::WebCrypto => "webcrypto",
            Self::Soft => "soft",
        }
    }

    /// The storage of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::WebCrypto, Self::Soft].into_iter().find(|storage| storage.name() == name)
    }
}

impl Claims {
    /// The claims of a contact without answers: what has no sensible default is asked for, the rest is empty and is
    /// filled member by member.
    pub fn new(jti: Jti, questionnaire: QuestionnaireRef, outcome: Outcome, clock: Clock, key: KeyClaim) -> Self {
        let nothing = || Json::Object(Vec::new());
        Self {
            jti,
            assignment_token: None,
            questionnaire,
            outcome,
            answers: nothing(),
            repeats: nothing(),
            facts: nothing(),
            score: None,
            attachments: Vec::new(),
            audit: AuditClaim::empty(),
            clock,
            engine: concat!("sealform ", env!("CARGO_PKG_VERSION")).to_owned(),
            locale: LanguageTag::undetermined(),
            form_locale: "und".to_owned(),
            key,
            geo: None,
            previous: None,
        }
    }

    /// Writes the claims as the bytes that are sealed.
    ///
    /// # Errors
    /// [`ClaimError`] names the value that a signed payload cannot hold: a float, a number beyond ±(2^53 − 1), a
    /// member name outside ASCII, or too many levels.
    pub fn to_payload(&self) -> Result<Payload, ClaimError> {
        to_sealed_jcs(&self.to_json()).map(|bytes| Payload::new(bytes, self.jti.clone())).map_err(ClaimError::from)
    }

    /// The claims as a tree.
    pub fn to_json(&self) -> Json {
        let moment = |moment| Json::String(write_moment(moment));
        let whole = |ms: u64| Json::Integer(i64::try_from(ms).unwrap_or(i64::MAX));
        let back = self.clock.back_ms.map(|ms| ("back_ms", whole(ms)));
        let clock = object(back.into_iter().chain([
            ("mono_ms", whole(self.clock.mono_ms)),
            ("sealed", moment(&self.clock.sealed)),
            ("skew_hint", self.clock.skew_hint.map_or(Json::Null, Json::Integer)),
            ("started", moment(&self.clock.started)),
            ("tz", Json::from(self.clock.tz.as_str())),
        ]));
        let key = object([("created", moment(&self.key.created)), ("storage", Json::from(self.key.storage.name()))]);
        let always = [
            ("answers", self.answers.clone()),
            ("assignment_token", self.assignment_token.as_deref().map_or(Json::Null, Json::from)),
            ("attachments", self.attachments.iter().map(Attachment::to_json).collect()),
            ("audit", self.audit.to_json()),
            ("clock", clock),
            ("engine", Json::from(self.engine.as_str())),
            ("facts", self.facts.clone()),
            ("form_locale", Json::from(self.form_locale.as_str())),
            ("jti", Json::from(self.jti.as_str())),
            ("key", key),
            ("locale", Json::from(self.locale.as_str())),
            ("outcome", Json::from(self.outcome.as_str())),
            ("previous", self.previous.as_ref().map_or(Json::Null, Previous::to_json)),
            ("questionnaire", self.questionnaire.to_json()),
            ("repeats", self.repeats.clone()),
            ("typ", Json::from(CLAIM_TYPE)),
            ("v", Json::Integer(CLAIM_VERSION)),
        ];
        let geo = self.geo.clone().map(|point| ("geo", Value::Geopoint(point).to_json()));
        let score = self.score.clone().map(|sheet| ("score", sheet));
        object(always.into_iter().chain(geo).chain(score))
    }
}

impl QuestionnaireRef {
    fn to_json(&self) -> Json {
        object([
            ("id", Json::from(self.id.as_str())),
            ("sha256", Json::String(self.sha256.to_string())),
            ("version", Json::from(self.version.as_str())),
        ])
    }
}

impl Attachment {
    fn to_json(&self) -> Json {
        let seen = self.seen.then_some(("seen", Json::Boolean(true)));
        let named = [("name", Json::from(self.name.as_str())), ("question", Json::String(self.question.to_string()))];
        object(named.into_iter().chain(seen).chain([
            ("sha256", Json::String(self.sha256.to_string())),
            ("size", Json::Integer(i64::from(self.size))),
            ("type", Json::from(self.media_type.as_str())),
        ]))
    }
}

impl Previous {
    fn to_json(&self) -> Json {
        object([
            ("jti", Json::from(self.jti.as_str())),
            ("return_sha256", Json::String(self.return_sha256.to_string())),
            ("round", Json::Integer(i64::from(self.round))),
            ("sha256", Json::String(self.sha256.to_string())),
        ])
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// ISO 8601 with offset, and no more digits of a second than there are.
fn write_moment(moment: &DateTime<FixedOffset>) -> String {
    iso::write_moment(moment, SecondParts::AsNeeded)
}

impl ClaimError {
    /// Code, sentence, place and hint.
    pub fn finding(&self) -> &Finding {
        &self.0
    }
}

impl From<JcsError> for ClaimError {
    fn from(error: JcsError) -> Self {
        let finding = Finding::error("seal/claim-value", error.fault.message(), Place::at(error.pointer));
        Self(Box::new(finding.hint(error.fault.hint())))
    }
}

impl From<ClaimError> for Finding {
    fn from(error: ClaimError) -> Self {
        *error.0
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.0.message, self.0.place)
    }
}

impl std::error::Error for ClaimError {}
