//! The sealed files of a folder and the folders inside, in the order of their names.

use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::{Content, Item, Met, SEALED};
use crate::failure::Failure;

/// A folder while it is walked. A link to a folder is not followed inside one, so a circle ends.
pub struct Folder {
    /// The folders that are open, each with what is left of it, last first.
    open: Vec<(PathBuf, Vec<Entry>)>,
    /// One that is to be opened next.
    next: Option<PathBuf>,
}

/// Only what is judged or entered is kept: a folder may have a million files.
struct Entry {
    name: Box<std::ffi::OsStr>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Sealed,
    Other,
}

impl Folder {
    pub fn of(path: PathBuf) -> Self {
        Self { open: Vec::new(), next: Some(path) }
    }

    fn enter(&mut self, path: PathBuf) -> Option<Met> {
        match list(&path) {
            Ok(entries) => {
                self.open.push((path, entries));
                None
            }
            Err(error) => {
                let name = path.display().to_string();
                let message = format!("the folder cannot be read: {error}");
                let hint = "change its permissions, or name another folder";
                let failure = Failure::io(&name, "file/unreadable", message, hint);
                Some(Met::unread(name, failure))
            }
        }
    }
}

impl Iterator for Folder {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            if let Some(path) = self.next.take()
                && let Some(met) = self.enter(path)
            {
                return Some(met);
            }
            let (folder, entries) = self.open.last_mut()?;
            match entries.pop() {
                None => drop(self.open.pop()),
                Some(Entry { name, kind: Kind::Folder }) => self.next = Some(folder.join(&*name)),
                Some(Entry { name, kind: Kind::Sealed }) => {
                    let path = folder.join(&*name);
                    let name = path.display().to_string();
                    return Some(Met::Item(Item { name, content: Content::File(path) }));
                }
                Some(Entry { kind: Kind::Other, .. }) => return Some(Met::PassedOver),
            }
        }
    }
}

fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| entry.and_then(read)).collect::<io::Result<Vec<Entry>>>()?;
    entries.sort_unstable_by(|one, other| other.name.cmp(&one.name));
    Ok(entries)
}

fn read(entry: DirEntry) -> io::Result<Entry> {
    let name = entry.file_name();
    let kind = match () {
        () if entry.file_type()?.is_dir() => Kind::Folder,
        () if name.to_string_lossy().ends_with(SEALED) => Kind::Sealed,
        () => Kind::Other,
    };
    // What is passed over is counted, and needs no name.
    let name = if kind == Kind::Other { OsString::new() } else { name };
    Ok(Entry { name: name.into_boxed_os_str(), kind })
}
