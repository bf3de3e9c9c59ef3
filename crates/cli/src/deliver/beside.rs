//! Finding what was attached to a sealed file: by the name that it claims, by its digest as a name, or by its bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sealform_types::digest;

use super::parcel::{LOG, Piece};
use crate::input;

/// No attachment is larger: all of a report have 50 MB together.
const MOST_BYTES: u64 = 50_000_000;

/// Looks for attachments in folders, each of which is listed once.
#[derive(Default)]
pub struct Finder(Mutex<BTreeMap<PathBuf, Arc<Listed>>>);

/// The files of a folder.
#[derive(Default)]
struct Listed {
    by_size: BTreeMap<u64, Vec<PathBuf>>,
    logs: Vec<PathBuf>,
}

impl Finder {
    /// The bytes of a piece; `None` where no file of the folder has them.
    pub fn read(&self, folder: &Path, piece: &Piece) -> Option<Vec<u8>> {
        let named = [piece.name.as_str(), piece.sha256.as_str()];
        let mut named = named.into_iter().filter_map(|name| input::inside(folder, name));
        named.find_map(|path| right(&path, piece)).or_else(|| {
            let listed = self.listed(folder);
            let alike = if piece.name == LOG { Some(&listed.logs) } else { listed.by_size.get(&piece.size) };
            alike?.iter().find_map(|path| right(path, piece))
        })
    }

    fn listed(&self, folder: &Path) -> Arc<Listed> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listed) = known.get(folder) {
            return Arc::clone(listed);
        }
        let listed = Arc::new(list(folder));
        known.insert(folder.to_owned(), Arc::clone(&listed));
        listed
    }
}

/// A folder that cannot be listed holds nothing that can be found.
fn list(folder: &Path) -> Listed {
    let mut listed = Listed::default();
    let mut entries: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
        Err(_) => Vec::new(),
    };
    entries.sort();
    for path in entries {
        let Ok(data) = fs::symlink_metadata(&path) else { continue };
        if !data.is_file() || data.len() > MOST_BYTES {
            continue;
        }
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            listed.logs.push(path.clone());
        }
        listed.by_size.entry(data.len()).or_default().push(path);
    }
    listed
}

/// The bytes of a file, where they are the ones that were sealed.
fn right(path: &Path, piece: &Piece) -> Option<Vec<u8>> {
    let size = fs::metadata(path).ok()?.len();
    let fits = size <= MOST_BYTES && (piece.name == LOG || size == piece.size);
    let bytes = fits.then(|| fs::read(path).ok()).flatten()?;
    (digest(&bytes).to_string() == piece.sha256).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_by_name_digest_or_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let piece = |name: &str, bytes: &[u8]| Piece {
            name: name.to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: bytes.len() as u64,
            sha256: digest(bytes).to_string(),
        };
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("a file");
        write("a.jpg", b"one");
        write(&digest(b"two").to_string(), b"two");
        write("renamed.jpg", b"three");
        write("events.jsonl", b"{}\n");
        // As long, and something else.
        write("d.jpg", b"abcd");
        let finder = Finder::default();
        let found = |piece: &Piece| finder.read(folder.path(), piece);
        assert_eq!(found(&piece("a.jpg", b"one")).as_deref(), Some(b"one".as_slice()));
        assert_eq!(found(&piece("b.jpg", b"two")).as_deref(), Some(b"two".as_slice()));
        assert_eq!(found(&piece("c.jpg", b"three")).as_deref(), Some(b"three".as_slice()));
        assert_eq!(found(&piece("d.jpg", b"four")), None);
        assert_eq!(found(&piece("../a.jpg", b"five")), None);
        assert_eq!(found(&Piece { size: 0, ..piece(LOG, b"{}\n") }).as_deref(), Some(b"{}\n".as_slice()));
    }
}
