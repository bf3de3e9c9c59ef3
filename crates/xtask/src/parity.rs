//! Forms that are filled natively, then again by the Wasm that ships.

use std::path::PathBuf;

use anyhow::Result;

use crate::dist;
use crate::process::{self, cargo};
use crate::repository::Repository;

/// How many random forms are played, beside those of the demo.
const FORMS: &str = "300";

/// Plays them natively and writes down everything that came of it; gives the file.
///
/// # Errors
/// If the program cannot be built or run.
pub fn record(repo: &Repository) -> Result<PathBuf> {
    let cases = repo.target("parity.json");
    let mut record = cargo();
    record.current_dir(repo.path("")).args(["run", "--quiet", "--package", "sealform-tests", "--bin", "parity", "--"]);
    process::run(record.arg(FORMS).arg(&cases))?;
    Ok(cases)
}

/// Compares them with what the Wasm does.
///
/// # Errors
/// If anything differs.
pub fn run(repo: &Repository) -> Result<()> {
    let cases = record(repo)?;
    // The texts that cross to JavaScript are compared, so what TypeScript would make of them is left out.
    let player = repo.path("tests/parity/play.mjs");
    process::run(process::program("node").arg(player).args(dist::engine(repo)).arg(cases))
}
