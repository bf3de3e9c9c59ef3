//! Tests and programs of the workspace, built with one choice of features.
//!
//! Cargo chooses the features of shared crates by the packages that a command names, and another choice builds them, and all that
//! stands on them, again. So these commands name the same packages, and pick targets by name. The tests in browsers stand apart:
//! what drives the browsers has `serde_json` keep members in the order in which they came, which nothing that ships does.

use std::process::Command;

use anyhow::{Context, Result, ensure};
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
///
/// # Errors
/// If two packages have one of the same name: cargo would take both.
pub fn targets(repo: &Repository, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let packages = repo.metadata().workspace_packages();
    let all: Vec<(&str, Target)> = packages
        .iter()
        .filter(|package| package.name.as_str() != BROWSERS)
        .flat_map(|package| targets_of(package).map(|target| (package.name.as_str(), target)))
        .collect();
    let named = |target: Target| all.iter().filter(|(_, other)| *other == target).count();
    let mut wanted = Vec::new();
    for (package, (kind, name)) in all.iter().copied().filter(|(package, _)| is_wanted(package)) {
        ensure!(named((kind, name)) == 1, "`{kind} {name}` is of {package} and of another package: rename one of them");
        wanted.extend([kind.to_owned(), name.to_owned()]);
    }
    Ok(wanted)
}

/// The argument that picks a kind of target, and a name.
type Target<'a> = (&'static str, &'a str);

fn targets_of(package: &Package) -> impl Iterator<Item = Target<'_>> {
    package.targets.iter().filter(|target| target.test).filter_map(|target| {
        let kind = target.kind.iter().find_map(|kind| match kind {
            TargetKind::Test => Some("--test"),
            TargetKind::Example => Some("--example"),
            _ => None,
        })?;
        Some((kind, target.name.as_str()))
    })
}

/// Builds the programs of a package as its tests have them, and gives what starts the one of that name.
///
/// # Errors
/// If they cannot be built.
pub fn program(repo: &Repository, package: &str, name: &str) -> Result<Command> {
    let packages = repo.metadata().workspace_packages();
    let targets = packages.into_iter().filter(|other| other.name == package).flat_map(|package| &package.targets);
    // With a test of a package in a file of its own its programs are built, and with nothing else that tests name.
    let test = targets.into_iter().find(|target| target.kind.contains(&TargetKind::Test));
    let test = test.with_context(|| format!("{package} has no test"))?;
    process::run(self::test(repo).args(["--quiet", "--no-run", "--test", &test.name]))?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let mut program = Command::new(repo.target("debug").join(file));
    program.current_dir(repo.path(""));
    Ok(program)
}
