//! A receiver with faults by chance: sealed files by POST, attachments by PUT, and of each request it may lose the way in, the
//! way back, its patience or its tongue.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use futures_util::stream;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::receivers::claims;
use crate::stub::{Fragile, Line};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The connection breaks down before anything is done.
    DroppedBefore,
    /// It is done, and the connection breaks down before the reply.
    DroppedAfter,
    /// Nothing is done: 503 with `Retry-After`.
    Unavailable,
    /// Nothing is done: 429 with `Retry-After`.
    TooMany,
    /// It is done, and the reply ends in its middle.
    Truncated,
    /// Nothing is done, and nothing is said for long.
    HangsBefore,
    /// It is done, and nothing is said for long.
    HangsAfter,
}

impl Fault {
    /// Each with its share of a thousand requests.
    const SHARES: [(u32, Self); 7] = [
        (150, Self::DroppedBefore),
        (250, Self::DroppedAfter),
        (30, Self::Unavailable),
        (30, Self::TooMany),
        (40, Self::Truncated),
        (5, Self::HangsBefore),
        (5, Self::HangsAfter),
    ];

    /// By the seed, what is sent and how often it came: the same request fails alike in every run, in whatever order they come.
    fn drawn(seed: u64, name: &str, round: u32) -> Option<Self> {
        let digest = Sha256::digest(format!("{seed} {name} {round}"));
        let drawn = digest.iter().take(4).fold(0, |sum, byte| (sum << 8) | u32::from(*byte)) % 1_000;
        let mut end = 0;
        Self::SHARES.into_iter().find_map(|(share, fault)| {
            end += share;
            (drawn < end).then_some(fault)
        })
    }

    fn is_done(self) -> bool {
        match self {
            Self::DroppedAfter | Self::Truncated | Self::HangsAfter => true,
            Self::DroppedBefore | Self::Unavailable | Self::TooMany | Self::HangsBefore => false,
        }
    }
}

/// What has come, and what it has changed.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// How often each object came, by its method and key.
    rounds: BTreeMap<String, u32>,
    /// What was done: the first that came of each `Idempotency-Key`, without its quotes.
    pub files: BTreeMap<String, Bytes>,
    /// The same of each attachment, by its digest.
    pub blobs: BTreeMap<String, Bytes>,
    /// What must never come: another body for a key, another digest than the name, a file before its attachments.
    pub wrongs: Vec<String>,
    /// What was done and said so, whole.
    acknowledged: BTreeSet<String>,
    /// How much came again after that.
    pub needless: usize,
    /// How much went wrong, by kind.
    pub faults: BTreeMap<Fault, usize>,
}

impl Ledger {
    /// How many requests came, without those that ask for leave.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.rounds.values().sum()
    }

    /// Notes a request and its fault, if it has one.
    fn draws(&mut self, seed: u64, name: &str) -> Option<Fault> {
        let round = self.rounds.entry(name.to_owned()).or_default();
        let fault = Fault::drawn(seed, name, *round);
        *round += 1;
        if let Some(fault) = fault {
            *self.faults.entry(fault).or_default() += 1;
        }
        self.needless += usize::from(self.acknowledged.contains(name));
        if fault.is_none() {
            self.acknowledged.insert(name.to_owned());
        }
        fault
    }

    fn takes_file(&mut self, jti: &str, body: Bytes) {
        let Ok(claims) = claims(&body) else {
            self.wrongs.push(format!("the file {jti} cannot be read"));
            return;
        };
        if claims["jti"] != jti {
            self.wrongs.push(format!("the file {} came as {jti}", claims["jti"]));
        }
        for digest in claims["attachments"].as_array().into_iter().flatten().map(|one| &one["sha256"]) {
            if !digest.as_str().is_some_and(|digest| self.blobs.contains_key(digest)) {
                self.wrongs.push(format!("the file {jti} came before its attachment {digest}"));
            }
        }
        self.keeps(Kind::File, jti, body);
    }

    fn takes_blob(&mut self, name: &str, body: Bytes) {
        let digest: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
        if digest != name {
            self.wrongs.push(format!("the attachment {name} came with the bytes of {digest}"));
        }
        self.keeps(Kind::Blob, name, body);
    }

    fn keeps(&mut self, kind: Kind, key: &str, body: Bytes) {
        let shelf = match kind {
            Kind::File => &mut self.files,
            Kind::Blob => &mut self.blobs,
        };
        let kept = shelf.entry(key.to_owned()).or_insert_with(|| body.clone());
        if *kept != body {
            self.wrongs.push(format!("{key} came with other bytes"));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Blob,
}

#[derive(Debug)]
struct Office {
    seed: u64,
    hang: Duration,
    ledger: Mutex<Ledger>,
}

impl Office {
    fn change<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> T {
        change(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A running receiver; it ends when this is dropped.
#[derive(Debug)]
pub struct Faulty {
    office: Arc<Office>,
    origin: String,
    serving: JoinHandle<io::Result<()>>,
}

impl Faulty {
    /// Starts one on a free port: `/in` takes files, `/blobs/SHA256` attachments. What hangs does so for `hang`, and breaks down.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(seed: u64, hang: Duration) -> io::Result<Self> {
        let office = Arc::new(Office { seed, hang, ledger: Mutex::default() });
        let listener = Fragile(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?);
        let origin = format!("http://{}", listener.0.local_addr()?);
        let router = Router::new()
            .route("/in", post(take_file).options(preflight))
            .route("/blobs/{sha256}", put(take_blob).options(preflight))
            .with_state(Arc::clone(&office));
        let service = router.into_make_service_with_connect_info::<Line>();
        let serving = tokio::spawn(async { axum::serve(listener, service).await });
        Ok(Self { office, origin, serving })
    }

    /// For the policy of the pages that send here.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What has come up to now.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.office.change(|ledger| ledger.clone())
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Leave to send does not fail: a browser says nothing else of it than of a request that failed.
async fn preflight() -> Response {
    let allowed = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST, PUT"),
        ("access-control-allow-headers", "content-type, idempotency-key"),
        ("access-control-max-age", "600"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

async fn take_file(
    State(office): State<Arc<Office>>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let jti = key.trim_matches('"');
    let fault = office.change(|ledger| {
        let fault = ledger.draws(office.seed, &format!("POST {jti}"));
        if fault.is_none_or(Fault::is_done) {
            ledger.takes_file(jti, body);
        }
        fault
    });
    answers(fault, &line, office.hang).await
}

async fn take_blob(
    State(office): State<Arc<Office>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(sha256): Path<String>,
    body: Bytes,
) -> Response {
    let fault = office.change(|ledger| {
        let fault = ledger.draws(office.seed, &format!("PUT {sha256}"));
        if fault.is_none_or(Fault::is_done) {
            ledger.takes_blob(&sha256, body);
        }
        fault
    });
    answers(fault, &line, office.hang).await
}

async fn answers(fault: Option<Fault>, line: &Line, hang: Duration) -> Response {
    let open = [("access-control-allow-origin", "*"), ("access-control-expose-headers", "retry-after")];
    let later = |status: StatusCode, seconds: &'static str| (status, open, [("retry-after", seconds)]).into_response();
    match fault {
        None => (StatusCode::CREATED, open).into_response(),
        Some(Fault::DroppedBefore | Fault::DroppedAfter) => {
            line.cut();
            StatusCode::OK.into_response()
        }
        Some(Fault::Unavailable) => later(StatusCode::SERVICE_UNAVAILABLE, "1"),
        Some(Fault::TooMany) => later(StatusCode::TOO_MANY_REQUESTS, "2"),
        Some(Fault::Truncated) => {
            let parts = [Ok(Bytes::from_static(b"{\"sha256\":")), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
            (StatusCode::CREATED, open, Body::from_stream(stream::iter(parts))).into_response()
        }
        Some(Fault::HangsBefore | Fault::HangsAfter) => {
            sleep(hang).await;
            line.cut();
            StatusCode::OK.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_shares() {
        let mut counts = BTreeMap::<_, u32>::new();
        for number in 0..20_000 {
            *counts.entry(Fault::drawn(1, &format!("POST {number}"), 0)).or_default() += 1;
        }
        for (share, fault) in Fault::SHARES {
            let count = counts.get(&Some(fault)).copied().unwrap_or_default();
            assert!(count.abs_diff(20 * share) < 10 * share, "{count} of {fault:?}, and {} were due", 20 * share);
        }
    }

    #[test]
    fn what_must_never_come_is_noted() {
        let mut ledger = Ledger::default();
        ledger.takes_blob("ab", Bytes::from_static(b"one"));
        ledger.takes_blob("ab", Bytes::from_static(b"other"));
        // A payload that is `{"attachments":[{"sha256":"cd"}],"jti":"2"}`.
        let payload = "eyJhdHRhY2htZW50cyI6W3sic2hhMjU2IjoiY2QifV0sImp0aSI6IjIifQ";
        ledger.takes_file("1", format!("{{\"payload\":\"{payload}\"}}").into());
        let said =
            ["with the bytes of", "with the bytes of", "with other bytes", "the file \"2\" came as 1", "before its"];
        assert_eq!(ledger.wrongs.len(), said.len(), "{:?}", ledger.wrongs);
        assert!(ledger.wrongs.iter().zip(said).all(|(wrong, said)| wrong.contains(said)), "{:?}", ledger.wrongs);
    }
}
