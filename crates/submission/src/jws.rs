//! ES256 itself, and the compact JWS (RFC 7515) in which an agency's documents come.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use sealform_types::Json;

use crate::base64url::from_base64url;
use crate::error::{FileFault, SignatureFault, TrustFault, VerifyError, finding, parse_json};
use crate::header::{expect_algorithm, expect_no_extension, unknown_member};
use crate::jwk::{JwkSet, PublicJwk};
use crate::seal::MAX_FILE_BYTES;

/// A compact JWS whose signature was found good under a trusted key.
#[derive(Debug, Clone, PartialEq)]
pub struct CompactJws {
    /// The protected header. Its `typ` is for the caller to check.
    pub header: Json,
    /// The bytes that were signed.
    pub payload: Vec<u8>,
    /// The key that signed them.
    pub key: PublicJwk,
}

/// Verifies a compact JWS under the keys of a set, with ES256 only.
///
/// The header may hold `alg`, `kid`, `typ` and `jwk`; a `jwk` never makes a key trusted.
///
/// # Errors
/// [`VerifyError`] if it is not a compact JWS, its header holds anything else, no key of the set fits `kid`, or the
/// signature is good under none of them.
pub fn verify_compact(token: &str, keys: &JwkSet) -> Result<CompactJws, VerifyError> {
    let parts: Vec<&str> = token.split('.').take(4).collect();
    let [header, payload, signature] = parts[..] else { return Err(not_compact("it does not have three parts")) };
    if token.len() > MAX_FILE_BYTES {
        return Err(not_compact("it is too large"));
    }
    let decode = |text| from_base64url(text).ok_or_else(|| not_compact("a part is not base64url without padding"));
    let (header_bytes, payload_bytes, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
    let header_json = read_header(&header_bytes)?;
    let kid = header_json.get("kid").and_then(Json::as_str);
    let signed = token.rsplit_once('.').map_or(token, |(signed, _)| signed);
    let candidates: Vec<&PublicJwk> = keys.candidates(kid).collect();
    if candidates.is_empty() {
        let hint = "add the issuer's key to the key set";
        let fault =
            finding("seal/untrusted-key", "no trusted key has the `kid` of this document", "/protected/kid", hint);
        return Err(TrustFault::from(fault).into());
    }
    let good = candidates.into_iter().find(|key| verify_es256(key, signed.as_bytes(), &signature).is_ok());
    let key = good.cloned().ok_or_else(|| SignatureFault::from(bad_signature()))?;
    Ok(CompactJws { header: header_json, payload: payload_bytes, key })
}

pub(crate) fn read_header(bytes: &[u8]) -> Result<Json, VerifyError> {
    let header =
        parse_json(bytes, "the header", "seal/header-json", "/protected", "ask the issuer for the document again")
            .map_err(|fault| VerifyError::Header(fault.into()))?;
    expect_no_extension(&header)?;
    expect_algorithm(&header, "/protected")?;
    let members = header.as_object().unwrap_or_default();
    match members.iter().find(|(name, _)| !["alg", "jwk", "kid", "typ"].contains(&name.as_str())) {
        Some((name, _)) => Err(unknown_member(name).into()),
        None => Ok(header),
    }
}

pub(crate) fn not_compact(message: &str) -> VerifyError {
    let hint = "pass the document as the issuer sent it: three base64url parts joined by dots";
    FileFault::from(finding("seal/compact", format!("this is not a compact JWS: {message}"), "", hint)).into()
}

/// Verifies one ES256 signature: `r ‖ s`, 32 bytes each.
///
/// # Errors
/// [`SignatureFault`] if the point is not on the curve, the signature has another length or is out of range, or it
/// does not fit.
pub fn verify_es256(key: &PublicJwk, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let mut point = [4; 65];
    let coordinates = key.x.iter().chain(&key.y);
    point.iter_mut().skip(1).zip(coordinates).for_each(|(byte, coordinate)| *byte = *coordinate);
    let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| {
        let hint = "this key cannot have signed anything; seal the form again";
        finding("seal/jwk-point", "the key is not a point on P-256", "/protected/jwk", hint)
    })?;
    if signature.len() != 64 {
        let hint = match signature.first() {
            Some(0x30) => "this looks like DER; write r and s as 32 bytes each",
            _ => "write r and s as 32 bytes each",
        };
        let message = format!("the signature has {} bytes, not 64", signature.len());
        return Err(finding("seal/signature-length", message, "/signature", hint).into());
    }
    let signature = Signature::from_slice(signature).map_err(|_| bad_signature())?;
    key.verify(message, &signature).map_err(|_| bad_signature().into())
}

fn bad_signature() -> sealform_types::Finding {
    let message = "the signature does not match: the content was changed, or another key signed it";
    finding("seal/signature", message, "/signature", "ask for the document as it was signed")
}
