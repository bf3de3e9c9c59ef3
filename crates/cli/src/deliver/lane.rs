//! A lane for each target: files one after the other, each tried again after a pause where that may help. No target waits for
//! another; a target that does not answer rests as a whole, so that a thousand files do not each wait for it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use sealform_protocol::DeliveryState;

use super::outcome::{Outcome, Reason, Reply, pause};
use super::plan::Target;
use super::sending::{Prepared, Progress, Shared, try_once};
use crate::platform;

/// How often a lane that rests looks whether the run is over.
const NAP: Duration = Duration::from_millis(50);

/// When something is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long after its first failure something is still tried.
    pub lasts: Duration,
    /// The first pause, at the most.
    pub first_pause: Duration,
}

/// What a lane tells. Files and targets are named by their places in the lists.
pub enum Event {
    /// An attachment of that digest has arrived.
    Arrived { file: usize, target: usize, blob: String },
    /// Nothing more is done for it in this run.
    Ended { file: usize, target: usize, end: Ended },
}

/// How a file ended at a target.
#[derive(Debug, Clone)]
pub struct Ended {
    pub state: DeliveryState,
    pub status: u16,
    pub attempts: u32,
    pub reason: Option<Reason>,
    pub progress: Progress,
    /// The reply, where it may hold a receipt.
    pub receipt: Option<String>,
}

/// A lane.
pub struct Lane<'a> {
    pub shared: &'a Shared<'a>,
    pub files: &'a [Prepared],
    pub target: usize,
    pub to: &'a Target,
    pub patience: Patience,
    pub says: Sender<Event>,
    pub is_over: &'a AtomicBool,
}

/// A file that waits for another try.
struct Waiting {
    file: usize,
    progress: Progress,
    /// Since the last time that something of it arrived.
    failures: u32,
    attempts: u32,
    failing_since: Option<Duration>,
    status: u16,
    reason: Reason,
}

/// The target as a whole.
#[derive(Default)]
struct Rest {
    until: Duration,
    silence: Option<Silence>,
}

/// It has not answered, or has asked everybody to wait, since its last answer about a file.
#[derive(Clone, Copy)]
struct Silence {
    since: Duration,
    failures: u32,
    reason: Reason,
}

impl Lane<'_> {
    /// Sends files, each with what of it has arrived before.
    pub fn run(&self, files: Vec<(usize, Progress)>) {
        let mut fresh = files.into_iter().map(|(file, progress)| Waiting::new(file, progress));
        // By the moment at which they are due, and in their order.
        let mut waiting: BTreeMap<(Duration, usize), Waiting> = BTreeMap::new();
        let mut rest = Rest::default();
        while !self.is_over.load(Ordering::Relaxed) {
            let now = platform::elapsed();
            if let Some(silence) = rest.silence.filter(|silence| self.is_hopeless(silence, rest.until.max(now))) {
                let fresh = fresh.map(|one| Waiting { reason: silence.reason, ..one });
                return waiting.into_values().chain(fresh).for_each(|one| self.give_up(one));
            }
            let due = waiting.first_key_value().map(|((due, _), _)| *due);
            let next = self.next(&rest, now, &mut waiting, &mut fresh);
            match (next, due) {
                (Some(one), _) => {
                    if let Some((due, again)) = self.act(one, &mut rest) {
                        waiting.insert((due, again.file), again);
                    }
                }
                (None, None) if rest.until <= now => return,
                (None, _) => thread::sleep(NAP),
            }
        }
    }

    /// What is tried now. Where the target is silent, another file asks whether it is still: what makes it silent may be the file.
    fn next(
        &self,
        rest: &Rest,
        now: Duration,
        waiting: &mut BTreeMap<(Duration, usize), Waiting>,
        fresh: &mut dyn Iterator<Item = Waiting>,
    ) -> Option<Waiting> {
        if rest.until > now {
            return None;
        }
        let mut due = || {
            let first = waiting.first_entry().filter(|first| first.key().0 <= now);
            first.map(|first| first.remove())
        };
        match rest.silence {
            None => due().or_else(|| fresh.next()),
            Some(_) => fresh.next().or_else(due),
        }
    }

    /// Whether the target is silent for longer than anybody waits.
    fn is_hopeless(&self, silence: &Silence, until: Duration) -> bool {
        until > silence.since + self.patience.lasts
    }

    /// One try; gives when there is another one.
    fn act(&self, mut one: Waiting, rest: &mut Rest) -> Option<(Duration, Waiting)> {
        let file = self.files.get(one.file)?;
        one.failures += 1;
        one.attempts += 1;
        let before = one.progress.arrived.len();
        let mut heard = |blob: &str| {
            self.say(Event::Arrived { file: one.file, target: self.target, blob: blob.to_owned() });
        };
        let reply = try_once(self.shared, self.to, file, &mut one.progress, &mut heard);
        if one.progress.arrived.len() > before {
            // What moves on is not made to wait as long as what does not.
            one.failures = 1;
            one.failing_since = None;
        }
        one.status = reply.status();
        let now = platform::elapsed();
        let outcome = reply.judge();
        let (first, jitter) = (self.patience.first_pause, platform::jitter());
        rest.heard(&reply, now, |failures, after| pause(first, failures, jitter, after));
        let (state, reason) = match outcome {
            Outcome::Retry { after, reason } => {
                one.reason = reason;
                let since = *one.failing_since.get_or_insert(now);
                let due = now + pause(first, one.failures, jitter, after);
                if due > since + self.patience.lasts {
                    self.give_up(one);
                    return None;
                }
                return Some((due, one));
            }
            Outcome::Delivered => (DeliveryState::Delivered, None),
            Outcome::Unconfirmed => (DeliveryState::Unconfirmed, None),
            Outcome::Blocked(reason) => (DeliveryState::Blocked, Some(reason)),
            Outcome::Dead(reason) => (DeliveryState::Dead, Some(reason)),
        };
        let receipt = match reply {
            Reply::Status(status) => status.receipt,
            Reply::None(_) | Reply::Opaque | Reply::Stopped { .. } => None,
        };
        self.end(one, state, reason, receipt);
        None
    }

    fn give_up(&self, one: Waiting) {
        let reason = one.reason;
        self.end(one, DeliveryState::Queued, Some(reason), None);
    }

    fn end(&self, one: Waiting, state: DeliveryState, reason: Option<Reason>, receipt: Option<String>) {
        let Waiting { file, progress, attempts, status, .. } = one;
        let end = Ended { state, status, attempts, reason, progress, receipt };
        self.say(Event::Ended { file, target: self.target, end });
    }

    /// Whoever listens may have ended the run.
    fn say(&self, event: Event) {
        let _ = self.says.send(event);
    }
}

impl Waiting {
    fn new(file: usize, progress: Progress) -> Self {
        Self { file, progress, failures: 0, attempts: 0, failing_since: None, status: 0, reason: Reason::Unreachable }
    }
}

impl Rest {
    /// No answer, and "too many requests", are of the target, and not of the file.
    fn heard(&mut self, reply: &Reply, now: Duration, pause: impl Fn(u32, Option<u64>) -> Duration) {
        let is_silent = matches!(reply, Reply::None(_)) || matches!(reply.status(), 429 | 503);
        match reply.judge() {
            Outcome::Retry { after, reason } if is_silent => {
                let before = self.silence.unwrap_or(Silence { since: now, failures: 0, reason });
                let silence = Silence { failures: before.failures + 1, reason, ..before };
                *self = Self { until: now + pause(silence.failures, after), silence: Some(silence) };
            }
            Outcome::Retry { .. }
            | Outcome::Delivered
            | Outcome::Unconfirmed
            | Outcome::Blocked(_)
            | Outcome::Dead(_) => *self = Self::default(),
        }
    }
}
