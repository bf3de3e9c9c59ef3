//! Public keys: one P-256 point as a JWK (RFC 7517), its thumbprint (RFC 7638), and sets of them.

use std::fmt;

use sealform_types::{Finding, Json, Place, digest, pointer};

use crate::base64url::{from_base64url, to_base64url};

/// The thumbprint of a key (RFC 7638, SHA-256), 43 characters of base64url.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// The 43 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The public half of a P-256 key: the two coordinates, 32 bytes each, big-endian.
///
/// Whether the point lies on the curve is seen when a signature is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicJwk {
    /// The x coordinate.
    pub x: [u8; 32],
    /// The y coordinate.
    pub y: [u8; 32],
}

/// Why a text or tree is not a public key, or not a set of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwkError(Box<Finding>);

impl JwkError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, at: impl Into<String>, hint: &str) -> Self {
        Self(Box::new(Finding::error(code, message, Place::at(at)).hint(hint)))
    }

    /// The same fault, of something that stands deeper.
    pub(crate) fn under(mut self, at: &str) -> Self {
        self.0.place.pointer.insert_str(0, at);
        self
    }

    /// Code, sentence, place and hint.
    pub fn finding(&self) -> &Finding {
        &self.0
    }
}

impl fmt::Display for JwkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.0.message, self.0.place)
    }
}

impl std::error::Error for JwkError {}

impl From<JwkError> for Finding {
    fn from(error: JwkError) -> Self {
        *error.0
    }
}

impl PublicJwk {
    /// Rebuilds a key from `crv`, `kty`, `x` and `y` alone. What else an exported JWK carries (`ext`, `key_ops`, …)
    /// makes other libraries refuse it and is left behind.
    ///
    /// # Errors
    /// [`JwkError`] names the member that is missing or wrong.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::PublicJwk;
    /// use sealform_types::Json;
    /// let exported = br#"{"kty":"EC","crv":"P-256","ext":true,"key_ops":["verify"],
    ///   "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    /// let key = PublicJwk::from_json(&Json::parse(exported).unwrap()).unwrap();
    /// assert_eq!(key.thumbprint().as_str(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    /// assert!(PublicJwk::from_json(&Json::parse(br#"{"kty":"RSA"}"#).unwrap()).is_err());
    /// ```
    pub fn from_json(jwk: &Json) -> Result<Self, JwkError> {
        expect_text(jwk, "kty", "EC")?;
        expect_text(jwk, "crv", "P-256")?;
        Ok(Self { x: coordinate(jwk, "x")?, y: coordinate(jwk, "y")? })
    }

    /// The canonical JSON of the four members.
    pub fn to_jcs(&self) -> String {
        format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, to_base64url(&self.x), to_base64url(&self.y))
    }

    /// The four members as a tree, in the order of canonical JSON.
    pub fn to_json(&self) -> Json {
        let text = |name: &str, text: String| (name.to_owned(), Json::String(text));
        let (x, y) = (to_base64url(&self.x), to_base64url(&self.y));
        Json::Object(vec![text("crv", "P-256".to_owned()), text("kty", "EC".to_owned()), text("x", x), text("y", y)])
    }

    /// The thumbprint of RFC 7638: the digest of the canonical JSON.
    pub fn thumbprint(&self) -> Thumbprint {
        Thumbprint(to_base64url(digest(self.to_jcs().as_bytes()).as_bytes()))
    }
}

fn expect_text(jwk: &Json, name: &'static str, wanted: &str) -> Result<(), JwkError> {
    match jwk.get(name).and_then(Json::as_str) {
        Some(text) if text == wanted => Ok(()),
        _ => {
            let message = format!("`{name}` of the key is not `{wanted}`");
            Err(JwkError::new("jwk/kind", message, pointer("", name), "use an elliptic-curve key on P-256"))
        }
    }
}

fn coordinate(jwk: &Json, name: &'static str) -> Result<[u8; 32], JwkError> {
    let bytes = jwk.get(name).and_then(Json::as_str).and_then(from_base64url);
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        let message = format!("`{name}` of the key is not 32 bytes in base64url without padding");
        JwkError::new("jwk/coordinate", message, pointer("", name), "export the key again as a JWK")
    })
}

/// The keys that a verifier trusts: a JWK Set (RFC 7517, section 5).
///
/// Keys of other kinds in the set are passed over, as are P-256 keys that are marked for another use or algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JwkSet {
    keys: Vec<TrustedKey>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct TrustedKey {
    kid: Option<String>,
    key: PublicJwk,
}

impl JwkSet {
    /// Reads `{"keys": […]}`.
    ///
    /// # Errors
    /// [`JwkError`] if it is not JSON, not a set, holds a damaged P-256 key, or holds no key for ES256 at all: an empty
    /// trust would refuse every file without saying why.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::JwkSet;
    /// let error = JwkSet::parse(br#"{"keys":[]}"#).unwrap_err();
    /// assert_eq!(error.finding().code, "jwk/no-key");
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        let json = Json::parse(bytes)
            .map_err(|error| JwkError::new("jwk/json", error.to_string(), "", "save the key set again as JSON"))?;
        Self::from_json(&json)
    }

    /// Reads the set from a tree.
    ///
    /// # Errors
    /// As [`JwkSet::parse`].
    pub fn from_json(set: &Json) -> Result<Self, JwkError> {
        let Some(listed) = set.get("keys").and_then(Json::as_array) else {
            let hint = "write the keys as {\"keys\": [ … ]}";
            return Err(JwkError::new("jwk/set", "this is not a JWK Set: `keys` is not a list", "", hint));
        };
        Self::from_list(listed, "/keys")
    }

    /// Reads the keys of a list that stands at a place.
    ///
    /// # Errors
    /// As [`JwkSet::parse`].
    pub(crate) fn from_list(listed: &[Json], at: &str) -> Result<Self, JwkError> {
        let mut keys = Vec::new();
        for (index, jwk) in listed.iter().enumerate().filter(|(_, jwk)| may_verify_es256(jwk)) {
            let place = pointer(at, &index.to_string());
            let key = PublicJwk::from_json(jwk).map_err(|error| error.under(&place))?;
            keys.push(TrustedKey { kid: jwk.get("kid").and_then(Json::as_str).map(str::to_owned), key });
        }
        if keys.is_empty() {
            let hint = "add at least one key with \"kty\":\"EC\",\"crv\":\"P-256\" that may verify ES256";
            return Err(JwkError::new("jwk/no-key", "the key set holds no key for ES256", at, hint));
        }
        Ok(Self { keys })
    }

    /// A set of these keys.
    pub fn of(keys: impl IntoIterator<Item = PublicJwk>) -> Self {
        Self { keys: keys.into_iter().map(|key| TrustedKey { kid: None, key }).collect() }
    }

    /// Its keys.
    #[cfg(feature = "verify")]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &PublicJwk> {
        self.keys.iter().map(|known| &known.key)
    }

    /// Whether this very key is in the set.
    pub fn contains(&self, key: &PublicJwk) -> bool {
        self.keys.iter().any(|known| known.key == *key)
    }

    /// The keys that a header's `kid` may mean, by their own `kid` or their thumbprint; all of them without a `kid`.
    pub fn candidates(&self, kid: Option<&str>) -> impl Iterator<Item = &PublicJwk> {
        self.keys.iter().filter(move |known| known.answers_to(kid)).map(|known| &known.key)
    }
}

impl TrustedKey {
    fn answers_to(&self, kid: Option<&str>) -> bool {
        kid.is_none_or(|kid| self.kid.as_deref() == Some(kid) || self.key.thumbprint().as_str() == kid)
    }
}

fn may_verify_es256(jwk: &Json) -> bool {
    let is_or_absent = |name, wanted| jwk.get(name).is_none_or(|value| value.as_str() == Some(wanted));
    let may_verify = jwk.get("key_ops").is_none_or(|operations| {
        operations
            .as_array()
            .is_some_and(|listed| listed.iter().any(|one| matches!(one.as_str(), Some("verify" | "sign"))))
    });
    let is_text = |name, wanted| jwk.get(name).and_then(Json::as_str) == Some(wanted);
    is_text("kty", "EC")
        && is_text("crv", "P-256")
        && is_or_absent("use", "sig")
        && is_or_absent("alg", "ES256")
        && may_verify
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    fn set(members: &str) -> Result<JwkSet, JwkError> {
        JwkSet::parse(format!(r#"{{"keys":[{{{members}}}]}}"#).as_bytes())
    }

    #[test]
    fn keys_of_a_set_are_found_by_kid_or_thumbprint() {
        let good =
            set(&format!(r#""kty":"EC","crv":"P-256","kid":"desk","use":"sig","x":"{X}","y":"{Y}""#)).expect("set");
        assert_eq!(good.candidates(None).count(), 1);
        assert_eq!(good.candidates(Some("desk")).count(), 1);
        assert_eq!(good.candidates(Some("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U")).count(), 1);
        assert_eq!(good.candidates(Some("other")).count(), 0);
    }

    #[test]
    fn what_cannot_verify_es256_is_passed_over_and_what_is_damaged_is_named() {
        let point = format!(r#""x":"{X}","y":"{Y}""#);
        for (members, code, place) in [
            (format!(r#""kty":"EC","crv":"P-384",{point}"#), "jwk/no-key", "/keys"),
            (format!(r#""kty":"EC","crv":"P-256","use":"enc",{point}"#), "jwk/no-key", "/keys"),
            (format!(r#""kty":"EC","crv":"P-256","alg":"ES512",{point}"#), "jwk/no-key", "/keys"),
            (format!(r#""kty":"EC","crv":"P-256","key_ops":["encrypt"],{point}"#), "jwk/no-key", "/keys"),
            (format!(r#""kty":"EC","crv":"P-256","x":"{X}=","y":"{Y}""#), "jwk/coordinate", "/keys/0/x"),
            (format!(r#""kty":"EC","crv":"P-256","x":"{X}""#), "jwk/coordinate", "/keys/0/y"),
        ] {
            let error = set(&members).expect_err(&members);
            assert_eq!((error.finding().code, error.finding().place.pointer.as_str()), (code, place), "{members}");
        }
    }
}
