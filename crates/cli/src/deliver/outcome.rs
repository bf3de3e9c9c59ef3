//! What the answer to a sent file means, and when to try again. No clock and no network in here. The page judges by the same rules
//! (`www/package/src/device/outcome.ts`).

use std::time::Duration;

use serde::Serialize;

/// Why something is not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    Refused,
    Conflict,
    NotFound,
    Redirect,
    Rejected,
    NoDigest,
    Grant,
    NotEncrypted,
    /// What was encrypted could not be kept, and would be something else the next time.
    NotKept,
    Unreachable,
    /// No answer came in time.
    TooLate,
    /// There is no secure connection.
    NotSecure,
    /// Files that were attached are not at hand.
    NoAttachment,
    /// The sealed file is not what it was when the run began.
    NoFile,
    /// The server asks to wait, or is not in order.
    Busy,
}

impl Reason {
    /// What would help.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Refused => {
                "the server wants a permission: name a `grant` that gives one out, and with `--header` who asks"
            }
            Self::Conflict => {
                "the server has something else under this name, or does not name the `sha256` of what it has in a JSON object"
            }
            Self::NotFound => "nobody takes files at this address: mend it in the delivery",
            Self::Redirect => {
                "a redirect is not followed: name the address to which the server redirects, often the one with a slash at its end"
            }
            Self::Rejected => "the server does not take this file: ask whoever runs it",
            Self::NoDigest => {
                "`expect` is `digest`, and the reply is no JSON object whose `sha256` is the payload's digest: is it a login page?"
            }
            Self::Grant => {
                "`grant` must answer with JSON of at most 256 KB: `{puts: [{sha256, url, …}]}`, a row for each digest asked for"
            }
            Self::NotEncrypted => "it could not be encrypted: is `encrypt` a point on P-256?",
            Self::NotKept => "what is encrypted could not be kept: is there room beside the journal?",
            Self::Unreachable => "there is no answer: is the address right, and does the server run?",
            Self::TooLate => "the server did not answer in time, or the network is slow: run again",
            Self::NotSecure => {
                "its certificate is of no authority that this machine trusts (SSL_CERT_FILE names others), of another host, or over"
            }
            Self::NoAttachment => "name their folder with `--attachments`, or send without them with `--incomplete`",
            Self::NoFile => "it was changed or removed during the run: run again",
            Self::Busy => "the server asks to wait: run again later, or longer with `--for`",
        }
    }
}

/// What came back from a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing: the network failed, or no answer came in time.
    None(Reason),
    /// Something that says neither yes nor no.
    Opaque,
    /// It cannot go on like this, whatever the network does.
    Stopped {
        reason: Reason,
        status: u16,
    },
    Status(Status),
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    pub status: u16,
    /// Whether it names the digest of this very payload: then "already exists" means this very file.
    pub names_digest: bool,
    /// Whether the target always names it: a reply that does not comes from somebody else, a login page for example.
    pub expects_digest: bool,
    /// What the status means by the contract of this very target, where that is not its class.
    pub meaning: Option<Meaning>,
    /// Seconds that the target asks for.
    pub after: Option<u64>,
    /// The reply, where it may hold a receipt of the agency: nobody has looked at it yet.
    pub receipt: Option<String>,
}

/// What an answer means by the contract of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It is there already.
    There,
    /// It is a passing matter.
    Again,
    /// Nobody is at the address.
    Missing,
    /// A permission is wanted.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// It was sent, and nobody can say what became of it.
    Unconfirmed,
    /// Again, no sooner than so many seconds from now.
    Retry {
        after: Option<u64>,
        reason: Reason,
    },
    /// A person must settle something first.
    Blocked(Reason),
    /// The target will never take this file.
    Dead(Reason),
}

impl Reply {
    /// The HTTP status that came; 0 where none did.
    pub fn status(&self) -> u16 {
        match self {
            Self::None(_) | Self::Opaque => 0,
            Self::Stopped { status, .. } => *status,
            Self::Status(reply) => reply.status,
        }
    }

    /// What it means.
    pub fn judge(&self) -> Outcome {
        match self {
            Self::None(reason) => Outcome::Retry { after: None, reason: *reason },
            Self::Opaque => Outcome::Unconfirmed,
            Self::Stopped { reason, .. } => Outcome::Blocked(*reason),
            Self::Status(reply) => reply.judge(),
        }
    }

    /// Whether a permission is wanted, which another grant may give.
    pub fn wants_permission(&self) -> bool {
        match self {
            Self::Status(reply) => match reply.meaning {
                Some(meaning) => meaning == Meaning::Refused,
                None => matches!(reply.status, 401 | 403),
            },
            Self::None(_) | Self::Opaque | Self::Stopped { .. } => false,
        }
    }
}

impl Status {
    fn judge(&self) -> Outcome {
        let after = self.after;
        match self.meaning {
            Some(Meaning::There) => Outcome::Delivered,
            Some(Meaning::Again) => Outcome::Retry { after, reason: Reason::Busy },
            Some(Meaning::Missing) => Outcome::Retry { after, reason: Reason::NotFound },
            Some(Meaning::Refused) => Outcome::Blocked(Reason::Refused),
            None if self.expects_digest && !self.names_digest && (200..300).contains(&self.status) => {
                Outcome::Blocked(Reason::NoDigest)
            }
            None => judge_status(self.status, self.names_digest, after),
        }
    }
}

fn judge_status(status: u16, names_digest: bool, after: Option<u64>) -> Outcome {
    match status {
        200..300 => Outcome::Delivered,
        // Never followed: a redirected POST becomes a GET.
        300..400 => Outcome::Blocked(Reason::Redirect),
        409 | 412 if names_digest => Outcome::Delivered,
        409 | 412 => Outcome::Blocked(Reason::Conflict),
        401 | 403 => Outcome::Blocked(Reason::Refused),
        404 | 405 | 410 => Outcome::Retry { after, reason: Reason::NotFound },
        400 | 413 | 422 => Outcome::Dead(Reason::Rejected),
        408 | 425 | 429 => Outcome::Retry { after, reason: Reason::Busy },
        400..500 => Outcome::Blocked(Reason::Rejected),
        _ => Outcome::Retry { after, reason: Reason::Busy },
    }
}

/// The first pause where nothing else is asked for.
pub const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause that is taken unasked.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// The longest pause of all.
const DAY_SECONDS: u64 = 24 * 60 * 60;

/// The time until the next attempt: anything up to the doubled pause, so that many who come back at once do not knock at once;
/// never sooner than the target asked for. `jitter` is from 0 to 1.
pub fn pause(first: Duration, attempts: u32, jitter: f64, after: Option<u64>) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1))).min(LONGEST_PAUSE);
    doubled.mul_f64(jitter.clamp(0.0, 1.0)).max(Duration::from_secs(after.unwrap_or(0).min(DAY_SECONDS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16) -> Outcome {
        Reply::Status(Status { status, ..Status::default() }).judge()
    }

    #[test]
    fn each_status_has_its_class() {
        use Reason::{Busy, Conflict, NotFound, Redirect, Refused, Rejected};
        let again = |reason| Outcome::Retry { after: None, reason };
        for (statuses, outcome) in [
            ([200, 201, 204, 299].as_slice(), Outcome::Delivered),
            (&[301, 304, 308], Outcome::Blocked(Redirect)),
            (&[401, 403], Outcome::Blocked(Refused)),
            (&[402, 406, 411, 418, 451], Outcome::Blocked(Rejected)),
            (&[409, 412], Outcome::Blocked(Conflict)),
            (&[404, 405, 410], again(NotFound)),
            (&[408, 425, 429, 500, 502, 503, 504, 599, 100, 600], again(Busy)),
            (&[400, 413, 422], Outcome::Dead(Rejected)),
        ] {
            for status in statuses {
                assert_eq!(judged(*status), outcome, "{status}");
            }
        }
        let named = Status { status: 412, names_digest: true, ..Status::default() };
        assert_eq!(Reply::Status(named).judge(), Outcome::Delivered);
        let unnamed = Status { status: 200, expects_digest: true, ..Status::default() };
        assert_eq!(Reply::Status(unnamed).judge(), Outcome::Blocked(Reason::NoDigest));
        assert_eq!(Reply::None(Reason::Unreachable).judge(), again(Reason::Unreachable));
    }

    #[test]
    fn a_contract_counts_more_than_a_class() {
        for (meaning, outcome) in [
            (Meaning::There, Outcome::Delivered),
            (Meaning::Again, Outcome::Retry { after: Some(3), reason: Reason::Busy }),
            (Meaning::Missing, Outcome::Retry { after: Some(3), reason: Reason::NotFound }),
            (Meaning::Refused, Outcome::Blocked(Reason::Refused)),
        ] {
            let reply =
                Reply::Status(Status { status: 409, meaning: Some(meaning), after: Some(3), ..Status::default() });
            assert_eq!(reply.judge(), outcome);
            assert_eq!(reply.wants_permission(), meaning == Meaning::Refused);
        }
    }

    #[test]
    fn pauses_double_and_heed_what_is_asked() {
        let whole = |attempts, after| pause(FIRST_PAUSE, attempts, 1.0, after).as_secs();
        assert_eq!([1, 2, 3, 4].map(|attempts| whole(attempts, None)), [2, 4, 8, 16]);
        assert_eq!(whole(60, None), 900);
        assert_eq!(whole(1, Some(30)), 30);
        assert_eq!(whole(1, Some(u64::MAX)), 86_400);
        assert_eq!(pause(FIRST_PAUSE, 3, 0.0, None), Duration::ZERO);
    }
}
