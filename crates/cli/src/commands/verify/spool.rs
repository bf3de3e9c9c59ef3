//! What came of each file, in their order, outside of the memory: who conflicts with whom is known only after the last one.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::row::Row;
use crate::failure::Failure;

/// So many rows are read at a time.
const SOME: usize = 512;
/// Up to so many bytes no file is made.
const IN_MEMORY: usize = 16 << 20;

/// Rows as lines of JSON. Of each only its place is in memory.
pub struct Spool {
    file: SpooledTempFile,
    /// Where each row begins.
    starts: Vec<u64>,
    end: u64,
}

impl Spool {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Adds a row as [`to_line`] writes it.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be kept.
    pub fn push(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.file.write_all(line).map_err(|error| failed(&error))?;
        self.starts.push(self.end);
        self.end += line.len() as u64;
        Ok(())
    }

    /// A row again.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read.
    pub fn row(&mut self, index: usize) -> Result<Row, Failure> {
        from_line(&self.bytes(index, index + 1)?)
    }

    /// Some rows from an index on, as they are kept; none behind the last one.
    ///
    /// # Errors
    /// [`Failure`] where they cannot be read.
    pub fn some_from(&mut self, index: usize) -> Result<Lines, Failure> {
        self.bytes(index, index + SOME).map(Lines)
    }

    fn bytes(&mut self, from: usize, to: usize) -> Result<Vec<u8>, Failure> {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or(self.end);
        let (start, end) = (at(from), at(to));
        let mut bytes = vec![0; usize::try_from(end - start).unwrap_or_default()];
        let read = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|error| failed(&error))?;
        Ok(bytes)
    }
}

impl Default for Spool {
    fn default() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY), starts: Vec::new(), end: 0 }
    }
}

/// Rows as they are kept, to be read without what keeps them.
pub struct Lines(Vec<u8>);

impl Lines {
    /// The rows. One that cannot be read is a failure of its own.
    pub fn rows(&self) -> Vec<Result<Row, Failure>> {
        self.0.split_inclusive(|byte| *byte == b'\n').map(from_line).collect()
    }
}

fn from_line(line: &[u8]) -> Result<Row, Failure> {
    serde_json::from_slice(line).map_err(|error| failed(&error.into()))
}

/// A row as a line.
///
/// # Errors
/// [`Failure`] where it has no form.
pub fn to_line(row: &Row) -> Result<Vec<u8>, Failure> {
    let mut line = serde_json::to_vec(row).map_err(|error| failed(&error.into()))?;
    line.push(b'\n');
    Ok(line)
}

fn failed(error: &io::Error) -> Failure {
    let message = format!("what came of the files cannot be kept on the way: {error}");
    Failure::io("", "file/unwritable", message, "free some space where temporary files lie (`TMPDIR`)")
}
