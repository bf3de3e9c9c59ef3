//! Writing files whole or not at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IntoInnerError, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;
use crate::screen::Screen;

/// Where a result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// To whoever reads what this program prints, written `-`.
    Printed,
    /// Into a file.
    File(PathBuf),
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Whoever may read new files.
    Usual,
    /// Its owner alone.
    Secret,
}

impl From<OsString> for Output {
    fn from(text: OsString) -> Self {
        if text == "-" { Self::Printed } else { Self::File(text.into()) }
    }
}

impl Output {
    /// Writes everything. A file is written beside its place and moved there when it is whole, so that nobody ever
    /// finds half of one.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written; what was there before is then still there.
    pub fn write(&self, bytes: &[u8], privacy: Privacy) -> Result<(), Failure> {
        match self {
            Self::Printed => {
                let mut out = io::stdout().lock();
                match out.is_terminal() {
                    true => Screen(&mut out).write_all(bytes)?,
                    false => out.write_all(bytes)?,
                }
                Ok(out.flush()?)
            }
            Self::File(path) => replace(path, &mut &*bytes, privacy).map_err(|error| unwritable(path, &error)),
        }
    }
}

/// Writes all that a reader gives into a file, whole or not at all.
///
/// # Errors
/// [`Failure`] where it cannot be read or written; what was there before is then still there.
pub fn copy(from: &mut dyn Read, to: &Path) -> Result<(), Failure> {
    replace(to, from, Privacy::Usual).map_err(|error| unwritable(to, &error))
}

/// A file that is written part by part, and is there only when it is whole.
#[derive(Debug)]
pub struct Fresh<'a> {
    path: &'a Path,
    file: BufWriter<NamedTempFile>,
}

impl<'a> Fresh<'a> {
    /// Begins a file beside its place.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn create(path: &'a Path) -> Result<Self, Failure> {
        let file = beside(path, Privacy::Usual).map_err(|error| unwritable(path, &error))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Moves it to its place.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written; what was there before is then still there.
    pub fn keep(self) -> Result<(), Failure> {
        let Self { path, file } = self;
        let kept = file.into_inner().map_err(IntoInnerError::into_error).and_then(|file| persist(file, path));
        kept.map_err(|error| unwritable(path, &error))
    }
}

impl Write for Fresh<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Keeps other runs of this program away from files until it is dropped, where the system knows locks of folders.
#[derive(Debug)]
pub struct Hold {
    _folders: Vec<File>,
}

impl Hold {
    /// Waits until no other run holds the folder of any of these files.
    ///
    /// # Errors
    /// [`Failure`] where a folder does not exist.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<Self, Failure> {
        let mut folders = BTreeSet::new();
        for path in paths {
            folders.insert(folder_of(path).canonicalize().map_err(|error| unwritable(path, &error))?);
        }
        // In the order of their names, so that no two runs wait for each other. Where a folder cannot be locked, nobody waits.
        let locked = |folder: &PathBuf| File::open(folder).ok().filter(|folder| folder.lock().is_ok());
        Ok(Self { _folders: folders.iter().filter_map(locked).collect() })
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

fn replace(path: &Path, content: &mut dyn Read, privacy: Privacy) -> io::Result<()> {
    let mut file = beside(path, privacy)?;
    io::copy(content, &mut file)?;
    persist(file, path)
}

/// A file beside another one, to be moved there.
fn beside(path: &Path, privacy: Privacy) -> io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut builder = Builder::new();
    builder.prefix(".sealform-");
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;
        let mode = match privacy {
            Privacy::Usual => 0o666,
            Privacy::Secret => 0o600,
        };
        builder.permissions(Permissions::from_mode(mode));
    }
    builder.tempfile_in(folder_of(path))
}

fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let (code, message, hint) = match error.kind() {
        ErrorKind::IsADirectory => ("file/directory", "this is a folder".to_owned(), "name a file to write"),
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            ("file/no-folder", "the folder for this file does not exist".to_owned(), "create the folder first")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            ("file/forbidden", "no permission to write the file".to_owned(), "write to another folder")
        }
        _ => ("file/unwritable", format!("the file cannot be written: {error}"), "free some space, or write elsewhere"),
    };
    Failure::io(&path.display().to_string(), code, message, hint)
}
