//! Why a part of an archive is not judged.

use std::fmt;
use std::io::{self, ErrorKind};

use sealform_submission::MAX_FILE_BYTES;
use sealform_types::{Finding, Place};

use crate::failure::{Exit, Failure, FileReport};

/// The archive itself is at fault, or a member of it.
pub fn damaged(code: &'static str, message: impl Into<String>, hint: &str) -> Failure {
    let findings = vec![Finding::error(code, message, Place::default()).hint(hint)];
    Failure::of(FileReport { file: String::new(), text: None, findings })
}

/// The same, at a line of the text.
pub fn at_line(mut failure: Failure, line: u64) -> Failure {
    let findings = failure.reports.iter_mut().flat_map(|report| &mut report.findings);
    findings.for_each(|finding| finding.place.line = u32::try_from(line).ok());
    failure
}

/// More bytes than a sealed file may have; not more than a part of them was read.
pub fn too_large(bytes: u64) -> Failure {
    let message = format!("the file has {bytes} bytes, more than the {MAX_FILE_BYTES} allowed");
    damaged("seal/too-large", message, "a submission is small; photos are sent beside it")
}

/// An archive that ends before its end.
pub fn truncated(at: u64) -> Failure {
    let message = format!("the archive is cut off after {at} bytes");
    damaged("archive/truncated", message, "copy it again: what comes after this place was not judged")
}

/// What a packed stream unpacks to is out of all proportion.
#[derive(Debug)]
pub struct Bomb {
    pub packed: u64,
    pub unpacked: u64,
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { packed, unpacked } = self;
        write!(f, "{packed} packed bytes give {unpacked} and more, as no sealed files do")
    }
}

impl std::error::Error for Bomb {}

/// Reading an archive has failed at a byte of what it holds.
pub fn unreadable(error: &io::Error, at: u64) -> Failure {
    let is_bomb = error.get_ref().is_some_and(|inner| inner.is::<Bomb>());
    match error.kind() {
        ErrorKind::UnexpectedEof => truncated(at),
        _ if is_bomb => damaged(
            "archive/bomb",
            error.to_string(),
            "ask the sender: this archive was made to fill a disk or a memory",
        ),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            let message = format!("the archive is damaged after {at} bytes: {error}");
            damaged("archive/damaged", message, "copy it again: what comes after this place was not judged")
        }
        _ => {
            let message = format!("the archive cannot be read after {at} bytes: {error}");
            Failure { exit: Exit::Io, ..damaged("file/unreadable", message, "try again, or copy it first") }
        }
    }
}

/// Refuses names that lead out of a folder: nothing is unpacked here, but whoever unpacks it would be led astray.
pub fn unsafe_name(name: &[u8]) -> Option<Failure> {
    let text = String::from_utf8_lossy(name);
    let mut parts = text.split(['/', '\\']);
    let leads_out = parts.clone().any(|part| part == "..") || parts.next() == Some("") || text.contains('\0');
    let has_drive = text.as_bytes().get(1) == Some(&b':');
    let hint = "ask the sender for the file itself: an honest program does not pack such names";
    (leads_out || has_drive)
        .then(|| damaged("archive/unsafe-name", "the name of the member leads out of the archive", hint))
}

/// A member that has the name of a sealed file and is a link, a device or another thing.
pub fn not_a_file() -> Failure {
    let message = "the member is a link or a device, not a file";
    damaged("archive/not-a-file", message, "pack the file itself")
}
