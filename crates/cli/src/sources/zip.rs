//! The members of a zip (APPNOTE 6.3), in the order of its directory. The directory is read as it is needed: of a million members a
//! library would hold every name and date in memory before the first is judged.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use sealform_submission::MAX_FILE_BYTES;

use super::refused::{damaged, not_a_file, too_large, truncated, unreadable, unsafe_name};
use super::{Met, SEALED, Source, once, up_to};
use crate::failure::Failure;

/// The methods of packing that programs use.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The end of a directory, with the longest comment.
const MOST_TAIL: u64 = 22 + 0xffff;
const AGAIN: &str = "copy it again: what comes after this place was not judged";

/// A zip while it is read.
pub struct Zip {
    name: String,
    directory: BufReader<Part>,
    /// Where the directory is read.
    at: u64,
    /// How many members were read, and how many there are to be.
    count: u64,
    members: u64,
    /// What stands before the archive in the file.
    before: u64,
    /// Where the directory begins, and no data is any more.
    end: u64,
    /// Where the last member ended: none begins before it, so that no byte is unpacked twice.
    floor: u64,
    /// Where the directory ends.
    last: u64,
}

/// A file from some byte on. Several of them share the file.
#[derive(Clone)]
struct Part {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Where the directory is, and how long.
struct End {
    members: u64,
    offset: u64,
    length: u64,
    before: u64,
}

/// One member, as the directory says.
struct Entry {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    offset: u64,
    mode: u32,
}

impl Zip {
    pub fn source(name: String, file: File) -> Source {
        match Self::open(name.clone(), file) {
            Ok(zip) => Box::new(zip),
            Err(failure) => once(Met::unread(name, failure)),
        }
    }

    fn open(name: String, file: File) -> Result<Self, Failure> {
        let size = file.metadata().map_err(|error| unreadable(&error, 0))?.len();
        let part = Part { file: Arc::new(Mutex::new(file)), at: 0 };
        let end = find_end(&part, size).map_err(|error| unreadable(&error, 0))?;
        let place = |end: &End| end.before.checked_add(end.offset).filter(|place| *place <= size);
        let Some((end, at)) = end.and_then(|end| place(&end).map(|at| (end, at))) else {
            let message = format!("no directory stands at the end of the archive, after {size} bytes");
            let hint = "it is cut off, or it is no zip: copy it again; nothing of it was judged";
            return Err(damaged("archive/truncated", message, hint));
        };
        let directory = BufReader::with_capacity(1 << 16, Part { at, ..part });
        let last = at.saturating_add(end.length);
        Ok(Self { name, directory, at, count: 0, members: end.members, before: end.before, end: at, floor: 0, last })
    }

    fn entry(&mut self) -> Result<Entry, Failure> {
        let at = self.at;
        let fixed = self.take(46)?;
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(damaged("archive/damaged", format!("the directory is damaged at byte {at}"), AGAIN));
        }
        let name = self.take(number(&fixed, 28, 2))?;
        let extra = self.take(number(&fixed, 30, 2))?;
        self.take(number(&fixed, 32, 2))?;
        let mut large = Large::of(&extra);
        Ok(Entry {
            name,
            flags: number(&fixed, 8, 2) as u16,
            method: number(&fixed, 10, 2) as u16,
            crc: number(&fixed, 16, 4) as u32,
            unpacked: large.or(number(&fixed, 24, 4)),
            packed: large.or(number(&fixed, 20, 4)),
            offset: large.or(number(&fixed, 42, 4)),
            mode: number(&fixed, 40, 2) as u32,
        })
    }

    fn take(&mut self, count: u64) -> Result<Vec<u8>, Failure> {
        let bytes = up_to(&mut self.directory, count as usize).map_err(|error| unreadable(&error, self.at))?;
        self.at += bytes.len() as u64;
        if (bytes.len() as u64) < count { Err(truncated(self.at)) } else { Ok(bytes) }
    }

    /// What the directory says of the next member; nothing of a folder.
    fn met(&mut self, entry: &Entry) -> Option<Met> {
        let text = String::from_utf8_lossy(&entry.name);
        match () {
            () if text.ends_with('/') => None,
            () if !text.ends_with(SEALED) => Some(Met::PassedOver),
            () => {
                let name = format!("{}:{text}", self.name);
                Some(match self.content(entry) {
                    Ok(bytes) => Met::bytes(name, bytes),
                    Err(failure) => Met::unread(name, failure),
                })
            }
        }
    }

    fn content(&mut self, entry: &Entry) -> Result<Vec<u8>, Failure> {
        if let Some(failure) = refused(entry) {
            return Err(failure);
        }
        let start = self.data(entry)?;
        let part = Part { at: start, ..self.directory.get_ref().clone() };
        let packed = BufReader::new(part).take(entry.packed);
        // One byte more than is said, so that what grows beyond it is seen.
        let most = entry.unpacked as usize + 1;
        let read = match entry.method {
            DEFLATED => up_to(&mut DeflateDecoder::new(packed), most),
            _ => up_to(&mut { packed }, most),
        };
        let bytes = read.map_err(|error| unreadable(&error, start))?;
        let mut crc = Crc::new();
        crc.update(&bytes);
        match bytes.len() as u64 {
            size if size > entry.unpacked => {
                let message = format!("the member unpacks to more than the {} bytes that it names", entry.unpacked);
                Err(damaged(
                    "archive/bomb",
                    message,
                    "ask the sender: this archive was made to fill a disk or a memory",
                ))
            }
            size if size < entry.unpacked || crc.sum() != entry.crc => {
                let message = format!("the member at byte {start} is damaged: it has not the checksum that it names");
                Err(damaged("archive/checksum", message, "copy the archive again"))
            }
            _ => Ok(bytes),
        }
    }

    /// Where the data of a member begins, behind a header that says the same name.
    fn data(&mut self, entry: &Entry) -> Result<u64, Failure> {
        let at = self.before.saturating_add(entry.offset);
        let odd = |what: &str| damaged("archive/damaged", format!("the member at byte {at} {what}"), "pack it again");
        if at < self.floor || at > self.end {
            return Err(odd("shares its bytes with another one"));
        }
        let mut local = BufReader::with_capacity(512, Part { at, ..self.directory.get_ref().clone() });
        let mut read = |count: u64| up_to(&mut local, count as usize).map_err(|error| unreadable(&error, at));
        let fixed = read(30)?;
        if !fixed.starts_with(b"PK\x03\x04") || fixed.len() < 30 {
            return Err(odd("has no header"));
        }
        let name = read(number(&fixed, 26, 2))?;
        if name != entry.name {
            return Err(odd("has another name than in the directory"));
        }
        let start = at + 30 + name.len() as u64 + number(&fixed, 28, 2);
        let end = start.saturating_add(entry.packed);
        if end > self.end {
            return Err(odd("reaches into the directory"));
        }
        self.floor = end;
        Ok(start)
    }
}

impl Iterator for Zip {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        while self.at < self.last {
            self.count += 1;
            match self.entry() {
                Ok(entry) => match self.met(&entry) {
                    None => {}
                    met => return met,
                },
                Err(failure) => {
                    // Neither the rest nor the count is of any use now.
                    (self.last, self.members) = (0, self.count);
                    return Some(Met::unread(self.name.clone(), failure));
                }
            }
        }
        let (count, members) = (self.count, std::mem::replace(&mut self.members, self.count));
        // Some programs count in 16 bits, and begin again after 65,535.
        (count & 0xffff != members & 0xffff).then(|| {
            let message =
                format!("the directory of the archive lists {count} members, and says that they are {members}");
            Met::unread(self.name.clone(), damaged("archive/damaged", message, "copy it again"))
        })
    }
}

/// Why the directory alone says that a member is not read.
fn refused(entry: &Entry) -> Option<Failure> {
    let is_link = entry.mode & 0o17_0000 == 0o12_0000;
    let unsafe_name = unsafe_name(&entry.name);
    let refusal = || {
        if is_link {
            Some(not_a_file())
        } else if entry.flags & 1 != 0 {
            let message = "the member is encrypted with a password";
            Some(damaged("archive/encrypted", message, "unpack the archive with its password, and name the folder"))
        } else if !matches!(entry.method, STORED | DEFLATED) {
            let message = format!("the member is packed by method {}, not by deflate", entry.method);
            Some(damaged("archive/method", message, "pack it with deflate, or name the unpacked folder"))
        } else if entry.unpacked > MAX_FILE_BYTES as u64 {
            Some(too_large(entry.unpacked))
        } else {
            None
        }
    };
    unsafe_name.or_else(refusal)
}

/// The sizes that do not fit into 32 bits, in the order of the standard.
struct Large<'a>(&'a [u8]);

impl<'a> Large<'a> {
    fn of(mut extra: &'a [u8]) -> Self {
        while extra.len() >= 4 {
            let (kind, size) = (number(extra, 0, 2), number(extra, 2, 2) as usize);
            let rest = extra.get(4..).unwrap_or_default();
            if kind == 1 {
                return Self(rest.get(..size).unwrap_or(rest));
            }
            extra = rest.get(size..).unwrap_or_default();
        }
        Self(&[])
    }

    fn or(&mut self, short: u64) -> u64 {
        if short != 0xffff_ffff || self.0.len() < 8 {
            return short;
        }
        let long = number(self.0, 0, 8);
        self.0 = self.0.get(8..).unwrap_or_default();
        long
    }
}

/// A number of some bytes, the lowest first; bytes that are not there count as 0.
fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    let digits = bytes.iter().skip(at).take(width).rev();
    digits.fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// The directory's own end: nothing follows it but its comment.
fn find_end(part: &Part, size: u64) -> io::Result<Option<End>> {
    let from = size.saturating_sub(MOST_TAIL);
    let tail = up_to(&mut Part { at: from, ..part.clone() }, MOST_TAIL as usize)?;
    let is_end = |at: &usize| {
        let rest = tail.get(*at..).unwrap_or_default();
        rest.starts_with(b"PK\x05\x06") && rest.len() as u64 == 22 + number(rest, 20, 2)
    };
    let Some(at) = (0..tail.len().saturating_sub(21)).rev().find(is_end) else { return Ok(None) };
    let end = tail.get(at..).unwrap_or_default();
    let place = from + at as u64;
    let (members, length, offset) = (number(end, 10, 2), number(end, 12, 4), number(end, 16, 4));
    if members == 0xffff || length == 0xffff_ffff || offset == 0xffff_ffff {
        return large_end(part, place);
    }
    let before = place.checked_sub(length).and_then(|start| start.checked_sub(offset));
    Ok(before.map(|before| End { members, offset, length, before }))
}

/// The end of a directory that is too large for 32 bits. Nothing stands before such an archive.
fn large_end(part: &Part, place: u64) -> io::Result<Option<End>> {
    let read = |at: u64, count| up_to(&mut Part { at, ..part.clone() }, count);
    let Some(at) = place.checked_sub(20) else { return Ok(None) };
    let locator = read(at, 20)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Err(ErrorKind::InvalidData.into());
    }
    let end = read(number(&locator, 8, 8), 56)?;
    let is_end = end.starts_with(b"PK\x06\x06") && end.len() == 56;
    let [members, length, offset] = [32, 40, 48].map(|at| number(&end, at, 8));
    Ok(is_end.then_some(End { members, offset, length, before: 0 }))
}
