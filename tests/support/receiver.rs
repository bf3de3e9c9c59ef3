//! Seals what a form gives with a key that everybody can have, and reads it back as a receiver with the questionnaire does.

use std::sync::Arc;

use sealform_engine::{Finished, Program};
use sealform_protocol::Draft;
use sealform_receiver::Judge;
use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{
    Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, QuestionnaireRef, SealError, Trust, Unsigned,
    UnverifiedSubmission,
};
use sealform_types::{Sha256Digest, digest};

use crate::forge::{attachment, key, moment};

/// What a device claims of a finished form.
///
/// # Errors
/// Where the form gives an outcome that no file has.
pub fn claims(draft: &Draft, finished: Finished) -> Result<Claims, String> {
    let pin = draft.questionnaire.clone();
    let sha256 = Sha256Digest::parse(&pin.sha256).unwrap_or_else(|| digest(b"imported"));
    let questionnaire = QuestionnaireRef { id: pin.id, version: pin.version, sha256 };
    let (started, sealed) = (draft.started, draft.at);
    let clock = Clock { started, sealed, tz: "Europe/Oslo".into(), mono_ms: 1, skew_hint: None, back_ms: None };
    let key_claim = KeyClaim { storage: KeyStorage::Soft, created: moment("2026-11-16T10:02:11+01:00") };
    let outcome = Outcome::parse(&finished.outcome).ok_or("an outcome that no file has")?;
    let log = draft.log.iter().map(|entry| Event::new(entry.at, &entry.action, &entry.path));
    Ok(Claims {
        answers: finished.answers,
        repeats: finished.repeats,
        facts: finished.facts,
        score: finished.score,
        attachments: finished.files.iter().map(|file| attachment(&file.name, &file.question, b"a photo")).collect(),
        audit: log.collect::<AuditLog>().claim(),
        form_locale: draft.language.clone(),
        ..Claims::new(Jti::from_random([7; 16]), questionnaire, outcome, clock, key_claim)
    })
}

/// The file; none where it would be too large.
///
/// # Errors
/// Where a claim cannot be sealed.
pub fn seal(claims: &Claims) -> Result<Option<Vec<u8>>, String> {
    let payload = claims.to_payload().map_err(|error| error.to_string())?;
    let device = key("device");
    let unsigned = Unsigned::new(payload, device.public());
    match unsigned.attach(&device.sign(unsigned.signing_input())) {
        Ok(file) => Ok(Some(file.bytes().to_vec())),
        Err(SealError::TooLarge { .. }) => Ok(None),
        Err(error @ SealError::SignatureLength { .. }) => Err(error.to_string()),
    }
}

/// As `sealform verify --questionnaire` does; gives the paths that were taken as claimed.
///
/// # Errors
/// What a receiver would find.
pub fn read_back(program: &Arc<Program>, file: &[u8]) -> Result<Vec<String>, String> {
    let verified = UnverifiedSubmission::parse(file).and_then(|read| read.verify(&Trust::None));
    let verified = verified.map_err(|error| format!("{:?}", error.findings()))?;
    let played = Judge::new(Arc::clone(program)).replay(&verified);
    match played.findings.as_slice() {
        [] => Ok(played.not_replayed),
        found => Err(format!("{found:?}\n  {}", verified.claims().to_json().to_text())),
    }
}
