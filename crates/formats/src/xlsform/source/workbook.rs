//! Workbooks, by calamine.

use std::io::Cursor;

use calamine::{DataType, ExcelDateTime, Reader, SheetVisible, Xls, Xlsx};
use sealform_types::{Finding, Findings, write_double};

use super::limits::{Budget, MAX_SHEETS, Refusal, refuse, too_large};
use crate::xlsform::cells::{Cell, Row, Sheet, cell_place};

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    let message = format!("the workbook cannot be read: {error}");
    refuse("xlsform/unreadable", message, "open it in a spreadsheet program and save it again as .xlsx")
}

/// Reads an `.xlsx`, cell by cell: a cell far out costs no more than any other.
///
/// # Errors
/// A finding where it cannot be read or is too large.
pub fn xlsx(bytes: &[u8], findings: &mut Findings) -> Result<Vec<Sheet>, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for name in sheet_names(&book)? {
        let mut sheet = Sheet { name, rows: Vec::new() };
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet.name) else { continue };
        let mut formulas = 0_u32;
        while let Some(cell) = cells.next_cell_with_formula().map_err(|error| broken(&error))? {
            let (row, column) = cell.pos;
            if let Some(text) = shown(&cell.value) {
                put(&mut sheet, &mut budget, row, column, &text)?;
                if cell.formula.is_some() && formulas == 0 && !sheet.name.starts_with('_') {
                    formulas += 1;
                    let place = cell_place(&sheet.name, column, row.saturating_add(1));
                    let message = "the cell holds a formula; the value it had when the file was saved is used";
                    findings.push(Finding::warning("xlsform/formula", message, place).hint("write the value itself"));
                }
            }
        }
        in_order(&mut sheet);
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Parts of a workbook need not stand in the order of their rows.
fn in_order(sheet: &mut Sheet) {
    sheet.rows.sort_by_key(|row| row.number);
    sheet.rows.dedup_by(|row, before| {
        let same = row.number == before.number;
        if same {
            before.cells.append(&mut row.cells);
        }
        same
    });
    for row in &mut sheet.rows {
        row.cells.sort_by_key(|cell| cell.column);
    }
}

/// Reads an `.xls`.
///
/// # Errors
/// A finding where it cannot be read or is too large.
pub fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for name in sheet_names(&book)? {
        let mut sheet = Sheet { name, rows: Vec::new() };
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let far = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            if let Some(text) = shown(value) {
                let (row, column) = (top.saturating_add(far(row)), left.saturating_add(far(column)));
                put(&mut sheet, &mut budget, row, column, &text)?;
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn sheet_names<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(book: &R) -> Result<Vec<String>, Refusal>
where
    Cursor<B>: std::io::Read + std::io::Seek,
{
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::VeryHidden)
        .map(|sheet| sheet.name.clone())
        .collect();
    match names.len() {
        0..=MAX_SHEETS => Ok(names),
        more => Err(too_large(format!("there are {more} sheets, more than {MAX_SHEETS}"))),
    }
}

/// Puts a cell into its sheet; rows and columns are counted from 0 here.
fn put(sheet: &mut Sheet, budget: &mut Budget, row: u32, column: u32, text: &str) -> Result<(), Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(());
    }
    let number = row.saturating_add(1);
    budget.take(&sheet.name, column, number, text)?;
    let cell = Cell { column, text: text.to_owned() };
    match sheet.rows.last_mut().filter(|last| last.number == number) {
        Some(last) => last.cells.push(cell),
        None => sheet.rows.push(Row { number, cells: vec![cell] }),
    }
    Ok(())
}

/// What a cell shows: whole numbers without a point, moments as ISO 8601.
fn shown(value: &impl DataType) -> Option<String> {
    if value.is_error() || value.is_empty() {
        return None;
    }
    let moment = value.get_datetime().map(moment_text);
    let number = || value.get_float().map(number_text);
    let truth = || value.get_bool().map(truth_text);
    moment.or_else(number).or_else(truth).or_else(|| value.as_string())
}

fn truth_text(truth: bool) -> String {
    if truth { "TRUE" } else { "FALSE" }.to_owned()
}

fn number_text(number: f64) -> String {
    // There is one zero.
    write_double(number + 0.0)
}

fn moment_text(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return number_text(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    match (moment.as_f64() < 1.0, (hour, minute, second)) {
        (true, _) => time,
        (false, (0, 0, 0)) => date,
        (false, _) => format!("{date}T{time}"),
    }
}
