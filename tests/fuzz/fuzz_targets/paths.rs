//! An expression, and behind the first line an XML document that it walks over: a value or findings, never a crash, and an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_xml::{Document, Setting};

/// A document for inputs that bring none.
const DOCUMENT: &str = "<data><visit><age>31</age><shop>10 20</shop></visit><visit><age>40</age><shop/></visit>\
    <instance id='x'><root><item><name>a</name><at>2026-11-21</at></item></root></instance></data>";

fuzz_target!(|text: &str| {
    let (expression, xml) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(document) = Document::read(if xml.is_empty() { DOCUMENT } else { xml }) else { return };
    let setting = Setting { context: Some("/*[1]/*[1]"), ..Setting::default() };
    if let Err(findings) = document.evaluate(expression, &setting) {
        assert!(!findings.is_empty(), "there is no value, and nobody says why");
    }
});
