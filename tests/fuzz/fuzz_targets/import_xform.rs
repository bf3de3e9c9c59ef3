//! Any bytes as an XForm: what becomes of them can be read as a questionnaire or is told, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_questionnaire::Questionnaire;

fuzz_target!(|bytes: &[u8]| {
    let imported = sealform_formats::xform::read(bytes);
    assert_eq!(imported.questionnaire.is_none(), imported.findings.has_errors());
    if let Some(document) = &imported.questionnaire {
        let (questionnaire, _) = Questionnaire::read(document);
        assert!(questionnaire.is_some());
    }
});
