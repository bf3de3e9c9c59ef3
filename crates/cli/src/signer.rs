//! Sealing with a key in software.

use chrono::{DateTime, FixedOffset};
use sealform_engine::Finished;
use sealform_protocol::Draft;
use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{
    Attachment, Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, PublicJwk, QuestionnaireRef, SealedFile, SoftKey,
    Unsigned,
};
use sealform_types::{Finding, Json, Place, Sha256Digest};

use crate::failure::{Exit, Failure, FileReport};
use crate::input::Input;
use crate::{documents, platform};

/// What seals, and since when it is there.
pub struct Signer {
    key: SoftKey,
    created: DateTime<FixedOffset>,
    origin: Origin,
}

/// Where a signing key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From a file.
    Given,
    /// Made for this one file.
    Fresh,
}

impl Signer {
    /// Reads the key that is named, or makes one.
    ///
    /// # Errors
    /// [`Failure`] where the file is not a private key.
    pub fn open(input: Option<&Input>, now: DateTime<FixedOffset>) -> Result<Self, Failure> {
        let Some(input) = input else {
            return Ok(Self { key: platform::new_key()?, created: now, origin: Origin::Fresh });
        };
        let (key, json) = documents::signing_key(input)?;
        let noted = json.get("created").and_then(Json::as_str);
        let created = noted.and_then(|text| DateTime::parse_from_rfc3339(text).ok()).unwrap_or(now);
        Ok(Self { key, created, origin: Origin::Given })
    }

    /// The public half.
    pub fn public(&self) -> PublicJwk {
        self.key.public()
    }

    /// Where the key comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Seals a finished form.
    ///
    /// # Errors
    /// [`Failure`] where an answer cannot be sealed, or the file would be too large.
    pub fn seal(
        &self,
        finished: Finished,
        attachments: Vec<Attachment>,
        draft: &Draft,
        sealed: DateTime<FixedOffset>,
    ) -> Result<SealedFile, Failure> {
        let claims = self.claims(finished, attachments, draft, sealed).ok_or_else(|| {
            let message = "the form sets an outcome that a submission cannot have";
            let finding = Finding::error("seal/outcome", message, Place::default());
            cannot(finding.hint("use lower-case letters, digits and `_`, at most 40 in all"))
        })?;
        let payload = claims.to_payload().map_err(|error| cannot(error.into()))?;
        let unsigned = Unsigned::new(payload, self.key.public());
        unsigned.attach(&self.key.sign(unsigned.signing_input())).map_err(|error| cannot(error.into()))
    }

    fn claims(
        &self,
        finished: Finished,
        attachments: Vec<Attachment>,
        draft: &Draft,
        sealed: DateTime<FixedOffset>,
    ) -> Option<Claims> {
        let pin = &draft.questionnaire;
        let sha256 = Sha256Digest::parse(&pin.sha256)?;
        let questionnaire = QuestionnaireRef { id: pin.id.clone(), version: pin.version.clone(), sha256 };
        let zone = draft.facts.get("zone").and_then(|zone| zone.get("name")).and_then(Json::as_str);
        let tz = zone.map_or_else(platform::zone_name, str::to_owned);
        let clock = Clock { started: draft.started, sealed, tz, mono_ms: 0, skew_hint: None, back_ms: None };
        let key = KeyClaim { storage: KeyStorage::Soft, created: self.created };
        let outcome = Outcome::parse(&finished.outcome)?;
        let log = draft.log.iter().map(|entry| Event::new(entry.at, &entry.action, &entry.path));
        Some(Claims {
            answers: finished.answers,
            repeats: finished.repeats,
            facts: finished.facts,
            score: finished.score,
            attachments,
            audit: log.collect::<AuditLog>().claim(),
            form_locale: draft.language.clone(),
            ..Claims::new(Jti::parse(&draft.id)?, questionnaire, outcome, clock, key)
        })
    }
}

fn cannot(finding: Finding) -> Failure {
    let report = FileReport { file: String::new(), text: None, findings: vec![finding] };
    Failure { exit: Exit::Found, reports: vec![report] }
}
