//! Whom a verifier trusts, and with what: agencies sign assignments under their own names, devices seal submissions. A key
//! has one role, so that no device can make itself an agency.

use sealform_types::{Json, pointer};

use crate::jwk::{JwkError, JwkSet, PublicJwk};

/// Whom a verifier trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Nobody in particular: the answer is at best "intact, signer unknown".
    None,
    /// Who is named in a document.
    Document(TrustDocument),
}

/// `{"sealform_trust": 1, "issuers": […], "devices": […], "revoked": […]}`, or a JWK Set, which names devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustDocument {
    issuers: Option<Vec<Issuer>>,
    devices: Option<JwkSet>,
    revoked: Vec<Revocation>,
}

/// An agency, and the keys that sign for it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Issuer {
    name: String,
    keys: JwkSet,
}

/// An assignment that was taken back, up to a version.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Revocation {
    issuer: String,
    assignment: String,
    version: u32,
}

const MEMBERS: [&str; 4] = ["devices", "issuers", "revoked", "sealform_trust"];

impl TrustDocument {
    /// A document that names devices only.
    pub fn of_devices(devices: JwkSet) -> Self {
        Self { issuers: None, devices: Some(devices), revoked: Vec::new() }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// As [`TrustDocument::from_json`], and where it is not JSON.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        let json = Json::parse(bytes)
            .map_err(|error| JwkError::new("trust/json", error.to_string(), "", "save the document again as JSON"))?;
        Self::from_json(&json)
    }

    /// Reads a document from a tree. A JWK Set counts as one that names its keys as `devices`.
    ///
    /// # Errors
    /// [`JwkError`] names the first member that is unknown, missing or wrong, and a key that has two roles.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::TrustDocument;
    /// let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    /// let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    /// let key = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
    /// let trust = |text: String| TrustDocument::parse(text.as_bytes());
    /// assert!(trust(format!(r#"{{"sealform_trust":1,"issuers":[{{"iss":"agency","keys":[{key}]}}]}}"#)).is_ok());
    /// assert!(trust(format!(r#"{{"keys":[{key}]}}"#)).is_ok());
    ///
    /// let both = format!(r#"{{"sealform_trust":1,"devices":[{key}],"issuers":[{{"iss":"agency","keys":[{key}]}}]}}"#);
    /// assert_eq!(trust(both).unwrap_err().finding().code, "trust/two-roles");
    /// ```
    pub fn from_json(json: &Json) -> Result<Self, JwkError> {
        if json.get("keys").is_some() && json.get("sealform_trust").is_none() {
            return JwkSet::from_json(json).map(Self::of_devices);
        }
        if json.get("sealform_trust").and_then(Json::as_integer) != Some(1) {
            let hint = "begin it with \"sealform_trust\": 1, or pass a JWK Set of devices: {\"keys\": [ … ]}";
            return Err(JwkError::new("trust/version", "this is not a trust document", "/sealform_trust", hint));
        }
        only(json, &MEMBERS, "")?;
        let issuers = list(json, "issuers")?.map(|listed| each(listed, "/issuers", Issuer::read)).transpose()?;
        let devices = list(json, "devices")?.map(|listed| JwkSet::from_list(listed, "/devices")).transpose()?;
        let revoked = each(list(json, "revoked")?.unwrap_or_default(), "/revoked", Revocation::read)?;
        let document = Self { issuers, devices, revoked };
        document.expect_one_role()?;
        Ok(document)
    }

    fn expect_one_role(&self) -> Result<(), JwkError> {
        let issuers = self.issuers.as_deref().unwrap_or_default();
        for (index, issuer) in issuers.iter().enumerate() {
            let at = pointer("/issuers", &index.to_string());
            let before = issuers.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.name == issuer.name) {
                let hint = "list all keys of an issuer in one row";
                return Err(JwkError::new("trust/twice", "this issuer is named twice", pointer(&at, "iss"), hint));
            }
            let is_known_elsewhere = |key: &PublicJwk| {
                self.devices.as_ref().is_some_and(|devices| devices.contains(key))
                    || before.iter().any(|other| other.keys.contains(key))
            };
            if issuer.keys.keys().any(is_known_elsewhere) {
                let hint = "a key signs for one agency, or seals for one device: make another one for the other role";
                let message = "a key of this issuer has another role as well";
                return Err(JwkError::new("trust/two-roles", message, pointer(&at, "keys"), hint));
            }
        }
        Ok(())
    }

    /// Whether it says whose assignments are believed.
    pub fn names_issuers(&self) -> bool {
        self.issuers.is_some()
    }

    /// The keys that sign for an agency.
    pub fn issuer(&self, name: &str) -> Option<&JwkSet> {
        self.issuers.as_ref()?.iter().find(|issuer| issuer.name == name).map(|issuer| &issuer.keys)
    }

    /// The devices that may seal, where it names any.
    pub(crate) fn devices(&self) -> Option<&JwkSet> {
        self.devices.as_ref()
    }

    /// Up to which version an assignment was taken back, where it was.
    pub fn revoked_to(&self, issuer: &str, assignment: &str) -> Option<u32> {
        let rows = self.revoked.iter().filter(|row| row.issuer == issuer && row.assignment == assignment);
        rows.map(|row| row.version).max()
    }
}

impl Issuer {
    fn read(row: &Json, at: &str) -> Result<Self, JwkError> {
        only(row, &["iss", "keys"], at)?;
        let keys = list(row, "keys").map_err(|error| error.under(at))?.unwrap_or_default();
        Ok(Self { name: text(row, "iss", at)?, keys: JwkSet::from_list(keys, &pointer(at, "keys"))? })
    }
}

impl Revocation {
    fn read(row: &Json, at: &str) -> Result<Self, JwkError> {
        only(row, &["assignment", "iss", "version"], at)?;
        let version = row.get("version").and_then(Json::as_integer).and_then(|version| u32::try_from(version).ok());
        let version = version.ok_or_else(|| {
            let hint = "write the highest version that is taken back, for example 3";
            JwkError::new("trust/type", "`version` is not a whole number", pointer(at, "version"), hint)
        })?;
        Ok(Self { issuer: text(row, "iss", at)?, assignment: text(row, "assignment", at)?, version })
    }
}

fn each<T>(listed: &[Json], at: &str, read: fn(&Json, &str) -> Result<T, JwkError>) -> Result<Vec<T>, JwkError> {
    listed.iter().enumerate().map(|(index, row)| read(row, &pointer(at, &index.to_string()))).collect()
}

fn only(object: &Json, known: &[&str], at: &str) -> Result<(), JwkError> {
    let Some(members) = object.as_object() else {
        return Err(JwkError::new(
            "trust/type",
            format!("this is {}, not an object", object.kind()),
            at,
            "write { … }",
        ));
    };
    match members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => {
            let hint = format!("known here: {}", known.join(", "));
            Err(JwkError::new("trust/unknown-member", format!("unknown member `{name}`"), pointer(at, name), &hint))
        }
        None => Ok(()),
    }
}

fn list<'a>(object: &'a Json, name: &str) -> Result<Option<&'a [Json]>, JwkError> {
    match object.get(name) {
        None => Ok(None),
        Some(value) => value.as_array().map(Some).ok_or_else(|| {
            JwkError::new("trust/type", format!("`{name}` is not a list"), pointer("", name), "write [ … ]")
        }),
    }
}

fn text(object: &Json, name: &str, at: &str) -> Result<String, JwkError> {
    object.get(name).and_then(Json::as_str).filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| {
        JwkError::new("trust/type", format!("`{name}` is missing or not a text"), pointer(at, name), "write a text")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    fn fault(members: &str) -> (&'static str, String) {
        let text = members.replace("KEY", KEY);
        let error = TrustDocument::parse(text.as_bytes()).expect_err(&text);
        (error.finding().code, error.finding().place.pointer.clone())
    }

    #[test]
    fn what_is_wrong_in_a_document_is_named_with_its_place() {
        for (document, code, at) in [
            (r"{}", "trust/version", "/sealform_trust"),
            (r#"{"sealform_trust":2}"#, "trust/version", "/sealform_trust"),
            (r#"{"sealform_trust":1,"isuers":[]}"#, "trust/unknown-member", "/isuers"),
            (r#"{"sealform_trust":1,"issuers":{}}"#, "trust/type", "/issuers"),
            (r#"{"sealform_trust":1,"issuers":[{"iss":"a","keys":[]}]}"#, "jwk/no-key", "/issuers/0/keys"),
            (r#"{"sealform_trust":1,"issuers":[{"iss":"a","keys":1}]}"#, "trust/type", "/issuers/0/keys"),
            (r#"{"sealform_trust":1,"issuers":[{"keys":[KEY]}]}"#, "trust/type", "/issuers/0/iss"),
            (
                r#"{"sealform_trust":1,"issuers":[{"iss":"a","keys":[KEY]},{"iss":"a","keys":[KEY]}]}"#,
                "trust/twice",
                "/issuers/1/iss",
            ),
            (
                r#"{"sealform_trust":1,"issuers":[{"iss":"a","keys":[KEY]},{"iss":"b","keys":[KEY]}]}"#,
                "trust/two-roles",
                "/issuers/1/keys",
            ),
            (r#"{"sealform_trust":1,"devices":[]}"#, "jwk/no-key", "/devices"),
            (
                r#"{"sealform_trust":1,"revoked":[{"iss":"a","assignment":"b","version":"3"}]}"#,
                "trust/type",
                "/revoked/0/version",
            ),
        ] {
            assert_eq!(fault(document), (code, at.to_owned()), "{document}");
        }
    }

    #[test]
    fn a_row_takes_back_its_version_and_all_below() {
        let rows = r#"{"sealform_trust":1,"revoked":[{"iss":"a","assignment":"17","version":1},
            {"iss":"a","assignment":"17","version":3}]}"#;
        let trust = TrustDocument::parse(rows.as_bytes()).expect("a document");
        assert_eq!(trust.revoked_to("a", "17"), Some(3));
        assert_eq!((trust.revoked_to("b", "17"), trust.revoked_to("a", "18")), (None, None));
    }
}
