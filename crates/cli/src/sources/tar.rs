//! The members of a tar (POSIX.1-2001 and GNU), one after another. What they say of their sizes and names is read within limits: the
//! crate's own walk takes a name of any length into memory.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};

use sealform_submission::MAX_FILE_BYTES;
use tar::{EntryType, Header, PaxExtensions};

use super::refused::{damaged, not_a_file, too_large, unreadable, unsafe_name};
use super::{Met, SEALED, up_to};
use crate::failure::Failure;

const BLOCK: u64 = 512;
/// The longest description of the member that follows: its name and other words about it.
const MOST_WORDS: u64 = 1 << 20;

/// The bytes of a tar.
pub enum Bytes {
    /// A file, of which large members are not read.
    File { reader: BufReader<File>, size: u64, at: u64 },
    /// Anything else, from its beginning to its end.
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    pub fn of_file(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(Self::File { reader: BufReader::with_capacity(1 << 16, file), size, at: 0 })
    }

    /// Passes over so many bytes.
    fn skip(&mut self, count: u64) -> io::Result<()> {
        match self {
            Self::File { size, at, .. } if size.saturating_sub(*at) < count => Err(ErrorKind::UnexpectedEof.into()),
            Self::File { reader, at, .. } => {
                *at += count;
                reader.seek_relative(i64::try_from(count).map_err(|_| ErrorKind::UnexpectedEof)?)
            }
            Self::Stream(reader) => match io::copy(&mut reader.take(count), &mut io::sink())? {
                copied if copied == count => Ok(()),
                _ => Err(ErrorKind::UnexpectedEof.into()),
            },
        }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File { reader, at, .. } => {
                let read = reader.read(buffer)?;
                *at += read as u64;
                Ok(read)
            }
            Self::Stream(reader) => reader.read(buffer),
        }
    }
}

/// A tar while it is read.
pub struct Tar {
    name: String,
    bytes: Bytes,
    at: u64,
    /// Whether the mark of the end was met since the last member.
    is_ended: bool,
    is_over: bool,
}

/// What stands before a member about it.
#[derive(Default)]
struct Words {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

/// What a member turned out to be.
enum Member {
    Met(Met),
    /// A folder, or words about what follows: nothing to be counted.
    Nothing,
    End,
}

impl Tar {
    pub fn of(name: String, bytes: Bytes) -> Self {
        Self { name, bytes, at: 0, is_ended: false, is_over: false }
    }

    fn member(&mut self) -> Result<Member, Failure> {
        let mut words = Words::default();
        loop {
            let Some(header) = self.header()? else { return Ok(Member::End) };
            let Ok(size) = header.entry_size() else { return Err(self.damaged("a size is no number")) };
            match header.entry_type() {
                EntryType::GNULongName => {
                    let text = self.words(size)?;
                    words.path = Some(text.split(|byte| *byte == 0).next().unwrap_or_default().to_vec());
                }
                EntryType::XHeader => words.read(&self.words(size)?),
                EntryType::GNULongLink | EntryType::XGlobalHeader => drop(self.words(size)?),
                kind => {
                    let size = words.size.unwrap_or(size);
                    let path = words.path.unwrap_or_else(|| header.path_bytes().into_owned());
                    return self.content(kind, &path, size);
                }
            }
        }
    }

    /// The next header, behind the blocks of zeros that end a tar: another one may have been appended.
    fn header(&mut self) -> Result<Option<Header>, Failure> {
        loop {
            let block = up_to(&mut self.bytes, BLOCK as usize).map_err(|error| unreadable(&error, self.at))?;
            match block.len() {
                0 if self.is_ended => return Ok(None),
                512 => {}
                read => return Err(super::refused::truncated(self.at + read as u64)),
            }
            self.at += BLOCK;
            if block.iter().all(|byte| *byte == 0) {
                self.is_ended = true;
                continue;
            }
            self.is_ended = false;
            let header = Header::from_byte_slice(&block).clone();
            let sum: u32 = block
                .iter()
                .enumerate()
                .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
                .sum();
            if header.cksum().ok() != Some(sum) {
                return Err(self.damaged("the checksum of a header does not fit"));
            }
            return Ok(Some(header));
        }
    }

    fn words(&mut self, size: u64) -> Result<Vec<u8>, Failure> {
        if size > MOST_WORDS {
            return Err(self.damaged("a name is longer than a megabyte"));
        }
        self.read(size)
    }

    fn content(&mut self, kind: EntryType, path: &[u8], size: u64) -> Result<Member, Failure> {
        let text = String::from_utf8_lossy(path);
        let name = format!("{}:{text}", self.name);
        let is_sealed = text.ends_with(SEALED);
        // Only what is stored with its member has a size of its own here.
        let has_content = !matches!(kind, EntryType::Link | EntryType::Symlink | EntryType::Directory);
        let size = if has_content { size } else { 0 };
        if kind == EntryType::Directory {
            return self.skip(size).map(|()| Member::Nothing);
        }
        if !is_sealed {
            return self.skip(size).map(|()| Member::Met(Met::PassedOver));
        }
        let is_file = matches!(kind, EntryType::Regular | EntryType::Continuous);
        let refused = unsafe_name(path).or_else(|| (!is_file).then(not_a_file));
        match refused.or_else(|| (size > MAX_FILE_BYTES as u64).then(|| too_large(size))) {
            Some(failure) => self.skip(size).map(|()| Member::Met(Met::unread(name, failure))),
            None => self.read(size).map(|bytes| Member::Met(Met::bytes(name, bytes))),
        }
    }

    fn read(&mut self, size: u64) -> Result<Vec<u8>, Failure> {
        let most = usize::try_from(size).unwrap_or(usize::MAX);
        let bytes = up_to(&mut self.bytes, most).map_err(|error| unreadable(&error, self.at))?;
        self.at += bytes.len() as u64;
        if bytes.len() < most {
            return Err(super::refused::truncated(self.at));
        }
        self.skip_exactly(padding(size))?;
        Ok(bytes)
    }

    fn skip(&mut self, size: u64) -> Result<(), Failure> {
        self.skip_exactly(size.saturating_add(padding(size)))
    }

    fn skip_exactly(&mut self, count: u64) -> Result<(), Failure> {
        self.bytes.skip(count).map_err(|error| unreadable(&error, self.at))?;
        self.at = self.at.saturating_add(count);
        Ok(())
    }

    fn damaged(&self, what: &str) -> Failure {
        let message = format!("the archive is damaged before byte {}: {what}", self.at);
        damaged("archive/damaged", message, "copy it again: what comes after this place was not judged")
    }
}

/// Members begin at whole blocks.
fn padding(size: u64) -> u64 {
    (BLOCK - size % BLOCK) % BLOCK
}

impl Words {
    /// Takes what the extended header of POSIX says: `length key=value` for each word.
    fn read(&mut self, text: &[u8]) {
        for word in PaxExtensions::new(text).flatten() {
            match word.key_bytes() {
                b"path" => self.path = Some(word.value_bytes().to_vec()),
                b"size" => self.size = word.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
    }
}

impl Iterator for Tar {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        while !self.is_over {
            match self.member() {
                Ok(Member::Met(met)) => return Some(met),
                Ok(Member::Nothing) => {}
                Ok(Member::End) => self.is_over = true,
                Err(failure) => {
                    self.is_over = true;
                    return Some(Met::unread(self.name.clone(), failure));
                }
            }
        }
        None
    }
}
