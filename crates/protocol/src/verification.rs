//! What a receiver learns from a sealed file.

use sealform_types::Json;
use serde::Serialize;

/// The outcome of verifying one file: everything in it was computed, and nothing is what the file says of itself but `claims`,
/// which are what was signed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Verification {
    /// Whether no finding is an error.
    pub ok: bool,
    /// What was found; warnings leave a file in order.
    #[cfg_attr(feature = "typescript", ts(as = "Vec<sealform_types::Finding>"))]
    pub findings: Json,
    /// What an intact file says; absent where it is not intact.
    pub intact: Option<Intact>,
}

/// What an intact file says, and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Intact {
    /// The payload: what was signed.
    pub claims: Json,
    /// SHA-256 of the payload, in lower-case hexadecimal: with `claims.jti` the identity of the submission.
    pub sha256: String,
    /// The thumbprint of the key that signed it (RFC 7638), computed from the key.
    pub signer: String,
    /// What is known of the signer: `none`, `key` (a trusted device), `link` (a holder of the agency's link) or `device` (the
    /// enrolled device).
    #[cfg_attr(feature = "typescript", ts(as = "shape::Trusted"))]
    pub trust: &'static str,
    /// The same as a level: `L1`, `L2`, `L3`.
    #[cfg_attr(feature = "typescript", ts(as = "shape::Level"))]
    pub level: &'static str,
    /// Whether the answers were played through the form again: `none` without a questionnaire, `partial` where some values
    /// depend on what happened on the way, `full`.
    #[cfg_attr(feature = "typescript", ts(as = "shape::Replay"))]
    pub replay: &'static str,
    /// What kind of document it is, `report`, `application`, `training` or `refusal`, where the questionnaire is at hand.
    #[cfg_attr(feature = "typescript", ts(as = "Option<shape::Kind>"))]
    pub kind: Option<&'static str>,
    /// Paths that were taken as claimed.
    pub not_replayed: Vec<String>,
    /// Functions whose values were taken as claimed, for the page around the form computed them: names.
    pub given_by_page: Vec<String>,
    /// What stands out in the answers: warnings that were passed over, and flags for whoever reads them. A file is in order
    /// whatever stands here.
    pub remarks: Vec<Remark>,
    /// What is known of the claimed score.
    #[cfg_attr(feature = "typescript", ts(as = "shape::ScoreState"))]
    pub score: &'static str,
    /// The score that was computed, where a key is given.
    pub computed: Option<crate::Score>,
}

/// Something in the answers of a file for whoever reads them. It was computed, and nothing of it is claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Remark {
    /// The path of the question; empty for the form as a whole.
    pub path: String,
    /// `warn`: whoever filled the form was told. `flag`: nobody was.
    pub level: sealform_types::Level,
    /// What it is, in a word that stays the same: `answer/alike`.
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub code: &'static str,
    /// The same as a sentence in English.
    pub message: String,
}

/// The words that the texts above may be: only declarations are made of them.
#[cfg(feature = "typescript")]
#[expect(dead_code, reason = "only declarations are made of these types")]
pub(crate) mod shape {
    #[derive(ts_rs::TS)]
    #[ts(rename_all = "snake_case")]
    pub enum Trusted {
        None,
        Key,
        Link,
        Device,
    }

    #[derive(ts_rs::TS)]
    pub enum Level {
        L1,
        L2,
        L3,
    }

    #[derive(ts_rs::TS)]
    #[ts(rename_all = "snake_case")]
    pub enum Replay {
        None,
        Partial,
        Full,
    }

    #[derive(ts_rs::TS)]
    #[ts(rename_all = "snake_case")]
    pub enum Kind {
        Report,
        Application,
        Training,
        Refusal,
    }

    #[derive(ts_rs::TS)]
    #[ts(rename_all = "snake_case")]
    pub enum ScoreState {
        None,
        Claimed,
        Computed,
        Confirmed,
        Unconfirmed,
        Differs,
        OtherKey,
    }
}
