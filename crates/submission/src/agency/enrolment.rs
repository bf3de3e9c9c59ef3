//! Enrolments: the public key of an observer's device, signed by that very key, sent by any channel.

use chrono::{DateTime, FixedOffset};
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Finding, Findings, Json};

use super::document::{AgencyDocument, UnverifiedDocument};
use super::fault::AgencyFault;
use super::members::{Codes, Members};
use crate::jwk::{JwkSet, PublicJwk};

const CODES: Codes = Codes {
    missing: "enrolment/missing",
    kind: "enrolment/type",
    unknown: "enrolment/unknown-member",
    value: "enrolment/value",
};

/// The public key of an observer's device: `{iss, observer, jwk, origin, at}`.
///
/// It proves that whoever sent it has the key, and nothing about who that is: the channel by which it came does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The agency for which the device is enrolled.
    pub iss: String,
    /// Whose device it is, by the pseudonym of the agency.
    pub observer: String,
    /// The public half of the device's key.
    pub jwk: PublicJwk,
    /// The origin (RFC 6454) of the page that keeps the key, for example `https://forms.example`.
    pub origin: String,
    /// When it was made, by the clock of the device.
    pub at: DateTime<FixedOffset>,
}

impl Enrolment {
    /// Reads an enrolment from a tree.
    ///
    /// # Errors
    /// [`AgencyFault`] names everything that is missing (`enrolment/missing`), unknown (`enrolment/unknown-member`), of another kind
    /// (`enrolment/type`) or of a value that cannot be (`enrolment/value`), each with its place.
    pub fn from_json(json: &Json) -> Result<Self, AgencyFault> {
        let mut findings = Findings::default();
        match read(json, &mut findings) {
            Some(enrolment) if !findings.has_errors() => Ok(enrolment),
            Some(_) | None => Err(findings.into()),
        }
    }

    /// The enrolment as a tree, members in canonical order.
    pub fn to_json(&self) -> Json {
        let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        Json::Object(vec![
            text("at", &write_moment(&self.at, SecondParts::AsNeeded)),
            text("iss", &self.iss),
            ("jwk".to_owned(), self.jwk.to_json()),
            text("observer", &self.observer),
            text("origin", &self.origin),
        ])
    }

    /// Reads an enrolment from its compact JWS of type `sealform-enrolment+jws`.
    ///
    /// # Errors
    /// [`AgencyFault`] where it is no such document, or another key than its own has signed it (`enrolment/signature`); places in what
    /// was signed begin with `/payload`.
    ///
    /// # Example
    /// ```
    /// use chrono::DateTime;
    /// use sealform_submission::SoftKey;
    /// use sealform_submission::agency::{AgencyDocument, Enrolment, UnsignedDocument};
    /// let key = SoftKey::from_bytes(&[7; 32]).unwrap();
    /// let at = DateTime::parse_from_rfc3339("2026-11-16T10:00:00+01:00").unwrap();
    /// let (iss, observer, origin) = ("agency".into(), "anna".into(), "https://forms.example".into());
    /// let enrolment = Enrolment { iss, observer, jwk: key.public(), origin, at };
    /// let signed = |by: &SoftKey| {
    ///     let unsigned = UnsignedDocument::new(AgencyDocument::Enrolment, &enrolment.to_json(), &by.public()).unwrap();
    ///     unsigned.attach(&by.sign(unsigned.signing_input())).unwrap()
    /// };
    /// assert_eq!(Enrolment::verify(&signed(&key)).unwrap(), enrolment);
    /// let other = SoftKey::from_bytes(&[8; 32]).unwrap();
    /// assert_eq!(Enrolment::verify(&signed(&other)).unwrap_err().code(), "enrolment/signature");
    /// ```
    pub fn verify(token: &str) -> Result<Self, AgencyFault> {
        let unverified = UnverifiedDocument::parse(token)?;
        unverified.expect(AgencyDocument::Enrolment)?;
        let enrolment = Self::from_json(unverified.unverified_body()).map_err(|fault| fault.under("/payload"))?;
        let foreign = || {
            let message = "the key that the enrolment brings has not signed it";
            let hint = "ask the observer to enrol the device again, and to send the document as it is";
            AgencyFault::one("enrolment/signature", message, "/signature", hint)
        };
        if unverified.shown_key().is_some_and(|shown| PublicJwk::from_json(shown).as_ref() != Ok(&enrolment.jwk)) {
            return Err(foreign());
        }
        match unverified.verify_with(&JwkSet::of([enrolment.jwk.clone()])) {
            Ok(_) => Ok(enrolment),
            Err(_) => Err(foreign()),
        }
    }
}

fn read(json: &Json, findings: &mut Findings) -> Option<Enrolment> {
    let mut members = Members::open(json, "", &["at", "iss", "jwk", "observer", "origin"], &CODES, findings)?;
    let (iss, observer) = (members.name("iss"), members.name("observer"));
    let jwk = key(&mut members);
    let origin = members.read("origin", "an origin such as https://forms.example", as_origin);
    members.need("at");
    let at = members.maybe_moment("at");
    Some(Enrolment { iss: iss?, observer: observer?, jwk: jwk?, origin: origin?, at: at? })
}

fn key(members: &mut Members<'_, '_>) -> Option<PublicJwk> {
    let json = members.need("jwk")?;
    if let Some((name, _)) = json.as_object().unwrap_or_default().iter().find(|(name, _)| !is_public(name)) {
        let hint = match name.as_str() {
            "d" => "this is the private key: let the device make another one, and send the public half alone",
            _ => "give `crv`, `kty`, `x` and `y` alone",
        };
        members.report_value("jwk", format!("the key holds `{name}`"), hint);
        return None;
    }
    PublicJwk::from_json(json).map_err(|error| members.report_under("jwk", Finding::from(error))).ok()
}

fn is_public(name: &str) -> bool {
    matches!(name, "crv" | "kty" | "x" | "y")
}

/// Scheme, host and port, as browsers write them.
fn as_origin(json: &Json) -> Option<String> {
    let text = json.as_str()?;
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_port = |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'[' | b']' | b':')
    };
    let is_origin = !name.is_empty() && text.len() <= 300 && name.bytes().all(is_host) && port.is_none_or(is_port);
    is_origin.then(|| text.to_owned())
}
