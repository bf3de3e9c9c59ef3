//! What a file is, by how it begins; the name decides only where the beginning says nothing.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use sealform_types::MAX_DOCUMENT_BYTES;

use super::gzip::Gzip;
use super::lines::{Line, Lines};
use super::refused::unreadable;
use super::tar::{Bytes, Tar};
use super::zip::Zip;
use super::{Met, Source, alone, once, up_to};

/// A block of a tar; the other marks come earlier.
const HEAD: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Gzip,
    Tar,
    Lines,
    Other,
}

fn kind(name: &str, head: &[u8]) -> Kind {
    let name = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if head.starts_with(b"\x1f\x8b") {
        Kind::Gzip
    } else if head.get(257..262) == Some(b"ustar") || ends(&[".tar"]) {
        Kind::Tar
    } else if ends(&[".zip"]) {
        Kind::Zip
    } else if ends(&[".ndjson", ".jsonl"]) {
        Kind::Lines
    } else {
        Kind::Other
    }
}

/// What a file holds that does not have the name of a sealed one.
pub fn file(path: &Path, mut file: File) -> Source {
    let name = path.display().to_string();
    let head = up_to(&mut file, HEAD).and_then(|head| file.rewind().map(|()| head));
    // Whoever reads it says why it cannot be.
    let Ok(head) = head else { return alone(path.to_owned()) };
    match kind(&name, &head) {
        Kind::Zip => Zip::source(name, file),
        Kind::Gzip => packed(name, Box::new(file)),
        Kind::Tar => match Bytes::of_file(file) {
            Ok(bytes) => Box::new(Tar::of(name, bytes)),
            Err(error) => once(Met::unread(name, unreadable(&error, 0))),
        },
        Kind::Lines => Box::new(Lines::of(name, Box::new(file))),
        Kind::Other => alone(path.to_owned()),
    }
}

/// What is piped in.
pub fn piped(mut reader: Box<dyn Read + Send>) -> Source {
    let name = "-".to_owned();
    let head = match up_to(&mut reader, HEAD) {
        Ok(head) => head,
        Err(error) => return once(Met::unread(name, unreadable(&error, 0))),
    };
    let kind = kind(&name, &head);
    let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(reader));
    match kind {
        Kind::Zip => match stored(whole) {
            Ok(file) => Zip::source(name, file),
            Err(error) => once(Met::unread(name, unreadable(&error, 0))),
        },
        Kind::Gzip => packed(name, whole),
        Kind::Tar => Box::new(Tar::of(name, Bytes::Stream(whole))),
        Kind::Lines | Kind::Other => text(name, whole),
    }
}

/// The directory of a zip stands at its end: one that is piped in is kept in a file that nobody else sees.
fn stored(mut reader: Box<dyn Read + Send>) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut reader, &mut file)?;
    file.flush()?;
    file.rewind()?;
    Ok(file)
}

/// What gzip has packed: a tar, or lines.
fn packed(name: String, reader: Box<dyn Read + Send>) -> Source {
    let mut unpacked: Box<dyn Read + Send> = Box::new(Gzip::of(reader));
    match up_to(&mut unpacked, HEAD) {
        Err(error) => once(Met::unread(name, unreadable(&error, 0))),
        Ok(head) => {
            let plain = name.strip_suffix(".gz").unwrap_or(&name).replace(".tgz", ".tar");
            let is_tar = kind(&plain, &head) == Kind::Tar;
            let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(unpacked));
            if is_tar { Box::new(Tar::of(name, Bytes::Stream(whole))) } else { Box::new(Lines::of(name, whole)) }
        }
    }
}

/// Lines where the first one is an object by itself; else one document, whatever it is.
fn text(name: String, reader: Box<dyn Read + Send>) -> Source {
    let mut lines = Lines::of(name.clone(), reader);
    match lines.read() {
        Err(error) => once(Met::unread(name, unreadable(&error, 0))),
        Ok(None) => once(Met::bytes(name, Vec::new())),
        Ok(Some(line)) if is_object(&line) => Box::new(lines.put_back(line)),
        Ok(Some(Line::TooLong { bytes })) => Box::new(lines.put_back(Line::TooLong { bytes })),
        Ok(Some(Line::Text(mut document))) => match up_to(&mut lines.rest(), MAX_DOCUMENT_BYTES) {
            Ok(rest) => {
                document.extend(rest);
                once(Met::bytes(name, document))
            }
            Err(error) => once(Met::unread(name, unreadable(&error, document.len() as u64))),
        },
    }
}

/// Whether a line is an object and ended as a line, so that others may follow.
fn is_object(line: &Line) -> bool {
    match line {
        Line::Text(text) => text.ends_with(b"\n") && text.starts_with(b"{") && text.trim_ascii_end().ends_with(b"}"),
        Line::TooLong { .. } => false,
    }
}
