//! From bytes of unknown origin to claims that can be believed.

use sealform_types::canonical::is_jcs;
use sealform_types::{Finding, Json, Place, Sha256Digest, digest};

use crate::base64url::from_public_base64url;
use crate::claims::Claims;
use crate::error::{
    ClaimsFault, FileFault, PayloadFault, TrustFault, VerifyError, finding, not_canonical, parse_json, parse_sealed,
};
use crate::header;
use crate::jwk::PublicJwk;
use crate::jws::verify_es256;
use crate::seal::MAX_FILE_BYTES;
use crate::token;
use crate::trust::{Trust, TrustDocument};

/// What is known about who sealed a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// Some key, and always the same one for the same device.
    Unknown,
    /// A device that the trust document names.
    Known,
    /// The holder of the agency's link.
    HolderOfLink,
    /// The device to which the agency gave the assignment.
    EnrolledDevice,
}

/// What a verified file proves, beyond being unchanged since it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrustLevel {
    /// The same device continues.
    L1,
    /// Sealed by a holder of the agency's link.
    L2,
    /// Sealed by the enrolled device.
    L3,
    /// The same, and not later than an agency says that it was received.
    L4,
}

impl TrustLevel {
    /// The level where an agency confirms that it has received the file. It adds a moment to who sealed it, and no more: of a file
    /// that anybody can have sealed it proves nothing that the level could say.
    #[must_use]
    pub fn received(self) -> Self {
        match self {
            Self::L3 | Self::L4 => Self::L4,
            Self::L1 | Self::L2 => self,
        }
    }
}

impl Signer {
    /// The level of trust.
    pub fn level(self) -> TrustLevel {
        match self {
            Self::Unknown | Self::Known => TrustLevel::L1,
            Self::HolderOfLink => TrustLevel::L2,
            Self::EnrolledDevice => TrustLevel::L3,
        }
    }
}

/// A file with the form of a sealed submission. It does not hand out its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedSubmission {
    signing_input: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// Whether what anybody may read in it differs from what was signed.
    copy_differs: bool,
    key: PublicJwk,
}

/// A submission whose signature, claims and signer were checked. Only this type hands out answers.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedSubmission {
    claims: Claims,
    payload: Vec<u8>,
    key: PublicJwk,
    judged: Judged,
}

impl UnverifiedSubmission {
    /// Reads a file: the canonical JSON of a flattened JWS with the one header that a submission has.
    ///
    /// # Errors
    /// [`VerifyError::File`] or [`VerifyError::Header`] names what is wrong and where. Nothing is repaired and nothing
    /// is passed over, so every single byte counts.
    pub fn parse(bytes: &[u8]) -> Result<Self, VerifyError> {
        let Some(Plain { header, payload, signing_input, signature }) = Plain::read(bytes) else {
            return Self::parse_outer(bytes);
        };
        Ok(Self { signing_input, payload, signature, copy_differs: false, key: header::read(&header)? })
    }

    /// The same, of whatever bytes.
    fn parse_outer(bytes: &[u8]) -> Result<Self, VerifyError> {
        let outer = Outer::read(bytes)?;
        let protected = outer.decode("protected")?;
        let payload = outer.decode("payload")?;
        let signature = outer.decode("signature")?;
        let key = header::read(&protected)?;
        let signing_input = format!("{}.{}", outer.text("protected")?, outer.text("payload")?).into_bytes();
        let copy = outer.0.get("readable_unverified");
        let copy_differs = copy.is_some_and(|copy| !is_jcs(copy, &payload).unwrap_or(false));
        Ok(Self { signing_input, payload, signature, copy_differs, key })
    }

    /// The digest that identifies the payload, good or not.
    pub fn payload_sha256(&self) -> Sha256Digest {
        digest(&self.payload)
    }

    /// The key that the file says sealed it.
    pub fn key(&self) -> &PublicJwk {
        &self.key
    }

    /// Checks signature, canonical form, readable copy, claims and signer, in this order.
    ///
    /// # Errors
    /// [`VerifyError`] names the first that fails; of the claims, every fault.
    pub fn verify(self, trust: &Trust) -> Result<VerifiedSubmission, VerifyError> {
        verify_es256(&self.key, &self.signing_input, &self.signature)?;
        let tree = read_payload(&self.payload)?;
        if self.copy_differs {
            let hint = "only the payload counts; drop `readable_unverified`, or copy the claims again";
            let message = "the readable copy differs from what was sealed";
            return Err(FileFault::from(finding("seal/readable-copy", message, "/readable_unverified", hint)).into());
        }
        let claims = read_claims(tree)?;
        let judged = judge(&claims, &self.key, trust)?;
        Ok(VerifiedSubmission { claims, payload: self.payload, key: self.key, judged })
    }
}

impl VerifiedSubmission {
    /// Everything that the file says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The answers, `path → {v, c?}`.
    pub fn answers(&self) -> &Json {
        &self.claims.answers
    }

    /// The canonical JSON that was signed.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The digest that, with `jti`, identifies the submission.
    pub fn payload_sha256(&self) -> Sha256Digest {
        digest(&self.payload)
    }

    /// The key that sealed.
    pub fn key(&self) -> &PublicJwk {
        &self.key
    }

    /// What is known about who sealed.
    pub fn signer(&self) -> Signer {
        self.judged.signer
    }

    /// The assignment, where its issuer's signature was checked: what the agency says, member by member.
    pub fn assignment(&self) -> Option<&Json> {
        self.judged.assignment.as_ref()
    }

    fn assigned(&self) -> Option<Json> {
        match &self.judged.assignment {
            Some(assignment) => Some(assignment.clone()),
            None => token::body(self.claims.assignment_token.as_deref()?).ok(),
        }
    }

    /// The version of the assignment that the file carries, whether or not anybody has checked who signed it.
    pub fn assignment_version(&self) -> Option<u32> {
        u32::try_from(self.assigned()?.get("version")?.as_integer()?).ok()
    }

    /// The issuer and the name of the assignment that the file carries, whether or not anybody has checked who signed it.
    pub fn assignment_id(&self) -> Option<(String, String)> {
        let body = self.assigned()?;
        let text = |name| body.get(name).and_then(Json::as_str).map(str::to_owned);
        Some((text("iss")?, text("assignment")?))
    }

    /// What was not checked though the file carries it.
    pub fn warnings(&self) -> &[Finding] {
        &self.judged.warnings
    }
}

/// The parts of a file without a readable copy, where each of its bytes is as it should be. Such a file needs no tree; whatever
/// is wrong with another, [`Outer`] says.
struct Plain {
    header: Vec<u8>,
    payload: Vec<u8>,
    signing_input: Vec<u8>,
    signature: Vec<u8>,
}

impl Plain {
    fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_FILE_BYTES {
            return None;
        }
        // From the end: what is long comes first. Quotation marks within a text would be no base64url.
        let rest = bytes.strip_prefix(br#"{"payload":""#)?.strip_suffix(br#""}"#)?;
        let (rest, signature) = split_last_text(rest)?;
        let (rest, header) = split_last_text(rest.strip_suffix(br#"","signature":"#)?)?;
        let payload = rest.strip_suffix(br#"","protected":"#)?;
        Some(Self {
            header: from_public_base64url(header)?,
            signature: from_public_base64url(signature)?,
            signing_input: [header, b".", payload].concat(),
            payload: from_public_base64url(payload)?,
        })
    }
}

/// What stands before and behind the last quotation mark.
fn split_last_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mark = bytes.iter().rposition(|byte| *byte == b'"')?;
    Some((bytes.get(..mark)?, bytes.get(mark + 1..)?))
}

/// The outer object: three texts, perhaps a readable copy, in canonical form.
struct Outer(Json);

impl Outer {
    fn read(bytes: &[u8]) -> Result<Self, FileFault> {
        if bytes.len() > MAX_FILE_BYTES {
            let message = format!("the file has {} bytes, more than the {MAX_FILE_BYTES} allowed", bytes.len());
            let hint = "a submission is small; photos are sent beside it";
            return Err(finding("seal/too-large", message, "", hint).into());
        }
        let json = parse_json(bytes, "the file", "seal/file-json", "", "pass the file as it was saved or sent")?;
        let Some(members) = json.as_object() else {
            let hint = "pass the `.jws.json` file that was saved or sent";
            return Err(finding("seal/file-json", format!("this is {}, not an object", json.kind()), "", hint).into());
        };
        let known = ["payload", "protected", "readable_unverified", "signature"];
        if let Some((name, _)) = members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let at = sealform_types::pointer("", name);
            let hint = "a sealed file holds `payload`, `protected`, `signature` and perhaps `readable_unverified`";
            return Err(finding("seal/file-member", format!("unknown member `{name}`"), &at, hint).into());
        }
        let is_canonical = is_jcs(&json, bytes).map_err(|error| not_canonical("seal/file-form", "", error))?;
        let outer = Self(json);
        for name in ["payload", "protected", "signature"] {
            outer.text(name)?;
        }
        if !is_canonical {
            let hint = "pass the file as it was saved or sent, without reformatting it";
            return Err(finding("seal/file-form", "the file is not in its one canonical form", "", hint).into());
        }
        Ok(outer)
    }

    fn text(&self, name: &str) -> Result<&str, FileFault> {
        self.0.get(name).and_then(Json::as_str).ok_or_else(|| {
            let at = sealform_types::pointer("", name);
            let hint = "pass the whole `.jws.json` file that was saved or sent";
            finding("seal/file-member", format!("`{name}` is missing or not a text"), &at, hint).into()
        })
    }

    fn decode(&self, name: &str) -> Result<Vec<u8>, FileFault> {
        from_public_base64url(self.text(name)?.as_bytes()).ok_or_else(|| {
            let at = sealform_types::pointer("", name);
            let hint = "pass the file as it was saved or sent: no padding, no spare bits, no other alphabet";
            finding("seal/base64url", format!("`{name}` is not canonical base64url"), &at, hint).into()
        })
    }
}

fn read_payload(bytes: &[u8]) -> Result<Json, PayloadFault> {
    let hint = "the runtime that sealed this file does not follow the format";
    let (tree, is_canonical) = parse_sealed(bytes, "the payload", "seal/payload-json", "/payload", hint)?;
    if !is_canonical.map_err(|error| not_canonical("seal/payload-value", "/payload", error))? {
        let message = "the payload is not canonical JSON";
        return Err(finding("seal/payload-form", message, "/payload", hint).into());
    }
    Ok(tree)
}

fn read_claims(tree: Json) -> Result<Claims, VerifyError> {
    Claims::from_tree(tree).map_err(|findings| match ClaimsFault::in_payload(findings) {
        Some(fault) => VerifyError::Claims(fault),
        None => {
            PayloadFault::from(finding("seal/payload-value", "the claims cannot be read", "/payload", "seal again"))
                .into()
        }
    })
}

/// What is known of the signer, and from what.
#[derive(Debug, Clone, PartialEq)]
struct Judged {
    signer: Signer,
    assignment: Option<Json>,
    warnings: Vec<Finding>,
}

fn judge(claims: &Claims, key: &PublicJwk, trust: &Trust) -> Result<Judged, VerifyError> {
    let Trust::Document(trust) = trust else {
        return Ok(Judged { signer: Signer::Unknown, assignment: None, warnings: Vec::new() });
    };
    let mut warnings = Vec::new();
    if let Some(token) = &claims.assignment_token {
        if trust.names_issuers() {
            let token::Checked { signer, assignment } = token::judge(token, claims, key, trust)?;
            return Ok(Judged { signer, assignment: Some(assignment), warnings });
        }
        token::expect_not_revoked(token, trust)?;
        let message = "the assignment was not checked: the trust document names no issuers";
        let finding = Finding::warning("seal/token-unchecked", message, Place::at("/payload/assignment_token"));
        warnings.push(finding.hint("add the agency and its key to `issuers`"));
    }
    Ok(Judged { signer: sealing_device(key, trust)?, assignment: None, warnings })
}

fn sealing_device(key: &PublicJwk, trust: &TrustDocument) -> Result<Signer, VerifyError> {
    match trust.devices() {
        None => Ok(Signer::Unknown),
        Some(devices) if devices.contains(key) => Ok(Signer::Known),
        Some(_) => {
            let hint = "add the key to `devices` of the trust document if you know whose it is";
            let message = "the file is intact, but no trusted key sealed it";
            Err(TrustFault::from(finding("seal/untrusted-key", message, "/protected/jwk", hint)).into())
        }
    }
}
