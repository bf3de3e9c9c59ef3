//! An intact file, and what playing it again has given.

use std::borrow::Cow;

use sealform_protocol::Remark;
use sealform_receiver::{Claim, Replayed};
use sealform_submission::VerifiedSubmission;
use sealform_types::Finding;
use serde::{Deserialize, Serialize};

use super::beside::Audit;
use super::essentials::Essentials;
use crate::sealed::Judge;
use crate::sheet;

/// An intact file, as far as something is said of it.
pub struct Intact {
    pub essentials: Essentials,
    pub replay: Replay,
    /// What kind of document it is, where the form is at hand.
    pub kind: Option<&'static str>,
    pub not_replayed: Vec<String>,
    pub given_by_page: Vec<String>,
    pub remarks: Vec<Remark>,
    pub audit: Audit,
    /// The recomputed score in one line.
    pub score: Option<String>,
    pub claim: Option<Claim>,
}

/// Whether a file was played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Replay {
    /// There was no questionnaire to play it with.
    None,
    /// Everything but what depends on what happened on the way.
    Partial,
    /// Everything.
    Full,
}

impl Intact {
    /// Plays the answers through the form again.
    pub fn play(&mut self, judge: &Judge, submission: &VerifiedSubmission, findings: &mut Vec<Finding>) {
        let Replayed { findings: found, not_replayed, given_by_page, remarks, score, session: _ } =
            judge.replay(submission);
        findings.extend(found);
        self.kind = Some(judge.kind());
        self.replay = if not_replayed.is_empty() { Replay::Full } else { Replay::Partial };
        self.not_replayed = not_replayed;
        self.given_by_page = given_by_page;
        self.remarks = remarks;
        self.claim = score.as_ref().map(|score| score.claim);
        if let Some(claim) = self.claim {
            self.essentials.scored(submission, claim);
        }
        self.score = score.map(|score| sheet::in_short(&score.sheet.total));
    }
}

impl Replay {
    /// One word, for programs.
    pub fn word(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        })
    }
}
