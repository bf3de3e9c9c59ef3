//! From bytes to sheets: `.xlsx` and `.xls` by calamine, CSV and Markdown tables by their lines.
//! What a sheet means is decided one folder up.

pub mod format;
mod guard;
pub mod limits;
mod numbers;
mod tables;
mod workbook;

use sealform_types::{Finding, Findings, Place};

use crate::xlsform::cells::Sheet;
use format::Format;
use limits::{MAX_TEXT_BYTES, Refusal, refuse, too_large};

/// Reads the sheets of a file. Where that cannot be, there is an error finding.
pub fn read(bytes: &[u8], findings: &mut Findings) -> Vec<Sheet> {
    let read = match Format::of(bytes) {
        Format::Xlsx => guard::check_zip(bytes, findings).and_then(|()| caught(|| workbook::xlsx(bytes, findings))),
        Format::Xls => guard::check_compound(bytes).and_then(|()| caught(|| workbook::xls(bytes))),
        Format::Csv => text(bytes).and_then(|text| tables::csv(&text)),
        Format::Markdown => text(bytes).and_then(|text| tables::markdown(&text)),
    };
    match read {
        Ok(sheets) => sheets,
        Err(refusal) => {
            findings.push(*refusal);
            Vec::new()
        }
    }
}

/// Runs the reader of workbooks, which is not ours: where a damaged file makes it give up, that is a refusal.
fn caught<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    // Nothing that it leaves half done is looked at again.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let message = "the workbook is damaged";
        Err(refuse("xlsform/unreadable", message, "open it in a spreadsheet program and save it again as .xlsx"))
    })
}

fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(too_large(format!("the file is larger than {MAX_TEXT_BYTES} bytes")));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let place = Place { line: u32::try_from(line).ok(), ..Place::default() };
            let finding = Finding::error("document/not-utf8", "the file is not UTF-8 text", place);
            Err(Box::new(finding.hint("save it as UTF-8, or as .xlsx")))
        }
    }
}
