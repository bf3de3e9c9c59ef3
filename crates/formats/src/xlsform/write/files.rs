//! Sheets as files.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};
use sealform_types::{Finding, Place};

use super::sheet::Book;
use crate::xlsform::source::format::Format;

/// Writes the sheets. The same sheets give the same bytes.
///
/// # Errors
/// A finding where the format cannot hold them.
pub fn write(book: &Book, format: Format) -> Result<Vec<u8>, Box<Finding>> {
    match format {
        Format::Xlsx => xlsx(book).map_err(|error| refuse(format!("the workbook cannot be written: {error}"))),
        Format::Csv => csv(book),
        Format::Markdown => Ok(markdown(book).into_bytes()),
        Format::Xls => Err(refuse(".xls is read, but not written".to_owned())),
    }
}

fn refuse(message: String) -> Box<Finding> {
    Box::new(Finding::error("xlsform/cannot-write", message, Place::default()).hint("write .xlsx, .csv or .md"))
}

fn xlsx(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let header = Style::new().set_bold();
    for sheet in &book.sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (row, cells) in (0_u32..).zip(sheet.table()) {
            for (column, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                match row {
                    0 => page.write_string_with_format(row, column, text, &header)?,
                    _ => page.write_string(row, column, text)?,
                };
            }
        }
    }
    workbook.save_to_buffer()
}

fn csv(book: &Book) -> Result<Vec<u8>, Box<Finding>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let unwritable = |error: csv::Error| refuse(format!("the table cannot be written: {error}"));
    for sheet in &book.sheets {
        writer.write_record([&sheet.name]).map_err(unwritable)?;
        for cells in sheet.table() {
            writer.write_record(std::iter::once("").chain(cells)).map_err(unwritable)?;
        }
    }
    writer.into_inner().map_err(|error| refuse(format!("the table cannot be written: {error}")))
}

fn markdown(book: &Book) -> String {
    let mut text = String::new();
    for sheet in &book.sheets {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("| {} |\n", sheet.name));
        for cells in sheet.table() {
            text.push_str("| |");
            for cell in cells {
                // A line of a table is one line of the file: what is lost by that is kept as JSON.
                let one_line = cell.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ");
                text.push_str(&format!(" {} |", one_line.replace('|', "\\|")));
            }
            text.push('\n');
        }
    }
    text
}
