//! CSV as in RFC 4180: commas, quotes, lines that end with CRLF or LF. The first row names the columns; where it has no
//! comma, a semicolon, tab or bar in it parts the cells, as ODK's clients take it.

use sealform_types::say;

use super::{DataTable, Unreadable};

pub(super) fn read(text: &str) -> Result<DataTable, Unreadable> {
    let mut rest = text;
    let sign = separator(text);
    let mut cells: Vec<String> = Vec::new();
    let mut table: Option<DataTable> = None;
    while !rest.is_empty() {
        rest = row(rest, sign, &mut cells)?;
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

/// What parts the cells.
fn separator(text: &str) -> char {
    let header = text.split(['\n', '\r']).next().unwrap_or_default();
    [',', ';', '\t', '|'].into_iter().find(|sign| header.contains(*sign)).unwrap_or(',')
}

/// Reads one row into `cells`; gives what follows.
fn row<'a>(text: &'a str, sign: char, cells: &mut Vec<String>) -> Result<&'a str, Unreadable> {
    cells.clear();
    let mut rest = text;
    loop {
        let (cell, behind) = cell(rest, sign)?;
        cells.push(cell);
        match behind.strip_prefix(sign) {
            Some(next) => rest = next,
            None => {
                let behind = behind.strip_prefix('\r').unwrap_or(behind);
                return Ok(behind.strip_prefix('\n').unwrap_or(behind));
            }
        }
    }
}

fn cell(text: &str, sign: char) -> Result<(String, &str), Unreadable> {
    let Some(mut quoted) = text.strip_prefix('"') else {
        let end = text.find([sign, '\n', '\r']).unwrap_or(text.len());
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
                // What stands between the quote and the separator belongs to the cell.
                let end = behind.find([sign, '\n', '\r']).unwrap_or(behind.len());
                let (tail, rest) = behind.split_at(end);
                cell.push_str(tail);
                return Ok((cell, rest));
            }
        }
    }
}
