//! What is asked for, and by which name: files of the folder alone, and this server alone.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, StatusCode, Uri, header};

use crate::one_file_policy;

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

    /// Whether what lies packed beside a file is this file, as far as can be seen: inside the folder, and not older.
    pub(crate) fn may_send_packed(&self, path: &str) -> bool {
        let Some(file) = self.file(path) else { return false };
        let file = if file.is_dir() { file.join("index.html") } else { file };
        let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
        [".br", ".gz"].into_iter().all(|ending| {
            let mut packed = file.clone().into_os_string();
            packed.push(ending);
            let packed = PathBuf::from(packed);
            // A link to nothing is no file, but it is there.
            packed.symlink_metadata().is_err() || self.is_inside(&packed) && changed(&packed) >= changed(&file)
        })
    }

    /// The policy that a page of one file brings along, as a header; `None` for all others, which work under the server's.
    pub(crate) fn own_policy(&self, path: &str) -> Option<String> {
        /// So far into a page its policy stands.
        const MOST: u64 = 4096;
        let file = self.file(path)?;
        let file = if file.is_dir() { file.join("index.html") } else { file };
        if !self.is_inside(&file) || file.extension().is_none_or(|ending| ending != "html") {
            return None;
        }
        let mut head = Vec::new();
        File::open(file).and_then(|file| file.take(MOST).read_to_end(&mut head)).ok()?;
        policy_in(&String::from_utf8_lossy(&head))
    }

    /// The file that a path names; `None` for hidden ones, and where it is no path.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let mut file = self.root.clone();
        for segment in decoded(path)?.split('/').filter(|segment| !segment.is_empty()) {
            if segment.starts_with('.') || segment.contains(['\\', '\0', ':']) {
                return None;
            }
            file.push(segment);
        }
        Some(file)
    }

    /// Whether a path names a file of the folder, or none: not a hidden one, nothing outside, nothing that is no file.
    fn may_serve(&self, path: &str) -> bool {
        let Some(file) = self.file(path) else { return false };
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

/// What the head of a page says of itself, where it allows a script by its digest and nothing from anywhere.
fn policy_in(head: &str) -> Option<String> {
    let (_, rest) = head.split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"")?;
    let (policy, _) = rest.split_once('"')?;
    let digests = |directive: &str| -> Option<Vec<String>> {
        let sources = policy.split("; ").find_map(|part| part.strip_prefix(directive)?.strip_prefix(' '))?;
        let is_base64 = |text: &&str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
        let digest =
            |source: &str| source.strip_prefix("'sha256-")?.strip_suffix('\'').filter(is_base64).map(str::to_owned);
        Some(sources.split(' ').filter_map(digest).collect())
    };
    let [script] = <[String; 1]>::try_from(digests("script-src")?).ok()?;
    // To the letter what a page of one file says, and nothing more.
    (policy == one_file_policy(&script, &digests("style-src")?)).then(|| format!("{policy}; frame-ancestors 'none'"))
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

    #[test]
    fn a_page_of_one_file_has_its_own_policy_and_no_other_page_has() {
        let meta = |policy: &str| format!("<head><meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        let own = crate::one_file_policy("AA=", &["BB=".to_owned()]);
        assert_eq!(policy_in(&meta(&own)), Some(format!("{own}; frame-ancestors 'none'")));
        let others = [
            crate::meta_policy(&[]),
            "script-src *".to_owned(),
            own.replace("; ", "; a&b "),
            own.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' *"),
            [own.as_str(), "; connect-src *; frame-ancestors *"].concat(),
            own.replacen("'sha256-", "'sha256-a,script-src", 1),
            String::new(),
        ];
        for other in others {
            assert_eq!(policy_in(&meta(&other)), None, "{other}");
        }
        assert_eq!(policy_in("<head>"), None);
    }
}
