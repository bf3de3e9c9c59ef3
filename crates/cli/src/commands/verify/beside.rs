//! What was sent beside a sealed file: the files that answers name, and the events of a chain that is too long to stand in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sealform_submission::VerifiedSubmission;
use sealform_types::{Finding, MAX_DOCUMENT_BYTES, Place, Sha256Digest, digest};
use serde::{Deserialize, Serialize};

use crate::attachments::{self, Presence};
use crate::failure::Failure;
use crate::input::{self, Input};

/// Whether the events were there to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audit {
    /// The events are there, and are the ones that are claimed.
    Checked,
    /// The file counts events and hashes them, but they are not at hand.
    NotAtHand,
    /// The file claims no events.
    None,
}

/// A folder with what was sent.
#[derive(Default)]
pub struct Beside {
    folder: Option<PathBuf>,
    /// Where its files of events are, by their digests: all of them at once may be more than there is memory.
    events: BTreeMap<Sha256Digest, PathBuf>,
}

impl Beside {
    /// Reads a folder's files of events, which are lines of JSON; attachments are read when they are asked for.
    ///
    /// # Errors
    /// [`Failure`] where the folder, or a file in it, cannot be read.
    pub fn read(folder: Option<&Path>) -> Result<Self, Failure> {
        let Some(folder) = folder else { return Ok(Self::default()) };
        let name = folder.display().to_string();
        let failed = |_| Failure::io(&name, "file/missing", "the folder cannot be read", "name an existing folder");
        let mut events = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?.file_name();
            let Some(name) = entry.to_str().filter(|name| name.ends_with(".jsonl")) else { continue };
            let Some(path) = input::inside(folder, name) else { continue };
            let bytes = Input::File(path.clone()).read()?.bytes;
            if bytes.len() <= MAX_DOCUMENT_BYTES {
                events.insert(digest(&bytes), path);
            }
        }
        Ok(Self { folder: Some(folder.to_owned()), events })
    }

    /// Whether a folder was named.
    pub fn is_given(&self) -> bool {
        self.folder.is_some()
    }

    /// Which of the files that a submission claims are there, in its order; those that are not the ones it claims are reported.
    pub fn attachments(&self, submission: &VerifiedSubmission, findings: &mut Vec<Finding>) -> Vec<Presence> {
        let claims = submission.claims().attachments.iter().enumerate();
        claims.map(|(index, claim)| attachments::check(self.folder.as_deref(), claim, index, findings)).collect()
    }

    /// Whether the events of a file are the ones that it claims. Those that stand in the file were checked with it.
    pub fn audit(&self, submission: &VerifiedSubmission, findings: &mut Vec<Finding>) -> Audit {
        let claim = &submission.claims().audit;
        match &claim.events {
            _ if claim.n == 0 => Audit::None,
            Some(_) => Audit::Checked,
            None => match self.events.get(&claim.sha256) {
                None => Audit::NotAtHand,
                Some(path) => {
                    match Input::File(path.clone()).read() {
                        Ok(lines) if claim.fits_lines(&lines.bytes) => {}
                        Ok(_) => {
                            let message =
                                "the events that were sent beside the file do not match `n` and `head`, or are none";
                            let finding = Finding::error("seal/audit", message, Place::at("/payload/audit"));
                            findings.push(finding.hint("an event was left out, added or changed before sealing"));
                        }
                        Err(failure) => findings.extend(failure.findings().cloned()),
                    }
                    Audit::Checked
                }
            },
        }
    }
}
