//! Reading what the person names: files, and `-` for what is piped in.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use sealform_types::{Finding, Json, JsonError, MAX_DOCUMENT_BYTES, Place};

use crate::failure::{Failure, FileReport};

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// What is piped in, written `-`.
    Piped,
    /// A file.
    File(PathBuf),
}

/// A document as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, as it was given.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl From<OsString> for Input {
    fn from(text: OsString) -> Self {
        if text == "-" { Self::Piped } else { Self::File(text.into()) }
    }
}

impl Input {
    /// The name for messages.
    pub fn name(&self) -> String {
        match self {
            Self::Piped => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The path, where it is a file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Piped => None,
            Self::File(path) => Some(path),
        }
    }

    /// Reads everything, and never much more than a document may have.
    ///
    /// # Errors
    /// [`Failure`] where there is nothing to read: no such file, a directory, no permission.
    pub fn read(&self) -> Result<Source, Failure> {
        let name = self.name();
        let read = match self {
            Self::Piped => read_all(&mut io::stdin().lock()),
            Self::File(path) => File::open(path).and_then(|mut file| read_all(&mut file)),
        };
        match read {
            Ok(bytes) => Ok(Source { name, bytes }),
            Err(error) => Err(unreadable(&name, self.path(), &error)),
        }
    }
}

/// The regular file of a folder that has a name from somewhere else. A name that leads elsewhere names none, and neither does
/// one of a pipe, a device or a link out of the folder: nothing of them is opened.
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = Path::new(name).components().count() == 1 && Path::new(name).file_name().is_some();
    let folder = folder.canonicalize().ok().filter(|_| is_plain)?;
    let path = folder.join(name).canonicalize().ok()?;
    (path.starts_with(&folder) && path.is_file()).then_some(path)
}

fn read_all(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than is allowed, so that whoever parses sees that it is too much.
    reader.take(MAX_DOCUMENT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, path: Option<&Path>, error: &io::Error) -> Failure {
    let (code, message, hint) = match error.kind() {
        ErrorKind::NotFound => ("file/missing", "there is no such file".to_owned(), "check the spelling of the name"),
        ErrorKind::IsADirectory => ("file/directory", "this is a folder".to_owned(), "name the files inside it"),
        _ if path.is_some_and(Path::is_dir) => {
            ("file/directory", "this is a folder".to_owned(), "name the files inside it")
        }
        ErrorKind::PermissionDenied => {
            ("file/forbidden", "no permission to read the file".to_owned(), "change the permissions of the file")
        }
        _ => ("file/unreadable", format!("the file cannot be read: {error}"), "try again, or copy the file first"),
    };
    Failure::io(name, code, message, hint)
}

/// Refuses to read what is piped in more than once.
///
/// # Errors
/// [`Failure`] where more than one of the inputs is `-`.
pub fn piped_once<'a>(inputs: impl IntoIterator<Item = &'a Input>) -> Result<(), Failure> {
    match inputs.into_iter().filter(|input| **input == Input::Piped).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::usage("`-` stands for more than one document", "name files for all but one of them")),
    }
}

impl Source {
    /// What is reported about this document, with its text for the places.
    pub fn report(&self, findings: impl IntoIterator<Item = Finding>) -> FileReport {
        let text = String::from_utf8(self.bytes.clone()).ok();
        FileReport { file: self.name.clone(), text, findings: findings.into_iter().collect() }
    }

    /// The bytes of a file in the same folder: a table that a questionnaire reads. See [`inside`].
    pub fn beside(&self, name: &str) -> Option<Vec<u8>> {
        let folder = Path::new(&self.name).parent().filter(|folder| !folder.as_os_str().is_empty());
        read_all(&mut File::open(inside(folder.unwrap_or(Path::new(".")), name)?).ok()?).ok()
    }

    /// Reads the JSON in it; `what` names the document in messages.
    ///
    /// # Errors
    /// A finding with line and column.
    pub fn json(&self, what: &str) -> Result<Json, Box<Finding>> {
        if self.bytes.starts_with(b"\xef\xbb\xbf") {
            let finding = Finding::error("document/byte-order-mark", "the file starts with a byte order mark", first());
            return Err(finding.hint("save it as UTF-8 without a byte order mark").into());
        }
        if let Err(error) = std::str::from_utf8(&self.bytes) {
            return Err(not_text(&self.bytes, error.valid_up_to()).into());
        }
        if self.bytes.iter().all(u8::is_ascii_whitespace) {
            let finding = Finding::error("document/empty", format!("there is no {what}: the file is empty"), first());
            return Err(finding.hint("save it again").into());
        }
        Json::parse(&self.bytes).map_err(|error| self.not_json(what, error).into())
    }

    fn not_json(&self, what: &str, error: JsonError) -> Finding {
        let JsonError { fault, line, column } = error;
        let hint = match self.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => fault.hint(),
            Some(_) | None if fault.is_of_syntax() => "pass a JSON document: it starts with `{`",
            Some(_) | None => fault.hint(),
        };
        Finding::error("document/json", format!("the {what} cannot be read: {fault}"), self.line(line, column))
            .hint(hint)
    }

    /// A place of the text, from a line and a column that counts bytes.
    fn line(&self, line: usize, column: usize) -> Place {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let bytes = self.bytes.split(|byte| *byte == b'\n').nth(line.saturating_sub(1)).unwrap_or_default();
        let before = bytes.get(..column.saturating_sub(1)).unwrap_or(bytes);
        let column = String::from_utf8_lossy(before).chars().count() + 1;
        match line {
            0 => Place::default(),
            _ => Place {
                line: Some(number(line)),
                columns: Some((number(column), number(column + 1))),
                ..Place::default()
            },
        }
    }
}

fn first() -> Place {
    Place { line: Some(1), columns: Some((1, 2)), ..Place::default() }
}

fn not_text(bytes: &[u8], at: usize) -> Finding {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let place = Place { line: u32::try_from(line).ok(), ..Place::default() };
    Finding::error("document/not-utf8", "the file is not text in UTF-8", place).hint("save it as UTF-8")
}
