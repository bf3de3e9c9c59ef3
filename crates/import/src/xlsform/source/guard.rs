//! What is looked at before a workbook is opened: that it will not grow out of bounds, and what it brings along.

use std::io::{Cursor, Read};

use sealform_types::{Finding, Findings, Place};
use zip::ZipArchive;

use super::{Refusal, refuse, too_large};

/// The most parts that a workbook may have.
const MAX_PARTS: usize = 2_000;
/// The most bytes of all parts together, unpacked.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;
/// How much larger than packed a part may be …
const MAX_RATIO: u64 = 300;
/// … where it has more bytes than this.
const RATIO_FROM: u64 = 2 * 1024 * 1024;
/// The most cells that the sheets of an `.xls` may span.
const MAX_SPAN: u64 = 3_000_000;

/// Unpacks every part once with a count, so that what a part claims about its size is not believed.
///
/// # Errors
/// A finding where the file is no workbook, too large unpacked, or packed suspiciously.
pub fn check_zip(bytes: &[u8], findings: &mut Findings) -> Result<(), Refusal> {
    let broken = |error: &dyn std::fmt::Display| {
        let message = format!("the workbook cannot be opened: {error}");
        refuse("xlsform/unreadable", message, "open it in a spreadsheet program and save it again as .xlsx")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(too_large(format!("the workbook has {} parts, more than {MAX_PARTS}", archive.len())));
    }
    let mut left = MAX_UNPACKED;
    let (mut is_workbook, mut macros, mut links) = (false, false, false);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        let packed = part.compressed_size();
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| broken(&error))?;
        left = match left.checked_sub(read) {
            Some(left) => left,
            None => {
                let message = format!("the workbook is larger than {MAX_UNPACKED} bytes when unpacked");
                return Err(refuse(
                    "xlsform/zip-bomb",
                    message,
                    "remove pictures and sheets that hold no part of the form",
                ));
            }
        };
        if read > RATIO_FROM && read / packed.max(1) > MAX_RATIO {
            let message = format!("the part `{name}` grows more than {MAX_RATIO} times when it is unpacked");
            return Err(refuse("xlsform/zip-bomb", message, "do not use this file, unless you made it yourself"));
        }
        is_workbook |= name == "xl/workbook.xml" || name.eq_ignore_ascii_case("xl/workbook.xml");
        macros |= name.to_ascii_lowercase().ends_with("vbaproject.bin");
        links |= name.starts_with("xl/externalLinks/");
    }
    if !is_workbook {
        let message = "this archive holds no workbook";
        return Err(refuse("xlsform/unreadable", message, "give an .xlsx, .xls, .csv or .md file"));
    }
    if macros {
        let finding = Finding::warning(
            "xlsform/macros",
            "the workbook brings macros along, which are never run",
            Place::default(),
        );
        findings.push(finding.hint("save it as .xlsx"));
    }
    if links {
        let message = "the workbook refers to other workbooks, which are never opened";
        let finding = Finding::warning("xlsform/external-link", message, Place::default());
        findings.push(finding.hint("cells keep the values that they had when it was saved"));
    }
    Ok(())
}

/// Looks through an `.xls` for cells that stand so far out that a full table would not fit the memory.
///
/// # Errors
/// A finding where its sheets span too many cells.
pub fn check_compound(bytes: &[u8]) -> Result<(), Refusal> {
    // The records of sheets stand in sectors of the file; a record is found by its number and a length that fits.
    // What looks like one by chance can only lead to a refusal where it lies far out, which no form does.
    let mut span = 0_u64;
    for at in (0..bytes.len().saturating_sub(14)).step_by(2) {
        let Some([0x00, 0x02, 14, 0, first @ .., _, _]) = bytes.get(at..at + 18) else { continue };
        let number = |from: usize, count: usize| {
            first
                .get(from..from + count)
                .unwrap_or_default()
                .iter()
                .rev()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        };
        // DIMENSIONS: first row, last row + 1 (four bytes each), first column, last column + 1 (two bytes each).
        let (rows, columns) = (number(4, 4), number(10, 2));
        if rows <= 65_536 && columns <= 256 {
            span += rows * columns;
        }
    }
    if span > MAX_SPAN {
        return Err(too_large(format!("the sheets span {span} cells, more than {MAX_SPAN}")));
    }
    Ok(())
}
