//! Where a delivery document sends files, as far as the command line can.

use sealform_submission::PublicJwk;
use sealform_types::{Finding, Json, Place, digest};
use url::Url;

use crate::delivery;
use crate::documents::{self, DocumentKind};
use crate::failure::Failure;
use crate::input::{Input, Source};

/// The types of targets that are servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Webhook,
    S3Put,
    S3Post,
    Azure,
    Webdav,
    Postgrest,
    Openrosa,
    Json,
    Form,
}

/// What is read of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Its status.
    Status,
    /// Its status and the digest that it must name.
    Digest,
    /// Browsers read nothing; here the status is known all the same, but a redirect says nothing.
    Opaque,
}

/// Whether attachments travel to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blobs {
    No,
    Yes,
    /// To a folder or a table of their own.
    At(Url),
}

/// A server that takes files.
#[derive(Debug, Clone)]
pub struct Target {
    pub id: String,
    pub kind: Kind,
    pub url: Option<Url>,
    pub grant: Option<Url>,
    pub headers: Vec<(String, String)>,
    pub blobs: Blobs,
    pub read: Read,
    /// Whether the page would send cookies of another origin, which nobody has here.
    pub wants_cookies: bool,
}

/// A delivery document as the command line uses it.
#[derive(Debug)]
pub struct Plan {
    pub targets: Vec<Target>,
    /// Targets that only a browser serves: name and type.
    pub skipped: Vec<(String, String)>,
    /// Who alone may read what is sent.
    pub encrypt: Option<PublicJwk>,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Webhook,
        Self::S3Put,
        Self::S3Post,
        Self::Azure,
        Self::Webdav,
        Self::Postgrest,
        Self::Openrosa,
        Self::Json,
        Self::Form,
    ];

    /// The server of that name; `None` for what only a browser serves.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::S3Put => "s3-put",
            Self::S3Post => "s3-post",
            Self::Azure => "azure",
            Self::Webdav => "webdav",
            Self::Postgrest => "postgrest",
            Self::Openrosa => "openrosa",
            Self::Json => "json",
            Self::Form => "form",
        }
    }
}

impl Target {
    /// Whether one of its addresses is of https.
    pub fn is_https(&self) -> bool {
        let blobs = match &self.blobs {
            Blobs::At(url) => Some(url),
            Blobs::No | Blobs::Yes => None,
        };
        [self.url.as_ref(), self.grant.as_ref(), blobs].into_iter().flatten().any(|url| url.scheme() == "https")
    }

    /// What tells this target from another one of its delivery, and from what its name meant before: a digest, for an address may
    /// be secret.
    pub fn mark(&self) -> String {
        let lasting = |url: Option<&Url>| url.map(|url| self.lasting(url)).unwrap_or_default();
        let blobs = match &self.blobs {
            Blobs::No => "no".to_owned(),
            Blobs::Yes => "yes".to_owned(),
            Blobs::At(url) => lasting(Some(url)),
        };
        let addresses = [lasting(self.url.as_ref()), lasting(self.grant.as_ref()), blobs];
        digest([&self.id, self.kind.name(), &addresses.join("\n")].join("\n").as_bytes()).to_string()
    }

    /// An address without what changes with time: behind the question mark stores have a signature.
    fn lasting(&self, url: &Url) -> String {
        match self.kind {
            Kind::Azure | Kind::S3Put | Kind::S3Post => place(url),
            Kind::Webhook | Kind::Webdav | Kind::Postgrest | Kind::Openrosa | Kind::Json | Kind::Form => {
                url.to_string()
            }
        }
    }
}

/// An address without its query, which may hold a signature.
pub fn place(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// Reads a delivery; `only` names the targets that are wanted, or none where all are.
///
/// # Errors
/// [`Failure`] with every fault of the document, and with addresses that only a page understands.
pub fn read(input: &Input, page: Option<&Url>, only: &[String]) -> Result<Plan, Failure> {
    let (source, json) = documents::read(input, DocumentKind::Delivery)?;
    let (_, findings) = delivery::check(&json);
    if !findings.is_empty() {
        return Err(Failure::found(&source, findings));
    }
    let mut plan = Plan { targets: Vec::new(), skipped: Vec::new(), encrypt: None };
    let mut known = Vec::new();
    for (index, target) in json.get("targets").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
        let name = text(target, "type").unwrap_or_default();
        let id = text(target, "id").unwrap_or(name);
        known.push(id);
        if !only.is_empty() && !only.iter().any(|wanted| wanted == id) {
            continue;
        }
        match Kind::named(name) {
            None => plan.skipped.push((id.to_owned(), name.to_owned())),
            Some(kind) => {
                let at = format!("/targets/{index}");
                let read = server(kind, id, target, &at, page);
                plan.targets.push(read.map_err(|finding| Failure::found(&source, [*finding]))?);
            }
        }
    }
    if let Some(unknown) = only.iter().find(|wanted| !known.contains(&wanted.as_str())) {
        let hint = format!("its targets are {}", known.join(", "));
        return Err(Failure::usage(format!("the delivery has no target `{unknown}`"), hint));
    }
    if let Some(key) = json.get("encrypt") {
        let key = PublicJwk::from_json(key);
        plan.encrypt = Some(key.map_err(|error| Failure::found(&source, [error.into()]))?);
    }
    if plan.targets.is_empty() {
        return Err(nothing_left(&source));
    }
    Ok(plan)
}

fn nothing_left(source: &Source) -> Failure {
    let message = "the delivery names no target that is a server: `page`, `file` and `share` are the browser's";
    let hint = "name a target of another type, for example {\"type\": \"webhook\", \"url\": \"https://…\"}";
    Failure::found(source, [Finding::error("delivery/no-server", message, Place::at("/targets")).hint(hint)])
}

fn server(kind: Kind, id: &str, json: &Json, at: &str, page: Option<&Url>) -> Result<Target, Box<Finding>> {
    let address = |name: &str| match text(json, name) {
        None => Ok(None),
        Some(url) => absolute(url, page).map(Some).ok_or_else(|| {
            let message = format!("`{name}` is an address relative to the page, and there is no page here");
            let hint = "name the page's address with `--page https://…`, or write the whole address";
            Box::new(Finding::error("delivery/relative", message, Place::at(format!("{at}/{name}"))).hint(hint))
        }),
    };
    let grant = address("grant")?;
    let blobs = match json.get("blobs") {
        Some(Json::String(_)) => address("blobs")?.map_or(Blobs::No, Blobs::At),
        Some(Json::Boolean(false)) => Blobs::No,
        Some(_) => Blobs::Yes,
        None => match kind {
            Kind::Webhook | Kind::Postgrest if grant.is_none() => Blobs::No,
            Kind::Form => Blobs::No,
            Kind::Webhook
            | Kind::Postgrest
            | Kind::S3Put
            | Kind::S3Post
            | Kind::Azure
            | Kind::Webdav
            | Kind::Openrosa
            | Kind::Json => Blobs::Yes,
        },
    };
    let read = match (text(json, "reply"), json.get("expect")) {
        (Some("opaque"), _) => Read::Opaque,
        (_, Some(_)) => Read::Digest,
        (_, None) => Read::Status,
    };
    let headers = json.get("headers").and_then(Json::as_object).unwrap_or_default();
    let headers = headers.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    Ok(Target {
        id: id.to_owned(),
        kind,
        url: address("url")?,
        grant,
        headers: headers.collect(),
        blobs,
        read,
        wants_cookies: text(json, "credentials") == Some("include"),
    })
}

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str)
}

/// An address of http or https; `None` where it is relative and there is nothing that it is relative to.
fn absolute(text: &str, page: Option<&Url>) -> Option<Url> {
    let mut url = Url::options().base_url(page).parse(text).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}
