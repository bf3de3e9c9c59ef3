//! Encrypts for the tests of `sealform open`, as pages do it, and as no page does.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use sealform_submission::PublicJwk;
use sealform_submission::jwe::{DecryptionKey, derive};

use crate::forge::{base64url, key};

/// The header that a page writes.
pub fn jwe_header(recipient: &PublicJwk) -> String {
    let (epk, kid) = (key("ephemeral").public().to_jcs(), recipient.thumbprint());
    format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","kid":"{kid}","cty":"jose+json","epk":{epk}}}"#)
}

/// Encrypts for a recipient, under any header.
pub fn encrypt_with(header: &str, bytes: &[u8], recipient: &PublicJwk) -> String {
    let ephemeral = DecryptionKey::from_jwk(&key("ephemeral").to_private_jwk()).expect("a key");
    let shared = ephemeral.agree(recipient).expect("a point on the curve");
    let secret = derive(&shared, "A256GCM", b"", b"");
    let protected = base64url(header.as_bytes());
    let payload = Payload { msg: bytes, aad: protected.as_bytes() };
    let sealed = Aes256Gcm::new((&secret).into()).encrypt(&Nonce::from([7; 12]), payload).expect("memory");
    let (ciphertext, tag) = sealed.split_at(bytes.len());
    format!("{protected}..{}.{}.{}", base64url(&[7; 12]), base64url(ciphertext), base64url(tag))
}

/// Encrypts for a recipient as a page does.
pub fn encrypt(bytes: &[u8], recipient: &PublicJwk) -> String {
    encrypt_with(&jwe_header(recipient), bytes, recipient)
}
