//! Makes sealed files, right ones and wrong ones, for the tests of `sealform-submission`.
//!
//! The keys are digests of public sentences: anybody can sign with them, so nobody should trust them.

use chrono::{DateTime, FixedOffset};
use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{
    Attachment, Claims, Clock, Jti, KeyClaim, KeyStorage, LanguageTag, Outcome, Payload, Previous, PublicJwk,
    QuestionnaireRef, SealedFile, SoftKey, Unsigned,
};
use sealform_types::{Decimal, Geopoint, Json, QuestionPath, digest};

/// A key that everybody can have.
pub fn key(of: &str) -> SoftKey {
    let secret = digest(format!("sealform test key: {of}").as_bytes());
    SoftKey::from_bytes(secret.as_bytes()).expect("a scalar of the curve")
}

/// Reads JSON that the test itself wrote.
pub fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A moment in ISO 8601 with offset.
pub fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a moment")
}

/// The claims of a contact with nothing but what has to be there.
pub fn minimal_claims() -> Claims {
    let questionnaire =
        QuestionnaireRef { id: "visit".into(), version: "2026.1".into(), sha256: digest(b"the questionnaire") };
    let clock = Clock {
        started: moment("2026-11-16T10:02:11.250+01:00"),
        sealed: moment("2026-11-16T10:31:40+01:00"),
        tz: "Europe/Oslo".into(),
        mono_ms: 1_768_750,
        skew_hint: None,
        back_ms: None,
    };
    let key = KeyClaim { storage: KeyStorage::WebCrypto, created: moment("2026-11-16T10:02:11+01:00") };
    let jti = Jti::parse("0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11").expect("a UUID");
    Claims::new(jti, questionnaire, Outcome::completed(), clock, key)
}

/// The claims of a contact in which every member says something.
pub fn full_claims() -> Claims {
    let mut log = AuditLog::new();
    for (second, action, path) in [(11, "open", None), (25, "answer", Some("greeting/greeted")), (59, "seal", None)] {
        let at = moment(&format!("2026-11-16T10:02:{second}+01:00"));
        log.push(Event { at, action: action.into(), path: path.and_then(|path| QuestionPath::parse(path).ok()) });
    }
    let decimal = |text| Decimal::parse(text).expect("a decimal");
    Claims {
        answers: json(
            r#"{"greeting/greeted":{"v":"yes"},"greeting/wait":{"v":95},
                "branch[1]/queue":{"v":"no","c":"Two people stood before me and nobody looked up."},
                "branch[2]/queue":{"v":"na"},"price":{"v":"129.5"},"photo":{"v":["receipt.jpg"]}}"#,
        ),
        repeats: json(r#"{"branch":[1,2]}"#),
        facts: json(
            r#"{"locale":"nb","zone":{"name":"Europe/Oslo","transitions":[[1774746000,120],[1792890000,60]]}}"#,
        ),
        score: Some(json(r#"{"key_sha256":"00","total":{"earned":"62/1","percent":"79.49","possible":"78/1"}}"#)),
        attachments: vec![Attachment { size: 183_220, ..attachment("receipt.jpg", "photo", b"a photo") }],
        audit: log.claim(),
        locale: LanguageTag::parse("nb-NO").expect("a language tag"),
        form_locale: "nb".into(),
        geo: Some(Geopoint { lat: decimal("59.91"), lon: decimal("10.75"), alt: None, acc: Some(decimal("100")) }),
        ..minimal_claims()
    }
}

/// The claim of a picture.
pub fn attachment(name: &str, question: &str, bytes: &[u8]) -> Attachment {
    Attachment {
        name: name.into(),
        media_type: "image/jpeg".into(),
        size: u32::try_from(bytes.len()).expect("a small file"),
        sha256: digest(bytes),
        question: QuestionPath::parse(question).expect("a path"),
        seen: false,
    }
}

/// What a correction says of the file before it.
pub fn previous() -> Previous {
    Previous {
        jti: Jti::parse("5f0c5a52-96a7-4f0e-8d4e-0d6f4f0b7a10").expect("a UUID"),
        sha256: digest(b"the file before"),
        round: 1,
        return_sha256: digest(b"the return"),
    }
}

/// The payload of some claims.
pub fn payload(claims: &Claims) -> Payload {
    claims.to_payload().expect("claims that can be sealed")
}

/// Seals claims as the product does.
pub fn seal(claims: &Claims, key: &SoftKey) -> SealedFile {
    let unsigned = Unsigned::new(payload(claims), key.public());
    unsigned.attach(&key.sign(unsigned.signing_input())).expect("a small file")
}

/// The protected header that a submission of this key has.
pub fn header(key: &PublicJwk) -> String {
    let thumbprint = key.thumbprint();
    format!(r#"{{"alg":"ES256","jwk":{},"kid":"{thumbprint}","typ":"sealform-submission+jws"}}"#, key.to_jcs())
}

/// Base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    Base64UrlUnpadded::encode_string(bytes)
}

/// The three parts of a file as texts, to be damaged one by one.
#[derive(Clone)]
pub struct Parts {
    /// The member `payload`.
    pub payload: String,
    /// The member `protected`.
    pub protected: String,
    /// The member `signature`.
    pub signature: String,
}

impl Parts {
    /// Signs any header and any payload, however wrong they are.
    pub fn signed(header: &str, payload: &[u8], key: &SoftKey) -> Self {
        let (protected, payload) = (base64url(header.as_bytes()), base64url(payload));
        let signature = base64url(&key.sign(format!("{protected}.{payload}").as_bytes()));
        Self { payload, protected, signature }
    }

    /// The bytes that were signed.
    pub fn signing_input(&self) -> Vec<u8> {
        format!("{}.{}", self.protected, self.payload).into_bytes()
    }

    /// The flattened form, members in canonical order.
    pub fn file(&self) -> Vec<u8> {
        self.file_with("")
    }

    /// The flattened form with more text between `protected` and `signature`.
    pub fn file_with(&self, between: &str) -> Vec<u8> {
        let Self { payload, protected, signature } = self;
        format!(r#"{{"payload":"{payload}","protected":"{protected}",{between}"signature":"{signature}"}}"#)
            .into_bytes()
    }

    /// The compact form.
    pub fn compact(&self) -> String {
        format!("{}.{}.{}", self.protected, self.payload, self.signature)
    }
}

/// An assignment as an agency signs it, as a compact JWS.
pub fn assignment(body: &str, agency: &SoftKey) -> String {
    let header =
        format!(r#"{{"alg":"ES256","kid":"{}","typ":"sealform-assignment+jws"}}"#, agency.public().thumbprint());
    Parts::signed(&header, body.as_bytes(), agency).compact()
}

/// Replaces the member at a pointer, adds it, or takes it out where `value` is `None`.
pub fn edit(tree: &mut Json, pointer: &str, value: Option<Json>) {
    let (first, rest) =
        pointer.trim_start_matches('/').split_once('/').map_or((pointer, ""), |(first, rest)| (first, rest));
    let name = first.trim_start_matches('/').replace("~1", "/").replace("~0", "~");
    match tree {
        Json::Object(members) if rest.is_empty() => {
            members.retain(|(known, _)| *known != name);
            members.extend(value.map(|value| (name, value)));
        }
        Json::Object(members) => {
            let (_, inner) = members.iter_mut().find(|(known, _)| *known == name).expect("a member on the way");
            edit(inner, rest, value);
        }
        Json::Array(items) => {
            let item = name.parse().ok().and_then(|index: usize| items.get_mut(index)).expect("an item on the way");
            match (rest, value) {
                ("", Some(value)) => *item = value,
                (rest, value) => edit(item, rest, value),
            }
        }
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => {
            panic!("nothing can be below {pointer}")
        }
    }
}
