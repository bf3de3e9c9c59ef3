//! What a reply to a sent submission means, and when to try again. No clock and no network in here.

use crate::runtime::device::Jitter;

/// What came back from a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// None: the network failed, or no answer came in time.
    None,
    /// Something that the page may not read: it was sent across origins without permission to look.
    Opaque,
    /// A status.
    Status {
        /// The HTTP status.
        code: u16,
        /// Whether the reply names the digest of this very payload.
        digest: Digest,
        /// Seconds to wait, where the reply says so.
        retry_after: Option<u32>,
    },
}

/// Whether a reply names the digest of the payload that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// It does, so "already exists" means this very submission.
    Named,
    /// It does not.
    NotNamed,
}

/// What a reply means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The target has it.
    Delivered,
    /// It was sent, and it is not known whether it arrived.
    Unconfirmed,
    /// Try again, no sooner than this many seconds from now where that is known.
    Retry {
        /// Seconds that the target asks for.
        after: Option<u32>,
    },
    /// The target refuses the sender: a new grant is needed.
    Refused,
    /// Another submission stands in its place.
    Conflict,
    /// The target will never take this file.
    Dead,
}

/// Says what a reply means.
///
/// Statuses without a meaning of their own here count by their hundred: 4xx is final, anything else is tried again.
pub fn judge(reply: Reply) -> Outcome {
    let (code, digest, after) = match reply {
        Reply::None => return Outcome::Retry { after: None },
        Reply::Opaque => return Outcome::Unconfirmed,
        Reply::Status { code, digest, retry_after } => (code, digest, retry_after),
    };
    match (code, digest) {
        (200..=299, _) | (409 | 412, Digest::Named) => Outcome::Delivered,
        (409 | 412, Digest::NotNamed) => Outcome::Conflict,
        (401 | 403, _) => Outcome::Refused,
        (408 | 425 | 429, _) => Outcome::Retry { after },
        (400..=499, _) => Outcome::Dead,
        _ => Outcome::Retry { after },
    }
}

/// The shortest pause, doubled after each attempt.
const FIRST_PAUSE_MS: u64 = 2_000;
/// The longest pause that is taken unasked.
const LONGEST_PAUSE_MS: u64 = 15 * 60 * 1_000;
/// The longest pause that a target may ask for: a day.
const LONGEST_ASKED_MS: u64 = 24 * 60 * 60 * 1_000;

/// Milliseconds until the next attempt: anything up to the doubled pause (full jitter), so that a thousand phones that
/// come back at once do not knock at once; never sooner than the target asked for.
pub fn pause_ms(attempts: u32, jitter: Jitter, retry_after: Option<u32>) -> u64 {
    let doubled = FIRST_PAUSE_MS.checked_shl(attempts.saturating_sub(1).min(20)).unwrap_or(LONGEST_PAUSE_MS);
    let jittered = doubled.min(LONGEST_PAUSE_MS) * u64::from(jitter.0) / 65_536;
    let asked = u64::from(retry_after.unwrap_or(0)) * 1_000;
    jittered.max(asked.min(LONGEST_ASKED_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16) -> Outcome {
        judge(Reply::Status { code, digest: Digest::NotNamed, retry_after: Some(7) })
    }

    #[test]
    fn every_class_has_its_outcome() {
        let retry = Outcome::Retry { after: Some(7) };
        for (codes, outcome) in [
            (&[200, 201, 202, 204, 299][..], Outcome::Delivered),
            (&[408, 425, 429, 500, 502, 503, 504, 599], retry),
            (&[401, 403], Outcome::Refused),
            (&[400, 404, 405, 410, 413, 415, 422, 451], Outcome::Dead),
            (&[409, 412], Outcome::Conflict),
            (&[100, 301, 304, 600], retry),
        ] {
            for code in codes {
                assert_eq!(status(*code), outcome, "{code}");
            }
        }
        assert_eq!(judge(Reply::None), Outcome::Retry { after: None });
        assert_eq!(judge(Reply::Opaque), Outcome::Unconfirmed);
    }

    #[test]
    fn already_there_counts_only_with_the_digest() {
        for code in [409, 412] {
            let reply = Reply::Status { code, digest: Digest::Named, retry_after: None };
            assert_eq!(judge(reply), Outcome::Delivered);
        }
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let most = Jitter(u16::MAX);
        let pauses = [1, 2, 3, 9, 10, 11, 40, u32::MAX].map(|attempts| pause_ms(attempts, most, None) / 1_000);
        assert_eq!(pauses, [1, 3, 7, 511, 899, 899, 899, 899]);
        assert_eq!(pause_ms(1, Jitter(0), None), 0);
    }

    #[test]
    fn a_target_may_ask_for_more_and_not_for_less() {
        assert_eq!(pause_ms(1, Jitter(0), Some(30)), 30_000);
        assert_eq!(pause_ms(10, Jitter(u16::MAX), Some(1)) / 1_000, 899);
        assert_eq!(pause_ms(1, Jitter(0), Some(u32::MAX)), LONGEST_ASKED_MS);
    }
}
