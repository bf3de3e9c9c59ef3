//! How much is read: no file fills the memory.

use sealform_types::{Finding, Place};

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

/// Why a file is not read any further.
pub type Refusal = Box<Finding>;

/// A refusal with its hint.
pub fn refuse(code: &'static str, message: impl Into<String>, hint: &str) -> Refusal {
    Box::new(Finding::error(code, message, Place::default()).hint(hint))
}

/// A refusal of something that is too large.
pub fn too_large(what: String) -> Refusal {
    refuse("xlsform/too-large", what, "split the form, or remove sheets that are not part of it")
}

/// Counts what is read, so that no file fills the memory.
#[derive(Debug, Default)]
pub struct Budget {
    cells: usize,
    bytes: usize,
}

impl Budget {
    /// Counts one cell.
    ///
    /// # Errors
    /// A finding where it is too large, too far out, or one too many.
    pub fn take(&mut self, sheet: &str, column: u32, row: u32, text: &str) -> Result<(), Refusal> {
        self.cells += 1;
        self.bytes += text.len();
        let at = || crate::xlsform::cells::address(sheet, column, row);
        if text.len() > MAX_CELL_BYTES {
            Err(too_large(format!("the cell {} holds more than {MAX_CELL_BYTES} bytes", at())))
        } else if row > MAX_ROW {
            Err(too_large(format!("the cell {} is below row {MAX_ROW}, the last that is read", at())))
        } else if column >= MAX_COLUMNS {
            Err(too_large(format!("the cell {} is beyond column {MAX_COLUMNS}, the last that is read", at())))
        } else if self.cells > MAX_CELLS {
            Err(too_large(format!("there are more than {MAX_CELLS} cells")))
        } else if self.bytes > MAX_TEXT_BYTES {
            Err(too_large(format!("the cells hold more than {MAX_TEXT_BYTES} bytes of text")))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW};

    #[test]
    fn cells_too_far_out_or_too_large_are_refused() {
        let refused = |column, row, text: &str| Budget::default().take("survey", column, row, text).is_err();
        assert!(!refused(0, 1, "a"));
        assert!(refused(0, MAX_ROW + 1, "a"));
        assert!(refused(MAX_COLUMNS, 1, "a"));
        assert!(refused(0, 1, &"a".repeat(MAX_CELL_BYTES + 1)));
    }
}
