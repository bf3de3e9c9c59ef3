//! Short-lived credentials, asked for when they are needed: `{jti, sha256, blobs}` is POSTed to the grant's address, which
//! answers with a row for each object. Nothing of it is stored, printed or sealed.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use sealform_types::{Json, Sha256Digest};
use url::Url;

use super::call::retry_after;
use super::http::{Http, NoAnswer, Sent};
use super::outcome::{Outcome, Reason, Reply, Status};
use crate::platform;

/// How long the answer may take, its body included.
const ASKING: Duration = Duration::from_secs(30);
const MOST_BYTES: usize = 256 * 1024;
/// Time for a request to get there: what ends sooner is asked for anew.
const SPARE: TimeDelta = TimeDelta::seconds(5);

/// What was given out for one request.
#[derive(Clone, Default)]
pub struct Grant {
    /// Where to; the target's own address where none was given out.
    pub url: Option<Url>,
    pub method: Option<&'static str>,
    pub headers: Vec<(String, String)>,
    pub fields: Vec<(String, String)>,
}

#[derive(Clone)]
struct Row {
    grant: Grant,
    /// When it ends; `None` where that is not known.
    expires: Option<DateTime<FixedOffset>>,
}

/// Something that a grant is asked for: its digest and its size.
pub type Asked = (String, usize);

/// Who asks: the address, and headers that say so.
pub struct Asking<'a> {
    pub http: &'a Http,
    pub url: &'a Url,
    pub headers: &'a [(String, String)],
    /// As long as the answer may take, where it is not the usual.
    pub within: Option<Duration>,
}

/// The grants of one try for one file.
pub struct Grants<'a> {
    asking: Asking<'a>,
    jti: &'a str,
    sha256: &'a str,
    rows: Option<BTreeMap<String, Row>>,
    may_ask_again: bool,
}

impl<'a> Grants<'a> {
    /// Nothing is asked yet.
    pub fn new(asking: Asking<'a>, jti: &'a str, sha256: &'a str) -> Self {
        Self { asking, jti, sha256, rows: None, may_ask_again: true }
    }

    /// What was given out for an object; `left` are the attachments that are still to be sent.
    ///
    /// # Errors
    /// What came instead of a grant.
    pub fn get(&mut self, sha256: &str, left: &[Asked]) -> Result<Option<Grant>, Reply> {
        let now = platform::now();
        let is_over = |row: &Row| row.expires.is_some_and(|expires| expires <= now + SPARE);
        let known = self.rows.as_ref().map(|rows| rows.get(sha256));
        if known.is_none() || known.flatten().is_some_and(is_over) {
            self.rows = Some(self.ask(left)?);
        }
        Ok(self.rows.as_ref().and_then(|rows| rows.get(sha256)).map(|row| row.grant.clone()))
    }

    /// The target does not take a credential: another one is asked for, once in a try. Gives whether there is another.
    pub fn refused(&mut self) -> bool {
        self.rows = None;
        std::mem::replace(&mut self.may_ask_again, false)
    }

    fn ask(&self, left: &[Asked]) -> Result<BTreeMap<String, Row>, Reply> {
        let text = |text: &str| Json::String(text.to_owned());
        let blob = |(sha256, size): &Asked| {
            let size = Json::Integer(i64::try_from(*size).unwrap_or(i64::MAX));
            Json::Object(vec![("sha256".to_owned(), text(sha256)), ("size".to_owned(), size)])
        };
        let body = Json::Object(vec![
            ("jti".to_owned(), text(self.jti)),
            ("sha256".to_owned(), text(self.sha256)),
            ("blobs".to_owned(), left.iter().map(blob).collect()),
        ]);
        let answer = self.asking.post(body.to_text().as_bytes())?;
        read(&answer, self.asking.url, &platform::now()).ok_or(Reply::Stopped { reason: Reason::Grant, status: 200 })
    }
}

impl Asking<'_> {
    fn post(&self, body: &[u8]) -> Result<Vec<u8>, Reply> {
        let json = "application/json".to_owned();
        let mut headers = vec![("Accept".to_owned(), json.clone()), ("Content-Type".to_owned(), json)];
        headers.extend_from_slice(self.headers);
        let sent = Sent { method: "POST", url: self.url.as_str(), headers: &headers, body: Some(body) };
        let failed = |fault: NoAnswer| match fault {
            NoAnswer::Failed(reason) => Reply::None(reason),
            NoAnswer::Unsendable => Reply::Stopped { reason: Reason::Grant, status: 0 },
        };
        let mut answered = self.http.send(&sent, self.within.unwrap_or(ASKING), None).map_err(failed)?;
        let status = answered.status;
        if !(200..300).contains(&status) {
            let after = answered.header("retry-after").and_then(|text| retry_after(text, &platform::now().to_utc()));
            return Err(refusal(status, after));
        }
        let bytes = answered.beginning(MOST_BYTES + 1).map_err(failed)?;
        if bytes.len() > MOST_BYTES { Err(Reply::Stopped { reason: Reason::Grant, status }) } else { Ok(bytes) }
    }
}

/// Who gives out credentials knows nothing of what is in the target: its 409 says nothing of a file, and its 400 is no end of it.
fn refusal(status: u16, after: Option<u64>) -> Reply {
    let reply = Reply::Status(Status { status, after, ..Status::default() });
    let is_redirect = (300..400).contains(&status);
    match reply.judge() {
        Outcome::Retry { .. } => reply,
        _ if matches!(status, 401 | 403) || is_redirect => reply,
        Outcome::Delivered | Outcome::Unconfirmed | Outcome::Blocked(_) | Outcome::Dead(_) => {
            Reply::Stopped { reason: Reason::Grant, status }
        }
    }
}

/// Reads an answer; `None` where it cannot be used.
fn read(bytes: &[u8], base: &Url, now: &DateTime<FixedOffset>) -> Option<BTreeMap<String, Row>> {
    let document = Json::parse(bytes).ok()?;
    document.get("puts")?.as_array()?.iter().map(|row| read_row(row, base, now)).collect()
}

fn read_row(json: &Json, base: &Url, now: &DateTime<FixedOffset>) -> Option<(String, Row)> {
    json.as_object()?;
    let sha256 = json.get("sha256")?.as_str().filter(|text| Sha256Digest::parse(text).is_some())?;
    let method = match json.get("method").map(Json::as_str) {
        None => None,
        Some(Some("PUT")) => Some("PUT"),
        Some(Some("POST")) => Some("POST"),
        Some(_) => return None,
    };
    let url = match json.get("url") {
        None => None,
        Some(url) => Some(address(url.as_str()?, base)?),
    };
    let expires = match json.get("expires") {
        None => None,
        // What is over as it comes is judged by a clock that is wrong: then the target says when it ends.
        Some(text) => Some(DateTime::parse_from_rfc3339(text.as_str()?).ok()?).filter(|at| *at > *now + SPARE),
    };
    let grant = Grant { url, method, headers: texts(json.get("headers"))?, fields: texts(json.get("fields"))? };
    Some((sha256.to_owned(), Row { grant, expires }))
}

fn address(text: &str, base: &Url) -> Option<Url> {
    let url = base.join(text).ok()?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && is_plain).then_some(url)
}

fn texts(json: Option<&Json>) -> Option<Vec<(String, String)>> {
    let Some(json) = json else { return Some(Vec::new()) };
    let text = |(name, value): &(String, Json)| Some((name.clone(), value.as_str()?.to_owned()));
    json.as_object()?.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_read_whole_or_not_at_all() {
        let base = Url::parse("https://agency.example/grants/now").expect("an address");
        let now = DateTime::parse_from_rfc3339("2026-12-01T12:00:00Z").expect("a moment");
        let sha256 = "ab".repeat(32);
        let row = |more: &str| format!("{{\"puts\":[{{\"sha256\":\"{sha256}\"{more}}}]}}");
        let rows = read(row(r#","url":"../in/1","method":"POST","headers":{"A":"b"}"#).as_bytes(), &base, &now);
        let rows = rows.expect("rows");
        let grant = &rows.get(&sha256).expect("a row").grant;
        assert_eq!(grant.url.as_ref().map(Url::as_str), Some("https://agency.example/in/1"));
        assert_eq!((grant.method, grant.headers.len()), (Some("POST"), 1));
        let soon = read(row(r#","expires":"2026-12-01T13:00:00+01:00""#).as_bytes(), &base, &now).expect("rows");
        assert!(soon.get(&sha256).expect("a row").expires.is_none());
        for bad in [
            "[]".to_owned(),
            r#"{"puts":{}}"#.to_owned(),
            r#"{"puts":[{"sha256":"ab"}]}"#.to_owned(),
            row(r#","method":"GET""#),
            row(r#","url":"ftp://a.example/""#),
            row(r#","url":"https://me:secret@a.example/""#),
            row(r#","headers":{"A":1}"#),
            row(r#","fields":[]"#),
            row(r#","expires":"tomorrow""#),
        ] {
            assert!(read(bad.as_bytes(), &base, &now).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_refusal_of_a_grant_says_nothing_of_the_file() {
        let stopped = |status| Reply::Stopped { reason: Reason::Grant, status };
        for status in [400, 409, 412, 422, 418] {
            assert_eq!(refusal(status, None), stopped(status));
        }
        for status in [301, 401, 403, 404, 429, 500, 503] {
            assert_eq!(refusal(status, None).status(), status);
            assert_ne!(refusal(status, None), stopped(status));
        }
    }
}
