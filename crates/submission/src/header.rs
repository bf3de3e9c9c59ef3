//! The protected header of a submission. There is exactly one for each key, byte for byte; whatever else is found is
//! named before it is refused.

use sealform_types::Json;

use crate::base64url::from_public_base64url;
use crate::error::{HeaderFault, finding, parse_json};
use crate::jwk::PublicJwk;
use crate::seal::{SUBMISSION_TYPE, protected_header};

const AT: &str = "/protected";

/// Reads the header's bytes and gives the key that they name.
pub(crate) fn read(bytes: &[u8]) -> Result<PublicJwk, HeaderFault> {
    match plain_key(bytes) {
        Some(key) => Ok(key),
        None => read_any(bytes),
    }
}

/// The key of a header that is, to the byte, the one of its key.
fn plain_key(bytes: &[u8]) -> Option<PublicJwk> {
    /// The characters of 32 bytes in base64url.
    const COORDINATE: usize = 43;
    let coordinate = |text| from_public_base64url(text)?.try_into().ok();
    let rest = bytes.strip_prefix(br#"{"alg":"ES256","jwk":{"crv":"P-256","kty":"EC","x":""#)?;
    let (x, rest) = rest.split_at_checked(COORDINATE)?;
    let (y, _) = rest.strip_prefix(br#"","y":""#)?.split_at_checked(COORDINATE)?;
    let key = PublicJwk { x: coordinate(x)?, y: coordinate(y)? };
    (bytes == protected_header(&key).as_bytes()).then_some(key)
}

/// Reads any header, step by step, so that what is wrong can be named.
fn read_any(bytes: &[u8]) -> Result<PublicJwk, HeaderFault> {
    let json = parse_json(
        bytes,
        "the header",
        "seal/header-json",
        AT,
        "seal the form again: this header was not written by Sealform",
    )?;
    expect_members(&json)?;
    expect_algorithm(&json, AT)?;
    expect_type(&json, SUBMISSION_TYPE, AT)?;
    let key = read_key(&json)?;
    if json.get("kid").and_then(Json::as_str) != Some(key.thumbprint().as_str()) {
        let hint = "`kid` is the RFC 7638 thumbprint of `jwk`";
        return Err(finding("seal/kid", "`kid` is not the thumbprint of the key", "/protected/kid", hint).into());
    }
    if bytes != protected_header(&key).as_bytes() {
        let hint = "write `alg`, `jwk`, `kid`, `typ` in this order, without white space";
        return Err(finding("seal/header-form", "the header is not in its one canonical form", AT, hint).into());
    }
    Ok(key)
}

/// Members that change what a verifier would have to do, and all that are unknown, are refused.
fn expect_members(header: &Json) -> Result<(), HeaderFault> {
    let Some(members) = header.as_object() else {
        return Err(finding("seal/header-json", "the header is not an object", AT, "write an object").into());
    };
    expect_no_extension(header)?;
    match members.iter().find(|(name, _)| !["alg", "jwk", "kid", "typ"].contains(&name.as_str())) {
        Some((name, _)) => Err(unknown_member(name)),
        None => Ok(()),
    }
}

pub(crate) fn expect_no_extension(header: &Json) -> Result<(), HeaderFault> {
    if header.get("crit").is_some() {
        let hint = "no extension is understood, so none can be critical";
        return Err(finding("seal/crit", "the header demands an extension", "/protected/crit", hint).into());
    }
    Ok(())
}

pub(crate) fn unknown_member(name: &str) -> HeaderFault {
    let hint = match name {
        "jku" | "x5u" => "keys are never fetched; trust comes from the key set that the verifier was given",
        _ => "a header holds only `alg`, `jwk`, `kid` and `typ`",
    };
    let at = sealform_types::pointer(AT, name);
    finding("seal/header-member", format!("the header holds `{name}`"), &at, hint).into()
}

pub(crate) fn expect_algorithm(header: &Json, at: &str) -> Result<(), HeaderFault> {
    match header.get("alg").and_then(Json::as_str) {
        Some("ES256") => Ok(()),
        _ => {
            let hint = "sign with ES256; no other algorithm is accepted, least of all `none`";
            Err(finding("seal/alg", "the algorithm is not ES256", &format!("{at}/alg"), hint).into())
        }
    }
}

pub(crate) fn expect_type(header: &Json, wanted: &str, at: &str) -> Result<(), HeaderFault> {
    match header.get("typ").and_then(Json::as_str) {
        Some(typ) if typ == wanted => Ok(()),
        _ => {
            let hint = "this is another kind of document; pass the file that belongs here";
            Err(finding("seal/typ", format!("`typ` is not `{wanted}`"), &format!("{at}/typ"), hint).into())
        }
    }
}

/// The key: exactly four members, for a private half would be an accident that no file should spread.
fn read_key(header: &Json) -> Result<PublicJwk, HeaderFault> {
    let jwk = header.get("jwk").unwrap_or(&Json::Null);
    let members = jwk.as_object().unwrap_or_default();
    if let Some((name, _)) = members.iter().find(|(name, _)| !["crv", "kty", "x", "y"].contains(&name.as_str())) {
        let at = sealform_types::pointer("/protected/jwk", name);
        let hint = match name.as_str() {
            "d" => "this is the private key: replace it, and rebuild the public one from `crv`, `kty`, `x`, `y`",
            _ => "rebuild the key from `crv`, `kty`, `x`, `y`",
        };
        return Err(finding("seal/jwk-member", format!("the key holds `{name}`"), &at, hint).into());
    }
    PublicJwk::from_json(jwk).map_err(|error| {
        let named = error.finding();
        let at = format!("/protected/jwk{}", named.place.pointer);
        finding("seal/jwk", named.message.as_str(), &at, "use a P-256 key as WebCrypto exports it").into()
    })
}
