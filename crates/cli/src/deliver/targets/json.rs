//! Repositories that take files by JSON: GitHub's contents (docs.github.com/rest/repos/contents), also Gitea's and Forgejo's, and
//! GitLab's repository files (docs.gitlab.com/api/repository_files), known by its path. One commit for each object, which is named
//! by what is in it; a parameter `branch` of the address names the branch.

use base64ct::{Base64, Encoding};
use sealform_types::Json;
use url::Url;

use super::{Shipment, Unmade, call, object_address, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::parcel::Item;

/// What may say that the object is there, or that another commit came first.
const UNCLEAR: [u16; 3] = [400, 409, 422];

/// The method of a commit.
pub fn method(url: &Url) -> &'static str {
    if is_gitlab(url) { "POST" } else { "PUT" }
}

fn is_gitlab(url: &Url) -> bool {
    url.path().contains("/repository/files/")
}

pub fn commit(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    let mut url = object_address(shipment, grant, &item.name)?;
    let is_gitlab = is_gitlab(&url);
    let branch = url.query_pairs().find(|(name, _)| name == "branch").map(|(_, value)| value.into_owned());
    let branch = branch.or_else(|| is_gitlab.then(|| "main".to_owned()));
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "branch")
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(&others);
    }
    let text = |name: &str, value: &str| (name.to_owned(), Json::from(value));
    let message = format!("Add {}", item.name);
    let content = Base64::encode_string(&item.bytes);
    let mut body = match is_gitlab {
        true => vec![text("commit_message", &message), text("content", &content), text("encoding", "base64")],
        false => vec![text("message", &message), text("content", &content)],
    };
    let mut asked = url.clone();
    if let Some(branch) = &branch {
        body.push(text("branch", branch));
        asked.query_pairs_mut().append_pair("ref", branch);
    }
    let method = if is_gitlab { "POST" } else { "PUT" };
    let call = call(shipment, grant, method, url, (&item.sha256, Json::Object(body).to_text().into_bytes()));
    let json = "application/json";
    // The name of an object says what is in it, but 409 is also said of a branch that moved on meanwhile: it is asked.
    let checked = Some((UNCLEAR.as_slice(), asked));
    Ok(Call { checked, meaning: Some(|_| None), ..under(call, &[("Accept", json), ("Content-Type", json)]) })
}
