//! Forms that are filled natively, then again by the Wasm that ships.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::dist;
use crate::repository::Repository;
use crate::{process, workspace};

/// How many random forms are played, beside those of the demo.
const FORMS: &str = "300";

/// Plays them natively and writes down everything that came of it; gives the file.
///
/// # Errors
/// If the program cannot be built or run.
pub fn record(repo: &Repository) -> Result<PathBuf> {
    let cases = repo.target("parity.json");
    process::run(parity(repo)?.arg(FORMS).arg(&cases))?;
    Ok(cases)
}

/// Compares them with what the Wasm does, and reads back natively what it gives to be sealed.
///
/// # Errors
/// If anything differs.
pub fn run(repo: &Repository) -> Result<()> {
    let cases = record(repo)?;
    // The texts that cross to JavaScript are compared, so what TypeScript would make of them is left out.
    let player = repo.path("tests/parity/play.mjs");
    let given = repo.target("parity-given.json");
    process::run(process::program("node").arg(player).args(dist::engine(repo)).arg(cases).arg(&given))?;
    process::run(parity(repo)?.arg("seal").arg(given))
}

/// The program that records, and seals.
fn parity(repo: &Repository) -> Result<Command> {
    workspace::program(repo, "sealform-tests", "parity")
}
