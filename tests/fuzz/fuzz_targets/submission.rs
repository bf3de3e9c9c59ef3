//! Any bytes, offered as a sealed file: refused with a reason, or verified; never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_submission::{Trust, UnverifiedSubmission};

fuzz_target!(|bytes: &[u8]| {
    let verified = UnverifiedSubmission::parse(bytes).and_then(|submission| submission.verify(&Trust::None));
    if let Err(error) = verified {
        assert!(!error.to_string().is_empty(), "a refusal says why");
    }
});
