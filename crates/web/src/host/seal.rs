//! Sealing: finish, claim, sign, keep; then send.

use sealform_engine::Finished;
use sealform_protocol::{Draft, LogEntry};
use sealform_submission::audit::{AuditClaim, AuditLog, Event};
use sealform_submission::{
    Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, Payload, QuestionnaireRef, SealError, SealedFile, Sha256Digest,
    Unsigned,
};
use sealform_types::QuestionPath;
use sealform_ui::{HostEvent, SealFault};
use wasm_bindgen_futures::spawn_local;

use super::BrowserHost;
use crate::clock;
use crate::keys::{NoKey, SealingKey};
use crate::outbox::Entry;
use crate::store::{Change, Durability, FileRecord, Shelf, Stage};

impl From<NoKey> for SealFault {
    fn from(_: NoKey) -> Self {
        Self::NoKey
    }
}

fn fault(error: SealError) -> SealFault {
    match error {
        SealError::TooLarge { .. } => SealFault::TooLarge,
        SealError::SignatureLength { .. } => SealFault::Failed,
    }
}

impl BrowserHost {
    /// Finishes at once, and signs as soon as the key is there. The form takes no answers meanwhile.
    pub(super) fn begin_sealing(&self) {
        let Some(host) = self.itself.upgrade().filter(|host| host.takes_answers()) else { return };
        let Ok(finished) = self.session.borrow().finish() else {
            return self.emit(HostEvent::SealFailed { reason: SealFault::Open });
        };
        self.sealing.set(true);
        let draft = self.session.borrow().draft().clone();
        spawn_local(async move {
            let result = host.seal_and_keep(finished, draft).await;
            host.sealing.set(false);
            match result {
                Ok(file) => host.show_sealed(file),
                Err(reason) => {
                    host.save();
                    host.emit(HostEvent::SealFailed { reason });
                }
            }
        });
    }

    async fn seal_and_keep(&self, finished: Finished, draft: Draft) -> Result<FileRecord, SealFault> {
        let key = SealingKey::open(self.store.as_deref(), &self.settings.agency).await?;
        let payload = self.payload(finished, &draft, &key).ok_or(SealFault::Failed)?;
        let unsigned = Unsigned::new(payload, key.public.clone());
        let file = unsigned.attach(&key.sign(unsigned.signing_input()).await?).map_err(fault)?;
        let record = self.file_record(&file, &key);
        self.keep_sealed(&record).await?;
        Ok(record)
    }

    fn payload(&self, finished: Finished, draft: &Draft, key: &SealingKey) -> Option<Payload> {
        let pin = &draft.questionnaire;
        let sha256 = Sha256Digest::parse(&pin.sha256)?;
        let questionnaire = QuestionnaireRef { id: pin.id.clone(), version: pin.version.clone(), sha256 };
        let clock = Clock {
            started: draft.started,
            sealed: clock::now(),
            tz: clock::zone_name(),
            mono_ms: self.open_ms(),
            skew_hint: None,
        };
        let claim = KeyClaim { storage: KeyStorage::WebCrypto, created: key.created };
        let outcome = Outcome::parse(&finished.outcome)?;
        let claims = Claims {
            assignment_token: self.settings.assignment_token.clone(),
            answers: finished.answers,
            repeats: finished.repeats,
            facts: finished.facts,
            score: finished.score,
            audit: audit(&draft.log),
            locale: clock::locale(),
            form_locale: draft.language.clone(),
            ..Claims::new(Jti::parse(&draft.id)?, questionnaire, outcome, clock, claim)
        };
        claims.to_payload().ok()
    }

    fn file_record(&self, file: &SealedFile, key: &SealingKey) -> FileRecord {
        FileRecord {
            jti: file.jti().to_string(),
            form: self.settings.form.clone(),
            sha256: file.payload_sha256().to_string(),
            name: file.file_name(),
            signer: key.public.thumbprint().to_string(),
            sealed_at: clock::now(),
            jws: String::from_utf8_lossy(file.bytes()).into_owned(),
        }
    }

    /// Keeps the file, its entries in the outbox and the end of the draft in one step: a tab that is killed leaves all
    /// of them or none. Where the browser keeps nothing, they are in memory, and the file can be saved by hand.
    async fn keep_sealed(&self, file: &FileRecord) -> Result<(), SealFault> {
        let to = self.settings.destinations.iter().cloned();
        let entries: Vec<Entry> = to.map(|to| Entry::new(&file.jti, &file.sha256, to)).collect();
        if let Some(store) = &self.store {
            let mut changes =
                vec![Change::text(Shelf::Files, file.jti.clone(), &file.text()), self.draft_change(Stage::Sealed)];
            changes.extend(entries.iter().map(Entry::to_change));
            store.write(Durability::Strict, &changes).await.map_err(|_| SealFault::NotKept)?;
        }
        self.outbox.add(file.clone(), entries);
        Ok(())
    }

    fn show_sealed(&self, file: FileRecord) {
        self.stage.set(Stage::Sealed);
        self.file.replace(Some(file.clone()));
        self.emit(HostEvent::Sealed(self.receipt_of(&file)));
        if self.settings.tells_page_once() {
            self.page.sealed(&file.jti, &file.sha256, &file.name, &file.jws);
        }
        self.outbox.run();
    }
}

/// The log as the chain of the audit claim.
fn audit(log: &[LogEntry]) -> AuditClaim {
    let mut chain = AuditLog::new();
    for entry in log {
        let path = QuestionPath::parse(&entry.path).ok();
        chain.push(Event { at: entry.at, action: entry.action.clone(), path });
    }
    chain.claim()
}
