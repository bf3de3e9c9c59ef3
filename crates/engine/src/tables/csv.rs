//! CSV as in RFC 4180: commas, quotes, lines that end with CRLF or LF. The first row names the columns.

use sealform_types::say;

use super::{DataTable, Unreadable};

pub(super) fn read(text: &str) -> Result<DataTable, Unreadable> {
    let mut rest = text;
    let mut cells: Vec<String> = Vec::new();
    let mut table: Option<DataTable> = None;
    while !rest.is_empty() {
        rest = row(rest, &mut cells)?;
        if let [alone] = cells.as_slice()
            && alone.is_empty()
        {
            continue; // an empty line
        }
        match &mut table {
            None => {
                let columns = cells.iter().map(|cell| cell.trim().to_owned()).collect();
                table = Some(DataTable::with_columns(columns)?);
            }
            Some(table) => table.push(cells.iter().map(String::as_str))?,
        }
    }
    table.ok_or_else(|| say!("it is empty"))
}

/// Reads one row into `cells`; gives what follows.
fn row<'a>(text: &'a str, cells: &mut Vec<String>) -> Result<&'a str, Unreadable> {
    cells.clear();
    let mut rest = text;
    loop {
        let (cell, behind) = cell(rest)?;
        cells.push(cell);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None => {
                let behind = behind.strip_prefix('\r').unwrap_or(behind);
                return Ok(behind.strip_prefix('\n').unwrap_or(behind));
            }
        }
    }
}

fn cell(text: &str) -> Result<(String, &str), Unreadable> {
    let Some(mut quoted) = text.strip_prefix('"') else {
        let end = text.find([',', '\n', '\r']).unwrap_or(text.len());
        let (cell, rest) = text.split_at(end);
        return Ok((cell.to_owned(), rest));
    };
    let mut cell = String::new();
    loop {
        let Some((before, behind)) = quoted.split_once('"') else { return Err(say!("a quote is not closed")) };
        cell.push_str(before);
        match behind.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                quoted = next;
            }
            None => {
                // What stands between the quote and the comma belongs to the cell.
                let end = behind.find([',', '\n', '\r']).unwrap_or(behind.len());
                let (tail, rest) = behind.split_at(end);
                cell.push_str(tail);
                return Ok((cell, rest));
            }
        }
    }
}
