//! Where sealed files come from: one by one, in folders, in archives, as lines. Each is handed on as it is met, so that a million of
//! them need no more memory than a few; what cannot be read is handed on as such, and what comes after it all the same.

mod folder;
mod gzip;
pub mod lines;
mod refused;
mod sniff;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::failure::Failure;
use crate::input::Input;

/// How the name of a sealed file ends.
pub const SEALED: &str = ".jws.json";

/// One thing to be judged.
#[derive(Debug)]
pub struct Item {
    /// Its place: a path, `sent.zip:monday/a.jws.json` for a member of an archive, `sent.ndjson:17` for a line.
    pub name: String,
    pub content: Content,
}

/// What there is of it.
#[derive(Debug)]
pub enum Content {
    /// A file that whoever judges it reads.
    File(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It cannot be read.
    Unread(Failure),
}

/// What is met on the way.
#[derive(Debug)]
pub enum Met {
    Item(Item),
    /// Something whose name is not that of a sealed file.
    PassedOver,
}

impl Met {
    fn bytes(name: String, bytes: Vec<u8>) -> Self {
        Self::Item(Item { name, content: Content::Bytes(bytes) })
    }

    fn unread(name: String, failure: Failure) -> Self {
        Self::Item(Item { name, content: Content::Unread(failure) })
    }
}

/// Everything that is met in one source, in its order.
type Source = Box<dyn Iterator<Item = Met> + Send>;

/// All that some inputs name, in their order, inside a folder in the order of names, inside an archive in its own.
pub struct Sources<'a> {
    inputs: std::slice::Iter<'a, Input>,
    current: Option<Source>,
}

impl<'a> Sources<'a> {
    /// What these inputs name. Nothing is read yet.
    pub fn of(inputs: &'a [Input]) -> Self {
        Self { inputs: inputs.iter(), current: None }
    }
}

impl Iterator for Sources<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            if let Some(met) = self.current.as_mut().and_then(Iterator::next) {
                return Some(met);
            }
            self.current = Some(open(self.inputs.next()?));
        }
    }
}

fn open(input: &Input) -> Source {
    match input {
        Input::File(path) if path.is_dir() => Box::new(folder::Folder::of(path.clone())),
        // The usual case is not looked at twice.
        Input::File(path) if path.to_string_lossy().ends_with(SEALED) => alone(path.clone()),
        Input::File(path) => match File::open(path) {
            Ok(file) => sniff::file(path, file),
            // Whoever reads it says why it cannot be.
            Err(_) => alone(path.clone()),
        },
        Input::Piped => sniff::piped(Box::new(io::stdin())),
    }
}

fn alone(path: PathBuf) -> Source {
    let name = path.display().to_string();
    once(Met::Item(Item { name, content: Content::File(path) }))
}

fn once(met: Met) -> Source {
    Box::new(std::iter::once(met))
}

/// Reads up to so many bytes, fewer only at the end.
fn up_to(reader: &mut dyn Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
