//! `--resume`: what has arrived is kept in a file, so that a run that was ended goes on without sending it again. No address and
//! no credential stands in it: a target is known by a digest.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sealform_types::{Finding, Place};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, FileReport};

#[derive(Serialize, Deserialize)]
struct Header {
    sealform_deliver_journal: u32,
}

/// Something that has arrived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    pub jti: String,
    /// The digest of the payload.
    pub sha256: String,
    /// Where: [`mark`](super::plan::Target::mark).
    pub to: String,
    /// For whom it was encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The digest of an attachment; absent for the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
}

/// A journal that is read and written; without a file it remembers nothing.
pub struct Journal {
    file: Option<(String, File)>,
    known: BTreeSet<Arrived>,
}

impl Journal {
    /// Opens a journal, or begins one.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read or written, is none, is in use, or is damaged.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self { file: None, known: BTreeSet::new() }) };
        let name = path.display().to_string();
        let failed = |error: io::Error| unusable(&name, &error);
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = options.map_err(failed)?;
        if file.try_lock().is_err() {
            let message = "another run uses this journal";
            return Err(Failure::io(&name, "file/in-use", message, "wait for its end, or name another file"));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let (known, end) = read(&name, &bytes)?;
        file.set_len(end as u64).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed)?;
        if end == 0 {
            let header = serde_json::to_string(&Header { sealform_deliver_journal: 1 }).map_err(io::Error::from)?;
            file.write_all(format!("{header}\n").as_bytes()).map_err(failed)?;
        }
        Ok(Self { file: Some((name, file)), known })
    }

    /// How much has arrived before.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether that has arrived before.
    pub fn has(&self, arrived: &Arrived) -> bool {
        self.known.contains(arrived)
    }

    /// Keeps what has arrived, at once.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn push(&mut self, arrived: &Arrived) -> Result<(), Failure> {
        let Some((name, file)) = &mut self.file else { return Ok(()) };
        let line = serde_json::to_string(arrived).map_err(io::Error::from)? + "\n";
        file.write_all(line.as_bytes()).map_err(|error| unusable(name, &error))
    }
}

/// What is known, and where whole lines end: the last one may be cut off, for it was being written when the run was ended.
fn read(name: &str, bytes: &[u8]) -> Result<(BTreeSet<Arrived>, usize), Failure> {
    let (mut known, mut end) = (BTreeSet::new(), 0);
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let is_last = end + line.len() == bytes.len();
        let is_whole = line.ends_with(b"\n");
        if index == 0 {
            let is_header = serde_json::from_slice::<Header>(line).is_ok_and(|read| read.sealform_deliver_journal == 1);
            if !is_header && (is_whole || !b"{\"sealform_deliver_journal\":1}".starts_with(line)) {
                return Err(other(name));
            }
        } else {
            match serde_json::from_slice::<Arrived>(line) {
                Ok(arrived) if is_whole => drop(known.insert(arrived)),
                Ok(_) | Err(_) if is_last && !is_whole => break,
                Ok(_) | Err(_) => return Err(damaged(name, index + 1)),
            }
        }
        if !is_whole {
            break;
        }
        end += line.len();
    }
    Ok((known, end))
}

fn other(name: &str) -> Failure {
    let finding = Finding::error("journal/other", "this is no journal of `deliver --resume`", Place::default());
    let findings = vec![finding.hint("name a file that does not exist yet: this one was left as it is")];
    Failure::of(FileReport { file: name.to_owned(), text: None, findings })
}

fn damaged(name: &str, line: usize) -> Failure {
    let place = Place { line: u32::try_from(line).ok(), ..Place::default() };
    let finding = Finding::error("journal/damaged", "a line of the journal cannot be read", place);
    let hint = "begin again with another file: what comes twice has one effect where the target's type says so";
    Failure::of(FileReport { file: name.to_owned(), text: None, findings: vec![finding.hint(hint)] })
}

fn unusable(name: &str, error: &io::Error) -> Failure {
    let message = format!("the journal cannot be used: {error}");
    Failure::io(name, "file/unwritable", message, "name a file that can be read and written")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrived(blob: Option<&str>) -> Arrived {
        let blob = blob.map(str::to_owned);
        Arrived { jti: "a".to_owned(), sha256: "b".to_owned(), to: "c".to_owned(), kid: None, blob }
    }

    #[test]
    fn what_arrived_is_known_again_and_half_a_line_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state");
        let mut journal = Journal::open(Some(&path)).expect("a journal");
        journal.push(&arrived(Some("x"))).expect("a line");
        assert!(
            Journal::open(Some(&path)).is_err_and(|failure| failure.findings().any(|one| one.code == "file/in-use"))
        );
        journal.push(&arrived(None)).expect("a line");
        drop(journal);
        let whole = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &whole[..whole.len() - 3]).expect("a file");
        let mut journal = Journal::open(Some(&path)).expect("a journal");
        assert!(journal.has(&arrived(Some("x"))) && !journal.has(&arrived(None)));
        journal.push(&arrived(None)).expect("a line");
        drop(journal);
        assert_eq!(std::fs::read(&path).expect("a file"), whole);
    }

    #[test]
    fn nothing_else_is_taken_for_a_journal() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state");
        let code = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("a file");
            let opened = Journal::open(Some(&path)).map(|_| ());
            let kept = std::fs::read(&path).expect("a file") == bytes;
            opened.err().map(|failure| (failure.findings().next().expect("a finding").code.to_string(), kept))
        };
        let other = || Some(("journal/other".to_owned(), true));
        let header = "{\"sealform_deliver_journal\":1}\n";
        assert_eq!(code(b"{\"targets\":[]}\n"), other());
        assert_eq!(code(b"notes"), other());
        assert_eq!(code(b"{\"sealform_deliver_journal\":2}\n"), other());
        assert_eq!(code(format!("{header}?\n{{}}\n").as_bytes()), Some(("journal/damaged".to_owned(), true)));
        assert_eq!(code(b"{\"sealform_del"), None);
        assert_eq!(code(header.as_bytes()), None);
    }
}
