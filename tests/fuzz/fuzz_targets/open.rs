//! Any bytes, offered as an encrypted file: refused with a reason, never a crash.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sealform_submission::jwe::{DecryptionKey, open};
use sealform_types::Json;

/// The recipient of the cookbook's example (RFC 7520, section 3.2), which is no secret.
static KEY: LazyLock<DecryptionKey> = LazyLock::new(|| {
    let jwk = br#"{"kty":"EC","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0",
        "y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw","d":"r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8"}"#;
    DecryptionKey::from_jwk(&Json::parse(jwk).expect("JSON")).expect("a key")
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Err(fault) = open(&text, &KEY) {
        let finding = fault.finding();
        assert!(!finding.code.is_empty() && finding.hint.is_some(), "a refusal says why");
    }
    if let Ok(json) = Json::parse(bytes)
        && let Err(fault) = DecryptionKey::from_jwk(&json)
    {
        assert!(!fault.to_string().is_empty(), "a refusal says why");
    }
});
