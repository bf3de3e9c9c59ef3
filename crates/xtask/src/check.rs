//! `cargo xtask check`: what should hold at every save.

use std::process::Command;

use anyhow::Result;

use crate::clock::Watch;
use crate::house::House;
use crate::process::{cargo, run as start, say};
use crate::tidy;
use crate::tools::{self, Need};

/// The crates that run in browsers only.
const BROWSER_CRATES: [&str; 2] = ["sealform-ui", "sealform-web"];

/// Format, lints and order.
///
/// # Errors
/// If one of them complains.
pub fn run(house: &House) -> Result<()> {
    let watch = Watch::start();
    format(house)?;
    lint(house)?;
    tidy::run(house)?;
    say(format_args!("all in order ({})", watch.elapsed()));
    Ok(())
}

/// Is every file as `cargo fmt` writes it?
///
/// # Errors
/// If a file is not; `cargo fmt` mends it.
pub fn format(house: &House) -> Result<()> {
    start(cargo().current_dir(house.path("")).args(["fmt", "--all", "--check"]))
}

/// Clippy without a warning, for this machine and for browsers.
///
/// # Errors
/// If there is a warning.
pub fn lint(house: &House) -> Result<()> {
    tools::ensure(house, &[Need::WasmTarget])?;
    start(clippy(house).args(["--workspace", "--all-targets"]).args(exclude()).args(["--", "-D", "warnings"]))?;
    let wasm = ["--target", "wasm32-unknown-unknown"];
    start(clippy(house).args(wasm).args(packages()).args(["--", "-D", "warnings"]))?;
    let headless = ["--package", "sealform-web", "--no-default-features", "--features", "headless"];
    start(clippy(house).args(wasm).args(headless).args(["--", "-D", "warnings"]))
}

fn clippy(house: &House) -> Command {
    let mut command = cargo();
    command.current_dir(house.path("")).arg("clippy");
    command
}

fn exclude() -> impl Iterator<Item = &'static str> {
    BROWSER_CRATES.into_iter().flat_map(|name| ["--exclude", name])
}

fn packages() -> impl Iterator<Item = &'static str> {
    BROWSER_CRATES.into_iter().flat_map(|name| ["--package", name])
}
