//! The audit chain: what was done and when, never what was answered, so that a sealed file shows how it came about.
//!
//! Each event is hashed together with the hash before it: `h_i = SHA-256(h_{i-1} || JCS(event))`, beginning with 32
//! zero bytes. The claim carries the number of events, the last hash, the digest of the events as lines of JSON, and
//! how often the chain was broken off. Up to [`MAX_INLINE_BYTES`] the events themselves stand in the claim; a longer
//! chain travels beside the file as `audit.jsonl`.

use chrono::{DateTime, FixedOffset};
use sealform_types::canonical::append_sealed_jcs;
#[cfg(feature = "verify")]
use sealform_types::digest;
use sealform_types::iso::{self, SecondParts};
use sealform_types::{Json, QuestionPath, Sha256Digest};
use sha2::{Digest, Sha256};

#[cfg(feature = "verify")]
use crate::claims::event::is_event;

/// The most bytes of events that stand in the claim itself.
pub const MAX_INLINE_BYTES: usize = 8 * 1024;

/// One thing that was done. It holds no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, by the device's clock.
    pub at: DateTime<FixedOffset>,
    /// What, as one word: `open`, `answer`, `clear`, `comment`, `seal`, …
    pub action: String,
    /// To which question, where it was done to one.
    pub path: Option<QuestionPath>,
}

impl Event {
    /// An event of a session's log; a `path` that is not a question's path is left out.
    pub fn new(at: DateTime<FixedOffset>, action: &str, path: &str) -> Self {
        Self { at, action: action.to_owned(), path: QuestionPath::parse(path).ok() }
    }

    fn to_json(&self) -> Json {
        let mut members = vec![
            ("at".to_owned(), Json::String(iso::write_moment(&self.at, SecondParts::AsNeeded))),
            ("do".to_owned(), Json::from(self.action.as_str())),
        ];
        if let Some(path) = &self.path {
            members.push(("path".to_owned(), Json::String(path.to_string())));
        }
        Json::Object(members)
    }
}

/// The events of one submission, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditLog {
    events: Vec<Event>,
    gaps: u32,
}

impl AuditLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was done last.
    pub fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Counts a break: the draft came back without the events before it.
    pub fn note_gap(&mut self) {
        self.gaps = self.gaps.saturating_add(1);
    }

    /// The events, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events as `audit.jsonl`: one canonical JSON object a line.
    pub fn to_jsonl(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        for event in self.events.iter().map(Event::to_json) {
            append_line(&event, &mut lines);
        }
        lines
    }

    /// What the sealed file says of this log.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::audit::AuditLog;
    /// let claim = AuditLog::new().claim();
    /// assert_eq!((claim.n, claim.events.as_deref()), (0, Some(&[][..])));
    /// ```
    pub fn claim(&self) -> AuditClaim {
        let events: Vec<Json> = self.events.iter().map(Event::to_json).collect();
        let Hashed { head, sha256, bytes } = Hashed::of(&events);
        AuditClaim {
            n: u32::try_from(events.len()).unwrap_or(u32::MAX),
            head,
            sha256,
            gaps: self.gaps,
            events: (bytes <= MAX_INLINE_BYTES).then_some(events),
        }
    }
}

impl FromIterator<Event> for AuditLog {
    fn from_iter<A: IntoIterator<Item = Event>>(events: A) -> Self {
        Self { events: events.into_iter().collect(), gaps: 0 }
    }
}

/// The claim `audit`.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditClaim {
    /// The number of events.
    pub n: u32,
    /// The last hash of the chain; 32 zero bytes without events.
    pub head: Sha256Digest,
    /// The digest of `audit.jsonl`.
    pub sha256: Sha256Digest,
    /// How often the chain was broken off.
    pub gaps: u32,
    /// The events themselves, where they are few.
    pub events: Option<Vec<Json>>,
}

impl AuditClaim {
    /// The claim of a log without events.
    pub fn empty() -> Self {
        AuditLog::new().claim()
    }

    /// Whether these events are the ones that the claim counts and hashes.
    pub fn fits(&self, events: &[Json]) -> bool {
        let Hashed { head, sha256, .. } = Hashed::of(events);
        usize::try_from(self.n) == Ok(events.len()) && self.head == head && self.sha256 == sha256
    }

    /// The same of a file `audit.jsonl`, as it was sent.
    #[cfg(feature = "verify")]
    pub fn fits_lines(&self, lines: &[u8]) -> bool {
        let text = String::from_utf8_lossy(lines);
        let events: Option<Vec<Json>> = text.lines().map(|line| Json::parse(line.as_bytes()).ok()).collect();
        let is_listed = |events: Vec<Json>| events.iter().all(is_event) && self.fits(&events);
        digest(lines) == self.sha256 && events.is_some_and(is_listed)
    }

    pub(crate) fn to_json(&self) -> Json {
        let mut members = vec![
            ("gaps".to_owned(), Json::Integer(i64::from(self.gaps))),
            ("head".to_owned(), Json::String(self.head.to_string())),
            ("n".to_owned(), Json::Integer(i64::from(self.n))),
            ("sha256".to_owned(), Json::String(self.sha256.to_string())),
        ];
        if let Some(events) = &self.events {
            members.push(("events".to_owned(), Json::Array(events.clone())));
        }
        Json::Object(members)
    }
}

/// The last hash of the chain over these events.
pub fn chain(events: &[Json]) -> Sha256Digest {
    Hashed::of(events).head
}

/// What is computed over events, each of which is written once for it.
struct Hashed {
    /// The last hash of the chain.
    head: Sha256Digest,
    /// The digest of the events as lines.
    sha256: Sha256Digest,
    /// How many bytes the lines have.
    bytes: usize,
}

impl Hashed {
    fn of(events: &[Json]) -> Self {
        let (mut head, mut lines, mut bytes, mut line) = ([0; 32], Sha256::new(), 0, Vec::new());
        for event in events {
            line.clear();
            append_line(event, &mut line);
            let written = line.strip_suffix(b"\n").unwrap_or_default();
            head = Sha256::new().chain_update(head).chain_update(written).finalize().into();
            lines.update(&line);
            bytes += line.len();
        }
        let [head, sha256] = [head, lines.finalize().into()].map(Sha256Digest::from_bytes);
        Self { head, sha256, bytes }
    }
}

/// Events are built from three texts, and those that were read stood in a canonical payload, so writing cannot fail;
/// one that has no canonical form would count as no bytes and fit no claim.
fn append_line(event: &Json, lines: &mut Vec<u8>) {
    let before = lines.len();
    if append_sealed_jcs(event, lines).is_err() {
        lines.truncate(before);
    }
    lines.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(minute: u32, action: &str) -> Event {
        let at = DateTime::parse_from_rfc3339(&format!("2026-11-16T10:{minute:02}:00+01:00")).expect("moment");
        Event { at, action: action.to_owned(), path: QuestionPath::parse("greeting/greeted").ok() }
    }

    #[test]
    fn the_chain_depends_on_every_event_and_their_order() {
        let mut log = AuditLog::new();
        log.push(event(0, "open"));
        log.push(event(1, "answer"));
        let claim = log.claim();
        let events = claim.events.clone().expect("few events stand inline");
        assert!(claim.fits(&events));
        let swapped: Vec<Json> = events.iter().rev().cloned().collect();
        assert!(!claim.fits(&swapped));
        assert!(!claim.fits(events.get(..1).expect("two events")));
        assert_eq!(
            String::from_utf8(log.to_jsonl()).expect("text").lines().next(),
            Some(r#"{"at":"2026-11-16T10:00:00+01:00","do":"open","path":"greeting/greeted"}"#)
        );
    }

    #[test]
    fn a_long_log_travels_beside_the_file() {
        let mut log = AuditLog::new();
        (0..150).for_each(|step| log.push(event(step % 60, "answer")));
        log.note_gap();
        let claim = log.claim();
        assert!(log.to_jsonl().len() > MAX_INLINE_BYTES);
        assert_eq!((claim.n, claim.gaps, claim.events.is_none()), (150, 1, true));
        assert_eq!(claim.sha256, digest(&log.to_jsonl()));
        assert!(claim.fits_lines(&log.to_jsonl()));
        let odd = |events: &[Json]| {
            let mut lines = Vec::new();
            events.iter().for_each(|event| append_line(event, &mut lines));
            let n = u32::try_from(events.len()).expect("few");
            (AuditClaim { n, head: chain(events), sha256: digest(&lines), gaps: 0, events: None }, lines)
        };
        for none in
            ["5", r#"{"at":"2026-11-16T10:00:00+01:00","do":"answer","value":"yes"}"#, r#"{"at":"now","do":"seal"}"#]
        {
            let (claim, lines) = odd(&[Json::parse(none.as_bytes()).expect("JSON")]);
            assert!(!claim.fits_lines(&lines), "{none}");
        }
        assert!(!AuditClaim { n: 149, ..claim.clone() }.fits_lines(&log.to_jsonl()));
        assert!(!AuditClaim { head: digest(b""), ..claim.clone() }.fits_lines(&log.to_jsonl()));
    }
}
