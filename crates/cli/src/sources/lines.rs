//! Sealed files as lines: one flattened JWS in each (NDJSON).

use std::io::{self, BufRead, BufReader, Read};

use sealform_submission::MAX_FILE_BYTES;

use super::Met;
use super::refused::{at_line, too_large, unreadable};

/// Lines while they are read; of one that is too long only its beginning is in memory.
pub struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    /// The number of the line that was read last.
    number: u64,
    /// How many bytes were read.
    at: u64,
    /// A line that was read already.
    first: Option<Line>,
    is_over: bool,
}

/// A line as it stands, with its end.
pub enum Line {
    Text(Vec<u8>),
    TooLong { bytes: u64 },
}

impl Lines {
    pub fn of(name: String, reader: Box<dyn Read + Send>) -> Self {
        let reader = BufReader::with_capacity(1 << 16, reader);
        Self { name, reader, number: 0, at: 0, first: None, is_over: false }
    }

    /// Puts the line back that was read last.
    pub fn put_back(mut self, line: Line) -> Self {
        self.first = Some(line);
        self.number = 0;
        self
    }

    /// What comes after the lines that were read.
    pub fn rest(self) -> impl Read {
        self.reader
    }

    /// The next line, with its end.
    pub fn read(&mut self) -> io::Result<Option<Line>> {
        self.number += 1;
        if let Some(line) = self.first.take() {
            return Ok(Some(line));
        }
        let mut text = Vec::new();
        // Room for the file and the two bytes of its end.
        let most = MAX_FILE_BYTES as u64 + 2;
        let read = self.reader.by_ref().take(most).read_until(b'\n', &mut text)? as u64;
        self.at += read;
        match read {
            0 => Ok(None),
            read if read < most || text.ends_with(b"\n") => Ok(Some(Line::Text(text))),
            read => {
                let rest = self.skip()?;
                Ok(Some(Line::TooLong { bytes: read + rest }))
            }
        }
    }

    /// Passes over the rest of a line, and says how long it was without its end.
    fn skip(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            let part = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                part => part?,
            };
            let end = part.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(part.len(), |end| end + 1);
            self.reader.consume(used);
            self.at += used as u64;
            skipped += used as u64;
            match (end, used) {
                (Some(_), _) => return Ok(skipped - 1),
                (None, 0) => return Ok(skipped),
                (None, _) => {}
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        while !self.is_over {
            let line = self.read();
            let name = format!("{}:{}", self.name, self.number);
            match line {
                Ok(None) => return None,
                Ok(Some(Line::TooLong { bytes })) => {
                    return Some(Met::unread(name, at_line(too_large(bytes), self.number)));
                }
                Ok(Some(Line::Text(text))) => match text.trim_ascii() {
                    // Empty lines separate nothing and hold nothing.
                    [] => {}
                    line => return Some(Met::bytes(name, line.to_vec())),
                },
                Err(error) => {
                    self.is_over = true;
                    return Some(Met::unread(name, at_line(unreadable(&error, self.at), self.number)));
                }
            }
        }
        None
    }
}
