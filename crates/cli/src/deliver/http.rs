//! Requests over HTTP. Redirects are not followed, and every request has its end.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::outcome::Reason;
use crate::failure::Failure;

/// What sends requests; it keeps connections open between them.
#[derive(Debug, Clone)]
pub struct Http(Agent);

/// Whether addresses are of https.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    Wanted,
    Possible,
    Absent,
}

/// A request as it goes out.
#[derive(Debug)]
pub struct Sent<'a> {
    pub method: &'static str,
    pub url: &'a str,
    pub headers: &'a [(String, String)],
    /// `None` where there is no body, as in HEAD.
    pub body: Option<&'a [u8]>,
}

/// No answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The network failed, or it took too long: why, as far as it is known.
    Failed(Reason),
    /// A header cannot be sent, or the address is none.
    Unsendable,
}

/// An answer whose body has not been read yet.
pub struct Answered {
    pub status: u16,
    headers: HeaderMap,
    body: ureq::Body,
}

impl Http {
    /// Ready to send; certificates are those that the machine trusts (`SSL_CERT_FILE` names others), and a proxy is
    /// taken from `HTTPS_PROXY` and the like.
    ///
    /// # Errors
    /// [`Failure`] where https is wanted and the machine trusts nobody.
    pub fn new(tls: Tls) -> Result<Self, Failure> {
        let roots = match tls {
            Tls::Wanted | Tls::Possible => rustls_native_certs::load_native_certs().certs,
            Tls::Absent => Vec::new(),
        };
        if tls == Tls::Wanted && roots.is_empty() {
            let message = "this machine has no certificates of authorities, so that no server can be told from another";
            let hint = "install `ca-certificates`, or name a file of certificates in SSL_CERT_FILE";
            return Err(Failure::io("", "system/certificates", message, hint));
        }
        let roots = roots.iter().map(|root| Certificate::from_der(root).to_owned());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots.collect())))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = Agent::config_builder().http_status_as_error(false).tls_config(tls.build());
        let config = config.max_redirects(0).max_redirects_will_error(false);
        Ok(Self(config.user_agent(concat!("sealform/", env!("CARGO_PKG_VERSION"))).build().new_agent()))
    }

    /// Sends a request; the whole exchange, its answer included, ends within that time.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn send(&self, sent: &Sent<'_>, within: Duration, body_within: Option<Duration>) -> Result<Answered, NoAnswer> {
        let mut request = Request::builder().method(sent.method).uri(sent.url);
        for (name, value) in sent.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NoAnswer::Unsendable)?;
            request = request.header(name, header_value(value).ok_or(NoAnswer::Unsendable)?);
        }
        let answer = match sent.body {
            Some(body) => {
                let request = request.body(body).map_err(|_| NoAnswer::Unsendable)?;
                let config = self.0.configure_request(request).timeout_global(Some(within));
                self.0.run(config.timeout_recv_body(body_within).build())
            }
            None => {
                let request = request.body(()).map_err(|_| NoAnswer::Unsendable)?;
                self.0.run(self.0.configure_request(request).timeout_global(Some(within)).build())
            }
        };
        let (parts, body) = answer.map_err(|error| NoAnswer::Failed(why(&error)))?.into_parts();
        Ok(Answered { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

fn why(error: &ureq::Error) -> Reason {
    let is_of_tls = |error: &std::io::Error| error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
    match error {
        ureq::Error::Timeout(_) => Reason::TooLate,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Reason::NotSecure,
        ureq::Error::Io(error) if is_of_tls(error) => Reason::NotSecure,
        _ => Reason::Unreachable,
    }
}

/// Browsers write a header as Latin-1: a byte for each character.
fn header_value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

impl Answered {
    /// The value of a header, where it is plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The beginning of its body.
    ///
    /// # Errors
    /// [`NoAnswer`] where it does not come.
    pub fn beginning(&mut self, most: usize) -> Result<Vec<u8>, NoAnswer> {
        let mut bytes = Vec::new();
        let read = self.body.as_reader().take(most as u64).read_to_end(&mut bytes);
        let why = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::TimedOut => Reason::TooLate,
            _ => Reason::Unreachable,
        };
        read.map(|_| bytes).map_err(|error| NoAnswer::Failed(why(error)))
    }
}
