//! A signing key in software: for the command line, for tests, and for pages without WebCrypto.

use std::fmt;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use sealform_types::Json;

use crate::base64url::{from_base64url, to_base64url};
use crate::jwk::PublicJwk;

/// A P-256 private key held in memory. Signing is deterministic (RFC 6979), so the same file seals to the same bytes.
#[derive(Clone)]
pub struct SoftKey {
    secret: SigningKey,
    public: PublicJwk,
}

impl SoftKey {
    /// Makes a key of 32 bytes from a random source.
    ///
    /// `None` for the few values that are no key of the curve (zero, and those beyond its order): draw again.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let secret = SigningKey::from_slice(bytes).ok()?;
        let point = secret.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes().strip_prefix(&[4])?.split_at_checked(32)?;
        let public = PublicJwk { x: x.try_into().ok()?, y: y.try_into().ok()? };
        Some(Self { secret, public })
    }

    /// Reads a private JWK: `crv`, `kty`, `x`, `y` and `d`.
    ///
    /// `None` if it is not one for P-256, or if `x` and `y` are not the public half of `d`.
    pub fn from_jwk(jwk: &Json) -> Option<Self> {
        let public = PublicJwk::from_json(jwk).ok()?;
        let secret: [u8; 32] = from_base64url(jwk.get("d")?.as_str()?)?.try_into().ok()?;
        Self::from_bytes(&secret).filter(|key| key.public == public)
    }

    /// The private JWK, in canonical form with its thumbprint as `kid`. Anyone who has it can seal as this key.
    pub fn to_private_jwk(&self) -> Json {
        let text = |text: String| Json::String(text);
        let members = [
            ("crv", text("P-256".to_owned())),
            ("d", text(to_base64url(&self.secret.to_bytes()))),
            ("kid", text(self.public.thumbprint().to_string())),
            ("kty", text("EC".to_owned())),
            ("x", text(to_base64url(&self.public.x))),
            ("y", text(to_base64url(&self.public.y))),
        ];
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The public half.
    pub fn public(&self) -> PublicJwk {
        self.public.clone()
    }

    /// Signs with ES256: `r ‖ s`.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.secret.sign(message);
        signature.to_bytes().into()
    }
}

/// Shows the public half only.
impl fmt::Debug for SoftKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftKey").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SoftKey {
        SoftKey::from_bytes(&[7; 32]).expect("a scalar of the curve")
    }

    #[test]
    fn a_key_comes_back_from_its_jwk() {
        let read = SoftKey::from_jwk(&key().to_private_jwk()).expect("a private JWK");
        assert_eq!(read.sign(b"message"), key().sign(b"message"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(SoftKey::from_bytes(&[0; 32]).is_none());
        assert!(SoftKey::from_bytes(&[0xff; 32]).is_none());
        let other = SoftKey::from_bytes(&[8; 32]).expect("a scalar of the curve");
        let foreign = to_base64url(&other.public().x);
        let own = to_base64url(&key().public().x);
        let mixed = key().to_private_jwk().to_text().replace(&own, &foreign);
        assert!(SoftKey::from_jwk(&Json::parse(mixed.as_bytes()).expect("JSON")).is_none());
    }

    #[test]
    fn showing_a_key_shows_no_secret() {
        let secret = to_base64url(&[7; 32]);
        assert!(key().to_private_jwk().to_text().contains(&secret));
        let shown = format!("{:?}", key());
        assert!(shown.contains("public") && !shown.contains("secret") && !shown.contains(&secret));
    }
}
