//! From the texts of a questionnaire and its key to a program.

use sealform_engine::{Files, Program, open};
use sealform_types::Findings;

/// Reads and compiles.
///
/// # Errors
/// The findings, where one of them is an error.
pub fn program(questionnaire: &str, key: Option<&str>, files: Files<'_>) -> Result<Program, Findings> {
    let (program, findings) = open(questionnaire, key, files);
    program.ok_or(findings)
}

/// Reads and compiles, and reports everything, also what may stay as it is.
pub fn check(questionnaire: &str, key: Option<&str>, files: Files<'_>) -> Findings {
    open(questionnaire, key, files).1
}
