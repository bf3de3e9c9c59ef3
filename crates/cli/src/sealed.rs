//! Sealed files: opening them, and replaying them through the form that they name.

use sealform_receiver::{self as receiver, Replayed};
use sealform_submission::{Signer, Trust, TrustDocument, UnverifiedSubmission, VerifiedSubmission};
use sealform_types::{Finding, Place, Severity};

use crate::documents::{self, DocumentKind, Form, Key};
use crate::failure::{Exit, Failure};
use crate::input::{Input, Source};
use crate::screen::plain;

/// Checks everything that a file says by itself.
///
/// # Errors
/// What is wrong with it.
pub fn open(source: &Source, trust: &Trust) -> Result<VerifiedSubmission, Vec<Finding>> {
    UnverifiedSubmission::parse(&source.bytes).and_then(|read| read.verify(trust)).map_err(|error| error.findings())
}

/// Whom a verifier trusts, as a document says.
///
/// # Errors
/// [`Failure`] where it cannot be read, or is no trust document.
pub fn trust(input: Option<&Input>) -> Result<Trust, Failure> {
    let Some(input) = input else { return Ok(Trust::None) };
    let (source, json) = documents::read(input, DocumentKind::Trust)?;
    TrustDocument::from_json(&json).map(Trust::Document).map_err(|error| Failure::found(&source, [error.into()]))
}

/// How a command ends that has found this: warnings are reported, and fail nothing.
pub fn exit(findings: &[Finding]) -> Exit {
    if findings.iter().any(|finding| finding.severity == Severity::Error) { Exit::Found } else { Exit::Fine }
}

/// What is known of the signer, in words.
pub fn signer(signer: Signer) -> &'static str {
    match signer {
        Signer::Unknown => "signer unknown",
        Signer::Known => "sealed by a trusted device",
        Signer::HolderOfLink => "sealed by whoever held the agency's link",
        Signer::EnrolledDevice => "sealed by the enrolled device",
    }
}

/// Paths in a sentence, and not too many.
pub fn paths(paths: &[String]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = paths.iter().take(MOST).map(|path| format!("`{}`", plain(path))).collect();
    let more = paths.len().saturating_sub(MOST);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    shown.join(", ") + &rest
}

/// What a file is held against, with the documents that it was made of.
pub struct Judge {
    judge: receiver::Judge,
    form: Form,
    key: Option<Key>,
}

impl Judge {
    /// Reads and compiles what files are to be compared with.
    ///
    /// # Errors
    /// [`Failure`] where the questionnaire or the key cannot be used.
    pub fn new(questionnaire: &Input, key: Option<&Input>) -> Result<Self, Failure> {
        let form = Form::read(questionnaire)?;
        let key = key.map(Key::read).transpose()?;
        let judge = receiver::Judge::new(form.program(key.as_ref())?);
        Ok(Self { judge, form, key })
    }

    /// The questionnaire.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The scoring key, where there is one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The same for whoever asks the receiver itself.
    pub fn receiver(&self) -> &receiver::Judge {
        &self.judge
    }

    /// What kind of document the form seals.
    pub fn kind(&self) -> &'static str {
        self.judge.kind()
    }

    /// Whether the file names another questionnaire.
    pub fn other_questionnaire(&self, submission: &VerifiedSubmission) -> Option<Finding> {
        self.judge.other_questionnaire(submission)
    }

    /// Whether the key is another one than was said before: by whoever asks.
    ///
    /// # Errors
    /// [`Failure`] where it is, or has no salt.
    pub fn check_commitment(&self, wanted: Option<&str>) -> Result<(), Failure> {
        let (Some(wanted), Some(key)) = (wanted, &self.key) else { return Ok(()) };
        match key.check_commitment(wanted, Place::default()) {
            Some(other) => Err(Failure::found(&key.source, [other])),
            None => Ok(()),
        }
    }

    /// The same by the file's assignment, whose signature was checked.
    pub fn other_commitment(&self, submission: &VerifiedSubmission) -> Option<Finding> {
        let committed = submission.assignment()?.get("key_commitment")?.as_str()?;
        self.key.as_ref()?.check_commitment(committed, Place::at("/payload/assignment_token"))
    }

    /// Replays the answers.
    pub fn replay(&self, submission: &VerifiedSubmission) -> Replayed {
        self.judge.replay(submission)
    }
}
