//! Workbooks, by calamine.

use std::io::Cursor;

use calamine::{DataType, ExcelDateTime, Reader, SheetVisible, Xls, Xlsx};
use sealform_types::{Finding, Findings};

use super::limits::{Budget, MAX_SHEETS, Refusal, refuse, too_large};
use super::numbers::{self, number_text};
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
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            let text = match (cell.get_value().get_float(), format) {
                (Some(number), Some(format)) => {
                    let place = || cell_place(&sheet.name, column, row.saturating_add(1));
                    numbers::text(number, &format.format_code, place, findings)
                }
                (Some(_) | None, _) => shown(cell.get_value()),
            };
            if let Some(text) = text {
                put(&mut sheet, &mut budget, row, column, &text)?;
            }
        }
        drop(cells);
        in_order(&mut sheet);
        report_formula(&mut book, &sheet, findings)?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Says of the first formula of a sheet that is read what becomes of it.
fn report_formula(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &Sheet, findings: &mut Findings) -> Result<(), Refusal> {
    if sheet.name.starts_with('_') {
        return Ok(());
    }
    let Ok(mut cells) = book.worksheet_cells_reader(&sheet.name) else { return Ok(()) };
    while let Some(formula) = cells.next_formula().map_err(|error| broken(&error))? {
        let (row, column) = formula.get_position();
        let number = row.saturating_add(1);
        let at = sheet.rows.binary_search_by_key(&number, |row| row.number).ok().and_then(|at| sheet.rows.get(at));
        let has_value = at.is_some_and(|row| row.cells.iter().any(|cell| cell.column == column));
        if !formula.get_value().is_empty() && has_value {
            let message = "the cell holds a formula; the value it had when the file was saved is used";
            let place = cell_place(&sheet.name, column, number);
            findings.push(Finding::warning("xlsform/formula", message, place).hint("write the value itself"));
            break;
        }
    }
    Ok(())
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
