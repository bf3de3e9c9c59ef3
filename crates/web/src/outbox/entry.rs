//! One submission on its way to one target.

use sealform_ui::{DeliveryState, Target};
use serde::{Deserialize, Serialize};

use super::outcome::{Chance, Outcome, pause_ms};

/// Where a deployment wants its submissions. Read from `delivery.json`, or from the element's `delivery` property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Destination {
    /// The page around the form, which acknowledges the event.
    Page,
    /// A server that takes the file by POST.
    Webhook {
        /// Where to.
        url: String,
        /// Whether the page may read the reply.
        #[serde(default)]
        reply: Readable,
    },
}

/// Whether the page may read a target's reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Readable {
    /// It may: same origin, or the server allows it (CORS).
    #[default]
    Readable,
    /// It may not: the file is sent as `text/plain`, and arrival stays unconfirmed.
    Opaque,
}

impl Destination {
    /// The target as the face shows it.
    pub fn target(&self) -> Target {
        match self {
            Self::Page => Target::Page,
            Self::Webhook { url, .. } => Target::Webhook { host: host_of(url).to_owned() },
        }
    }
}

/// The host of an address, with its port; the address itself where it has none (it is relative to the page).
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty()).unwrap_or(url);
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

/// One submission on its way to one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The submission.
    pub jti: String,
    /// The digest of its payload.
    pub sha256: String,
    /// Where to.
    pub to: Destination,
    /// How far it has come.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this moment, in milliseconds since 1970.
    pub next: u64,
    /// The HTTP status of the last try; 0 where nobody answered.
    pub last_status: u16,
}

/// How far an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for its turn or for the network.
    Queued,
    /// It is being sent; after a crash this means: nobody knows, send again.
    Sending,
    /// The target has it.
    Delivered,
    /// It was sent, and nobody can say whether it arrived.
    Unconfirmed,
    /// A person must settle something first.
    Blocked,
    /// The target will never take it.
    Dead,
}

impl State {
    /// The state as the face shows it.
    pub fn shown(self) -> DeliveryState {
        match self {
            Self::Queued => DeliveryState::Queued,
            Self::Sending => DeliveryState::Sending,
            Self::Delivered => DeliveryState::Delivered,
            Self::Unconfirmed => DeliveryState::Unconfirmed,
            Self::Blocked => DeliveryState::Blocked,
            Self::Dead => DeliveryState::Dead,
        }
    }
}

impl Entry {
    /// A submission that has not been sent yet.
    pub fn new(jti: &str, sha256: &str, to: Destination) -> Self {
        let (jti, sha256) = (jti.to_owned(), sha256.to_owned());
        Self { jti, sha256, to, state: State::Queued, attempts: 0, next: 0, last_status: 0 }
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
        matches!(self.state, State::Queued | State::Sending)
    }

    /// The moment before the file leaves: kept, so that a killed tab is seen.
    pub fn start(&mut self) {
        self.state = State::Sending;
        self.attempts = self.attempts.saturating_add(1);
    }

    /// Takes in what came of it.
    pub fn settle(&mut self, outcome: Outcome, status: u16, now: u64, chance: Chance) {
        self.last_status = status;
        self.state = match outcome {
            Outcome::Delivered => State::Delivered,
            Outcome::Unconfirmed => State::Unconfirmed,
            Outcome::Refused | Outcome::Conflict => State::Blocked,
            Outcome::Dead => State::Dead,
            Outcome::Retry { after } => {
                self.next = now.saturating_add(pause_ms(self.attempts, chance, after));
                State::Queued
            }
        };
    }

    /// A person asks for another try: at once, and from the shortest pause again.
    pub fn retry(&mut self) {
        if self.state != State::Delivered {
            (self.state, self.attempts, self.next) = (State::Queued, 0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(url: &str) -> Destination {
        Destination::Webhook { url: url.to_owned(), reply: Readable::Readable }
    }

    #[test]
    fn an_entry_goes_its_way() {
        let mut entry = Entry::new("j", "d", webhook("https://agency.example/in"));
        assert!(entry.is_due(0));
        entry.start();
        assert!(entry.is_open(), "a killed tab must not lose it");
        entry.settle(Outcome::Retry { after: Some(10) }, 503, 1_000, Chance(0));
        assert_eq!((entry.state, entry.next, entry.last_status), (State::Queued, 11_000, 503));
        assert!(!entry.is_due(10_999) && entry.is_due(11_000));
        entry.start();
        entry.settle(Outcome::Delivered, 201, 12_000, Chance(0));
        assert_eq!((entry.state, entry.attempts), (State::Delivered, 2));
        entry.retry();
        assert_eq!(entry.state, State::Delivered, "what has arrived is never sent again");
    }

    #[test]
    fn what_is_refused_waits_for_a_person() {
        for (outcome, state) in
            [(Outcome::Refused, State::Blocked), (Outcome::Conflict, State::Blocked), (Outcome::Dead, State::Dead)]
        {
            let mut entry = Entry::new("j", "d", Destination::Page);
            entry.start();
            entry.settle(outcome, 403, 0, Chance(0));
            assert_eq!(entry.state, state);
            assert!(!entry.is_open());
            entry.retry();
            assert_eq!((entry.state, entry.attempts, entry.next), (State::Queued, 0, 0));
        }
    }

    #[test]
    fn people_read_the_host() {
        for (url, host) in [
            ("https://agency.example/in?x=1", "agency.example"),
            ("http://127.0.0.1:4000", "127.0.0.1:4000"),
            ("https://user:secret@agency.example/in", "agency.example"),
            ("/in", "/in"),
        ] {
            assert_eq!(webhook(url).target(), Target::Webhook { host: host.to_owned() });
        }
    }

    #[test]
    fn a_deployment_is_read_as_documented() {
        let text = r#"[{"type":"page"},{"type":"webhook","url":"https://a.example/"},{"type":"webhook","url":"u","reply":"opaque"}]"#;
        let read: Vec<Destination> = serde_json::from_str(text).expect("valid");
        assert_eq!(read[1], webhook("https://a.example/"));
        assert_eq!(read[2], Destination::Webhook { url: "u".to_owned(), reply: Readable::Opaque });
        assert!(serde_json::from_str::<Vec<Destination>>(r#"[{"type":"webhook","url":"u","token":"t"}]"#).is_err());
    }
}
