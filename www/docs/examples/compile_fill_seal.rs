//! Compiles a questionnaire, fills it, seals it, and verifies what was sealed.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::DateTime;
use sealform_engine::{Beginning, Facts, Session, open};
use sealform_protocol::{Action, Command};
use sealform_submission::{
    Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, QuestionnaireRef, SoftKey, Trust, Unsigned, UnverifiedSubmission,
};
use sealform_types::{Json, Sha256Digest};

const FORM: &str = r#"{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"], "survey": [
    {"type": "integer", "name": "guests", "label": "How many guests?", "required": true}]}"#;

fn main() -> Result<()> {
    // Questionnaire to program: whatever is wrong with it would be among the findings.
    let (program, findings) = open(FORM, None, &|_| None);
    let program = Arc::new(program.with_context(|| findings.to_string())?);

    // One person fills it. The engine reads no clock: moments come with commands.
    let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+01:00").ok().context("this is a moment")?;
    let id = Jti::from_random([7; 16]);
    let beginning = Beginning { id: id.to_string(), at, language: "en".to_owned(), facts: Facts::default() };
    let mut session = Session::start(program, beginning);
    session.apply(Command { at, action: Action::Answer { path: "guests".to_owned(), value: Json::Integer(4) } })?;
    let finished = session.finish().map_err(|open| anyhow::anyhow!("open points: {open:?}"))?;

    // What was answered becomes claims, and the claims are sealed. Use a key of the device, not one that everybody knows.
    let key = SoftKey::from_bytes(&[7; 32]).context("these bytes are a key")?;
    let pin = session.draft().questionnaire.clone();
    let sha256 = Sha256Digest::parse(&pin.sha256).context("a program knows its questionnaire")?;
    let form = QuestionnaireRef { id: pin.id, version: pin.version, sha256 };
    let clock =
        Clock { started: at, sealed: at, tz: "Europe/Oslo".to_owned(), mono_ms: 0, skew_hint: None, back_ms: None };
    let key_claim = KeyClaim { storage: KeyStorage::Soft, created: at };
    let claims = Claims { answers: finished.answers, ..Claims::new(id, form, Outcome::completed(), clock, key_claim) };
    let unsigned = Unsigned::new(claims.to_payload()?, key.public());
    let file = unsigned.attach(&key.sign(unsigned.signing_input()))?;

    // Whoever receives the file verifies it; only then are there answers to read.
    let verified = UnverifiedSubmission::parse(file.bytes())?.verify(&Trust::None)?;
    println!("{} bytes, sealed; answers: {}", file.bytes().len(), verified.claims().answers.to_text());
    Ok(())
}
