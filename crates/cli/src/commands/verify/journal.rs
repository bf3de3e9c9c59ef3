//! `--resume`: what was judged is kept in a file, by the digest of what was judged, so that a run that was ended goes on.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealform_types::{Finding, Place, Sha256Digest};
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::failure::{Failure, FileReport};

/// So many rows may be lost where the program is killed; they are judged again.
const FLUSHED_AFTER: usize = 64;

/// What files were judged with. Another trust or another form would have given other results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct With {
    /// The version of this program.
    pub program: String,
    /// The digests of the documents.
    pub trust: Option<String>,
    pub questionnaire: Option<String>,
    pub key: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    sealform_verify_journal: u32,
    with: With,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    /// The digest of the file's bytes.
    sha256: String,
    row: Row,
}

/// A journal that is read and written, by several at a time.
pub struct Journal {
    name: String,
    /// Read here and there while it grows.
    file: Mutex<File>,
    known: BTreeMap<Sha256Digest, (u64, u32)>,
    added: Mutex<Added>,
}

/// What is to be written behind the end.
struct Added {
    lines: Vec<u8>,
    waiting: usize,
    end: u64,
}

impl Journal {
    /// Opens a journal, or begins one.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read or written, is none, is in use, or was made with other documents.
    pub fn open(path: &Path, with: &With) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let failed = |error: &io::Error| unusable(&name, error);
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = options.map_err(|error| failed(&error))?;
        if file.try_lock().is_err() {
            let message = "another run uses this journal";
            return Err(Failure::io(&name, "file/in-use", message, "wait for its end, or name another file"));
        }
        let mut journal = Self {
            name: name.clone(),
            file: Mutex::new(file),
            known: BTreeMap::new(),
            added: Mutex::new(Added { lines: Vec::new(), waiting: 0, end: 0 }),
        };
        let end = journal.read(with)?;
        let added = journal.added.get_mut().unwrap_or_else(PoisonError::into_inner);
        added.end = end;
        if end == 0 {
            let header = Header { sealform_verify_journal: 1, with: with.clone() };
            serde_json::to_writer(&mut added.lines, &header).map_err(|error| failed(&error.into()))?;
            added.lines.push(b'\n');
            journal.flush()?;
        }
        Ok(journal)
    }

    /// Reads what is there, and says where it ends. The last line may be cut off: it was being written when the run was ended.
    fn read(&mut self, with: &With) -> Result<u64, Failure> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        let name = self.name.clone();
        let mut reader = BufReader::with_capacity(1 << 16, &mut *file);
        let (mut line, mut number, mut at) = (Vec::new(), 0, 0);
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).map_err(|error| unusable(&name, &error))?;
            if read == 0 {
                break;
            }
            number += 1;
            let fits = match number {
                1 => header(&name, &line, with)?,
                _ => match serde_json::from_slice::<Entry>(&line) {
                    Ok(Entry { sha256, row: _ }) => match Sha256Digest::parse(&sha256) {
                        Some(digest) => {
                            self.known.insert(digest, (at, u32::try_from(read).unwrap_or_default()));
                            true
                        }
                        None => false,
                    },
                    Err(_) => false,
                },
            };
            if !fits || !line.ends_with(b"\n") {
                let more = reader.fill_buf().map_err(|error| unusable(&name, &error))?;
                if !more.is_empty() {
                    return Err(damaged(&name, number));
                }
                break;
            }
            at += read as u64;
        }
        drop(reader);
        self.known.retain(|_, (start, _)| *start < at);
        file.set_len(at).map_err(|error| unusable(&name, &error))?;
        Ok(at)
    }

    /// How many files were judged before.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// What came of these bytes, where they were judged before.
    pub fn get(&self, sha256: &Sha256Digest) -> Option<Row> {
        let (start, length) = *self.known.get(sha256)?;
        let mut line = vec![0; length as usize];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut line)).ok()?;
        drop(file);
        // What cannot be read any more is judged again.
        serde_json::from_slice::<Entry>(&line).ok().map(|entry| entry.row)
    }

    /// Keeps a line as [`entry`] writes it.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn push(&self, line: &[u8]) -> Result<(), Failure> {
        let mut added = self.added();
        added.lines.extend(line);
        added.waiting += 1;
        if added.waiting >= FLUSHED_AFTER { self.write(&mut added) } else { Ok(()) }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn flush(&self) -> Result<(), Failure> {
        self.write(&mut self.added())
    }

    fn added(&self) -> MutexGuard<'_, Added> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, added: &mut Added) -> Result<(), Failure> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.seek(SeekFrom::Start(added.end)).and_then(|_| file.write_all(&added.lines));
        written.map_err(|error| unusable(&self.name, &error))?;
        added.end += added.lines.len() as u64;
        added.lines.clear();
        added.waiting = 0;
        Ok(())
    }
}

/// A line of the journal.
///
/// # Errors
/// [`Failure`] where the row has no form.
pub fn entry(sha256: &Sha256Digest, row: &Row) -> Result<Vec<u8>, Failure> {
    let entry = Entry { sha256: sha256.to_string(), row: row.clone() };
    let mut line = serde_json::to_vec(&entry).map_err(io::Error::from)?;
    line.push(b'\n');
    Ok(line)
}

/// Whether the first line is that of a journal made with the same documents. A part of one may be left of a run that was ended.
fn header(name: &str, line: &[u8], with: &With) -> Result<bool, Failure> {
    let begins = b"{\"sealform_verify_journal\"";
    match serde_json::from_slice::<Header>(line) {
        Ok(header) if header.with == *with => Ok(true),
        Ok(header) => Err(other(name, &header.with, with)),
        Err(_) if begins.starts_with(line) || line.starts_with(begins) => Ok(false),
        Err(_) => {
            let message = "this is no journal of `verify --resume`";
            let finding = Finding::error("journal/other", message, Place::default());
            let findings = vec![finding.hint("name a file that does not exist yet: this one was left as it is")];
            Err(Failure::of(FileReport { file: name.to_owned(), text: None, findings }))
        }
    }
}

fn other(name: &str, had: &With, has: &With) -> Failure {
    let differ = [
        ("version of the program", had.program != has.program),
        ("trust document", had.trust != has.trust),
        ("questionnaire", had.questionnaire != has.questionnaire),
        ("scoring key", had.key != has.key),
    ];
    let differ: Vec<&str> = differ.iter().filter(|(_, differs)| *differs).map(|(what, _)| *what).collect();
    let message = format!("the journal is of a run with another {}", differ.join(", another "));
    let finding = Finding::error("journal/other", message, Place::default());
    let findings = vec![finding.hint("name the same documents, or another file for this run")];
    Failure::of(FileReport { file: name.to_owned(), text: None, findings })
}

fn damaged(name: &str, line: u32) -> Failure {
    let place = Place { line: Some(line), ..Place::default() };
    let finding = Finding::error("journal/damaged", "a line of the journal cannot be read", place);
    let findings = vec![finding.hint("begin again with another file: of this one nothing is believed")];
    Failure::of(FileReport { file: name.to_owned(), text: None, findings })
}

fn unusable(name: &str, error: &io::Error) -> Failure {
    let message = format!("the journal cannot be used: {error}");
    Failure::io(name, "file/unwritable", message, "name a file that can be read and written")
}
