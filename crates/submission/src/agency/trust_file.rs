//! Changing a trust document: what is added is checked, and what is not known here is kept.

use sealform_types::Json;

use super::fault::AgencyFault;
use super::members::is_name;
use crate::jwk::PublicJwk;
use crate::trust::TrustDocument;

/// A trust document that is changed: the tree as it was read, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustFile {
    tree: Json,
    document: TrustDocument,
}

/// Whether a document says something else than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It does.
    Yes,
    /// It said so already.
    No,
}

impl TrustFile {
    /// A document that names nobody.
    pub fn new() -> Self {
        let tree = Json::Object(vec![("sealform_trust".to_owned(), Json::Integer(1))]);
        Self { tree, document: TrustDocument::default() }
    }

    /// Takes a document that was read. A bare JWK Set becomes one that names its keys as `devices`.
    ///
    /// # Errors
    /// As [`TrustDocument::from_json`].
    ///
    /// # Example
    /// ```
    /// use sealform_submission::agency::{Changed, TrustFile};
    /// use sealform_types::Json;
    /// let trust = br#"{"sealform_trust":1,"revoked":[{"iss":"agency","assignment":"a-16","version":2}]}"#;
    /// let mut file = TrustFile::from_json(&Json::parse(trust).unwrap()).unwrap();
    /// assert_eq!(file.revoke("agency", "a-17", 1), Ok(Changed::Yes));
    /// assert_eq!(file.revoke("agency", "a-16", 1), Ok(Changed::No));
    /// assert_eq!(file.document().revoked_to("agency", "a-17"), Some(1));
    /// ```
    pub fn from_json(json: &Json) -> Result<Self, AgencyFault> {
        let document = TrustDocument::from_json(json)?;
        let tree = match (json.get("sealform_trust"), json.get("keys")) {
            (None, Some(keys)) => Json::Object(vec![
                ("sealform_trust".to_owned(), Json::Integer(1)),
                ("devices".to_owned(), keys.clone()),
            ]),
            (Some(_), _) | (None, None) => json.clone(),
        };
        Ok(Self { tree, document })
    }

    /// What it says.
    pub fn document(&self) -> &TrustDocument {
        &self.document
    }

    /// The tree to write.
    pub fn to_json(&self) -> &Json {
        &self.tree
    }

    /// Adds the key of an agency, in the row of the agency where there is one.
    ///
    /// # Errors
    /// [`AgencyFault`] where the name cannot be one, or the key has another role in the document (`trust/two-roles`); the document is
    /// then unchanged.
    pub fn add_issuer(&mut self, iss: &str, key: &PublicJwk) -> Result<Changed, AgencyFault> {
        expect_name(iss, "iss")?;
        if self.document.issuer(iss).is_some_and(|keys| keys.contains(key)) {
            return Ok(Changed::No);
        }
        let mut key_members = vec![
            ("alg".to_owned(), Json::from("ES256")),
            ("kid".to_owned(), Json::String(key.thumbprint().to_string())),
            ("use".to_owned(), Json::from("sig")),
        ];
        key_members.extend(key.to_json().as_object().unwrap_or_default().iter().cloned());
        let key = Json::Object(key_members);
        self.change(|tree| {
            with_list(tree, "issuers", |rows| match rows.iter_mut().find(|row| is(row, "iss", iss)) {
                Some(row) => with_list(row, "keys", |keys| keys.push(key)),
                None => rows.push(Json::Object(vec![
                    ("iss".to_owned(), Json::from(iss)),
                    ("keys".to_owned(), Json::Array(vec![key])),
                ])),
            });
        })
    }

    /// Takes back an assignment up to a version: adds a row, or raises the version of the one that is there.
    ///
    /// # Errors
    /// [`AgencyFault`] where a name cannot be one; the document is then unchanged.
    pub fn revoke(&mut self, iss: &str, assignment: &str, version: u32) -> Result<Changed, AgencyFault> {
        expect_name(iss, "iss")?;
        expect_name(assignment, "assignment")?;
        if self.document.revoked_to(iss, assignment).is_some_and(|revoked| version <= revoked) {
            return Ok(Changed::No);
        }
        let version = ("version".to_owned(), Json::Integer(i64::from(version)));
        self.change(|tree| {
            let is_this = |row: &&mut Json| is(row, "iss", iss) && is(row, "assignment", assignment);
            with_list(tree, "revoked", |rows| match rows.iter_mut().find(is_this) {
                Some(Json::Object(members)) => {
                    members.retain(|(name, _)| name != "version");
                    members.push(version);
                }
                Some(_) | None => rows.push(Json::Object(vec![
                    ("iss".to_owned(), Json::from(iss)),
                    ("assignment".to_owned(), Json::from(assignment)),
                    version,
                ])),
            });
        })
    }

    /// Changes a copy, and takes it where it is a good document.
    fn change(&mut self, edit: impl FnOnce(&mut Json)) -> Result<Changed, AgencyFault> {
        let mut tree = self.tree.clone();
        edit(&mut tree);
        self.document = TrustDocument::from_json(&tree)?;
        self.tree = tree;
        Ok(Changed::Yes)
    }
}

impl Default for TrustFile {
    fn default() -> Self {
        Self::new()
    }
}

fn expect_name(text: &str, member: &'static str) -> Result<(), AgencyFault> {
    if is_name(text) {
        return Ok(());
    }
    let message = format!("`{member}` is not a name of 1 to 200 characters in one line");
    Err(AgencyFault::one("trust/type", message, "", "write it without white space at its ends"))
}

fn is(row: &Json, name: &str, text: &str) -> bool {
    row.get(name).and_then(Json::as_str) == Some(text)
}

/// Changes the list that is a member of an object, an empty one where it is missing.
fn with_list(object: &mut Json, name: &str, edit: impl FnOnce(&mut Vec<Json>)) {
    let Json::Object(members) = object else { return };
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, Json::Array(items))) => edit(items),
        Some(_) => {}
        None => {
            let mut items = Vec::new();
            edit(&mut items);
            members.push((name.to_owned(), Json::Array(items)));
        }
    }
}
