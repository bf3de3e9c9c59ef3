//! Any bytes as a program: as they are, and as what stands behind a sound head.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_engine::Program;

/// What every program of this engine begins with, and where its digest stands.
fn head() -> Option<Vec<u8>> {
    let form = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[]}"#;
    let json = sealform_types::Json::parse(form.as_bytes()).ok()?;
    let (questionnaire, _) = sealform_questionnaire::Questionnaire::read(&json);
    let program = sealform_engine::compile(&questionnaire?, "0", None).0?.encode();
    let end = program.iter().position(|byte| *byte == 0)?;
    Some(program[..=end].to_vec())
}

fuzz_target!(|bytes: &[u8]| {
    Program::decode(bytes).ok();
    let digest = sealform_types::fnv1a(bytes.iter().copied());
    let Some(head) = head() else { return };
    let whole = [head, digest.to_le_bytes().to_vec(), bytes.to_vec()].concat();
    if let Ok(program) = Program::decode(&whole) {
        // What is read without damage is written as it was, but for numbers that were longer than they need be.
        program.encode();
    }
});
