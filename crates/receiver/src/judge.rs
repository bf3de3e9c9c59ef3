//! A form that sealed files are held against.

use std::sync::Arc;

use sealform_engine::{Claimed, Mismatch, Program, Session, remarks, replay};
use sealform_protocol::Remark;
use sealform_scoring::ScoreSheet;
use sealform_submission::VerifiedSubmission;
use sealform_submission::audit::AuditClaim;
use sealform_types::canonical::to_jcs;
use sealform_types::{Finding, Json, Place, Value, iso};

use crate::issues;

/// What files are held against: a form, with its scoring key where there is one.
pub struct Judge {
    program: Arc<Program>,
}

/// The outcome of a replay.
pub struct Replayed {
    /// Where the file contradicts the form.
    pub findings: Vec<Finding>,
    /// What was taken as claimed, for it depends on what happened on the way.
    pub not_replayed: Vec<String>,
    /// Functions whose values were taken as claimed, for the page around the form computed them: names, sorted.
    pub given_by_page: Vec<String>,
    /// What stands out in the answers; it leaves a file in order.
    pub remarks: Vec<Remark>,
    /// The score of these answers, with a key.
    pub score: Option<Recomputed>,
    /// The form as it was filled; none where the claims are of no form at all.
    pub session: Option<Session>,
}

/// A score that was computed again.
pub struct Recomputed {
    /// The whole sheet.
    pub sheet: ScoreSheet,
    /// What the file claims of it.
    pub claim: Claim,
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
    /// Holds files against a compiled form.
    pub fn new(program: Arc<Program>) -> Self {
        Self { program }
    }

    /// What kind of document the form seals.
    pub fn kind(&self) -> &'static str {
        self.program.kind().name()
    }

    /// Whether the file names another questionnaire.
    pub fn other_questionnaire(&self, submission: &VerifiedSubmission) -> Option<Finding> {
        let (named, own) = (&submission.claims().questionnaire, self.program.pin());
        let sha256 = named.sha256.to_string();
        (sha256 != own.sha256).then(|| {
            let message = format!(
                "the file was filled in `{}` version {}, digest {sha256}, and this questionnaire is `{}` version {}, digest {}",
                named.id, named.version, own.id, own.version, own.sha256
            );
            Finding::error("replay/other-questionnaire", message, Place::at("/payload/questionnaire/sha256"))
                .hint("pass exactly the questionnaire that was filled in: every version has its own digest")
        })
    }

    /// Replays the answers of a file that was filled in this form, and computes its score again.
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
            return Replayed {
                findings,
                not_replayed: Vec::new(),
                given_by_page: Vec::new(),
                remarks: Vec::new(),
                score: None,
                session: None,
            };
        };
        let mut findings: Vec<Finding> = played.mismatches.iter().map(issues::mismatch).collect();
        if played.left_out > 0 {
            let message = format!("{} more answers and claims differ, or were not looked at", played.left_out);
            let finding = Finding::error("replay/more", message, Place::at("/payload"));
            findings.push(finding.hint("the file was not filled in this form: ask the sender"));
        }
        if let Some(point) = &claims.geo {
            // Where the device was is claimed where the form asks for it, and no form does.
            let claimed = Value::Geopoint(point.clone()).to_json();
            let mismatch = Mismatch::Claim { pointer: "/geo".to_owned(), claimed, replayed: Json::Null };
            findings.push(issues::mismatch(&mismatch));
        }
        let mut score = self.score(&played.session, claims.score.as_ref(), &mut findings);
        if let Some(score) = &mut score
            && played.is_score_unconfirmed
            && score.claim == Claim::Same
        {
            score.claim = Claim::Unconfirmed;
        }
        Replayed {
            findings,
            not_replayed: played.not_replayed,
            given_by_page: played.given_by_page,
            remarks: remarks(&played.session, active_seconds(&claims.audit)).iter().map(issues::remark).collect(),
            score,
            session: Some(played.session),
        }
    }

    fn score(&self, session: &Session, claim: Option<&Json>, findings: &mut Vec<Finding>) -> Option<Recomputed> {
        let key_sha256 = self.program.key_sha256()?;
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
            Some(claim) if claim.get("key_sha256").and_then(Json::as_str) != Some(key_sha256) => {
                let message = "the score in the file was computed with another key";
                let place = Place::at("/payload/score/key_sha256");
                findings.push(
                    Finding::error("score/other-key", message, place)
                        .hint("pass the key that the form was filled in with"),
                );
                Claim::OtherKey
            }
            Some(claim) if session.score_claim().is_some_and(|own| to_jcs(claim) == to_jcs(&own)) => Claim::Same,
            Some(_) => {
                let message = "the score in the file does not match its answers";
                let finding = Finding::error("score/differs", message, Place::at("/payload/score"));
                findings.push(finding.hint("use the recomputed score: `sealform score` shows it"));
                Claim::Differs
            }
        };
        Some(Recomputed { sheet, claim })
    }
}

/// How many seconds were spent on a form, by the events that stand in the file: between two of them that lie further apart than
/// ten minutes nobody was at work. `None` where they do not stand in it, or where some are missing.
fn active_seconds(audit: &AuditClaim) -> Option<u32> {
    const PAUSE: i64 = 10 * 60;
    let events = audit.events.as_ref().filter(|_| audit.gaps == 0)?;
    let moment = |event: &Json| iso::read_moment(event.get("at")?.as_str()?);
    let moments: Vec<_> = events.iter().map(moment).collect::<Option<_>>()?;
    let gaps = moments.windows(2).filter_map(|pair| match pair {
        [one, other] => Some((*other - *one).num_seconds()),
        _ => None,
    });
    u32::try_from(gaps.filter(|gap| (0..=PAUSE).contains(gap)).sum::<i64>()).ok()
}
