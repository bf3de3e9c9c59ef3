//! `cargo xtask bench verify`: how many instructions it takes to verify, replay and score a file, beside one P-256
//! signature. Instructions are counted by valgrind, and repeat exactly.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{self, say};
use crate::repository::Repository;

/// Forms with their keys, and files that were filled in.
const FOLDER: &str = "tests/fixtures/kept";
const FORMS: [&str; 2] = ["ksp-phone", "store-visit"];
/// The most signatures that one file may cost.
const MOST: f64 = 5.0;

/// Counts and compares.
///
/// # Errors
/// If valgrind is not there, or a file costs more than it may.
pub fn run(repo: &Repository) -> Result<()> {
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
    }
    Ok(())
}

/// What one time more costs.
fn instructions(repo: &Repository, form: &str, part: &str) -> Result<f64> {
    const FEW: u32 = 2;
    const MANY: u32 = 12;
    let [few, many] = [FEW, MANY].map(|times| counted(repo, form, part, times));
    Ok((many? - few?) / f64::from(MANY - FEW))
}

fn counted(repo: &Repository, form: &str, part: &str, times: u32) -> Result<f64> {
    let out = repo.target("verify_cost.callgrind");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(repo.target("release/examples/verify_cost")).arg(part).arg(times.to_string());
    command.arg(repo.path(FOLDER)).arg(form);
    process::run(&mut command).context("valgrind counts the instructions; install it with the system's packages")?;
    let text = std::fs::read_to_string(&out).context("valgrind wrote no counts")?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    total.and_then(|count| count.trim().parse().ok()).context("valgrind wrote no total")
}
