//! The assignment inside a submission: the agency's own document, verified under the agency's key.

use sealform_types::Json;
use sealform_types::canonical::to_sealed_jcs;

use crate::claims::Claims;
use crate::error::{TrustFault, VerifyError, finding, parse_json};
use crate::header::expect_type;
use crate::jwk::{JwkSet, PublicJwk};
use crate::jws::verify_compact;
use crate::verify::Signer;

const ASSIGNMENT_TYPE: &str = "sealform-assignment+jws";
const AT: &str = "/payload/assignment_token";

/// Says what the assignment proves about the key that sealed.
pub(crate) fn judge(
    token: &str,
    claims: &Claims,
    sealing_key: &PublicJwk,
    issuers: &JwkSet,
) -> Result<Signer, VerifyError> {
    let assignment = verify_compact(token, issuers).map_err(|error| untrusted(&error))?;
    expect_type(&assignment.header, ASSIGNMENT_TYPE, AT)?;
    let body = parse_json(&assignment.payload, "the assignment", "seal/token", AT, "ask the agency for a new link")
        .map_err(TrustFault::from)?;
    if to_sealed_jcs(&body).ok().as_deref() != Some(&assignment.payload) {
        let hint = "the agency writes assignments as canonical JSON without floats";
        return Err(refuse("seal/token", "the assignment is not canonical JSON", hint));
    }
    expect_same_questionnaire(&body, claims)?;
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
    refuse("seal/token", &message, "add the agency's key to the key set, or ask the agency about this file")
}

fn refuse(code: &'static str, message: &str, hint: &str) -> VerifyError {
    TrustFault::from(finding(code, message, AT, hint)).into()
}
