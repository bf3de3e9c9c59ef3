//! Everything about one file at once, in the words that programs read.

use sealform_engine::Session;
use sealform_protocol::{Intact, Score, Verification};
use sealform_submission::{Signer, Trust, TrustLevel, UnverifiedSubmission, VerifiedSubmission};
use sealform_types::{Finding, Json, Severity};

use crate::judge::{Claim, Judge, Replayed};

/// Verifies the bytes of a file: by itself, with those whom a receiver trusts, and, with a form, by playing it again.
///
/// ```
/// let verification = sealform_receiver::verify(b"{}", &sealform_submission::Trust::None, None);
/// assert!(!verification.ok && verification.intact.is_none());
/// ```
pub fn verify(file: &[u8], trust: &Trust, judge: Option<&Judge>) -> Verification {
    match UnverifiedSubmission::parse(file).and_then(|read| read.verify(trust)) {
        Ok(submission) => held(&submission, judge).0,
        Err(error) => Verification { ok: false, findings: listed(&error.findings()), intact: None },
    }
}

/// Holds an intact file against a form, and gives the form as it was filled, where it is that form.
pub(crate) fn held(submission: &VerifiedSubmission, judge: Option<&Judge>) -> (Verification, Option<Session>) {
    let mut session = None;
    let mut findings = submission.warnings().to_vec();
    let mut intact = Intact {
        claims: submission.claims().to_json(),
        sha256: submission.payload_sha256().to_string(),
        signer: submission.key().thumbprint().to_string(),
        trust: signer_word(submission.signer()),
        level: level_word(submission.signer().level()),
        replay: "none",
        kind: None,
        not_replayed: Vec::new(),
        given_by_page: Vec::new(),
        remarks: Vec::new(),
        score: score_word(submission, None),
        computed: None,
    };
    if let Some(judge) = judge {
        match judge.other_questionnaire(submission) {
            Some(other) => findings.push(other),
            None => session = play(judge, submission, &mut intact, &mut findings),
        }
    }
    let ok = findings.iter().all(|finding| finding.severity != Severity::Error);
    (Verification { ok, findings: listed(&findings), intact: Some(intact) }, session)
}

fn play(
    judge: &Judge,
    submission: &VerifiedSubmission,
    intact: &mut Intact,
    findings: &mut Vec<Finding>,
) -> Option<Session> {
    let Replayed { findings: found, not_replayed, given_by_page, remarks, score, session } = judge.replay(submission);
    findings.extend(found);
    intact.kind = Some(judge.kind());
    intact.replay = if not_replayed.is_empty() { "full" } else { "partial" };
    intact.not_replayed = not_replayed;
    intact.given_by_page = given_by_page;
    intact.remarks = remarks;
    intact.score = score_word(submission, score.as_ref().map(|score| score.claim));
    intact.computed = score.map(|score| {
        let total = score.sheet.total;
        Score { earned: total.earned.to_plain(), possible: total.possible.to_plain(), percent: total.percent }
    });
    session
}

fn listed(findings: &[Finding]) -> Json {
    findings.iter().map(Finding::to_json).collect()
}

/// What is known of a signer, in one word: `none`, `key`, `link`, `device`.
pub fn signer_word(signer: Signer) -> &'static str {
    match signer {
        Signer::Unknown => "none",
        Signer::Known => "key",
        Signer::HolderOfLink => "link",
        Signer::EnrolledDevice => "device",
    }
}

/// The level of trust, as guides name it: `L1`, `L2`, `L3`; with a receipt also `L4`.
pub fn level_word(level: TrustLevel) -> &'static str {
    match level {
        TrustLevel::L1 => "L1",
        TrustLevel::L2 => "L2",
        TrustLevel::L3 => "L3",
        TrustLevel::L4 => "L4",
    }
}

/// What is known of the score of a file, in one word; `claim` is the result of computing it again.
pub fn score_word(submission: &VerifiedSubmission, claim: Option<Claim>) -> &'static str {
    match claim {
        Some(Claim::Same) => "confirmed",
        Some(Claim::Differs) => "differs",
        Some(Claim::OtherKey) => "other_key",
        Some(Claim::Absent) => "computed",
        Some(Claim::Unconfirmed) => "unconfirmed",
        None if submission.claims().score.is_some() => "claimed",
        None => "none",
    }
}
