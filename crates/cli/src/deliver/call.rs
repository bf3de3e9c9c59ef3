//! One request to a target, and what is read of its answer.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sealform_types::Json;
use url::Url;

use super::http::{Answered, Http, NoAnswer, Sent};
use super::outcome::{Meaning, Reason, Reply, Status};
use crate::platform;

/// So much of an answer is read: a digest or the code of an error fits.
const MOST_BYTES: usize = 4096;
/// How long the rest of an answer may take that may bring a receipt: the file has arrived already.
const RECEIPT: Duration = Duration::from_secs(10);

/// An answer, as far as targets look at it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    pub status: u16,
    /// The header `x-ms-error-code`.
    pub error_code: Option<String>,
    /// The beginning of its body.
    pub body: String,
}

/// What an error means by the contract of a target; `None` where its status says enough.
pub type Interpret = fn(&Answer) -> Option<Meaning>;

/// A request to a target.
#[derive(Debug, Clone)]
pub struct Call {
    /// `POST` or `PUT`.
    pub method: &'static str,
    pub url: Url,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The digest of what is sent: of the payload, or of an attachment.
    pub sha256: String,
    /// Whether a redirect is as good an answer as any, for browsers would not have seen it.
    pub is_opaque: bool,
    /// Whether the answer has to name the digest.
    pub expects_digest: bool,
    /// Whether the answer may bring the agency's receipt for what was sent.
    pub may_bring_receipt: bool,
    pub meaning: Option<Interpret>,
    /// With these statuses it is found out whether it is there already, by asking for this address.
    pub checked: Option<(&'static [u16], Url)>,
}

/// What is read of an answer, and how long that may take.
struct Wanted {
    names: bool,
    meaning: bool,
    receipt: bool,
}

/// Sends a request within that time, the answer included; a failure on the way is the reply `None`.
pub fn perform(http: &Http, call: &Call, within: Duration) -> Reply {
    match exchange(http, call, within) {
        // Where a browser would have read nothing, such receivers send on to a page that says so.
        Ok(status) if call.is_opaque && (300..400).contains(&status.status) => Reply::Opaque,
        Ok(status) => Reply::Status(status),
        Err(NoAnswer::Failed(reason)) => Reply::None(reason),
        // What was given out for it is no header of HTTP.
        Err(NoAnswer::Unsendable) => Reply::Stopped { reason: Reason::Grant, status: 0 },
    }
}

fn exchange(http: &Http, call: &Call, within: Duration) -> Result<Status, NoAnswer> {
    let sent = Sent { method: call.method, url: call.url.as_str(), headers: &call.headers, body: Some(&call.body) };
    let late = (call.may_bring_receipt && !call.expects_digest).then_some(RECEIPT);
    let mut answered = http.send(&sent, within, late)?;
    let status = answered.status;
    let is_fine = (200..300).contains(&status);
    let wanted = Wanted {
        names: matches!(status, 409 | 412) || (call.expects_digest && is_fine),
        meaning: call.meaning.is_some() && status >= 400,
        receipt: call.may_bring_receipt && is_fine && may_be_text(&answered),
    };
    let body = wanted.read(&mut answered)?;
    let after = answered.header("retry-after").and_then(|text| retry_after(text, &platform::now().to_utc()));
    let answer = Answer { status, error_code: answered.header("x-ms-error-code").map(str::to_owned), body };
    // The rest of it is not waited for.
    drop(answered);
    let is_here = wanted.names && (call.url.path().contains(&call.sha256) || names_digest(&answer.body, &call.sha256));
    let meaning = match call.meaning.filter(|_| !is_fine).and_then(|meaning| meaning(&answer)) {
        Some(meaning) => Some(meaning),
        None => checked(http, call, status, within)?,
    };
    let names = if call.expects_digest && is_fine { names_digest(&answer.body, &call.sha256) } else { is_here };
    Ok(Status {
        status,
        names_digest: names,
        expects_digest: call.expects_digest,
        meaning,
        after,
        receipt: (call.may_bring_receipt && is_fine && may_hold_receipt(&answer.body)).then_some(answer.body),
    })
}

impl Wanted {
    /// The beginning of an answer. A receipt that does not come takes nothing from the file's arrival.
    fn read(&self, answered: &mut Answered) -> Result<String, NoAnswer> {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        if self.names || self.meaning {
            answered.beginning(MOST_BYTES).map(text)
        } else if self.receipt {
            Ok(answered.beginning(MOST_BYTES).map(text).unwrap_or_default())
        } else {
            Ok(String::new())
        }
    }
}

/// What an unclear status means, where the target can be asked.
fn checked(http: &Http, call: &Call, status: u16, within: Duration) -> Result<Option<Meaning>, NoAnswer> {
    let Some((_, url)) = call.checked.as_ref().filter(|(on, _)| on.contains(&status)) else { return Ok(None) };
    let headers: Vec<(String, String)> =
        call.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).cloned().collect();
    let asked = http.send(&Sent { method: "HEAD", url: url.as_str(), headers: &headers, body: None }, within, None)?;
    Ok(match (asked.status, status) {
        (200..300, _) => Some(Meaning::There),
        (_, 409) => Some(Meaning::Again),
        (_, _) => None,
    })
}

fn may_be_text(answered: &Answered) -> bool {
    let media_type = answered.header("content-type").unwrap_or_default().to_ascii_lowercase();
    ["json", "jose", "jws"].iter().any(|word| media_type.contains(word))
}

/// Whether a reply may hold a receipt: it is a JWS, or a JSON object with one.
fn may_hold_receipt(body: &str) -> bool {
    body.trim_start().starts_with("eyJ") || body.contains("\"receipt\"") || body.contains("\"payload\"")
}

/// Whether a reply, as far as it was read, is a JSON object whose `sha256` is this digest.
fn names_digest(body: &str, sha256: &str) -> bool {
    Json::parse(body.as_bytes()).is_ok_and(|read| read.get("sha256").and_then(Json::as_str) == Some(sha256))
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
pub fn retry_after(text: &str, now: &DateTime<Utc>) -> Option<u64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u64::MAX));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    Some(u64::try_from((at.to_utc() - now).num_seconds()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = DateTime::parse_from_rfc3339("2026-12-01T12:00:00Z").expect("a moment").to_utc();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Tue, 01 Dec 2026 12:01:30 GMT", Some(90)),
            ("Tue, 01 Dec 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
            ("-3", None),
            ("", None),
        ] {
            assert_eq!(retry_after(text, &now), seconds, "{text}");
        }
    }

    #[test]
    fn only_an_object_names_a_digest() {
        let sha256 = "ab".repeat(32);
        assert!(names_digest(&format!("{{\"sha256\":\"{sha256}\"}}"), &sha256));
        for other in [sha256.clone(), format!("[\"{sha256}\"]"), format!("{{\"sha\":\"{sha256}\"}}"), String::new()] {
            assert!(!names_digest(&other, &sha256), "{other}");
        }
    }
}
