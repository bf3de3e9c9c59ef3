//! Sealed files: opening them, and replaying them through the form that they name.

use std::sync::Arc;

use sealform_engine::{Claimed, Program, Session, replay};
use sealform_scoring::{Detail, ScoreSheet};
use sealform_submission::{Signer, Trust, TrustDocument, UnverifiedSubmission, VerifiedSubmission};
use sealform_types::canonical::to_jcs;
use sealform_types::{Finding, Json, Place, Severity};

use crate::documents::{self, DocumentKind, Form, Key};
use crate::failure::{Exit, Failure};
use crate::input::{Input, Source};
use crate::issues;
use crate::screen::plain;

/// Checks everything that a file says by itself.
///
/// # Errors
/// What is wrong with it.
pub fn open(source: &Source, trust: &Trust) -> Result<VerifiedSubmission, Vec<Finding>> {
    UnverifiedSubmission::parse(&source.bytes).and_then(|read| read.verify(trust)).map_err(|error| error.findings())
}

/// Whom a verifier trusts, as a document says.
///
/// # Errors
/// [`Failure`] where it cannot be read, or is no trust document.
pub fn trust(input: Option<&Input>) -> Result<Trust, Failure> {
    let Some(input) = input else { return Ok(Trust::None) };
    let (source, json) = documents::read(input, DocumentKind::Trust)?;
    TrustDocument::from_json(&json).map(Trust::Document).map_err(|error| Failure::found(&source, [error.into()]))
}

/// How a command ends that has found this: warnings are reported, and fail nothing.
pub fn exit(findings: &[Finding]) -> Exit {
    if findings.iter().any(|finding| finding.severity == Severity::Error) { Exit::Found } else { Exit::Fine }
}

/// What is known of the signer, in words.
pub fn signer(signer: Signer) -> &'static str {
    match signer {
        Signer::Unknown => "signer unknown",
        Signer::Known => "sealed by a trusted device",
        Signer::HolderOfLink => "sealed by whoever held the agency's link",
        Signer::EnrolledDevice => "sealed by the enrolled device",
    }
}

/// The same in one word, for programs.
pub fn signer_word(signer: Signer) -> &'static str {
    match signer {
        Signer::Unknown => "none",
        Signer::Known => "key",
        Signer::HolderOfLink => "link",
        Signer::EnrolledDevice => "device",
    }
}

/// Paths in a sentence, and not too many.
pub fn paths(paths: &[String]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = paths.iter().take(MOST).map(|path| format!("`{}`", plain(path))).collect();
    let more = paths.len().saturating_sub(MOST);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    shown.join(", ") + &rest
}

/// What a file is held against.
pub struct Judge {
    program: Arc<Program>,
    form: Form,
    key: Option<Key>,
}

/// The outcome of a replay.
pub struct Replayed {
    /// Where the file contradicts the form.
    pub findings: Vec<Finding>,
    /// What was taken as claimed, for it depends on what happened on the way.
    pub not_replayed: Vec<String>,
    /// The score of these answers, with a key.
    pub score: Option<Recomputed>,
}

/// A score that was computed again.
pub struct Recomputed {
    /// The whole sheet.
    pub sheet: ScoreSheet,
    /// What the file claims of it.
    pub claim: Claim,
    /// The form as it was filled.
    pub session: Session,
}

/// How a claimed score compares with the one that was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The file claims none.
    Absent,
    /// It was computed with another key, so that nothing can be compared.
    OtherKey,
    /// Byte for byte the same.
    Same,
    /// Another one.
    Differs,
    /// The same, but it depends on answers that were taken as claimed.
    Unconfirmed,
}

impl Judge {
    /// Reads and compiles what files are to be compared with.
    ///
    /// # Errors
    /// [`Failure`] where the questionnaire or the key cannot be used.
    pub fn new(questionnaire: &Input, key: Option<&Input>) -> Result<Self, Failure> {
        let form = Form::read(questionnaire)?;
        let key = key.map(Key::read).transpose()?;
        let program = form.program(key.as_ref())?;
        Ok(Self { program, form, key })
    }

    /// The questionnaire.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The scoring key, where there is one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Whether the file names another questionnaire.
    pub fn other_questionnaire(&self, submission: &VerifiedSubmission) -> Option<Finding> {
        let named = &submission.claims().questionnaire;
        (named.sha256 != *self.form.sha256()).then(|| {
            let (questionnaire, sha256) = (self.form.questionnaire(), self.form.sha256());
            let message = format!(
                "the file was filled in `{}` version {}, digest {}, and this questionnaire is `{}` version {}, digest {sha256}",
                named.id, named.version, named.sha256, questionnaire.id, questionnaire.version
            );
            Finding::error("replay/other-questionnaire", message, Place::at("/payload/questionnaire/sha256"))
                .hint("pass exactly the questionnaire that was filled in: every version has its own digest")
        })
    }

    /// Replays the answers.
    pub fn replay(&self, submission: &VerifiedSubmission) -> Replayed {
        let claims = submission.claims();
        let (started, sealed) = (claims.clock.started.to_rfc3339(), claims.clock.sealed.to_rfc3339());
        let claimed = Claimed {
            answers: &claims.answers,
            repeats: &claims.repeats,
            facts: &claims.facts,
            attachments: claims
                .attachments
                .iter()
                .map(|file| (file.question.to_string(), file.name.as_str()))
                .collect(),
            assignment: submission.assignment(),
            outcome: claims.outcome.as_str(),
            started: &started,
            sealed: &sealed,
            language: &claims.form_locale,
            scored: claims.score.is_some(),
        };
        let Some(played) = replay(&self.program, &claimed) else {
            let finding = Finding::error("replay/malformed", "the claims cannot be replayed", Place::at("/payload"));
            let findings = vec![finding.hint("ask the sender")];
            return Replayed { findings, not_replayed: Vec::new(), score: None };
        };
        let mut findings: Vec<Finding> = played.mismatches.iter().map(issues::mismatch).collect();
        let mut score = self.score(played.session, claims.score.as_ref(), &mut findings);
        if let Some(score) = &mut score
            && played.is_score_unconfirmed
            && score.claim == Claim::Same
        {
            score.claim = Claim::Unconfirmed;
        }
        Replayed { findings, not_replayed: played.not_replayed, score }
    }

    fn score(&self, session: Session, claim: Option<&Json>, findings: &mut Vec<Finding>) -> Option<Recomputed> {
        let key_sha256 = self.key.as_ref()?.sha256();
        let sheet = match session.score()? {
            Ok(sheet) => sheet,
            Err(error) => {
                let finding = Finding::error("score/too-long", error.to_string(), Place::default());
                findings.push(finding.hint("use points and weights with fewer digits"));
                return None;
            }
        };
        let claim = match claim {
            None => Claim::Absent,
            Some(claim) if claim.get("key_sha256").and_then(Json::as_str) != Some(&key_sha256) => {
                let message = "the score in the file was computed with another key";
                let place = Place::at("/payload/score/key_sha256");
                findings.push(
                    Finding::error("score/other-key", message, place)
                        .hint("pass the key that the form was filled in with"),
                );
                Claim::OtherKey
            }
            Some(claim) if to_jcs(claim) == to_jcs(&sheet.to_json(&key_sha256, Detail::Sums)) => Claim::Same,
            Some(_) => {
                let message = "the score in the file does not match its answers";
                let finding = Finding::error("score/differs", message, Place::at("/payload/score"));
                findings.push(finding.hint("use the recomputed score: `sealform score` shows it"));
                Claim::Differs
            }
        };
        Some(Recomputed { sheet, claim, session })
    }
}
