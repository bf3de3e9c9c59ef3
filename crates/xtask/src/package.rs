//! What is tested of the npm package without its Wasm: its types, its order, its unit tests.

use std::fs::{self, File};

use anyhow::{Context, Result, ensure};

use crate::process::{self, cargo, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

const PACKAGE: &str = "www/package";
/// What crosses between Rust and JavaScript, as TypeScript sees it.
const TYPES: &str = "www/package/src/protocol.ts";

/// Writes the types of what crosses to JavaScript out of the Rust types.
///
/// # Errors
/// If the declarations cannot be made.
pub fn types(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::Npm])?;
    let made = declarations(repo)?;
    fs::write(repo.path(TYPES), made).with_context(|| format!("cannot write {TYPES}"))?;
    say(format_args!("the types are in {TYPES}"));
    Ok(())
}

/// Compares the types with the Rust types, looks at format and lints of the scripts, and runs their unit tests.
///
/// # Errors
/// If something differs, or a test fails.
pub fn test(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::Npm])?;
    let kept = fs::read_to_string(repo.path(TYPES)).with_context(|| format!("cannot read {TYPES}"))?;
    ensure!(kept == declarations(repo)?, "{TYPES} is not what the Rust types say; `cargo xtask types` writes it anew");
    node(repo, "@biomejs/biome/bin/biome", &["ci", "--colors=off"])?;
    node(repo, "vitest/vitest.mjs", &["run"])
}

/// The declarations, in the format of all scripts.
fn declarations(repo: &Repository) -> Result<String> {
    let mut declare = cargo();
    declare.current_dir(repo.path("")).args(["run", "--quiet", "--package", "sealform-protocol"]);
    let plain = process::read(declare.args(["--features", "typescript", "--example", "typescript"]))?;
    let file = repo.target("protocol.ts");
    fs::write(&file, plain).context("cannot write into the build directory")?;
    let mut format = program(repo, "@biomejs/biome/bin/biome");
    format.args(["format", "--stdin-file-path=src/protocol.ts"]);
    process::read(format.stdin(File::open(&file)?))
}

fn node(repo: &Repository, script: &str, arguments: &[&str]) -> Result<()> {
    process::run(program(repo, script).args(arguments))
}

/// A program of the package's own `node_modules`, started in the package's folder.
fn program(repo: &Repository, script: &str) -> std::process::Command {
    let folder = repo.path(PACKAGE);
    let mut command = process::program("node");
    command.arg(folder.join("node_modules").join(script)).current_dir(folder);
    command
}
