//! Tests and programs of the workspace, built with one choice of features.
//!
//! Cargo chooses the features of shared crates by the packages that a command names, and another choice builds them, and all that
//! stands on them, again. So these commands name the same packages, and pick targets by name. The tests in browsers stand apart:
//! what drives the browsers has `serde_json` keep members in the order in which they came, which nothing that ships does.

use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{Package, TargetKind};

use crate::process::{self, cargo};
use crate::repository::Repository;

/// The package of the tests in browsers.
pub const BROWSERS: &str = "sealform-e2e";

/// `cargo test` of all packages but [`BROWSERS`]; what is tested comes behind.
pub fn test(repo: &Repository) -> Command {
    let mut command = plain_test(repo);
    command.args(["--workspace", "--exclude", BROWSERS]);
    command
}

/// `cargo test`; the packages come behind.
pub fn plain_test(repo: &Repository) -> Command {
    let mut command = cargo();
    command.current_dir(repo.path("")).args(["test", "--no-fail-fast"]);
    // What an error says is enough; the frames of its way through the runtime hide it.
    command.env("RUST_LIB_BACKTRACE", "0");
    command
}

/// The arguments that pick the tests of packages that have files of their own, and the examples that are tests.
pub fn targets(repo: &Repository, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let packages = repo.metadata().workspace_packages();
    let wanted = packages.into_iter().filter(|package| is_wanted(&package.name));
    wanted.flat_map(targets_of).collect()
}

fn targets_of(package: &Package) -> Vec<String> {
    let tested = package.targets.iter().filter(|target| target.test);
    tested
        .filter_map(|target| {
            let kind = target.kind.iter().find_map(|kind| match kind {
                TargetKind::Test => Some("--test"),
                TargetKind::Example => Some("--example"),
                _ => None,
            })?;
            Some([kind.to_owned(), target.name.clone()])
        })
        .flatten()
        .collect()
}

/// Builds the programs of a package as its tests have them, and gives what starts the one of that name.
///
/// # Errors
/// If they cannot be built.
pub fn program(repo: &Repository, package: &str, name: &str) -> Result<Command> {
    let targets = targets(repo, |other| other == package);
    // Whatever test of a package is built, its programs are.
    let test = targets.get(..2).with_context(|| format!("{package} has no test"))?;
    process::run(self::test(repo).args(["--quiet", "--no-run"]).args(test))?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let mut program = Command::new(repo.target("debug").join(file));
    program.current_dir(repo.path(""));
    Ok(program)
}
