//! The agency's documents as compact JWS (RFC 7515, section 7.1): canonical JSON, signed with ES256 in two steps, and read back.

use sealform_types::canonical::{is_sealed_jcs, to_sealed_jcs};
use sealform_types::{Finding, Json, Place};

use super::fault::AgencyFault;
use crate::base64url::{from_base64url, to_base64url};
use crate::error::{finding, not_canonical, parse_json};
use crate::jwk::{JwkSet, PublicJwk};
use crate::jws::{not_compact, read_header, verify_compact};
use crate::seal::{MAX_FILE_BYTES, SealError};
use crate::trust::TrustDocument;

/// The largest token that is made: 16 KB. It travels in a link, and inside each submission.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// The documents of an agency and of those who work for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgencyDocument {
    /// One contact, given to an observer.
    Assignment,
    /// Remarks on a submission, to be answered by a correction.
    Return,
    /// The approval of a submission, or its refusal.
    Review,
    /// That a submission was received.
    Receipt,
    /// The public key of an observer's device.
    Enrolment,
}

impl AgencyDocument {
    const ALL: [Self; 5] = [Self::Assignment, Self::Return, Self::Review, Self::Receipt, Self::Enrolment];

    /// The value of `typ` in its protected header.
    pub fn typ(self) -> &'static str {
        match self {
            Self::Assignment => "sealform-assignment+jws",
            Self::Return => "sealform-return+jws",
            Self::Review => "sealform-review+jws",
            Self::Receipt => "sealform-receipt+jws",
            Self::Enrolment => "sealform-enrolment+jws",
        }
    }

    /// The document of that `typ`.
    pub fn of(typ: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.typ() == typ)
    }
}

/// A document and the key that is to sign it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsignedDocument {
    signing_input: String,
}

impl UnsignedDocument {
    /// Prepares a document for the key that will sign it.
    ///
    /// # Errors
    /// [`AgencyFault`] where the tree holds what no signed payload may hold (`document/not-canonical`), or the token would have more
    /// than [`MAX_TOKEN_BYTES`] (`document/too-large`).
    ///
    /// # Example
    /// ```
    /// use sealform_submission::agency::{AgencyDocument, UnsignedDocument, UnverifiedDocument};
    /// use sealform_submission::{JwkSet, SoftKey};
    /// use sealform_types::Json;
    /// let key = SoftKey::from_bytes(&[7; 32]).unwrap();
    /// let body = Json::parse(br#"{"iss":"agency"}"#).unwrap();
    /// let unsigned = UnsignedDocument::new(AgencyDocument::Return, &body, &key.public()).unwrap();
    /// let token = unsigned.attach(&key.sign(unsigned.signing_input())).unwrap();
    /// let keys = JwkSet::of([key.public()]);
    /// assert!(UnverifiedDocument::parse(&token).unwrap().verify_with(&keys).is_ok());
    /// assert!(UnverifiedDocument::parse(&token[1..]).is_err());
    /// ```
    pub fn new(document: AgencyDocument, body: &Json, key: &PublicJwk) -> Result<Self, AgencyFault> {
        let payload = to_sealed_jcs(body).map_err(|error| not_canonical("document/not-canonical", "", error))?;
        let header = format!(r#"{{"alg":"ES256","kid":"{}","typ":"{}"}}"#, key.thumbprint(), document.typ());
        let signing_input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(&payload));
        // The point and 64 bytes of signature are to follow.
        match signing_input.len() + 87 {
            have if have > MAX_TOKEN_BYTES => {
                let message = format!("the token would have {have} bytes, more than the {MAX_TOKEN_BYTES} allowed");
                let hint = "shorten its texts, or put them into the briefing and name its address";
                Err(AgencyFault::one("document/too-large", message, "", hint))
            }
            _ => Ok(Self { signing_input }),
        }
    }

    /// The bytes to sign: ECDSA on P-256 over their SHA-256 digest.
    pub fn signing_input(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The compact JWS with a signature `r ‖ s` of 32 bytes each.
    ///
    /// # Errors
    /// [`SealError::SignatureLength`] where the signature has another length.
    pub fn attach(&self, signature: &[u8]) -> Result<String, SealError> {
        match signature.len() {
            64 => Ok(format!("{}.{}", self.signing_input, to_base64url(signature))),
            have => Err(SealError::SignatureLength { have }),
        }
    }
}

/// A compact JWS of one of the known types. What it says is not to be believed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct UnverifiedDocument {
    token: String,
    document: AgencyDocument,
    header: Json,
    body: Json,
}

/// A document whose signature was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedDocument {
    document: AgencyDocument,
    body: Json,
}

impl UnverifiedDocument {
    /// Reads a compact JWS. White space around it is passed over, for it comes by mail and from files.
    ///
    /// # Errors
    /// [`AgencyFault`] where it is not one, its header is none of ours or demands what nobody knows, or what was signed is not canonical
    /// JSON.
    pub fn parse(token: &str) -> Result<Self, AgencyFault> {
        let token = token.trim_ascii();
        let parts: Vec<&str> = token.split('.').take(4).collect();
        let [header, payload, signature] = parts[..] else {
            return Err(not_compact("it does not have three parts").into());
        };
        if token.len() > MAX_FILE_BYTES {
            return Err(not_compact("it is too large").into());
        }
        let decode = |text| from_base64url(text).ok_or_else(|| not_compact("a part is not base64url without padding"));
        let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
        let header = read_header(&header)?;
        let document = header.get("typ").and_then(Json::as_str).and_then(AgencyDocument::of).ok_or_else(|| {
            let hint = "pass an assignment, a return, a review, a receipt or an enrolment";
            finding("seal/typ", "this is no document of an agency", "/protected/typ", hint)
        })?;
        if signature.len() != 64 {
            let message = format!("the signature has {} bytes, not 64", signature.len());
            return Err(finding("seal/signature-length", message, "/signature", "ask for the document again").into());
        }
        let body = read_payload(&payload)?;
        Ok(Self { token: token.to_owned(), document, header, body })
    }

    /// Which document it says it is.
    pub fn document(&self) -> AgencyDocument {
        self.document
    }

    /// Refuses a document of another type.
    ///
    /// # Errors
    /// [`AgencyFault`] with the code `seal/typ`.
    pub fn expect(&self, wanted: AgencyDocument) -> Result<(), AgencyFault> {
        if self.document == wanted {
            return Ok(());
        }
        let message = format!("this is a `{}`, not a `{}`", self.document.typ(), wanted.typ());
        let hint = "this is another kind of document; pass the one that belongs here";
        Err(AgencyFault::one("seal/typ", message, "/protected/typ", hint))
    }

    /// The key that its header shows, where it shows one. It is to be compared, never to be trusted.
    pub(super) fn shown_key(&self) -> Option<&Json> {
        self.header.get("jwk")
    }

    /// What it says, whoever signed it.
    pub fn unverified_body(&self) -> &Json {
        &self.body
    }

    /// Checks the signature under the keys of a set.
    ///
    /// # Errors
    /// [`AgencyFault`] where no key fits.
    pub fn verify_with(self, keys: &JwkSet) -> Result<VerifiedDocument, AgencyFault> {
        verify_compact(&self.token, keys)?;
        Ok(VerifiedDocument { document: self.document, body: self.body })
    }

    /// Checks the signature under the keys of the issuer that it names in `iss`.
    ///
    /// # Errors
    /// [`AgencyFault`] where it names none, or one who is not trusted (`seal/token`), or the signature does not fit.
    pub fn verify(self, trust: &TrustDocument) -> Result<VerifiedDocument, AgencyFault> {
        let refuse =
            |message: &str, hint: &str| Finding::error("seal/token", message, Place::at("/payload/iss")).hint(hint);
        let Some(issuer) = self.body.get("iss").and_then(Json::as_str).filter(|iss| !iss.is_empty()) else {
            return Err(refuse("the document does not say who issued it", "ask the agency for it again").into());
        };
        let Some(keys) = trust.issuer(issuer) else {
            let hint = "add the agency and its key to `issuers` of the trust document";
            return Err(refuse("the document names an issuer who is not trusted", hint).into());
        };
        self.verify_with(keys)
    }
}

impl VerifiedDocument {
    /// Which document it is.
    pub fn document(&self) -> AgencyDocument {
        self.document
    }

    /// What was signed.
    pub fn body(&self) -> &Json {
        &self.body
    }
}

fn read_payload(bytes: &[u8]) -> Result<Json, AgencyFault> {
    let hint = "ask for the document again: this one was not written by Sealform";
    let body = parse_json(bytes, "the document", "seal/payload-json", "/payload", hint)?;
    let is_canonical =
        is_sealed_jcs(&body, bytes).map_err(|error| not_canonical("seal/payload-value", "/payload", error))?;
    if !is_canonical {
        return Err(AgencyFault::one("seal/payload-form", "the document is not canonical JSON", "/payload", hint));
    }
    match body.as_object() {
        Some(_) => Ok(body),
        None => {
            let message = format!("this is {}, not an object", body.kind());
            Err(AgencyFault::one("seal/payload-json", message, "/payload", hint))
        }
    }
}
