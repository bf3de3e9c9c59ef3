//! Servers of the contracts that `sealform deliver` speaks, in this process: each heeds what its documentation says, keeps what it
//! took, and can be made to fail.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub method: String,
    /// With what stands behind the question mark.
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// What a server does.
#[derive(Debug, Clone)]
pub enum Act {
    Answer(u16, Vec<(&'static str, String)>, String),
    /// The answer begins, says that more comes, and stops.
    Stall(u16, Vec<(&'static str, String)>, String),
    /// The connection is closed without an answer.
    Drop,
    /// Nothing is said for so long, and then the connection is closed.
    Hang(Duration),
}

/// An answer without a body.
pub fn status(status: u16) -> Act {
    Act::Answer(status, Vec::new(), String::new())
}

/// An answer in JSON.
pub fn json(status: u16, body: impl Into<String>) -> Act {
    Act::Answer(status, vec![("Content-Type", "application/json".to_owned())], body.into())
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The path without what stands behind the question mark.
    pub fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The parts of a form: name, file name (empty for a field), media type, content.
    pub fn parts(&self) -> Vec<(String, String, String, Vec<u8>)> {
        let boundary = self.header("content-type").split_once("boundary=").expect("a form").1.to_owned();
        let between = |text: &str, from: &str, to: &str| {
            text.split_once(from)
                .and_then(|(_, rest)| rest.split_once(to))
                .map_or(String::new(), |(part, _)| part.to_owned())
        };
        let mut parts = Vec::new();
        let mark = format!("--{boundary}");
        let mut rest = find(&self.body, mark.as_bytes()).expect("a part").1;
        while let Some((part, after)) = find(rest, format!("\r\n{mark}").as_bytes()) {
            let (head, content) = find(part, b"\r\n\r\n").expect("a head");
            let head = String::from_utf8_lossy(head).into_owned() + "\r\n";
            let name = between(&head, " name=\"", "\"");
            let file = between(&head, "filename=\"", "\"");
            parts.push((name, file, between(&head, "Content-Type: ", "\r\n"), content.to_vec()));
            rest = after;
        }
        assert_eq!(rest, b"--\r\n", "the end of the form");
        parts
    }
}

/// What stands before and behind something.
fn find<'a>(bytes: &'a [u8], wanted: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(wanted.len()).position(|window| window == wanted)?;
    Some((&bytes[..at], &bytes[at + wanted.len()..]))
}

type Handler = dyn Fn(&Asked) -> Act + Send + Sync;

/// A server on loopback; it ends with the test.
pub struct Receiver {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    is_over: Arc<AtomicBool>,
}

impl Receiver {
    pub fn start(handler: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (asked, is_over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let handler: Arc<Handler> = Arc::new(handler);
        let (log, over) = (Arc::clone(&asked), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                thread::spawn(move || stream.map(|stream| serve(stream, &*handler, &log)));
            }
        });
        Self { address, asked, is_over }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// The methods and paths that were asked so far.
    pub fn lines(&self) -> Vec<String> {
        self.asked().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Whoever waits for a connection gets one.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Asked>>) {
    let mut writer = stream.try_clone().expect("a socket");
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(&mut reader) {
        log.lock().expect("no panic").push(asked.clone());
        match handler(&asked) {
            Act::Drop => return,
            Act::Hang(time) => return thread::sleep(time),
            Act::Stall(status, headers, body) => {
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let length = body.len() + 1;
                let answer = format!("HTTP/1.1 {status} Status\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
                let _ = writer.write_all(answer.as_bytes());
                return thread::sleep(Duration::from_secs(5));
            }
            Act::Answer(status, headers, body) => {
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let length = if asked.method == "HEAD" { 0 } else { body.len() };
                let body = if asked.method == "HEAD" { "" } else { body.as_str() };
                let answer = format!("HTTP/1.1 {status} Status\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
                if writer.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    assert!(!headers.contains_key("transfer-encoding"), "S3 takes no chunks");
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body })
}

/// What a server has taken, by name; how often something took effect is the length of its list.
pub type Taken = Arc<Mutex<BTreeMap<String, Vec<Vec<u8>>>>>;

fn take(taken: &Taken, name: &str, bytes: &[u8]) {
    taken.lock().expect("no panic").entry(name.to_owned()).or_default().push(bytes.to_vec());
}

fn has(taken: &Taken, name: &str) -> bool {
    taken.lock().expect("no panic").contains_key(name)
}

/// A server of one's own, which knows an idempotency key again; attachments are PUT under `/blobs/`.
pub fn webhook(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        let name = match asked.method.as_str() {
            "PUT" => asked.plain_path().trim_start_matches("/blobs/").to_owned(),
            "POST" if asked.header("content-type").starts_with("application/jose") => {
                asked.header("idempotency-key").trim_matches('"').to_owned()
            }
            _ => return status(400),
        };
        if !has(&taken, &name) {
            take(&taken, &name, &asked.body);
        }
        status(201)
    }
}

/// S3: PutObject with `If-None-Match: *`, or a form with a policy.
pub fn s3(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| match asked.method.as_str() {
        "PUT" if asked.header("if-none-match") != "*" => status(403),
        "PUT" if has(&taken, asked.plain_path()) => {
            Act::Answer(412, Vec::new(), "<Error><Code>PreconditionFailed</Code></Error>".to_owned())
        }
        "PUT" => {
            take(&taken, asked.plain_path(), &asked.body);
            status(200)
        }
        "POST" => {
            let parts = asked.parts();
            let field =
                |name: &str| parts.iter().find(|part| part.0 == name).map(|part| String::from_utf8_lossy(&part.3));
            let last = parts.last().expect("parts");
            if field("policy").as_deref() != Some("signed") || last.0 != "file" {
                return status(403);
            }
            // The same object again is the same object.
            let key = field("key").expect("a key").into_owned();
            if !has(&taken, &key) {
                take(&taken, &key, &last.3);
            }
            status(204)
        }
        _ => status(405),
    }
}

/// Azure: Put Blob with a signature in the address.
pub fn azure(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        let is_right =
            asked.header("x-ms-blob-type") == "BlockBlob" && asked.path.contains("sig=") && asked.method == "PUT";
        if !is_right || asked.header("if-none-match") != "*" {
            return status(403);
        }
        if has(&taken, asked.plain_path()) {
            return Act::Answer(409, vec![("x-ms-error-code", "BlobAlreadyExists".to_owned())], String::new());
        }
        take(&taken, asked.plain_path(), &asked.body);
        status(201)
    }
}

/// WebDAV: the same name is written over.
pub fn webdav(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        if asked.method != "PUT" || !asked.plain_path().starts_with("/in/") {
            return status(409);
        }
        let is_there = has(&taken, asked.plain_path());
        if !is_there {
            take(&taken, asked.plain_path(), &asked.body);
        }
        status(if is_there { 204 } else { 201 })
    }
}

/// PostgREST: rows whose unique columns are there are passed over.
pub fn postgrest(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        let unique = match asked.path.as_str() {
            "/submissions?on_conflict=jti,sha256" => ["jti", "sha256"].as_slice(),
            "/blobs?on_conflict=sha256" => &["sha256"],
            _ => return status(404),
        };
        if asked.header("prefer") != "resolution=ignore-duplicates,return=minimal" {
            return status(400);
        }
        let row = sealform_types::Json::parse(&asked.body).expect("a row");
        let name: Vec<&str> =
            unique.iter().map(|name| row.get(name).and_then(|text| text.as_str()).expect("a key")).collect();
        let name = name.join(",");
        if !has(&taken, &name) {
            take(&taken, &name, &asked.body);
        }
        status(201)
    }
}

/// OpenRosa: the same XML again is taken, other XML of an instance is a conflict; files are kept once.
pub fn openrosa(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        if asked.header("x-openrosa-version") != "1.0" {
            return status(400);
        }
        for (name, file, _, content) in asked.parts() {
            let key = if name == "xml_submission_file" {
                let xml = String::from_utf8_lossy(&content).into_owned();
                let (_, rest) = xml.split_once("<orx:instanceID>").expect("an identity");
                rest.split_once('<').expect("its end").0.to_owned()
            } else {
                file
            };
            let known = taken.lock().expect("no panic").get(&key).map(|all| all[0].clone());
            match known {
                Some(known) if known != content => return status(409),
                Some(_) => {}
                None if key.is_empty() => {}
                None => take(&taken, &key, &content),
            }
        }
        status(201)
    }
}

/// GitHub's contents and GitLab's files: what is there is not made again, and can be asked for.
pub fn repository(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        let name = asked.plain_path();
        let is_there = has(&taken, name);
        match asked.method.as_str() {
            "HEAD" => status(if is_there && asked.path.contains("ref=") { 200 } else { 404 }),
            "PUT" | "POST" if is_there => status(if asked.method == "PUT" { 422 } else { 400 }),
            "PUT" | "POST" => {
                take(&taken, name, &asked.body);
                status(201)
            }
            _ => status(405),
        }
    }
}

/// A form backend: everything that comes is one more row.
pub fn form(taken: &Taken) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| {
        take(&taken, "rows", &asked.body);
        status(200)
    }
}

/// Faults that follow from a number: requests are lost before and after their effect, put off, sent on, or not answered.
pub fn faulty(
    seed: u64,
    inner: impl Fn(&Asked) -> Act + Send + Sync + 'static,
) -> impl Fn(&Asked) -> Act + Send + Sync + 'static {
    let random = Mutex::new(seed);
    move |asked| {
        let mut state = random.lock().expect("no panic");
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chance = (*state >> 33) % 100;
        drop(state);
        match chance {
            0..15 => Act::Drop,
            15..40 => {
                inner(asked);
                Act::Drop
            }
            40..50 => Act::Answer(503, vec![("Retry-After", "0".to_owned())], String::new()),
            50..55 => status(500),
            55..58 => Act::Hang(Duration::from_secs(2)),
            58..61 => {
                inner(asked);
                Act::Hang(Duration::from_secs(2))
            }
            _ => inner(asked),
        }
    }
}
