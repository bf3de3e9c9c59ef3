//! The assignment inside a submission: the agency's own document, verified under the agency's key.

use sealform_types::canonical::to_sealed_jcs;
use sealform_types::{Json, pointer};

use crate::base64url::from_base64url;
use crate::claims::Claims;
use crate::error::{TrustFault, VerifyError, finding, parse_json};
use crate::header::expect_type;
use crate::jwk::PublicJwk;
use crate::jws::verify_compact;
use crate::trust::TrustDocument;
use crate::verify::Signer;

const ASSIGNMENT_TYPE: &str = "sealform-assignment+jws";
const AT: &str = "/payload/assignment_token";

/// An assignment that its issuer has signed, and what it proves about the key that sealed.
pub(crate) struct Checked {
    pub signer: Signer,
    /// What the agency says.
    pub assignment: Json,
}

/// Checks an assignment under the keys of the issuer that it names.
pub(crate) fn judge(
    token: &str,
    claims: &Claims,
    sealing_key: &PublicJwk,
    trust: &TrustDocument,
) -> Result<Checked, VerifyError> {
    let body = body(token)?;
    let named = |name: &str| body.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
    let (Some(issuer), Some(assignment)) = (named("iss"), named("assignment")) else {
        let hint = "an assignment has `iss` and `assignment`; ask the agency for a new link";
        return Err(refuse("seal/token", "the assignment does not say who issued it, or which one it is", hint));
    };
    let Some(keys) = trust.issuer(issuer) else {
        let hint = "add the agency and its key to `issuers` of the trust document, or ask the agency about this file";
        return Err(refuse("seal/token", "the assignment names an issuer who is not trusted", hint));
    };
    let signed = verify_compact(token, keys).map_err(|error| untrusted(&error))?;
    expect_type(&signed.header, ASSIGNMENT_TYPE, AT)?;
    if to_sealed_jcs(&body).ok().as_deref() != Some(&signed.payload) {
        let hint = "the agency writes assignments as canonical JSON without floats";
        return Err(refuse("seal/token", "the assignment is not canonical JSON", hint));
    }
    expect_in_force(&body, issuer, assignment, trust)?;
    expect_same_questionnaire(&body, claims)?;
    expect_same_facts(&body, claims)?;
    let signer = signer(&body, sealing_key)?;
    Ok(Checked { signer, assignment: body })
}

/// What a token says, before anybody has looked who signed it.
pub(crate) fn body(token: &str) -> Result<Json, VerifyError> {
    let payload = token.split('.').nth(1).and_then(from_base64url).ok_or_else(|| {
        let hint = "ask the agency for a new link";
        refuse("seal/token", "the assignment is not a compact JWS", hint)
    })?;
    let body = parse_json(&payload, "the assignment", "seal/token", AT, "ask the agency for a new link");
    Ok(body.map_err(TrustFault::from)?)
}

fn signer(body: &Json, sealing_key: &PublicJwk) -> Result<Signer, VerifyError> {
    let Some(confirmed) = body.get("cnf") else { return Ok(Signer::HolderOfLink) };
    match confirmed.get("jkt").and_then(Json::as_str) {
        Some(thumbprint) if thumbprint == sealing_key.thumbprint().as_str() => Ok(Signer::EnrolledDevice),
        _ => {
            let hint = "the assignment was issued to another device; ask its holder, or request a new assignment";
            Err(refuse(
                "seal/other-device",
                "the file was sealed with another key than the one in the assignment",
                hint,
            ))
        }
    }
}

/// Refuses an assignment that its own words say was taken back, whoever signed it: nobody claims that in error.
pub(crate) fn expect_not_revoked(token: &str, trust: &TrustDocument) -> Result<(), VerifyError> {
    let Ok(body) = body(token) else { return Ok(()) };
    let named = |name: &str| body.get(name).and_then(Json::as_str);
    match (named("iss"), named("assignment")) {
        (Some(issuer), Some(assignment)) if trust.revoked_to(issuer, assignment).is_some() => {
            expect_in_force(&body, issuer, assignment, trust)
        }
        (_, _) => Ok(()),
    }
}

/// An assignment that was taken back, or whose number of a later version was, gives no right to seal. One without a
/// version comes before all that have one.
fn expect_in_force(body: &Json, issuer: &str, assignment: &str, trust: &TrustDocument) -> Result<(), VerifyError> {
    let version = match body.get("version") {
        None => Some(0),
        Some(version) => version.as_integer().and_then(|version| u32::try_from(version).ok()),
    };
    let Some(version) = version else {
        return Err(refuse("seal/token", "`version` of the assignment is not a whole number", "ask the agency"));
    };
    if trust.revoked_to(issuer, assignment).is_some_and(|revoked| version <= revoked) {
        let hint = "ask the agency which assignment counts now";
        return Err(refuse("seal/revoked", "the agency has taken this assignment back", hint));
    }
    Ok(())
}

/// What the form was told of the assignment is what the agency has signed.
fn expect_same_facts(body: &Json, claims: &Claims) -> Result<(), VerifyError> {
    let told = claims.facts.get("assignment").and_then(Json::as_object).unwrap_or_default();
    match told.iter().find(|(name, value)| body.get(name) != Some(value)) {
        None => Ok(()),
        Some((name, _)) => {
            let at = pointer("/payload/facts/assignment", name);
            let message = format!("the form was filled with another `{name}` than the agency has signed");
            let hint = "the answers were given under another assignment; ask the sender to fill the form again";
            Err(TrustFault::from(finding("seal/token-facts", message, &at, hint)).into())
        }
    }
}

/// An assignment for one form does not apply to another.
fn expect_same_questionnaire(body: &Json, claims: &Claims) -> Result<(), VerifyError> {
    let Some(assigned) = body.get("questionnaire") else { return Ok(()) };
    let filled = &claims.questionnaire;
    let sha256 = filled.sha256.to_string();
    let is = |name, value: &str| assigned.get(name).and_then(Json::as_str) == Some(value);
    if is("id", &filled.id) && is("version", &filled.version) && is("sha256", &sha256) {
        return Ok(());
    }
    let hint = "fill the form that the assignment names, in the version that it names";
    Err(refuse("seal/token-questionnaire", "the assignment is for another questionnaire", hint))
}

fn untrusted(error: &VerifyError) -> VerifyError {
    let message = format!("the assignment cannot be trusted: {}", error.finding().message);
    refuse(
        "seal/token",
        &message,
        "add the agency's key to `issuers` of the trust document, or ask the agency about this file",
    )
}

fn refuse(code: &'static str, message: &str, hint: &str) -> VerifyError {
    TrustFault::from(finding(code, message, AT, hint)).into()
}
