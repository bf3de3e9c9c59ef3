//! Sealing: claim, sign, keep.

use sealform_engine::Finished;
use sealform_protocol::{Draft, SealFault};
use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{
    Attachment, Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, Payload, QuestionnaireRef, SealError, SealedFile,
    Unsigned,
};
use sealform_types::Sha256Digest;

use super::entry::Entry;
use super::keys::{NoKey, SealingKey};
use super::{Submitter, attachments};
use crate::clock;
use crate::runtime::device;
use crate::runtime::store::{Change, Durability, FileRecord, Stage, StoreName, draft_text};

/// A finished form, with the draft that ends with it.
#[derive(Debug)]
pub struct FinishedForm {
    /// Milliseconds for which it was open, by the monotonic clock.
    pub open_ms: u64,
    /// The draft.
    pub draft: Draft,
    /// What is sealed of it.
    pub finished: Finished,
}

fn too_large_or_failed(error: &SealError) -> SealFault {
    match error {
        SealError::TooLarge { .. } => SealFault::TooLarge,
        SealError::SignatureLength { .. } => SealFault::Failed,
    }
}

fn no_key(_: NoKey) -> SealFault {
    SealFault::NoKey
}

impl Submitter {
    /// Signs a finished form and keeps it, in one step with the end of its draft.
    ///
    /// # Errors
    /// [`SealFault`]; nothing was kept then.
    pub async fn seal(&self, form: FinishedForm) -> Result<FileRecord, SealFault> {
        let key = SealingKey::open(self.store.as_deref(), &self.agency).await.map_err(no_key)?;
        let end = draft_text(Stage::Sealed, form.open_ms, &form.draft);
        let end = Change::text(StoreName::Drafts, self.form.draft(&form.draft.id), &end);
        let attached = attachments::of(self.store.as_deref(), &form.finished.answers).await;
        let payload = self.payload(form, attached, &key).ok_or(SealFault::Failed)?;
        let unsigned = Unsigned::new(payload, key.public.clone());
        let signature = key.sign(unsigned.signing_input()).await.map_err(no_key)?;
        let file = unsigned.attach(&signature).map_err(|error| too_large_or_failed(&error))?;
        let record = self.record(&file, &key);
        self.keep(&record, end).await?;
        Ok(record)
    }

    fn payload(&self, form: FinishedForm, attachments: Vec<Attachment>, key: &SealingKey) -> Option<Payload> {
        let FinishedForm { open_ms, draft, finished } = form;
        let pin = draft.questionnaire;
        let sha256 = Sha256Digest::parse(&pin.sha256)?;
        let questionnaire = QuestionnaireRef { id: pin.id, version: pin.version, sha256 };
        let clock = Clock {
            started: draft.started,
            sealed: clock::now(),
            tz: clock::zone_name(),
            mono_ms: open_ms,
            skew_hint: None,
        };
        let claim = KeyClaim { storage: KeyStorage::WebCrypto, created: key.created };
        let outcome = Outcome::parse(&finished.outcome)?;
        let log = draft.log.iter().map(|entry| Event::new(entry.at, &entry.action, &entry.path));
        let claims = Claims {
            assignment_token: self.assignment_token.clone(),
            answers: finished.answers,
            repeats: finished.repeats,
            facts: finished.facts,
            score: finished.score,
            attachments,
            audit: log.collect::<AuditLog>().claim(),
            locale: device::locale(),
            form_locale: draft.language,
            ..Claims::new(Jti::parse(&draft.id)?, questionnaire, outcome, clock, claim)
        };
        claims.to_payload().ok()
    }

    fn record(&self, file: &SealedFile, key: &SealingKey) -> FileRecord {
        FileRecord {
            jti: file.jti().to_string(),
            form: self.form.clone(),
            sha256: file.payload_sha256().to_string(),
            name: file.file_name(),
            signer: key.public.thumbprint().to_string(),
            sealed_at: clock::now(),
            jws: String::from_utf8_lossy(file.bytes()).into_owned(),
        }
    }

    /// Keeps the file, its entries in the outbox and the end of the draft in one step: a tab that is killed leaves all
    /// of them or none. Where the browser keeps nothing, they are in memory, and the file can be saved by hand.
    async fn keep(&self, file: &FileRecord, end_of_draft: Change) -> Result<(), SealFault> {
        let to = self.destinations.iter().cloned();
        let entries: Vec<Entry> = to.map(|to| Entry::new(&file.jti, &file.sha256, to)).collect();
        if let Some(store) = &self.store {
            let mut changes = vec![Change::text(StoreName::Files, file.jti.clone(), &file.text()), end_of_draft];
            changes.extend(entries.iter().map(Entry::to_change));
            store.write(Durability::Strict, &changes).await.map_err(|_| SealFault::NotKept)?;
        }
        self.outbox.add(file.clone(), entries);
        Ok(())
    }
}
