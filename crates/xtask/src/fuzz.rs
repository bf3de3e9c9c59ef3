//! The fuzzers of `tests/fuzz`, run by `cargo fuzz`.

use std::fs;

use anyhow::{Context, Result};

use crate::process::{self, cargo, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// Runs every fuzzer for some seconds, from a fixed seed.
///
/// # Errors
/// If one of them finds a crash; it prints where the input is kept.
pub fn all(repo: &Repository, seconds: u32) -> Result<()> {
    targets(repo)?.iter().try_for_each(|target| one(repo, target, seconds, 1))
}

/// The names of the fuzzers.
///
/// # Errors
/// If their folder cannot be read.
pub fn targets(repo: &Repository) -> Result<Vec<String>> {
    let folder = repo.path("tests/fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", repo.short(&folder)))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// Runs one fuzzer.
///
/// # Errors
/// If it does not build or finds a crash.
pub fn one(repo: &Repository, target: &str, seconds: u32, seed: u64) -> Result<()> {
    tools::ensure(repo, &[Need::CargoFuzz])?;
    locked(repo)?;
    say(format_args!("fuzzing {target} for {seconds} s, seed {seed}"));
    let corpus = repo.target("fuzz-corpus").join(target);
    fs::create_dir_all(&corpus).context("cannot make the fuzzer's folder")?;
    let mut command = cargo();
    command.current_dir(repo.path("tests")).args(["fuzz", "run"]);
    // No sanitizer: there is no unsafe code to watch, and the stable compiler has none.
    command.args(["--sanitizer", "none", "--target-dir"]).arg(repo.target("fuzz"));
    command.arg(target).arg(&corpus).args([repo.path("tests/vectors"), repo.path("www/site/forms")]).arg("--");
    command.args([format!("-max_total_time={seconds}"), format!("-seed={seed}")]);
    // Ten seconds and half a gigabyte for one input are a hang and a leak: limits are explicit everywhere.
    command.args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1"]);
    // Thousands of lines on its progress would hide what the other steps say.
    process::run(command.args(["-verbosity=0"]))
}

/// `cargo fuzz` has no `--locked`: whether its lock file is whole is asked first, so that nothing else is built.
fn locked(repo: &Repository) -> Result<()> {
    let manifest = repo.path("tests/fuzz/Cargo.toml");
    let mut metadata = cargo();
    metadata.args(["metadata", "--locked", "--format-version=1", "--manifest-path"]).arg(manifest);
    process::read(&mut metadata)
        .map(drop)
        .context("tests/fuzz/Cargo.lock lacks something; `cargo update --workspace` there adds it")
}
