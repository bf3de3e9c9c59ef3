//! Sealing: claim, sign, keep.

use sealform_protocol::{Draft, LogEntry};
use sealform_submission::audit::{AuditClaim, AuditLog, Event};
use sealform_submission::{
    Attachment, Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, Payload, QuestionnaireRef, SealError, SealedFile,
    Unsigned,
};
use sealform_types::{Json, QuestionPath, Sha256Digest};

use super::entry::Entry;
use super::keys::{NoKey, SealingKey};
use super::{Office, attachments};
use crate::clock;
use crate::store::{Change, Durability, FileRecord, Shelf, Stage, draft_text};

/// Why nothing was sealed. The draft is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The file would be longer than the most that is allowed.
    TooLarge,
    /// No key could be made or used.
    NoKey,
    /// The sealed file could not be kept.
    NotKept,
    /// Anything else.
    Failed,
}

impl Refusal {
    /// The word for it, which the face knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NoKey => "no-key",
            Self::NotKept => "not-kept",
            Self::Failed => "failed",
        }
    }
}

impl From<NoKey> for Refusal {
    fn from(_: NoKey) -> Self {
        Self::NoKey
    }
}

impl From<SealError> for Refusal {
    fn from(error: SealError) -> Self {
        match error {
            SealError::TooLarge { .. } => Self::TooLarge,
            SealError::SignatureLength { .. } => Self::Failed,
        }
    }
}

/// A finished form, as the face hands it in: `{open_ms, draft, outcome, answers, repeats, facts}`.
#[derive(Debug)]
pub struct Finished {
    open_ms: u64,
    draft: Draft,
    outcome: Outcome,
    answers: Json,
    repeats: Json,
    facts: Json,
}

impl Finished {
    /// Reads what the face handed in; `None` where it is nothing of the kind.
    pub fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let member = |name| json.get(name).cloned();
        Some(Self {
            open_ms: u64::try_from(json.get("open_ms")?.as_integer()?).ok()?,
            draft: Draft::from_json(json.get("draft")?).ok()?,
            outcome: Outcome::parse(json.get("outcome")?.as_str()?)?,
            answers: member("answers")?,
            repeats: member("repeats")?,
            facts: member("facts")?,
        })
    }
}

impl Office {
    /// Signs a finished form and keeps it, with the score claim where a key is attached.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was kept then.
    pub async fn seal(&self, finished: Finished, score: Option<Json>) -> Result<FileRecord, Refusal> {
        let key = SealingKey::open(self.store.as_deref(), &self.agency).await?;
        let end = draft_text(Stage::Sealed, finished.open_ms, &finished.draft);
        let end = Change::text(Shelf::Drafts, self.form.draft(&finished.draft.id), &end);
        let attached = attachments::of(self.store.as_deref(), &finished.answers).await;
        let payload = self.payload(finished, score, attached, &key).ok_or(Refusal::Failed)?;
        let unsigned = Unsigned::new(payload, key.public.clone());
        let file = unsigned.attach(&key.sign(unsigned.signing_input()).await?)?;
        let record = self.record(&file, &key);
        self.keep(&record, end).await?;
        Ok(record)
    }

    fn payload(
        &self,
        finished: Finished,
        score: Option<Json>,
        attachments: Vec<Attachment>,
        key: &SealingKey,
    ) -> Option<Payload> {
        let draft = finished.draft;
        let pin = draft.questionnaire;
        let sha256 = Sha256Digest::parse(&pin.sha256)?;
        let questionnaire = QuestionnaireRef { id: pin.id, version: pin.version, sha256 };
        let clock = Clock {
            started: draft.started,
            sealed: clock::now(),
            tz: clock::zone_name(),
            mono_ms: finished.open_ms,
            skew_hint: None,
        };
        let claim = KeyClaim { storage: KeyStorage::WebCrypto, created: key.created };
        let claims = Claims {
            assignment_token: self.assignment_token.clone(),
            answers: finished.answers,
            repeats: finished.repeats,
            facts: finished.facts,
            score,
            attachments,
            audit: audit(&draft.log),
            locale: clock::locale(),
            form_locale: draft.language,
            ..Claims::new(Jti::parse(&draft.id)?, questionnaire, finished.outcome, clock, claim)
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
    async fn keep(&self, file: &FileRecord, end_of_draft: Change) -> Result<(), Refusal> {
        let to = self.destinations.iter().cloned();
        let entries: Vec<Entry> = to.map(|to| Entry::new(&file.jti, &file.sha256, to)).collect();
        if let Some(store) = &self.store {
            let mut changes = vec![Change::text(Shelf::Files, file.jti.clone(), &file.text()), end_of_draft];
            changes.extend(entries.iter().map(Entry::to_change));
            store.write(Durability::Strict, &changes).await.map_err(|_| Refusal::NotKept)?;
        }
        self.outbox.add(file.clone(), entries);
        Ok(())
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
