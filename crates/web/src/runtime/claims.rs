//! What is sealed of a finished form, and how.

use sealform_engine::{Finished, NamedFile};
use sealform_protocol::{Draft, SealFault};
use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{
    Attachment, Claims, Clock, Jti, KeyClaim, KeyStorage, LanguageTag, Outcome, Payload, PublicJwk, QuestionnaireRef,
    SealError, SealedFile, Unsigned,
};
use sealform_types::{Json, QuestionPath, Sha256Digest, iso};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::bindings::Page;
use super::device;
use crate::{clock, js};

/// A finished form, with the draft that ends with it.
#[derive(Debug)]
pub struct FinishedForm {
    /// Milliseconds for which it was open, by the monotonic clock.
    pub open_ms: u64,
    /// Milliseconds by which the device's clock was behind the draft; 0 where it was not.
    pub back_ms: u64,
    /// The draft.
    pub draft: Draft,
    /// What is sealed of it.
    pub finished: Finished,
    /// The agency's assignment, a compact JWS.
    pub assignment_token: Option<String>,
}

/// The key that signs, which only the browser holds.
#[derive(Debug)]
struct Signer {
    public: PublicJwk,
    claim: KeyClaim,
}

/// Why something of the device was refused.
pub fn seal_fault(thrown: &JsValue) -> SealFault {
    match js::member(thrown, "fault").as_string().as_deref() {
        Some("no-key") => SealFault::NoKey,
        Some("not-kept") => SealFault::NotKept,
        Some("missing-file") => SealFault::MissingFile,
        _ => SealFault::Failed,
    }
}

/// Claims, and signs.
///
/// # Errors
/// [`SealFault`].
pub async fn seal(page: &Page, form: FinishedForm) -> Result<(SealedFile, String), SealFault> {
    let signer = asked(page.signer()).await?.as_string().and_then(|text| read_signer(&text)).ok_or(SealFault::NoKey)?;
    let attachments = match form.finished.files.as_slice() {
        [] => Vec::new(),
        files => {
            let claims = asked(page.attachments(&files.iter().map(named).collect::<Json>().to_text())).await?;
            claims.as_string().and_then(|text| read_attachments(&text)).ok_or(SealFault::MissingFile)?
        }
    };
    let thumbprint = signer.public.thumbprint().to_string();
    let public = signer.public.clone();
    let payload = payload(form, attachments, signer).ok_or(SealFault::Failed)?;
    let unsigned = Unsigned::new(payload, public);
    let signature = asked(page.sign(unsigned.signing_input())).await?;
    let signature = js_sys::Uint8Array::new(&signature).to_vec();
    let file = unsigned.attach(&signature).map_err(|error| match error {
        SealError::TooLarge { .. } => SealFault::TooLarge,
        SealError::SignatureLength { .. } => SealFault::Failed,
    })?;
    Ok((file, thumbprint))
}

async fn asked(promise: js_sys::Promise) -> Result<JsValue, SealFault> {
    JsFuture::from(promise).await.map_err(|error| seal_fault(&error))
}

fn read_signer(text: &str) -> Option<Signer> {
    let json = Json::parse(text.as_bytes()).ok()?;
    let jwk = Json::parse(json.get("jwk")?.as_str()?.as_bytes()).ok()?;
    let created = iso::read_moment(json.get("created")?.as_str()?)?;
    // Pages on plain http keep a key of their own.
    let storage =
        json.get("storage").map_or(Some(KeyStorage::WebCrypto), |storage| KeyStorage::named(storage.as_str()?))?;
    Some(Signer { public: PublicJwk::from_json(&jwk).ok()?, claim: KeyClaim { storage, created } })
}

fn named(file: &NamedFile) -> Json {
    let member = |name: &str, text: &str| (name.to_owned(), Json::from(text));
    Json::Object(vec![member("name", &file.name), member("question", &file.question)])
}

/// Every file or none: what is missing must not be sealed as if it were there.
fn read_attachments(text: &str) -> Option<Vec<Attachment>> {
    let json = Json::parse(text.as_bytes()).ok()?;
    json.as_array()?.iter().map(read_attachment).collect()
}

fn read_attachment(json: &Json) -> Option<Attachment> {
    let word = |name| json.get(name).and_then(Json::as_str);
    Some(Attachment {
        name: word("name")?.to_owned(),
        media_type: word("type")?.to_owned(),
        size: u32::try_from(json.get("size")?.as_integer()?).ok()?,
        sha256: Sha256Digest::parse(word("sha256")?)?,
        question: QuestionPath::parse(word("question")?).ok()?,
        seen: json.get("seen") == Some(&Json::Boolean(true)),
    })
}

fn payload(form: FinishedForm, attachments: Vec<Attachment>, signer: Signer) -> Option<Payload> {
    let FinishedForm { open_ms, back_ms, draft, finished, assignment_token } = form;
    let clock = Clock {
        started: draft.started,
        // Not before its last command, if the device's clock was set back.
        sealed: clock::now().max(draft.at),
        back_ms: (back_ms > 0).then_some(back_ms),
        tz: clock::zone_name(),
        mono_ms: open_ms,
        skew_hint: None,
    };
    let locale = device::locale();
    claims(draft, finished, attachments, assignment_token, clock, locale, signer.claim)?.to_payload().ok()
}

/// Everything that a page claims. The summary tells all of it: `sealform_ui::CLAIMS`.
fn claims(
    draft: Draft,
    finished: Finished,
    attachments: Vec<Attachment>,
    assignment_token: Option<String>,
    clock: Clock,
    locale: LanguageTag,
    key: KeyClaim,
) -> Option<Claims> {
    let pin = draft.questionnaire;
    let sha256 = Sha256Digest::parse(&pin.sha256)?;
    let questionnaire = QuestionnaireRef { id: pin.id, version: pin.version, sha256 };
    let outcome = Outcome::parse(&finished.outcome)?;
    let log = draft.log.iter().map(|entry| Event::new(entry.at, &entry.action, &entry.path));
    Some(Claims {
        assignment_token,
        answers: finished.answers,
        repeats: finished.repeats,
        facts: finished.facts,
        score: finished.score,
        attachments,
        audit: log.collect::<AuditLog>().claim(),
        locale,
        form_locale: draft.language,
        ..Claims::new(Jti::parse(&draft.id)?, questionnaire, outcome, clock, key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::open::read_draft;

    /// A form of which everything is claimed that a page claims.
    fn form() -> FinishedForm {
        let draft = r#"{"v":1,"id":"0d4ae8f4-3f9c-4a6c-9d53-0b9f4c2a7e11","language":"nb","answers":{},"comments":{},
            "questionnaire":{"id":"visit","version":"1","sha256":"SHA"},"facts":{},"position":{"page":0},"log":[],
            "started":"2026-11-21T10:00:00+01:00","at":"2026-11-21T10:05:00+01:00",
            "watches":{"wait":"2026-11-21T10:04:00+01:00"}}"#;
        let object = || Json::Object(vec![("a".to_owned(), Json::Array(Vec::new()))]);
        FinishedForm {
            open_ms: 5,
            back_ms: 0,
            draft: read_draft(&draft.replace("SHA", &"0".repeat(64))).expect("a draft"),
            finished: Finished {
                outcome: "completed".to_owned(),
                answers: object(),
                repeats: object(),
                facts: object(),
                score: Some(object()),
                files: Vec::new(),
            },
            assignment_token: Some("a.b.c".to_owned()),
        }
    }

    #[test]
    fn nothing_is_claimed_that_the_summary_does_not_tell() {
        let FinishedForm { open_ms, draft, finished, assignment_token, .. } = form();
        let clock = Clock {
            started: draft.started,
            sealed: draft.at,
            tz: "UTC".to_owned(),
            mono_ms: open_ms,
            skew_hint: None,
            back_ms: None,
        };
        let key = KeyClaim { storage: KeyStorage::WebCrypto, created: draft.started };
        let claims = claims(draft, finished, Vec::new(), assignment_token, clock, LanguageTag::undetermined(), key)
            .expect("claims");
        let told: Vec<&str> = sealform_ui::CLAIMS.into_iter().flatten().copied().collect();
        let Json::Object(members) = claims.to_json() else { panic!("claims are an object") };
        let claimed = members.iter().filter(|(_, value)| *value != Json::Null);
        let untold: Vec<&str> = claimed.map(|(name, _)| name.as_str()).filter(|name| !told.contains(name)).collect();
        assert_eq!(untold, Vec::<&str>::new(), "sealed without a word in the summary");
        let text = claims.to_json().to_text();
        assert!(!text.contains("watch") && !text.contains("10:04"), "a running stopwatch is sealed: {text}");
        // And nothing is told that is not there.
        let there: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert!(told.iter().all(|name| there.contains(name)), "{told:?}");
    }

    #[test]
    fn one_file_that_is_not_whole_leaves_none() {
        let whole =
            r#"{"name":"a-0a1b2c3d4e5f6071.jpg","type":"image/jpeg","size":5,"question":"visit/photo","sha256":""#;
        let whole = format!("{whole}{}\"}}", "0".repeat(64));
        assert_eq!(read_attachments(&format!("[{whole}]")).map(|list| list.len()), Some(1));
        assert_eq!(read_attachments(&format!("[{whole},{{}}]")), None);
    }
}
