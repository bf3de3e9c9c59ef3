//! Serves a folder of static files to browsers on this machine.
//!
//! Three callers share it: `cargo xtask demo`, `sealform serve` and the browser tests, so that a form is always tried
//! under the headers that its documentation promises. Architecture invariants:
//!
//! - It listens on the loopback address only; nothing is ever published by accident.
//! - It answers with the strict content security policy of Sealform's guides: a page that works here works under that
//!   policy anywhere.
//! - It answers to its own names only, and with files of its folder only: no hidden ones, none that a link leads to outside.
//! - It sends files packed, as hosts do: as they lie packed beside themselves, or packed on the way.
//! - It knows nothing of questionnaires.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod guard;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use guard::{Guard, is_origin};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A server that has its port and is ready to [`run`](Server::run).
///
/// ```no_run
/// # async fn example() -> std::io::Result<()> {
/// let server = sealform_serve::Server::bind("www/site".as_ref(), sealform_serve::Port::Free, &[]).await?;
/// println!("open {}", server.url());
/// server.run().await
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

/// Which port a server listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// Any port that is free.
    Free,
    /// This one, or an error if someone else has it.
    Fixed(u16),
}

impl Server {
    /// Takes a port and prepares to serve `folder`.
    ///
    /// `targets` are origins other than this server that its pages may send submissions to
    /// (`http://127.0.0.1:4000`); the policy refuses all others.
    ///
    /// # Errors
    /// - the folder is not there;
    /// - the port is taken;
    /// - a target is not an origin.
    pub async fn bind(folder: &Path, port: Port, targets: &[String]) -> io::Result<Self> {
        Self::bind_as(folder, port, targets, &[]).await
    }

    /// The same, also answering to these host names: for a proxy before it that has a name of its own.
    ///
    /// # Errors
    /// As [`Server::bind`].
    pub async fn bind_as(folder: &Path, port: Port, targets: &[String], hosts: &[String]) -> io::Result<Self> {
        if !folder.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder `{}`", folder.display())));
        }
        let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
        if let Some(target) = targets.iter().find(|target| !is_origin(target)) {
            return Err(wrong(format!("`{target}` is not an origin")));
        }
        let policy = HeaderValue::from_str(&content_security_policy(targets))
            .map_err(|_| wrong("a target is not a valid header value".to_owned()))?;
        let number = match port {
            Port::Free => 0,
            Port::Fixed(number) => number,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).await?;
        let address = listener.local_addr()?;
        let guard = Guard::new(folder, address.port(), hosts)?;
        Ok(Self { listener, address, router: router(folder, policy, guard) })
    }

    /// The address of the folder's `index.html`, with a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serves until the future is dropped.
    ///
    /// # Errors
    /// If the listener breaks down.
    pub async fn run(self) -> io::Result<()> {
        axum::serve(self.listener, self.router).await
    }
}

/// The policy that every page of Sealform works under, as a header; `targets` are origins that pages may send to.
///
/// It is the only place where the policy is written: `cargo xtask tidy` compares it with what guides print and pages hold.
/// Wasm needs `'wasm-unsafe-eval'`, which allows compiling WebAssembly and nothing else; `style-src` is for styles of the
/// page itself. No markup or script is ever made from text, and one address of a script: the Trusted Types policy
/// `sealform-worker` lets the service worker's through, and nothing else (`www/package/src/trusted-address.ts`).
pub fn content_security_policy(targets: &[String]) -> String {
    directives(targets).join("; ")
}

/// The same policy for `<meta http-equiv>`, where browsers ignore `frame-ancestors`: pages that must not be framed need the
/// header.
pub fn meta_policy(targets: &[String]) -> String {
    let heeded = directives(targets).into_iter().filter(|directive| !directive.starts_with("frame-ancestors "));
    heeded.collect::<Vec<_>>().join("; ")
}

/// The policy of a page that is one file, for `<meta http-equiv>`: this script and these style sheets alone, by their SHA-256
/// in base64. It loads nothing, and so it sends nothing: what is sealed is saved or shared as a file.
pub fn one_file_policy(script: &str, styles: &[String]) -> String {
    let styles = styles.iter().map(|sha256| format!(" 'sha256-{sha256}'")).collect::<String>();
    [
        "default-src 'none'",
        &format!("script-src 'sha256-{script}' 'wasm-unsafe-eval'"),
        &format!("style-src{styles}"),
        // The icon of the page is an empty one; without it browsers ask the server for one.
        "img-src blob: data:",
        "media-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    .join("; ")
}

fn directives(targets: &[String]) -> Vec<String> {
    let connect = targets.iter().fold("connect-src 'self'".to_owned(), |sum, target| sum + " " + target);
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        &connect,
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types sealform-worker",
    ]
    .map(str::to_owned)
    .into()
}

/// Answers what may be answered; whoever asks by another name learns why not.
async fn guarded(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    match guard.check(request.uri(), request.headers()) {
        Ok(()) => {
            if !guard.may_send_packed(request.uri().path()) {
                request.headers_mut().remove(header::ACCEPT_ENCODING);
            }
            let own = guard.own_policy(request.uri().path()).and_then(|policy| HeaderValue::from_str(&policy).ok());
            let mut response = next.run(request).await;
            if let Some(policy) = own {
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            response
        }
        Err(StatusCode::MISDIRECTED_REQUEST) => {
            (StatusCode::MISDIRECTED_REQUEST, "this server answers to localhost only").into_response()
        }
        Err(status) => status.into_response(),
    }
}

fn router(folder: &Path, policy: HeaderValue, guard: Guard) -> Router {
    let fixed = |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::overriding(name, value);
    Router::new()
        .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip())
        .layer(middleware::from_fn_with_state(guard, guarded))
        .layer(CompressionLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(fixed(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        // A developer who builds again must never look at yesterday's Wasm.
        .layer(fixed(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    async fn get(address: SocketAddr, path: &str) -> String {
        get_as(address, path, &address.to_string()).await
    }

    async fn get_as(address: SocketAddr, path: &str, host: &str) -> String {
        String::from_utf8(get_packed(address, path, host, "identity").await).expect("text")
    }

    async fn get_packed(address: SocketAddr, path: &str, host: &str, encodings: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(address).await.expect("the server listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: {encodings}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await.expect("it answers");
        reply
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn files_are_sent_packed_and_never_as_they_were() {
        let folder = folder("packed");
        let site = folder.join("site");
        let write = |name: &str, text: &str| std::fs::write(site.join(name), text).expect("a file");
        for name in ["plain.js", "both.js", "linked.js"] {
            write(name, &"let a = 1;".repeat(100));
        }
        for name in ["both.js.br", "both.js.gz"] {
            write(name, "packed before");
        }
        std::os::unix::fs::symlink(folder.join("secret.txt"), site.join("linked.js.br")).expect("a link");
        write("old.js.br", "packed before");
        let server = Server::bind(&site, Port::Free, &[]).await.expect("a free port");
        let (address, host) = (server.address, server.address.to_string());
        let running = tokio::spawn(server.run());
        // Written after what it was packed into.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        write("old.js", &"let b = 2;".repeat(100));
        for (path, encodings, encoding, is_before) in [
            ("/plain.js", "gzip, br", "br", false),
            ("/plain.js", "gzip", "gzip", false),
            ("/both.js", "gzip, br", "br", true),
            ("/both.js", "gzip", "gzip", true),
            ("/linked.js", "br", "br", false),
            ("/old.js", "br", "br", false),
        ] {
            let reply = get_packed(address, path, &host, encodings).await;
            let text = String::from_utf8_lossy(&reply);
            assert!(text.starts_with("HTTP/1.1 200"), "{path}: {text}");
            assert!(text.contains(&format!("content-encoding: {encoding}")), "{path}, {encodings}: {text}");
            assert_eq!(text.ends_with("packed before"), is_before, "{path}, {encodings}: {text}");
            assert!(!text.contains("secret"), "{path}: {text}");
        }
        running.abort();
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn serves_its_folder_under_the_policy_and_nothing_above_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let server = Server::bind(&folder, Port::Free, &[]).await.expect("a free port");
        let address = server.address;
        let running = tokio::spawn(server.run());

        let found = get(address, "/lib.rs").await;
        assert!(found.starts_with("HTTP/1.1 200"), "{found}");
        assert!(found.contains("content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"));
        assert!(found.contains("cache-control: no-cache"));
        for above in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/missing"] {
            let reply = get(address, above).await;
            assert!(reply.starts_with("HTTP/1.1 404"), "{above}: {reply}");
        }
        running.abort();
    }

    /// A folder of its own for one test.
    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("sealform-serve-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("site/.git")).expect("a folder");
        std::fs::write(folder.join("secret.txt"), "secret").expect("a file");
        std::fs::write(folder.join("site/index.html"), "hello").expect("a file");
        std::fs::write(folder.join("site/.git/config"), "secret").expect("a file");
        std::fs::write(folder.join("site/.env"), "secret").expect("a file");
        folder
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn hidden_files_and_links_that_lead_outside_are_not_there() {
        let folder = folder("links");
        let site = folder.join("site");
        std::os::unix::fs::symlink(folder.join("secret.txt"), site.join("link.txt")).expect("a link");
        std::os::unix::fs::symlink(&folder, site.join("up")).expect("a link");
        std::os::unix::fs::symlink(site.join("index.html"), site.join("inside.html")).expect("a link");
        let server = Server::bind(&site, Port::Free, &[]).await.expect("a free port");
        let address = server.address;
        let running = tokio::spawn(server.run());
        for path in ["/", "/index.html", "/inside.html", "/%69ndex.html"] {
            let reply = get(address, path).await;
            assert!(reply.starts_with("HTTP/1.1 200") && reply.ends_with("hello"), "{path}: {reply}");
        }
        for path in
            ["/link.txt", "/up/secret.txt", "/.git/config", "/%2egit/config", "/.env", "/up/site/.env", "/up/", "/%zz"]
        {
            let reply = get(address, path).await;
            assert!(reply.starts_with("HTTP/1.1 404") && !reply.contains("secret"), "{path}: {reply}");
        }
        running.abort();
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn a_page_of_one_file_works_under_the_policy_that_it_brings() {
        let folder = folder("one-file");
        let own = one_file_policy("AA=", &["BB=".to_owned()]);
        let page = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{own}\">");
        for name in ["one.html", "one.js", ".hidden.html"] {
            std::fs::write(folder.join("site").join(name), &page).expect("a file");
        }
        let server = Server::bind(&folder.join("site"), Port::Free, &[]).await.expect("a free port");
        let address = server.address;
        let running = tokio::spawn(server.run());
        let usual = content_security_policy(&[]);
        for (path, policy) in
            [("/one.html", format!("{own}; frame-ancestors 'none'")), ("/one.js", usual.clone()), ("/", usual.clone())]
        {
            let reply = get(address, path).await;
            assert_eq!(reply.matches("content-security-policy: ").count(), 1, "{reply}");
            assert!(reply.contains(&format!("content-security-policy: {policy}\r\n")), "{path}: {reply}");
        }
        let hidden = get(address, "/.hidden.html").await;
        assert!(hidden.contains(&usual) && !hidden.contains("AA="), "{hidden}");
        running.abort();
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn only_its_own_names_are_answered() {
        let folder = folder("names");
        let others = ["desk.example".to_owned()];
        let server = Server::bind_as(&folder.join("site"), Port::Free, &[], &others).await.expect("a free port");
        let (address, port) = (server.address, server.address.port());
        let running = tokio::spawn(server.run());
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "desk.example"] {
            let reply = get_as(address, "/", &format!("{host}:{port}")).await;
            assert!(reply.starts_with("HTTP/1.1 200"), "{host}: {reply}");
        }
        for host in ["evil.example", "localhost", "localhost.evil.example", "localhost:1", "169.254.169.254"] {
            let reply = get_as(address, "/", host).await;
            assert!(reply.starts_with("HTTP/1.1 421") && !reply.contains("hello"), "{host}: {reply}");
        }
        running.abort();
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn a_target_is_an_origin_and_no_directive() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let targets = ["https://a.example; script-src *".to_owned()];
        let error = Server::bind(&folder, Port::Free, &targets).await.expect_err("refused");
        assert_eq!(error.to_string(), "`https://a.example; script-src *` is not an origin");
    }

    #[tokio::test]
    async fn a_missing_folder_is_named() {
        let error = Server::bind(Path::new("no-such-folder"), Port::Free, &[]).await.expect_err("nothing to serve");
        assert_eq!(error.to_string(), "there is no folder `no-such-folder`");
    }

    #[test]
    fn targets_widen_only_where_a_page_may_send() {
        let policy = content_security_policy(&["https://agency.example".to_owned()]);
        assert!(policy.contains("connect-src 'self' https://agency.example;"));
        assert!(policy.starts_with("default-src 'none'"));
    }

    #[test]
    fn a_policy_refuses_frames_bases_and_forms_and_wants_trusted_types() {
        let policy = content_security_policy(&[]);
        let has = |policy: &str, directive: &str| policy.split("; ").any(|other| other == directive);
        for directive in [
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types sealform-worker",
        ] {
            assert!(has(&policy, directive), "{directive}");
        }
        let meta = meta_policy(&[]);
        assert_eq!(policy.replace("frame-ancestors 'none'; ", ""), meta);
    }

    #[test]
    fn one_file_runs_its_own_script_and_loads_nothing() {
        let policy = one_file_policy("AA=", &["BB=".to_owned(), "CC=".to_owned()]);
        for directive in [
            "default-src 'none'",
            "script-src 'sha256-AA=' 'wasm-unsafe-eval'",
            "style-src 'sha256-BB=' 'sha256-CC='",
            "img-src blob: data:",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.split("; ").any(|known| known == directive), "{directive}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("'self'"));
    }
}
