//! `cargo xtask bench verify`: how many instructions it takes to verify, replay and score a file, beside one P-256
//! signature. Instructions are counted by valgrind, and repeat exactly.

use anyhow::{Result, ensure};

use crate::instructions;
use crate::process::{self, say};
use crate::repository::Repository;

/// Forms with their keys, and files that were filled in.
pub const FOLDER: &str = "tests/fixtures/kept";
const FORMS: [&str; 2] = ["ksp-phone", "store-visit"];
/// The most signatures that one file may cost.
const MOST: f64 = 5.0;

/// Instructions.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Of one P-256 signature.
    pub curve: f64,
    /// Of the sealed file, verified.
    pub seal: f64,
    /// Of the same with replay and score.
    pub whole: f64,
}

/// Counts and compares; gives the cost of each form.
///
/// # Errors
/// If valgrind is not there, or a file costs more than it may.
pub fn run(repo: &Repository) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    process::run(process::cargo().args([
        "build",
        "--release",
        "--quiet",
        "-p",
        "sealform-tests",
        "--example",
        "verify_cost",
    ]))?;
    for form in FORMS {
        let [curve, seal, whole] = ["curve", "seal", "whole"].map(|part| instructions(repo, form, part));
        let (curve, seal, whole) = (curve?, seal?, whole?);
        let times = |cost: f64| cost / curve;
        say(format_args!(
            "{form}: one P-256 signature {:.2} M instructions; the sealed file {:.2} M ({:.1} x); with replay and score {:.2} M ({:.1} x)",
            curve / 1e6,
            seal / 1e6,
            times(seal),
            whole / 1e6,
            times(whole),
        ));
        ensure!(times(whole) <= MOST, "a file of {form} costs more than {MOST} signatures");
        costs.push(Cost { curve, seal, whole });
    }
    Ok(costs)
}

/// What one time more costs.
fn instructions(repo: &Repository, form: &str, part: &str) -> Result<f64> {
    const FEW: u32 = 2;
    const MANY: u32 = 12;
    let [few, many] = [FEW, MANY].map(|times| counted(repo, form, part, times));
    #[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^53 instructions")]
    let more = (many? - few?) as f64;
    Ok(more / f64::from(MANY - FEW))
}

fn counted(repo: &Repository, form: &str, part: &str, times: u32) -> Result<u64> {
    let program = repo.target("release/examples/verify_cost");
    let folder = repo.path(FOLDER).display().to_string();
    let arguments = [part, &times.to_string(), &folder, form];
    instructions::count(&program, arguments, &repo.target("verify_cost.cachegrind"))
}
