//! What an assignment says.

use chrono::{DateTime, FixedOffset};
use sealform_types::{Decimal, Json, Sha256Digest, Visit};

use crate::claims::QuestionnaireRef;
use crate::jwk::PublicJwk;

/// The longest name: of an issuer, an assignment, an observer, a site, a channel, a scenario.
pub const MAX_NAME_LETTERS: usize = 200;

/// The longest text: of a scenario, an address, a way to reach somebody.
pub const MAX_TEXT_LETTERS: usize = 4000;

/// What an agency asks of an observer: one contact, by one form.
///
/// As JSON: `{iss, jti, at?, assignment, version, observer?, questionnaire, site?, channel?, scenarios?, attempts?, visit?,
/// submit_by?, contact?, briefing?, nonce?, key_commitment?, cnf?, encrypt?, policy?, prefill?}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Who issues it.
    pub iss: String,
    /// The identity of this version.
    pub jti: String,
    /// When it was issued.
    pub at: Option<DateTime<FixedOffset>>,
    /// Its name, which all versions share.
    pub assignment: String,
    /// From 1; each reissue counts one more.
    pub version: u32,
    /// Whom it is for, by a pseudonym.
    pub observer: Option<String>,
    /// Which form is filled, to the byte.
    pub questionnaire: QuestionnaireRef,
    /// Who or what is contacted.
    pub site: Option<Site>,
    /// By which channel, for example `phone`.
    pub channel: Option<String>,
    /// Role plays.
    pub scenarios: Vec<Scenario>,
    /// How often it is tried.
    pub attempts: Option<AttemptRules>,
    /// When the contact is made.
    pub visit: Option<Visit>,
    /// Until when the report is sent.
    pub submit_by: Option<DateTime<FixedOffset>>,
    /// How the site is reached.
    pub contact: Option<Contact>,
    /// What is read before the contact is shown.
    pub briefing: Option<Briefing>,
    /// Random text, so that nobody guesses the whole from its parts.
    pub nonce: Option<String>,
    /// The commitment to a scoring key that is opened later: 43 characters of base64url.
    pub key_commitment: Option<String>,
    /// The thumbprint (RFC 7638) of the only key that may seal, where the observer's device is enrolled: `cnf.jkt` (RFC 7800).
    pub jkt: Option<String>,
    /// The key for which a submission is to be encrypted.
    pub encrypt: Option<PublicJwk>,
    /// What receivers decide by, such as about late reports: an object that is handed on as it is.
    pub policy: Option<Json>,
    /// Answers to begin with: an object from path to answer.
    pub prefill: Option<Json>,
}

/// Who or what is contacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name among the agency's.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Latitude and longitude in degrees.
    pub location: Option<(Decimal, Decimal)>,
}

/// A role play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub id: String,
    /// What the observer is to say and want.
    pub text: Option<String>,
    /// When this one is chosen, where there are several: in words, for the observer.
    pub choose: Option<String>,
}

/// How often it is tried, with the words of a questionnaire's `attempts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRules {
    /// How many attempts there are before nobody counts as reached.
    pub max: u32,
    /// Seconds that each attempt waits at least.
    pub wait: u32,
    /// Working days that each attempt waits at least, its own among them; none where it is 0.
    pub wait_days: u32,
    /// Whether attempts must be on different days.
    pub different_days: bool,
    /// By which channels.
    pub channels: Vec<String>,
}

/// How the site is reached. At least one is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// A telephone number.
    pub tel: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A web address, `https:` or `http:`.
    pub url: Option<String>,
}

/// What is read before the contact is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefing {
    /// Where it is, absolute or beside the form.
    pub url: String,
    /// The digest of its bytes.
    pub sha256: Sha256Digest,
}

impl Assignment {
    /// An assignment with what has to be there; the rest is empty and is filled member by member.
    pub fn new(iss: &str, jti: &str, assignment: &str, version: u32, questionnaire: QuestionnaireRef) -> Self {
        Self {
            iss: iss.to_owned(),
            jti: jti.to_owned(),
            at: None,
            assignment: assignment.to_owned(),
            version,
            observer: None,
            questionnaire,
            site: None,
            channel: None,
            scenarios: Vec::new(),
            attempts: None,
            visit: None,
            submit_by: None,
            contact: None,
            briefing: None,
            nonce: None,
            key_commitment: None,
            jkt: None,
            encrypt: None,
            policy: None,
            prefill: None,
        }
    }
}
