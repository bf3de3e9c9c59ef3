//! How files, and attachments before them, get to each type of target. Each request may come twice, and has one effect.

mod form;
mod json;
mod object;
mod openrosa;
mod openrosa_xml;
mod postgrest;
mod s3_post;
mod webhook;

use sealform_submission::Claims;
use url::Url;

use super::call::Call;
use super::grants::Grant;
use super::parcel::{Item, Outgoing};
use super::plan::{Blobs, Kind, Target};

/// A sealed file on its way to a target.
pub struct Shipment<'a> {
    pub to: &'a Target,
    pub file: &'a Outgoing,
    /// What the file claims, in the clear; `None` where nobody on the way may read it.
    pub claims: Option<&'a Claims>,
    /// Random text for the boundaries of forms.
    pub nonce: &'a str,
}

/// Why there is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmade {
    /// There is neither an address in the delivery nor one that was given out.
    NoAddress,
    /// Its recipient alone may read it, and the target wants the answers in the clear.
    InTheClear,
}

/// Whether attachments go before the file, each in a request of its own, or in one request with it.
pub fn takes_blobs_alone(kind: Kind) -> bool {
    match kind {
        Kind::Form => false,
        Kind::Webhook
        | Kind::S3Put
        | Kind::S3Post
        | Kind::Azure
        | Kind::Webdav
        | Kind::Postgrest
        | Kind::Openrosa
        | Kind::Json => true,
    }
}

/// The request that brings an attachment.
///
/// # Errors
/// [`Unmade`].
pub fn blob(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    match shipment.to.kind {
        Kind::Webhook | Kind::Form => webhook::blob(shipment, item, grant),
        Kind::S3Put | Kind::Azure | Kind::Webdav => object::put(shipment, &named_by_digest(item), grant),
        Kind::S3Post => s3_post::post(shipment, &named_by_digest(item), grant),
        Kind::Postgrest => postgrest::blob(shipment, item, grant),
        Kind::Openrosa => openrosa::submit(shipment, item, grant, openrosa::Which::More),
        Kind::Json => json::commit(shipment, &named_by_digest(item), grant),
    }
}

/// The request that brings the file; `beside` has attachments where they go in one request.
///
/// # Errors
/// [`Unmade`].
pub fn file(shipment: &Shipment<'_>, beside: &[Item], grant: &Grant) -> Result<Call, Unmade> {
    match shipment.to.kind {
        Kind::Webhook => webhook::file(shipment, grant),
        Kind::S3Put | Kind::Azure | Kind::Webdav => object::put(shipment, &shipment.file.item(), grant),
        Kind::S3Post => s3_post::post(shipment, &shipment.file.item(), grant),
        Kind::Postgrest => postgrest::file(shipment, grant),
        Kind::Openrosa => {
            // As `application/json` a server may give it out again with another layout.
            let item = Item { name: shipment.file.name.clone(), ..shipment.file.item() };
            openrosa::submit(shipment, &item, grant, openrosa::Which::Last)
        }
        Kind::Json => json::commit(shipment, &shipment.file.item(), grant),
        Kind::Form => form::file(shipment, beside, grant),
    }
}

/// How and where an object of that name would go; without an address where a grant says so.
pub fn planned(to: &Target, name: &str, what: What) -> (&'static str, Option<Url>) {
    let folder = |url: &Option<Url>| url.as_ref().map(|url| in_folder(url, name));
    match (to.kind, what, &to.blobs) {
        (Kind::S3Put | Kind::Azure | Kind::Webdav, _, _) => ("PUT", folder(&to.url)),
        (Kind::Json, _, _) => (to.url.as_ref().map_or("PUT", json::method), folder(&to.url)),
        (Kind::Webhook, What::Blob, Blobs::At(url)) => ("PUT", Some(in_folder(url, name))),
        (Kind::Webhook, What::Blob, Blobs::Yes | Blobs::No) => ("PUT", None),
        (Kind::Postgrest, What::Blob, Blobs::At(url)) => ("POST", Some(url.clone())),
        (Kind::Postgrest, What::Blob, Blobs::Yes | Blobs::No) => ("POST", None),
        (Kind::Webhook | Kind::Postgrest, What::File, _) | (Kind::S3Post | Kind::Openrosa | Kind::Form, _, _) => {
            ("POST", to.url.clone())
        }
    }
}

/// What goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    File,
    Blob,
}

fn named_by_digest(item: &Item) -> Item {
    Item { name: item.sha256.clone(), ..item.clone() }
}

/// The address that was given out, or the target's own.
fn address(shipment: &Shipment<'_>, grant: &Grant) -> Result<Url, Unmade> {
    grant.url.clone().or_else(|| shipment.to.url.clone()).ok_or(Unmade::NoAddress)
}

/// The address of an object: the one that was given out for it, or its name in the target's folder.
fn object_address(shipment: &Shipment<'_>, grant: &Grant, name: &str) -> Result<Url, Unmade> {
    match &grant.url {
        Some(url) => Ok(url.clone()),
        None => Ok(in_folder(&address(shipment, grant)?, name)),
    }
}

/// A name in a folder, before what may stand behind a question mark.
fn in_folder(folder: &Url, name: &str) -> Url {
    let mut url = folder.clone();
    let path = url.path().to_owned();
    // Where a path is one part of an address, its slashes are `%2F`.
    let is_open = path.ends_with('/') || path.to_ascii_lowercase().ends_with("%2f");
    url.set_path(&if is_open { format!("{path}{name}") } else { format!("{path}/{name}") });
    url
}

/// A request with what all of them have: headers of the type, over them those of the delivery, over them those that were given out.
fn call(shipment: &Shipment<'_>, grant: &Grant, method: &'static str, url: Url, item: (&str, Vec<u8>)) -> Call {
    let (sha256, body) = item;
    Call {
        method: grant.method.unwrap_or(method),
        url,
        headers: merged(&[&shipment.to.headers, &grant.headers]),
        body,
        sha256: sha256.to_owned(),
        is_opaque: false,
        expects_digest: false,
        may_bring_receipt: false,
        meaning: None,
        checked: None,
    }
}

/// Puts headers of the type below those that are there.
fn under(mut call: Call, headers: &[(&str, &str)]) -> Call {
    let own: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    call.headers = merged(&[&own, &call.headers]);
    call
}

/// The same header under two spellings would be sent as two values.
fn merged(all: &[&[(String, String)]]) -> Vec<(String, String)> {
    let mut merged: Vec<(String, String)> = Vec::new();
    for (name, value) in all.iter().flat_map(|headers| headers.iter()) {
        merged.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        merged.push((name.clone(), value.clone()));
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_before_the_question_mark() {
        for (folder, expected) in [
            ("https://a.example/in", "https://a.example/in/x"),
            ("https://a.example/in/", "https://a.example/in/x"),
            ("https://a.example/in?sig=1", "https://a.example/in/x?sig=1"),
            ("https://g.example/files/in%2F?branch=b", "https://g.example/files/in%2Fx?branch=b"),
            ("https://a.example", "https://a.example/x"),
        ] {
            assert_eq!(in_folder(&Url::parse(folder).expect("an address"), "x").as_str(), expected);
        }
    }

    #[test]
    fn a_header_is_sent_once() {
        let one = [("Content-Type".to_owned(), "a".to_owned()), ("X".to_owned(), "1".to_owned())];
        let other = [("content-type".to_owned(), "b".to_owned())];
        let merged = merged(&[&one, &other]);
        assert_eq!(merged, [("X".to_owned(), "1".to_owned()), ("content-type".to_owned(), "b".to_owned())]);
    }
}
