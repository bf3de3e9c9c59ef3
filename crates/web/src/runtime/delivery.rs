//! Where a deployment wants its submissions.

use sealform_types::{Json, pointer};
use sealform_ui::Target;
use wasm_bindgen::JsValue;
use web_sys::Url;

use super::web_api;
use crate::failure::thrown;

/// Where a deployment wants its submissions. Read from `delivery.json`, or from the element's `delivery` property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// The page around the form, which acknowledges the event.
    Page,
    /// A server that takes the file by POST.
    Webhook {
        /// Where to.
        url: String,
        /// Whether the page may read the reply.
        reply: Readable,
    },
}

/// Whether the page may read a target's reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// It may: same origin, or the server allows it (CORS).
    Readable,
    /// It may not: the file is sent as `text/plain`, and arrival stays unconfirmed.
    Opaque,
}

/// The destinations of a deployment, with absolute addresses; none where there is no deployment.
///
/// # Errors
/// An `Error` that names the place and what should stand there.
pub fn open(delivery: Option<String>) -> Result<Vec<Destination>, JsValue> {
    let read = delivery.map(|text| destinations(&text)).transpose().map_err(|message| thrown(&message))?;
    read.unwrap_or_default().into_iter().map(Destination::resolve).collect()
}

/// Reads the text of a `delivery.json`: `{"targets": [{"type": "page"}, {"type": "webhook", "url": "…"}]}`.
///
/// # Errors
/// A sentence that names the place and what should stand there.
fn destinations(text: &str) -> Result<Vec<Destination>, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| format!("the delivery is not JSON: {error}"))?;
    known_members(&json, "", &["targets"])?;
    let Some(targets) = json.get("targets").and_then(Json::as_array) else {
        return Err("the delivery has no list `targets`; write {\"targets\": []}".to_owned());
    };
    let read = |(index, target)| Destination::read(target, &pointer("/targets", &format!("{index}")));
    targets.iter().enumerate().map(read).collect()
}

fn known_members(json: &Json, at: &str, known: &[&str]) -> Result<(), String> {
    let mut unknown = json.as_object().unwrap_or_default().iter().filter(|(name, _)| !known.contains(&name.as_str()));
    match unknown.next() {
        None => Ok(()),
        Some((name, _)) => {
            let at = pointer(at, name);
            Err(format!("the delivery has an unknown member at {at}; known here: {}", known.join(", ")))
        }
    }
}

impl Destination {
    /// Reads a member of `targets`.
    ///
    /// # Errors
    /// A sentence that names the place and what should stand there.
    pub fn read(json: &Json, at: &str) -> Result<Self, String> {
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        match text("type") {
            Some("page") => known_members(json, at, &["type"]).map(|()| Self::Page),
            Some("webhook") => {
                known_members(json, at, &["type", "url", "reply"])?;
                let url = text("url").ok_or_else(|| format!("the webhook at {at} of the delivery has no `url`"))?;
                let reply = Readable::named(text("reply").unwrap_or("readable"));
                let wanted = || format!("`reply` at {at} of the delivery is neither `readable` nor `opaque`");
                Ok(Self::Webhook { url: url.to_owned(), reply: reply.ok_or_else(wanted)? })
            }
            _ => Err(format!("the target at {at} of the delivery is neither `page` nor `webhook`")),
        }
    }

    /// As a member of `targets`.
    pub fn to_json(&self) -> Json {
        let member = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        Json::Object(match self {
            Self::Page => vec![member("type", "page")],
            Self::Webhook { url, reply } => {
                vec![member("type", "webhook"), member("url", url), member("reply", reply.name())]
            }
        })
    }

    /// As the UI shows it.
    pub fn target(&self) -> Target {
        match self {
            Self::Page => Target::Page,
            Self::Webhook { url, .. } => Target::Webhook { host: place_of(url).to_owned() },
        }
    }

    /// A target keeps its address when the page that named it is gone, so the address is made absolute.
    fn resolve(self) -> Result<Self, JsValue> {
        match self {
            Self::Page => Ok(Self::Page),
            Self::Webhook { url, reply } => {
                let base = web_api::window()?.location().href()?;
                let url =
                    Url::new_with_base(&url, &base).map_err(|_| thrown(&["`", &url, "` is not an address"].concat()));
                Ok(Self::Webhook { url: url?.href(), reply })
            }
        }
    }
}

impl Readable {
    fn name(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Opaque => "opaque",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Readable, Self::Opaque].into_iter().find(|readable| readable.name() == name)
    }
}

/// Where an address leads, as a person reads it: host and path. What may be secret in it, a password or a query, is
/// left out.
fn place_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['?', '#']).next().unwrap_or(rest);
    let host_ends = place.find('/').unwrap_or(place.len());
    let place = match place.split_at_checked(host_ends) {
        Some((host, _)) => place.get(host.rfind('@').map_or(0, |at| at + 1)..).unwrap_or(place),
        None => place,
    };
    place.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(url: &str) -> Destination {
        Destination::Webhook { url: url.to_owned(), reply: Readable::Readable }
    }

    #[test]
    fn people_read_where_it_goes_and_no_secret() {
        for (url, host) in [
            ("https://agency.example/", "agency.example"),
            ("https://agency.example/in?secret=1", "agency.example/in"),
            ("http://127.0.0.1:4000", "127.0.0.1:4000"),
            ("https://user:secret@agency.example/in/@b/", "agency.example/in/@b"),
            ("/in", "/in"),
        ] {
            assert_eq!(webhook(url).target(), Target::Webhook { host: host.to_owned() });
        }
    }

    #[test]
    fn a_deployment_is_read_as_documented() {
        let text = r#"{"targets":[{"type":"page"},{"type":"webhook","url":"https://a.example/"},
            {"type":"webhook","url":"u","reply":"opaque"}]}"#;
        let opaque = Destination::Webhook { url: "u".to_owned(), reply: Readable::Opaque };
        assert_eq!(destinations(text), Ok(vec![Destination::Page, webhook("https://a.example/"), opaque]));
    }

    #[test]
    fn a_damaged_deployment_is_told_with_its_place() {
        for (target, said) in [
            (r#"{"type":"webhook"}"#, "the webhook at /targets/0 of the delivery has no `url`"),
            (r#"{"type":"ftp"}"#, "the target at /targets/0 of the delivery is neither `page` nor `webhook`"),
            (r#""page""#, "the target at /targets/0 of the delivery is neither `page` nor `webhook`"),
            (
                r#"{"type":"webhook","url":"u","reply":"no"}"#,
                "`reply` at /targets/0 of the delivery is neither `readable` nor `opaque`",
            ),
            (
                r#"{"type":"webhook","url":"u","token":"t"}"#,
                "the delivery has an unknown member at /targets/0/token; known here: type, url, reply",
            ),
            (r#"{"type":"page","url":"u"}"#, "the delivery has an unknown member at /targets/0/url; known here: type"),
        ] {
            assert_eq!(destinations(&format!(r#"{{"targets":[{target}]}}"#)), Err(said.to_owned()));
        }
        assert!(destinations("{}").is_err() && destinations("[").is_err() && destinations(r#"{"target":[]}"#).is_err());
    }
}
