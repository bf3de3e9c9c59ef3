//! What is asked for, and by which name: files of the folder alone, and this server alone.

use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, StatusCode, Uri, header};

/// What a server lets through.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// The folder, without symbolic links.
    root: PathBuf,
    /// What `Host` may say, in lower case.
    hosts: Vec<String>,
}

impl Guard {
    /// Lets files of a folder through, asked for by the names that this machine has for itself, or by others.
    ///
    /// # Errors
    /// If the folder cannot be looked up.
    pub(crate) fn new(folder: &Path, port: u16, others: &[String]) -> std::io::Result<Self> {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
        let others = others.iter().flat_map(|name| [name.to_lowercase(), format!("{}:{port}", name.to_lowercase())]);
        Ok(Self { root: folder.canonicalize()?, hosts: own.into_iter().chain(others).collect() })
    }

    /// Looks whether a request may be answered.
    ///
    /// # Errors
    /// What it is answered with instead. A page of another name that leads here reads nothing: its name is not ours.
    pub(crate) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), StatusCode> {
        let named = uri.authority().map(|authority| authority.as_str().to_owned());
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
        let is_ours = |name: &String| self.hosts.contains(&name.to_lowercase());
        if !host.as_ref().or(named.as_ref()).is_some_and(is_ours) || !named.as_ref().is_none_or(is_ours) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if self.may_serve(uri.path()) { Ok(()) } else { Err(StatusCode::NOT_FOUND) }
    }

    /// Whether a path names a file of the folder, or none: not a hidden one, nothing outside, nothing that is no file.
    fn may_serve(&self, path: &str) -> bool {
        let Some(path) = decoded(path) else { return false };
        let mut file = self.root.clone();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            if segment.starts_with('.') || segment.contains(['\\', '\0', ':']) {
                return false;
            }
            file.push(segment);
        }
        if file.is_dir() {
            let index = file.join("index.html");
            return self.is_inside(&file) && (!index.exists() || self.is_inside(&index) && index.is_file());
        }
        !file.exists() || self.is_inside(&file) && file.is_file()
    }

    fn is_inside(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| path.starts_with(&self.root))
    }
}

/// A path without escapes; `None` where one is broken, or it is not text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, more @ ..] = rest {
        match (first, more) {
            (b'%', [high, low, more @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(high)? * 16 + digit(low)?);
                rest = more;
            }
            (b'%', _) => return None,
            (byte, more) => {
                bytes.push(*byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a text is an origin, and nothing else that a policy could read: `https://agency.example:8443`.
pub(crate) fn is_origin(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_name = |host: &str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    };
    let is_address = |host: &str| {
        let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inside.is_some_and(|inside| inside.parse::<std::net::Ipv6Addr>().is_ok())
    };
    (is_name(host) || is_address(host)) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_are_targets() {
        for good in
            ["https://agency.example", "http://127.0.0.1:4000", "http://[::1]:4000", "http://[::1]", "https://a-b.no:1"]
        {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "x; script-src *",
            "*",
            "https://*",
            "https://a.no/path",
            "https://a.no;",
            "https://a b",
            "a.no",
            "https://",
            "http://a:b",
            "'self'",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
