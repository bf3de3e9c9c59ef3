//! Files that answers name: finding them in a folder, and telling whether they are the ones that are claimed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sealform_engine::NamedFile;
use sealform_submission::Attachment;
use sealform_types::{Finding, Place, QuestionPath, Sha256Digest, pointer};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::input;

/// Whether a file was there to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is there; where it is not the one that is claimed, a finding says so.
    Checked,
    /// It is somewhere else.
    NotAtHand,
}

/// Claims the files that answers name.
///
/// # Errors
/// [`Failure`] where no folder is given though answers name files, and where one of them is not in it.
pub fn claim(folder: Option<&Path>, named: &[NamedFile]) -> Result<Vec<Attachment>, Failure> {
    let Some(folder) = folder else {
        let names: Vec<&str> = named.iter().map(|file| file.name.as_str()).collect();
        return match names.is_empty() {
            true => Ok(Vec::new()),
            false => Err(Failure::usage(
                format!("the answers name files, which are sealed by their digests: {}", names.join(", ")),
                "pass their folder with `--files`",
            )),
        };
    };
    let claim = |NamedFile { question, name }: &NamedFile| {
        let (path, mut file) = open(folder, name)?;
        let (size, sha256) = measure(&mut file).map_err(|error| unreadable(&path, &error))?;
        let too_large = || unreadable(&path, &io::Error::other("it is larger than 4 GB"));
        let size = u32::try_from(size).map_err(|_| too_large())?;
        let question = QuestionPath::parse(question).map_err(|_| {
            Failure::usage(format!("`{question}` is not the path of a question"), "rename the question")
        })?;
        let media_type = mime_guess::from_path(name).first_or_octet_stream().to_string();
        // Nothing is known here of what was sealed before.
        Ok(Attachment { name: name.clone(), media_type, size, sha256, question, seen: false })
    };
    named.iter().map(claim).collect()
}

/// Opens the file of a folder that an answer names.
///
/// # Errors
/// [`Failure`] where the folder has no regular file of that name.
pub fn open(folder: &Path, name: &str) -> Result<(PathBuf, File), Failure> {
    let Some(path) = input::inside(folder, name) else {
        let path = folder.join(name).display().to_string();
        let hint = "put the file that the answer names into the folder of `--files`";
        return Err(Failure::io(&path, "file/missing", "there is no such file", hint));
    };
    let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
    Ok((path, file))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("the file cannot be read: {error}");
    Failure::io(&path.display().to_string(), "file/unreadable", message, "try again, or copy the file first")
}

/// Compares the claim at an index with the file of that name.
pub fn check(folder: Option<&Path>, claim: &Attachment, index: usize, findings: &mut Vec<Finding>) -> Presence {
    let Some(path) = folder.and_then(|folder| input::inside(folder, &claim.name)) else { return Presence::NotAtHand };
    let at = pointer("/payload/attachments", &index.to_string());
    let mut report = |code, message: String, name: &str, hint: &str| {
        findings.push(Finding::error(code, message, Place::at(pointer(&at, name))).hint(hint));
    };
    let hint = "this is not the file that was sealed: ask the sender for it";
    match File::open(path).and_then(|file| measure_if(file, claim.size.into())) {
        Err(error) => {
            let message = format!("the file `{}` cannot be read: {error}", claim.name);
            report("file/unreadable", message, "name", "try again, or copy the file first");
        }
        Ok((size, None)) => {
            let message =
                format!("the file `{}` has {size} bytes, not the {} that are claimed", claim.name, claim.size);
            report("seal/attachment-size", message, "size", hint);
        }
        Ok((_, Some(sha256))) if sha256 != claim.sha256 => {
            let message = format!("the file `{}` has the digest {sha256}, not the one that is claimed", claim.name);
            report("seal/attachment-digest", message, "sha256", hint);
        }
        Ok(_) => {}
    }
    Presence::Checked
}

/// How many bytes a file has, and their digest where it has as many as it should: of another one not a byte is read, so that
/// a file of a terabyte is told as fast as a small one.
fn measure_if(file: File, size: u64) -> io::Result<(u64, Option<Sha256Digest>)> {
    match file.metadata()?.len() {
        known if known == size => {
            let (read, sha256) = measure(&mut file.take(size))?;
            Ok((read, (read == size).then_some(sha256)))
        }
        other => Ok((other, None)),
    }
}

/// How many bytes it has, and their digest; no more than a part of it is in memory.
fn measure(file: &mut dyn Read) -> io::Result<(u64, Sha256Digest)> {
    let (mut hash, mut size, mut part) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = match file.read(&mut part) {
            Ok(0) => return Ok((size, Sha256Digest::from_bytes(hash.finalize().into()))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(part.get(..read).unwrap_or_default());
        size += read as u64;
    }
}
