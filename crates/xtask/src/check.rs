//! `cargo xtask check`: format, lints, the rules of the repository, and its libraries.

use std::process::Command;

use anyhow::Result;

use crate::clock::Watch;
use crate::libraries;
use crate::process::{cargo, run as start, say};
use crate::repository::Repository;
use crate::tidy;
use crate::tools::{self, Need};

/// The crates that run in browsers only.
const BROWSER_CRATES: [&str; 2] = ["sealform-ui", "sealform-web"];

/// Format, lints, order and libraries.
///
/// # Errors
/// If one of them complains.
pub fn run(repo: &Repository) -> Result<()> {
    let watch = Watch::start();
    format(repo)?;
    lint(repo)?;
    tidy::run(repo)?;
    libraries::run(repo)?;
    say(format_args!("all in order ({})", watch.elapsed()));
    Ok(())
}

/// Is every file as `cargo fmt` writes it?
///
/// # Errors
/// If a file is not; `cargo fmt` mends it.
pub fn format(repo: &Repository) -> Result<()> {
    start(cargo().current_dir(repo.path("")).args(["fmt", "--all", "--check"]))
}

/// Clippy without a warning, for this machine and for browsers.
///
/// # Errors
/// If there is a warning.
pub fn lint(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::WasmTarget])?;
    start(clippy(repo).args(["--workspace", "--all-targets"]).args(exclude()).args(["--", "-D", "warnings"]))?;
    let wasm = ["--target", "wasm32-unknown-unknown"];
    start(clippy(repo).args(wasm).args(packages()).args(["--", "-D", "warnings"]))?;
    let headless = ["--package", "sealform-web", "--no-default-features", "--features", "headless"];
    start(clippy(repo).args(wasm).args(headless).args(["--", "-D", "warnings"]))
}

fn clippy(repo: &Repository) -> Command {
    let mut command = cargo();
    command.current_dir(repo.path("")).arg("clippy");
    command
}

fn exclude() -> impl Iterator<Item = &'static str> {
    BROWSER_CRATES.into_iter().flat_map(|name| ["--exclude", name])
}

fn packages() -> impl Iterator<Item = &'static str> {
    BROWSER_CRATES.into_iter().flat_map(|name| ["--package", name])
}
