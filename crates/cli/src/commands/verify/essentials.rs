//! What is kept of an intact file when the next one is read. Of so many files that all their answers would not fit into memory,
//! these parts do.

use sealform_receiver::{Claim, score_word};
use sealform_submission::{Jti, Outcome, QuestionnaireRef, Signer, Thumbprint, VerifiedSubmission};
use sealform_types::Sha256Digest;
use sealform_types::iso::{SecondParts, write_moment};

use crate::attachments::Presence;

/// A submission: its identity, and its content.
pub type Identity = (Jti, Sha256Digest);

/// An intact file, as far as something is printed of it or other files are compared with it.
pub struct Essentials {
    pub identity: Identity,
    pub sealed_by: Thumbprint,
    pub signer: Signer,
    pub questionnaire: QuestionnaireRef,
    pub outcome: Outcome,
    /// What it corrects.
    pub previous: Option<Identity>,
    /// The issuer and the name of its assignment.
    pub assignment: Option<(String, String)>,
    /// The version of its assignment.
    pub assignment_version: Option<u32>,
    /// The files that it claims, in its order.
    pub attachments: Vec<Claimed>,
    /// How many events were logged while it was filled.
    pub events: u32,
    pub audit_gaps: u32,
    /// When it was sealed, by the clock of its device.
    pub sealed: String,
    pub clock_back_ms: Option<u64>,
    /// What is to be said of its score.
    pub score: &'static str,
}

/// A file beside it.
pub struct Claimed {
    pub question: String,
    pub name: String,
    /// Whether the device says that it has sealed the same picture before.
    pub seen: bool,
    /// Whether it was there.
    pub presence: Presence,
}

impl Essentials {
    /// Those of a submission, given which of its files were there.
    pub fn of(submission: &VerifiedSubmission, present: &[Presence]) -> Self {
        let claims = submission.claims();
        let attachments = claims.attachments.iter().zip(present).map(|(claim, presence)| Claimed {
            question: claim.question.to_string(),
            name: claim.name.clone(),
            seen: claim.seen,
            presence: *presence,
        });
        Self {
            identity: (claims.jti.clone(), submission.payload_sha256()),
            sealed_by: submission.key().thumbprint(),
            signer: submission.signer(),
            questionnaire: claims.questionnaire.clone(),
            outcome: claims.outcome.clone(),
            previous: claims.previous.as_ref().map(|previous| (previous.jti.clone(), previous.sha256)),
            assignment: submission.assignment_id(),
            assignment_version: submission.assignment_version(),
            attachments: attachments.collect(),
            events: claims.audit.n,
            audit_gaps: claims.audit.gaps,
            sealed: write_moment(&claims.clock.sealed, SecondParts::AsNeeded),
            clock_back_ms: claims.clock.back_ms,
            score: score_word(submission, None),
        }
    }

    /// Takes in what recomputing its score has given.
    pub fn scored(&mut self, submission: &VerifiedSubmission, claim: Claim) {
        self.score = score_word(submission, Some(claim));
    }

    /// The files that are not at hand.
    pub fn missing(&self) -> impl Iterator<Item = &Claimed> {
        self.attachments.iter().filter(|claimed| claimed.presence == Presence::NotAtHand)
    }
}
