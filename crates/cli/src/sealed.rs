//! Sealed files: opening them, and replaying them through the form that they name.

use std::sync::Arc;

use sealform_engine::{Claimed, Program, Session, replay};
use sealform_scoring::{Detail, ScoreSheet};
use sealform_submission::{Trust, UnverifiedSubmission, VerifiedSubmission};
use sealform_types::canonical::to_jcs;
use sealform_types::{Finding, Json, Place};

use crate::documents::{Form, Key};
use crate::failure::Failure;
use crate::input::{Input, Source};
use crate::issues;

/// Checks everything that a file says by itself.
///
/// # Errors
/// What is wrong with it.
pub fn open(source: &Source, trust: &Trust) -> Result<VerifiedSubmission, Vec<Finding>> {
    UnverifiedSubmission::parse(&source.bytes).and_then(|read| read.verify(trust)).map_err(|error| error.findings())
}

/// The questionnaire and the key that files are compared with.
pub struct Judge {
    program: Arc<Program>,
    form: Form,
    key: Option<Key>,
}

/// The outcome of a replay.
pub struct Replayed {
    /// Where the file contradicts the form.
    pub findings: Vec<Finding>,
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
        let sealed = claims.clock.sealed.to_rfc3339();
        let claimed = Claimed {
            answers: &claims.answers,
            repeats: &claims.repeats,
            facts: &claims.facts,
            outcome: claims.outcome.as_str(),
            sealed: &sealed,
            language: &claims.form_locale,
        };
        let Some(played) = replay(&self.program, &claimed) else {
            let finding = Finding::error("replay/malformed", "the claims cannot be replayed", Place::at("/payload"));
            return Replayed { findings: vec![finding.hint("ask the sender")], score: None };
        };
        let mut findings: Vec<Finding> = played.mismatches.iter().map(issues::mismatch).collect();
        let score = self.score(played.session, claims.score.as_ref(), &mut findings);
        Replayed { findings, score }
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
