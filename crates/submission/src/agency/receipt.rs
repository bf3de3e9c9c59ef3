//! Receipts: that an agency has received a submission, and when.

use chrono::{DateTime, FixedOffset};
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Findings, Json, Sha256Digest};

use super::document::{AgencyDocument, UnverifiedDocument};
use super::fault::AgencyFault;
use super::members::{Codes, Members};
use crate::claims::Jti;
use crate::trust::TrustDocument;

const CODES: Codes = Codes {
    missing: "receipt/missing",
    kind: "receipt/type",
    unknown: "receipt/unknown-member",
    value: "receipt/value",
};

/// That a submission was received: `{iss, jti, sha256, received_at, at}`.
///
/// It names the submission by its identity and its content, so that it is of no use for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The agency that has received it.
    pub iss: String,
    /// The identity of the submission.
    pub jti: Jti,
    /// The digest of its payload.
    pub sha256: Sha256Digest,
    /// When it was received, by the clock of the agency.
    pub received_at: DateTime<FixedOffset>,
    /// When the receipt was made; not before the submission was received.
    pub at: DateTime<FixedOffset>,
}

impl Receipt {
    /// Reads a receipt from a tree.
    ///
    /// # Errors
    /// [`AgencyFault`] names everything that is missing (`receipt/missing`), unknown (`receipt/unknown-member`), of another kind
    /// (`receipt/type`) or of a value that cannot be (`receipt/value`), each with its place.
    pub fn from_json(json: &Json) -> Result<Self, AgencyFault> {
        let mut findings = Findings::default();
        match read(json, &mut findings) {
            Some(receipt) if !findings.has_errors() => Ok(receipt),
            Some(_) | None => Err(findings.into()),
        }
    }

    /// The receipt as a tree, members in canonical order.
    pub fn to_json(&self) -> Json {
        let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        let moment = |moment| write_moment(moment, SecondParts::AsNeeded);
        Json::Object(vec![
            text("at", &moment(&self.at)),
            text("iss", &self.iss),
            text("jti", self.jti.as_str()),
            text("received_at", &moment(&self.received_at)),
            text("sha256", &self.sha256.to_string()),
        ])
    }

    /// Reads a receipt from its compact JWS of type `sealform-receipt+jws`, which a key of its issuer has signed.
    ///
    /// # Errors
    /// [`AgencyFault`] where it is no such document, its issuer is not trusted, the signature does not fit, or what it says cannot be;
    /// places in what was signed begin with `/payload`.
    ///
    /// # Example
    /// ```
    /// use chrono::DateTime;
    /// use sealform_submission::agency::{AgencyDocument, Receipt, UnsignedDocument};
    /// use sealform_submission::{Jti, SoftKey, TrustDocument};
    /// use sealform_types::digest;
    /// let key = SoftKey::from_bytes(&[7; 32]).unwrap();
    /// let at = DateTime::parse_from_rfc3339("2026-11-16T10:00:00+01:00").unwrap();
    /// let (jti, sha256) = (Jti::from_random([7; 16]), digest(b"a payload"));
    /// let receipt = Receipt { iss: "agency".into(), jti, sha256, received_at: at, at };
    /// let unsigned = UnsignedDocument::new(AgencyDocument::Receipt, &receipt.to_json(), &key.public()).unwrap();
    /// let token = unsigned.attach(&key.sign(unsigned.signing_input())).unwrap();
    /// let trust = |iss: &str| {
    ///     let key = key.public().to_jcs();
    ///     TrustDocument::parse(format!(r#"{{"sealform_trust":1,"issuers":[{{"iss":"{iss}","keys":[{key}]}}]}}"#).as_bytes()).unwrap()
    /// };
    /// assert_eq!(Receipt::verify(&token, &trust("agency")).unwrap(), receipt);
    /// assert_eq!(Receipt::verify(&token, &trust("another")).unwrap_err().code(), "seal/token");
    /// ```
    pub fn verify(token: &str, trust: &TrustDocument) -> Result<Self, AgencyFault> {
        let unverified = UnverifiedDocument::parse(token)?;
        unverified.expect(AgencyDocument::Receipt)?;
        Self::from_json(unverified.verify(trust)?.body()).map_err(|fault| fault.under("/payload"))
    }
}

fn read(json: &Json, findings: &mut Findings) -> Option<Receipt> {
    let mut members = Members::open(json, "", &["at", "iss", "jti", "received_at", "sha256"], &CODES, findings)?;
    let iss = members.name("iss");
    let jti = members.read("jti", "a UUID of version 4 in lower case", |json| Jti::parse(json.as_str()?));
    let sha256 = members.sha256("sha256");
    members.need("received_at");
    let received_at = members.maybe_moment("received_at");
    members.need("at");
    let at = members.maybe_moment("at");
    let receipt = Receipt { iss: iss?, jti: jti?, sha256: sha256?, received_at: received_at?, at: at? };
    if receipt.at < receipt.received_at {
        let message = "the receipt was made before the submission was received";
        members.report_value("at", message, "give the moment at which the receipt is signed");
    }
    Some(receipt)
}
