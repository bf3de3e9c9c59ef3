//! Any bytes as a survey of SurveyJS, and any text as one of its expressions: nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_questionnaire::Questionnaire;

fuzz_target!(|bytes: &[u8]| {
    let imported = sealform_formats::surveyjs::read(bytes);
    assert_eq!(imported.questionnaire.is_none(), imported.findings.has_errors());
    if let Some(document) = &imported.questionnaire {
        let (questionnaire, _) = Questionnaire::read(document);
        let questionnaire = questionnaire.expect("what is imported can be read");
        let _ = sealform_engine::compile(&questionnaire, "", None);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(tree) = sealform_formats::surveyjs::parse(text)
    {
        let _ = tree.to_string();
    }
});
