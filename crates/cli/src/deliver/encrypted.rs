//! What is encrypted is kept for as long as the run may go on: a target that did not answer gets the very same bytes again, under
//! the same name.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sealform_submission::PublicJwk;
use sealform_submission::jwe::{self, Content};
use sealform_types::digest;
use tempfile::TempDir;

use super::outcome::Reason;
use crate::failure::Failure;
use crate::output::{Output, Privacy};
use crate::platform;

/// A folder with what was encrypted.
pub struct Encrypted {
    folder: PathBuf,
    /// Gone with the run, where nobody can go on with it.
    _temporary: Option<TempDir>,
    /// Two targets that ask at the same time get one.
    making: Mutex<()>,
}

/// What is encrypted: a file, or what is attached to it.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a> {
    /// The UUID of the report.
    pub jti: &'a str,
    /// The digest of an attachment; `None` for the sealed file.
    pub attachment: Option<&'a str>,
    pub bytes: &'a [u8],
}

impl Encrypted {
    /// For a run that encrypts nothing: there is no folder.
    pub fn unused() -> Self {
        Self { folder: PathBuf::new(), _temporary: None, making: Mutex::new(()) }
    }

    /// Beside a journal, so that a run which goes on sends the same; or in a folder that goes with the run.
    ///
    /// # Errors
    /// [`Failure`] where the folder cannot be made.
    pub fn beside(journal: Option<&Path>) -> Result<Self, Failure> {
        let (folder, temporary) = match journal {
            Some(journal) => {
                let mut name = journal.as_os_str().to_owned();
                name.push(".encrypted");
                (PathBuf::from(name), None)
            }
            None => {
                let folder = TempDir::new()?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let name = folder.display().to_string();
        fs::create_dir_all(&folder).map_err(|error| {
            let message = format!("the folder for what is encrypted cannot be made: {error}");
            Failure::io(&name, "file/unwritable", message, "name a journal in a folder that can be written")
        })?;
        Ok(Self { folder, _temporary: temporary, making: Mutex::new(()) })
    }

    /// The text of the JWE and its digest; made once, and the same ever after.
    ///
    /// # Errors
    /// The reason why it cannot be encrypted, or kept.
    pub fn get(&self, plain: Plain<'_>, recipient: &PublicJwk) -> Result<(String, String), Reason> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("{}-{}-{}.jwe", plain.jti, digest(plain.bytes), recipient.thumbprint());
        let path = self.folder.join(name);
        let text = match fs::read_to_string(&path).ok().filter(|text| text.split('.').count() == 5) {
            Some(text) => text,
            None => {
                let content = if plain.attachment.is_none() { Content::Sealed } else { Content::Attachment };
                let random = |_| Reason::NotEncrypted;
                let (key, iv) = (platform::new_key().map_err(random)?, platform::new_iv().map_err(random)?);
                let text = jwe::encrypt(plain.bytes, recipient, content, &key, iv).ok_or(Reason::NotEncrypted)?;
                // What the disk does not keep is not sent: a second try would send something else.
                Output::File(path).write(text.as_bytes(), Privacy::Secret).map_err(|_| Reason::NotKept)?;
                text
            }
        };
        let sha256 = digest(text.as_bytes()).to_string();
        Ok((text, sha256))
    }
}
