//! One submission on its way to one target.

use sealform_protocol::DeliveryState;
use sealform_types::Json;

use super::outcome::{Outcome, pause_ms};
use crate::runtime::delivery::Destination;
use crate::runtime::device::Jitter;

/// One submission on its way to one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The submission.
    pub jti: String,
    /// The digest of its payload.
    pub sha256: String,
    /// Where to.
    pub to: Destination,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it may be sent next, in milliseconds since 1970.
    pub next: u64,
    /// The HTTP status of the last try; 0 where there was no answer.
    pub last_status: u16,
}

impl Entry {
    /// A submission that has not been sent yet.
    pub fn new(jti: &str, sha256: &str, to: Destination) -> Self {
        let (jti, sha256) = (jti.to_owned(), sha256.to_owned());
        Self { jti, sha256, to, state: DeliveryState::Queued, attempts: 0, next: 0, last_status: 0 }
    }

    /// The text of the record.
    pub fn text(&self) -> String {
        let number = |number: u64| Json::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let members = [
            ("jti", Json::from(self.jti.as_str())),
            ("sha256", Json::from(self.sha256.as_str())),
            ("to", self.to.to_json()),
            ("state", Json::from(self.state.name())),
            ("attempts", number(self.attempts.into())),
            ("next", number(self.next)),
            ("last_status", number(self.last_status.into())),
        ];
        Json::Object(members.map(|(name, value)| (name.to_owned(), value)).into()).to_text()
    }

    /// Reads the text of a record.
    pub fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let word = |name| json.get(name).and_then(Json::as_str);
        let number = |name| json.get(name).and_then(Json::as_integer);
        Some(Self {
            jti: word("jti")?.to_owned(),
            sha256: word("sha256")?.to_owned(),
            to: Destination::read(json.get("to")?, "/to").ok()?,
            state: DeliveryState::ALL.into_iter().find(|state| Some(state.name()) == word("state"))?,
            attempts: number("attempts")?.try_into().ok()?,
            next: number("next")?.try_into().ok()?,
            last_status: number("last_status")?.try_into().ok()?,
        })
    }

    /// The key in the outbox: one entry for each submission and target.
    pub fn key(&self) -> String {
        let to = match &self.to {
            Destination::Page => "page",
            Destination::Webhook { url, .. } => url,
        };
        format!("{}|{to}", self.jti)
    }

    /// Whether it may be sent at this moment.
    pub fn is_due(&self, now: u64) -> bool {
        self.is_open() && self.next <= now
    }

    /// Whether it will be sent without anybody asking. What a killed tab left as `sending` is open too.
    pub fn is_open(&self) -> bool {
        matches!(self.state, DeliveryState::Queued | DeliveryState::Sending)
    }

    /// The moment before the file leaves: kept, so that a killed tab is seen.
    pub fn start(&mut self) {
        self.state = DeliveryState::Sending;
        self.attempts = self.attempts.saturating_add(1);
    }

    /// Takes in what came of it.
    pub fn settle(&mut self, outcome: Outcome, status: u16, now: u64, jitter: Jitter) {
        self.last_status = status;
        self.state = match outcome {
            Outcome::Delivered => DeliveryState::Delivered,
            Outcome::Unconfirmed => DeliveryState::Unconfirmed,
            Outcome::Refused | Outcome::Conflict => DeliveryState::Blocked,
            Outcome::Dead => DeliveryState::Dead,
            Outcome::Retry { after } => {
                self.next = now.saturating_add(pause_ms(self.attempts, jitter, after));
                DeliveryState::Queued
            }
        };
    }

    /// A person asks for another try: at once, and from the shortest pause again.
    pub fn retry(&mut self) {
        if self.state != DeliveryState::Delivered {
            (self.state, self.attempts, self.next) = (DeliveryState::Queued, 0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::delivery::Readable;

    fn webhook(url: &str) -> Destination {
        Destination::Webhook { url: url.to_owned(), reply: Readable::Readable }
    }

    #[test]
    fn an_entry_goes_its_way() {
        let mut entry = Entry::new("j", "d", webhook("https://agency.example/in"));
        assert!(entry.is_due(0));
        entry.start();
        assert!(entry.is_open(), "a killed tab must not lose it");
        entry.settle(Outcome::Retry { after: Some(10) }, 503, 1_000, Jitter(0));
        assert_eq!((entry.state, entry.next, entry.last_status), (DeliveryState::Queued, 11_000, 503));
        assert!(!entry.is_due(10_999) && entry.is_due(11_000));
        entry.start();
        entry.settle(Outcome::Delivered, 201, 12_000, Jitter(0));
        assert_eq!((entry.state, entry.attempts), (DeliveryState::Delivered, 2));
        entry.retry();
        assert_eq!(entry.state, DeliveryState::Delivered, "what has arrived is never sent again");
    }

    #[test]
    fn what_is_refused_waits_for_a_person() {
        for (outcome, state) in [
            (Outcome::Refused, DeliveryState::Blocked),
            (Outcome::Conflict, DeliveryState::Blocked),
            (Outcome::Dead, DeliveryState::Dead),
        ] {
            let mut entry = Entry::new("j", "d", Destination::Page);
            entry.start();
            entry.settle(outcome, 403, 0, Jitter(0));
            assert_eq!(entry.state, state);
            assert!(!entry.is_open());
            entry.retry();
            assert_eq!((entry.state, entry.attempts, entry.next), (DeliveryState::Queued, 0, 0));
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_kept() {
        for to in [Destination::Page, webhook("https://a.example/?b=\"")] {
            for state in DeliveryState::ALL {
                let fresh = Entry::new("j", "d", to.clone());
                let kept = Entry { state, attempts: 3, next: 1_792_890_000_000, last_status: 503, ..fresh };
                assert_eq!(Entry::read(&kept.text()), Some(kept));
            }
        }
        assert_eq!(Entry::read("{}"), None);
    }
}
