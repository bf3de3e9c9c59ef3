//! The trust document of an agency as a file that is changed.

use std::path::Path;

use sealform_submission::agency::TrustFile;

use crate::documents::{self, DocumentKind};
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Output, Privacy};

/// Reads a trust document that is to be changed.
///
/// # Errors
/// [`Failure`] where it cannot be read, or is none.
pub fn read(path: &Path) -> Result<TrustFile, Failure> {
    let (source, json) = documents::read(&Input::File(path.to_owned()), DocumentKind::Trust)?;
    TrustFile::from_json(&json).map_err(|fault| Failure::found(&source, fault.findings().cloned()))
}

/// Writes it, whole or not at all.
///
/// # Errors
/// [`Failure`] where it cannot be written.
pub fn write(path: &Path, file: &TrustFile) -> Result<(), Failure> {
    Output::File(path.to_owned()).write(pretty(file)?.as_bytes(), Privacy::Usual)
}

/// The document as indented JSON.
///
/// # Errors
/// [`Failure`] where it cannot be printed.
pub fn pretty(file: &TrustFile) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(file.to_json()).map_err(std::io::Error::from)?;
    text.push('\n');
    Ok(text)
}
