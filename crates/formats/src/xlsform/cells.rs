//! Sheets of cells, each cell with its address.

use sealform_types::Place;

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its column, from 0.
    pub column: u32,
    /// What it holds, as the spreadsheet shows it, without blanks around it.
    pub text: String,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells from left to right; blank ones are left out.
    pub cells: Vec<Cell>,
}

/// One sheet; blank rows are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name as written.
    pub name: String,
    /// Its rows from the top.
    pub rows: Vec<Row>,
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
pub fn letters(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// `survey!C5`
pub fn address(sheet: &str, column: u32, row: u32) -> String {
    format!("{sheet}!{}{row}", letters(column))
}

/// The place of a cell.
pub fn cell_place(sheet: &str, column: u32, row: u32) -> Place {
    Place::at(address(sheet, column, row))
}

/// The place of a whole row: `survey!5`.
pub fn row_place(sheet: &str, row: u32) -> Place {
    Place::at(format!("{sheet}!{row}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(letters(column), name);
        }
        assert_eq!(address("survey", 2, 5), "survey!C5");
        assert!(!letters(u32::MAX).is_empty());
    }
}
