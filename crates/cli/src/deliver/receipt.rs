//! Receipts that come with a target's reply: kept beside, one file each, as `verify --receipts` takes them.

use std::path::Path;

use sealform_submission::Trust;
use sealform_submission::agency::{AgencyDocument, Receipt, UnverifiedDocument};
use sealform_types::Json;

use crate::failure::Failure;
use crate::output::{Output, Privacy};

/// Keeps the receipt of a reply, where there is one for this very file; under trust, of somebody who is trusted. Gives its path.
///
/// # Errors
/// [`Failure`] where it cannot be written.
pub fn keep(
    folder: &Path,
    reply: &str,
    (jti, sha256, to): (&str, &str, &str),
    trust: &Trust,
) -> Result<Option<String>, Failure> {
    let token = token(reply).unwrap_or_else(|| reply.trim().to_owned());
    if !is_for(&token, jti, sha256, trust) {
        return Ok(None);
    }
    // Several targets may confirm one file.
    let path = folder.join(format!("{jti}-{}.receipt.jws", to.get(..8).unwrap_or(to)));
    let name = path.display().to_string();
    Output::File(path).write(format!("{token}\n").as_bytes(), Privacy::Usual)?;
    Ok(Some(name))
}

fn is_for(token: &str, jti: &str, sha256: &str, trust: &Trust) -> bool {
    match trust {
        Trust::Document(trust) => Receipt::verify(token, trust)
            .is_ok_and(|receipt| receipt.jti.as_str() == jti && receipt.sha256.to_string() == sha256),
        Trust::None => UnverifiedDocument::parse(token).is_ok_and(|document| {
            let says =
                |name: &str, text: &str| document.unverified_body().get(name).and_then(Json::as_str) == Some(text);
            document.document() == AgencyDocument::Receipt && says("jti", jti) && says("sha256", sha256)
        }),
    }
}

/// The token in a reply of a server: its member `receipt`, or a flattened JWS.
pub fn token(text: &str) -> Option<String> {
    let tree = Json::parse(text.as_bytes()).ok()?;
    let named = tree.get("receipt").unwrap_or(&tree);
    match named.as_str() {
        Some(token) => Some(token.to_owned()),
        None => {
            let parts = ["protected", "payload", "signature"].map(|name| named.get(name).and_then(Json::as_str));
            let parts = parts.into_iter().collect::<Option<Vec<&str>>>()?;
            Some(parts.join("."))
        }
    }
}
