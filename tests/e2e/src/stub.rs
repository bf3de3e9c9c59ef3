//! A receiver with faults: it takes sealed files by POST, counts what they change, and answers as it is set up to.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::{IncomingStream, Listener};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the receiver says to one POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A status without anything more.
    Status(u16),
    /// A status with the number of seconds to wait.
    Later(u16, u32),
    /// A status with a text.
    Says(u16, Text),
    /// A status that sends on to `/elsewhere`.
    Moved(u16),
    /// A status that a page of another origin may not read.
    Unreadable(u16),
    /// Leave to send is refused before anything comes.
    Forbidden,
    /// Nothing, as long as the receiver is there.
    Silent,
    /// Nothing: the connection breaks down after the file was taken.
    Dropped,
}

/// The text of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// JSON that names the digest of what came.
    Digest,
    /// JSON that names another digest.
    OtherDigest,
    /// A page that a person reads, and that quotes the digest of what came.
    Quote,
    /// Its first byte, and nothing more.
    Begun,
    /// Blanks without end.
    Endless,
    /// JSON that names the digest after megabytes of blanks.
    Huge,
}

/// One POST as it came.
#[derive(Debug, Clone)]
pub struct Post {
    /// When it came.
    pub at: Instant,
    /// Its header `Idempotency-Key`.
    pub idempotency_key: String,
    /// Its header `Content-Type`.
    pub content_type: String,
    /// What it brought.
    pub body: Bytes,
}

/// The receiver's desk: a tray for each name in its address.
#[derive(Debug, Default)]
pub struct Desk(Mutex<BTreeMap<String, Tray>>);

/// What has come to one name.
#[derive(Debug, Clone, Default)]
pub struct Tray {
    /// What is said to the POSTs to come; 201 when there is nothing left to say.
    answers: Vec<Answer>,
    /// Every POST.
    pub posts: Vec<Post>,
    /// What they changed: a key counts once.
    pub effects: BTreeMap<String, Bytes>,
    /// What pages have told beside: the text of each POST to `/said/NAME`.
    pub said: Vec<String>,
}

impl Desk {
    fn change<T>(&self, name: &str, change: impl FnOnce(&mut Tray) -> T) -> T {
        let mut trays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(trays.entry(name.to_owned()).or_default())
    }

    /// What has come to a name.
    pub fn tray(&self, name: &str) -> Tray {
        self.change(name, |tray| tray.clone())
    }

    /// What a page has told since this was asked last.
    pub fn hears(&self, name: &str) -> Vec<String> {
        self.change(name, |tray| std::mem::take(&mut tray.said))
    }
}

/// A running receiver; it ends when this is dropped.
#[derive(Debug)]
pub struct Stub {
    /// What has come to it.
    pub desk: Arc<Desk>,
    origin: String,
    serving: JoinHandle<io::Result<()>>,
}

impl Stub {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// If none is free.
    pub async fn start() -> io::Result<Self> {
        let desk = Arc::<Desk>::default();
        let listener = Fragile(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?);
        let origin = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/{name}", post(take).options(preflight))
            .route("/said/{name}", post(hear))
            .with_state(Arc::clone(&desk));
        let service = router.into_make_service_with_connect_info::<Line>();
        let serving = tokio::spawn(async { axum::serve(listener, service).await });
        Ok(Self { desk, origin, serving })
    }

    /// For the policy of the pages that send here.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// An address at which these answers are given, one for each POST.
    #[must_use]
    pub fn address(&self, name: &str, answers: &[Answer]) -> String {
        self.desk.change(name, |tray| tray.answers = answers.to_vec());
        format!("{}/{name}", self.origin)
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Browsers ask first whether such a POST may come from elsewhere.
async fn preflight(State(desk): State<Arc<Desk>>, Path(name): Path<String>) -> Response {
    if desk.tray(&name).answers.first() == Some(&Answer::Forbidden) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let allowed = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "content-type, idempotency-key"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

async fn hear(State(desk): State<Arc<Desk>>, Path(name): Path<String>, text: String) {
    desk.change(&name, |tray| tray.said.push(text));
}

#[expect(clippy::disallowed_methods, reason = "a receiver notes when it was asked; tests look at pauses")]
async fn take(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let post = Post {
        at: Instant::now(),
        idempotency_key: header("idempotency-key"),
        content_type: header("content-type"),
        body,
    };
    let digest = payload_digest(&post.body);
    let answer = desk.change(&name, |tray| {
        let said = if tray.answers.is_empty() { Answer::Status(201) } else { tray.answers.remove(0) };
        if !said.refuses() {
            tray.effects.entry(post.idempotency_key.clone()).or_insert_with(|| post.body.clone());
        }
        tray.posts.push(post);
        said
    });
    let open = [("access-control-allow-origin", "*"), ("access-control-expose-headers", "retry-after")];
    let status = |code| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match answer {
        Answer::Status(code) => (status(code), open).into_response(),
        Answer::Says(code, text) => (status(code), open, text.body(&digest)).into_response(),
        Answer::Later(code, seconds) => (status(code), open, [("retry-after", seconds.to_string())]).into_response(),
        Answer::Moved(code) => (status(code), open, [("location", "/elsewhere")]).into_response(),
        Answer::Unreadable(code) => status(code).into_response(),
        Answer::Forbidden => StatusCode::FORBIDDEN.into_response(),
        Answer::Silent => std::future::pending().await,
        Answer::Dropped => {
            line.cut();
            StatusCode::OK.into_response()
        }
    }
}

impl Answer {
    /// Whether nothing was done. What breaks down on the way back has been done all the same.
    fn refuses(self) -> bool {
        matches!(
            self,
            Self::Status(400..=499) | Self::Says(400..=499, _) | Self::Later(..) | Self::Moved(_) | Self::Forbidden
        )
    }
}

impl Text {
    /// The body of a reply to what has this digest.
    fn body(self, digest: &str) -> Body {
        const BLANKS: Bytes = Bytes::from_static(&[b' '; 4096]);
        let named = |digest: &str| serde_json::json!({ "sha256": digest }).to_string();
        let comes = Ok::<Bytes, Infallible>;
        match self {
            Self::Digest => named(digest).into(),
            Self::OtherDigest => named(&"0".repeat(digest.len())).into(),
            Self::Quote => format!("<!doctype html><title>Log in</title><p>We have {}.", named(digest)).into(),
            Self::Begun => {
                let first = stream::iter([comes(Bytes::from_static(b"{"))]);
                Body::from_stream(first.chain(stream::pending()))
            }
            Self::Endless => Body::from_stream(stream::repeat(BLANKS).map(comes)),
            Self::Huge => format!("{}{}", " ".repeat(16 << 20), named(digest)).into(),
        }
    }
}

/// SHA-256 of what a file holds, in hexadecimal.
fn payload_digest(file: &[u8]) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let file: serde_json::Value = serde_json::from_slice(file).unwrap_or_default();
    let payload = Base64UrlUnpadded::decode_vec(file["payload"].as_str().unwrap_or_default()).unwrap_or_default();
    Sha256::digest(payload).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A listener whose connections can be cut.
pub(crate) struct Fragile(pub(crate) TcpListener);

/// A connection as its handler knows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Arc<AtomicBool>);

/// A connection that writes nothing once it is cut.
pub(crate) struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Line {
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Listener for Fragile {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Wire { stream, line: Line::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Fragile>> for Line {
    fn connect_info(stream: IncomingStream<'_, Fragile>) -> Self {
        stream.io().line.clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
