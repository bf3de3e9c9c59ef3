//! A server of a folder that holds files back until somebody opens it, and counts what it is asked for: a network that is slow
//! where a test wants it to be.

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sealform_serve::content_security_policy;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Gate {
    shared: Arc<Shared>,
    url: String,
    serving: JoinHandle<io::Result<()>>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    /// Endings of files that wait.
    held: Vec<String>,
    open: watch::Sender<bool>,
    asked: Mutex<BTreeMap<String, usize>>,
}

impl Gate {
    /// Serves a folder. Files with these endings wait until [`Gate::opens`].
    ///
    /// # Errors
    /// If no port is free.
    pub async fn holding(folder: PathBuf, endings: &[&str]) -> io::Result<Self> {
        let held = endings.iter().map(|&ending| ending.to_owned()).collect();
        let shared = Arc::new(Shared { folder, held, open: watch::Sender::new(false), asked: Mutex::default() });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let router = Router::new().fallback(send).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async { axum::serve(listener, router).await });
        Ok(Self { shared, url, serving })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets everything through from now on.
    pub fn opens(&self) {
        self.shared.open.send_replace(true);
    }

    /// Holds back again what comes from now on, and forgets what was asked for.
    pub fn closes(&self) {
        self.shared.open.send_replace(false);
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How often each path was asked for.
    #[must_use]
    pub fn asked(&self) -> BTreeMap<String, usize> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn send(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    *shared.asked.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_owned()).or_default() += 1;
    if shared.held.iter().any(|ending| path.ends_with(ending.as_str())) {
        // Whoever holds the sender is there as long as the server.
        let _ = shared.open.subscribe().wait_for(|open| *open).await;
    }
    let Ok(bytes) = tokio::fs::read(shared.folder.join(path)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, media_type(path).to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, content_security_policy(&[])),
    ];
    (headers, bytes).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
