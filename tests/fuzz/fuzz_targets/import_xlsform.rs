//! Any bytes, read as a workbook or a table: a questionnaire or an error, never a crash; what was read can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_formats::xlsform::{self, Format};

fuzz_target!(|bytes: &[u8]| {
    let read = xlsform::read(bytes, "form");
    assert!(read.questionnaire.is_some() != read.findings.has_errors(), "nothing was read, and nobody says why");
    if let Some(document) = &read.questionnaire
        && let Ok(bytes) = xlsform::write(document, read.key.as_ref(), Format::Csv)
    {
        let back = xlsform::read(&bytes, "form").questionnaire.expect("what was written is read");
        assert!(xlsform::same(&xlsform::normal(&back), &xlsform::normal(document)), "it came back another");
    }
});
