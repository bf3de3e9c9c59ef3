//! Any bytes, read as an expression, a questionnaire and a scoring key: findings, never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_expression::{NoNames, Purpose};
use sealform_questionnaire::Questionnaire;
use sealform_scoring::ScoringKey;
use sealform_types::Json;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = str::from_utf8(bytes) {
        sealform_expression::compile(text, &NoNames, Purpose::Value, "");
    }
    if let Ok(json) = Json::parse(bytes) {
        let (questionnaire, findings) = Questionnaire::read(&json);
        assert!(questionnaire.is_some() || !findings.is_empty(), "nothing was read, and nobody says why");
        ScoringKey::read(&json);
    }
});
