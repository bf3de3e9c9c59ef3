//! From bytes to sheets: `.xlsx` and `.xls` by calamine, CSV and Markdown tables by their lines.

mod guard;
mod tables;
mod workbook;

use sealform_types::{Finding, Findings, Place};

use super::cells::Sheet;

/// The most sheets that are read.
pub const MAX_SHEETS: usize = 100;
/// The last row that is read, as the spreadsheet counts.
pub const MAX_ROW: u32 = 200_000;
/// The number of columns that are read.
pub const MAX_COLUMNS: u32 = 2_000;
/// The most cells that hold something, in all sheets.
pub const MAX_CELLS: usize = 2_000_000;
/// The most bytes of text in one cell.
pub const MAX_CELL_BYTES: usize = 100_000;
/// The most bytes of text in all cells.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// How an XLSForm is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// Comma-separated values, the sheet's name in the first column.
    Csv,
    /// Markdown tables, the sheet's name in the first column.
    Markdown,
}

impl Format {
    /// The format of a file, by its first bytes; text is Markdown where a line begins with a bar.
    pub fn of(bytes: &[u8]) -> Self {
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match bytes {
            [b'P', b'K', ..] => Self::Xlsx,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Xls,
            _ if text.get(start..).is_some_and(|text| text.starts_with(b"|")) => Self::Markdown,
            _ if tables::is_markdown(text) => Self::Markdown,
            _ => Self::Csv,
        }
    }
}

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

/// Why a file is not read any further.
type Refusal = Box<Finding>;

fn refuse(code: &'static str, message: impl Into<String>, hint: &str) -> Refusal {
    Box::new(Finding::error(code, message, Place::default()).hint(hint))
}

fn too_large(what: String) -> Refusal {
    refuse("xlsform/too-large", what, "split the form, or remove sheets that hold no part of it")
}

/// Counts what is read, so that no file fills the memory.
#[derive(Debug, Default)]
struct Budget {
    cells: usize,
    bytes: usize,
}

impl Budget {
    /// Counts one cell.
    ///
    /// # Errors
    /// A finding where it is too large, too far out, or one too many.
    fn take(&mut self, sheet: &str, column: u32, row: u32, text: &str) -> Result<(), Refusal> {
        self.cells += 1;
        self.bytes += text.len();
        let at = || super::cells::address(sheet, column, row);
        match () {
            () if text.len() > MAX_CELL_BYTES => {
                Err(too_large(format!("the cell {} holds more than {MAX_CELL_BYTES} bytes", at())))
            }
            () if row > MAX_ROW => Err(too_large(format!("the cell {} stands behind row {MAX_ROW}", at()))),
            () if column >= MAX_COLUMNS => {
                Err(too_large(format!("the cell {} stands behind column {MAX_COLUMNS}", at())))
            }
            () if self.cells > MAX_CELLS => Err(too_large(format!("there are more than {MAX_CELLS} cells"))),
            () if self.bytes > MAX_TEXT_BYTES => {
                Err(too_large(format!("the cells hold more than {MAX_TEXT_BYTES} bytes of text")))
            }
            () => Ok(()),
        }
    }
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
            let finding = Finding::error("document/not-utf8", "the file is no text in UTF-8", place);
            Err(Box::new(finding.hint("save it as UTF-8, or as .xlsx")))
        }
    }
}
