//! Rust's own: the Wasm target and programs that `cargo install` builds.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::clock::Watch;
use crate::process::{self, cargo, program, read, say};
use crate::repository::Repository;

const TARGET: &str = "wasm32-unknown-unknown";
/// Where a compiler keeps what its library needs, if it has the sources.
const SOURCES: &str = "lib/rustlib/src/rust/library/Cargo.lock";
/// The programs that we were built and tested with; what is there already is taken as it is.
const WASM_PACK: &str = "0.15.1";
const CARGO_FUZZ: &str = "0.13.2";
const GECKODRIVER: &str = "0.37.1";
/// The newest that our compiler builds.
const S3S_FS: &str = "0.14.1";

/// The standard library for browsers.
pub fn wasm_target() -> Result<()> {
    let libraries = read(program("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    say(format_args!("adding the compiler's target {TARGET}"));
    process::run(program("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("this Rust has no target {TARGET}; install it from where your Rust came from"))
}

/// The sources of the standard library, which is built along with what pages load.
pub fn sources() -> Result<()> {
    let sysroot = read(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join(SOURCES).is_file() {
        return Ok(());
    }
    say("adding the sources of the standard library");
    process::run(program("rustup").args(["component", "add", "rust-src"]))
        .context("this Rust has no sources of its library; install `rust-src` from where your Rust came from")
}

/// `wasm-pack`, and the `wasm-bindgen` whose version is exactly the library's.
pub fn wasm_pack(repo: &Repository) -> Result<()> {
    if !process::is_there("wasm-pack") {
        install("wasm-pack", WASM_PACK, &[])?;
    }
    let lock = std::fs::read_to_string(repo.path("Cargo.lock")).context("cannot read Cargo.lock")?;
    let wanted = locked(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    let fits = process::version("wasm-bindgen").is_some_and(|text| text.split_whitespace().any(|word| word == wanted));
    if fits { Ok(()) } else { install("wasm-bindgen-cli", wanted, &[]) }
}

/// `cargo fuzz`.
pub fn cargo_fuzz() -> Result<()> {
    if process::is_there("cargo-fuzz") { Ok(()) } else { install("cargo-fuzz", CARGO_FUZZ, &[]) }
}

/// Firefox's driver, which Debian does not ship.
pub fn geckodriver() -> Result<()> {
    if process::is_there("geckodriver") { Ok(()) } else { install("geckodriver", GECKODRIVER, &[]) }
}

/// S3 on this machine, which checks signatures. The table of the guide names its version, so no other one is taken.
pub fn s3() -> Result<()> {
    let fits = process::version("s3s-fs").is_some_and(|text| text.split_whitespace().any(|word| word == S3S_FS));
    if fits { Ok(()) } else { install("s3s-fs", S3S_FS, &["--features", "binary", "--debug"]) }
}

/// With the versions that the program was published with; without them only where the registry lacks one of them, as a
/// mirror may.
fn install(name: &str, version: &str, options: &[&str]) -> Result<()> {
    let watch = Watch::start();
    say(format_args!("installing {name} {version}"));
    let done = process::read(install_command(name, version).args(options).arg("--locked"));
    let done = match done {
        Err(error) if is_lacking(&error.to_string()) => {
            say(format_args!("the registry lacks what {name} was published with: taking what fits"));
            process::run(install_command(name, version).args(options))
        }
        done => done.map(drop),
    };
    if let Err(error) = done {
        bail!("{error}; install {name} by hand and try again");
    }
    say(format_args!("{name} is installed ({})", watch.elapsed()));
    Ok(())
}

fn install_command(name: &str, version: &str) -> Command {
    let mut command = cargo();
    command.args(["install", "--quiet", "--force", name, "--version", version]);
    // Built in its own folder: inside ours it would wait for the lock that `cargo run` may hold.
    command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS").current_dir(std::env::temp_dir());
    command
}

/// Whether Cargo complains that a version of a lock file is not to be had.
fn is_lacking(complaint: &str) -> bool {
    ["failed to select a version", "no matching package", "failed to download"]
        .iter()
        .any(|words| complaint.contains(words))
}

/// The version that a lock file gives a package.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_version_that_is_not_to_be_had_is_replaced() {
        assert!(is_lacking("error: failed to select a version for the requirement `a = \"=1.2.3\"` (locked to 1.2.3)"));
        assert!(!is_lacking("error: could not compile `a` (lib) due to 1 previous error"));
    }

    #[test]
    fn the_lock_file_knows_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "yew"), None);
    }
}
