//! What is looked at before a workbook is opened: that it will not grow out of bounds, and what it brings along.

use std::io::{Cursor, Read};

use sealform_types::{Finding, Findings, Place};
use zip::ZipArchive;

use super::limits::{Refusal, refuse, too_large};

/// The most parts that a workbook may have.
const MAX_PARTS: usize = 2_000;
/// The most bytes of all parts together, unpacked.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;
/// How much larger than packed a part may be …
const MAX_RATIO: u64 = 300;
/// … where it has more bytes than this.
const RATIO_FROM: u64 = 2 * 1024 * 1024;
/// The most cells that the sheets of an `.xls` may span.
const MAX_SPAN: u64 = 8_000_000;

/// Unpacks every part once with a count, so that what a part claims about its size is not believed.
///
/// # Errors
/// A finding if the file is not a workbook, is too large when unpacked, or is packed suspiciously.
pub fn check_zip(bytes: &[u8], findings: &mut Findings) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(too_large(format!("the workbook has {} parts, more than {MAX_PARTS}", archive.len())));
    }
    let mut left = MAX_UNPACKED;
    let mut contents = Contents::default();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        let packed = part.compressed_size();
        let read = unpack(part.take(left + 1), &name)?;
        left = left.checked_sub(read).ok_or_else(|| {
            let message = format!("the workbook is larger than {MAX_UNPACKED} bytes when unpacked");
            refuse("xlsform/zip-bomb", message, "remove pictures and sheets that are not part of the form")
        })?;
        if read > RATIO_FROM && read / packed.max(1) > MAX_RATIO {
            let message = format!("the part `{name}` grows more than {MAX_RATIO} times when it is unpacked");
            return Err(refuse("xlsform/zip-bomb", message, "do not use this file, unless you made it yourself"));
        }
        contents.part(&name);
    }
    contents.report(findings)
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    let message = format!("the workbook cannot be opened: {error}");
    refuse("xlsform/unreadable", message, "open it in a spreadsheet program and save it again as .xlsx")
}

/// Unpacks one part; how many bytes it has.
fn unpack(mut part: impl Read, name: &str) -> Result<u64, Refusal> {
    if !name.starts_with("xl/worksheets/") {
        return std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| broken(&error));
    }
    let mut sheet = Vec::new();
    part.read_to_end(&mut sheet).map_err(|error| broken(&error))?;
    match has_sound_addresses(&sheet) {
        true => Ok(sheet.len() as u64),
        false => Err(broken(&format!("`{name}` names cells that no sheet has"))),
    }
}

/// What the names of the parts say about a workbook.
#[derive(Default)]
struct Contents {
    is_workbook: bool,
    has_macros: bool,
    has_links: bool,
}

impl Contents {
    fn part(&mut self, name: &str) {
        self.is_workbook |= name.eq_ignore_ascii_case("xl/workbook.xml");
        self.has_macros |= name.to_ascii_lowercase().ends_with("vbaproject.bin");
        self.has_links |= name.starts_with("xl/externalLinks/");
    }

    fn report(&self, findings: &mut Findings) -> Result<(), Refusal> {
        if !self.is_workbook {
            let message = "this archive is not a workbook";
            return Err(refuse("xlsform/unreadable", message, "give an .xlsx, .xls, .csv or .md file"));
        }
        if self.has_macros {
            let message = "the workbook contains macros, which are never run";
            let finding = Finding::warning("xlsform/macros", message, Place::default());
            findings.push(finding.hint("save it as .xlsx"));
        }
        if self.has_links {
            let message = "the workbook refers to other workbooks, which are never opened";
            let finding = Finding::warning("xlsform/external-link", message, Place::default());
            findings.push(finding.hint("cells keep the values that they had when it was saved"));
        }
        Ok(())
    }
}

/// Walks over the records of an `.xls` and counts the cells that its sheets span, before a table of that size is made.
///
/// # Errors
/// A finding if it is not a workbook, or if its sheets span too many cells.
pub fn check_compound(bytes: &[u8]) -> Result<(), Refusal> {
    let broken = |error: std::io::Error| broken(&error);
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    let name = if file.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = Vec::new();
    let length = MAX_UNPACKED.min(bytes.len() as u64);
    file.open_stream(name).map_err(broken)?.take(length).read_to_end(&mut stream).map_err(broken)?;
    let span = spanned(&stream);
    match span > MAX_SPAN {
        true => Err(too_large(format!("the sheets span {span} cells, more than {MAX_SPAN}"))),
        false => Ok(()),
    }
}

/// Whether the numbers of rows and cells in a sheet's XML are none that would overflow a counter: `r="XFD1048576"`.
fn has_sound_addresses(sheet: &[u8]) -> bool {
    const LONGEST: usize = 10;
    const MOST_DIGITS: usize = 7;
    sheet.iter().enumerate().filter(|(_, byte)| **byte == b'=').all(|(at, _)| {
        let before = sheet.get(..at).unwrap_or_default().trim_ascii_end();
        let blank = before.strip_suffix(b"r").and_then(<[u8]>::last).is_some_and(u8::is_ascii_whitespace);
        if !blank {
            return true;
        }
        let value = sheet.get(at + 1..).unwrap_or_default().trim_ascii_start();
        let Some((quote, value)) = value.split_first() else { return true };
        let value = value.get(..LONGEST + 1).unwrap_or(value).split(|byte| byte == quote).next().unwrap_or_default();
        let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
        value.len() <= LONGEST && digits <= MOST_DIGITS && value.iter().all(u8::is_ascii_alphanumeric)
    })
}

/// Numbers of the records that hold cells, by [MS-XLS]; each begins with row and column.
const CELL_RECORDS: &[u16] = &[0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];
/// The record that ends a sheet.
const END_OF_SHEET: u16 = 0x000a;

/// The cells of the smallest tables that hold all cells, over all sheets.
fn spanned(stream: &[u8]) -> u64 {
    let number = |at: usize| {
        let bytes = stream.get(at..at + 2)?;
        Some(u16::from_le_bytes(bytes.try_into().ok()?))
    };
    let (mut at, mut total, mut sheet) = (0_usize, 0_u64, None::<[u16; 4]>);
    while let (Some(record), Some(length)) = (number(at), number(at + 2)) {
        if CELL_RECORDS.contains(&record)
            && length >= 4
            && let (Some(row), Some(column)) = (number(at + 4), number(at + 6))
        {
            let [top, left, bottom, right] = sheet.unwrap_or([row, column, row, column]);
            sheet = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
        }
        if record == END_OF_SHEET
            && let Some([top, left, bottom, right]) = sheet.take()
        {
            total += (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1);
        }
        at += 4 + usize::from(length);
    }
    total
}
