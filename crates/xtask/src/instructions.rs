//! How many instructions a program takes, counted by valgrind: the same on every machine, and every time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::repository::Repository;

/// So much is counted at a time.
const WORKERS: usize = 2;

/// Does something with each of these, some at a time; each worker has a place of its own for what valgrind writes.
///
/// # Errors
/// As what is done; the others are then left.
pub fn each<T: Sync>(
    repo: &Repository,
    name: &str,
    things: &[T],
    count: impl Fn(&T, &Path) -> Result<()> + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let worker = |number: usize| -> Result<()> {
        let report = repo.target(&format!("{name}-{number}.cachegrind"));
        while let Some(thing) = things.get(next.fetch_add(1, Ordering::Relaxed)) {
            count(thing, &report)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let start = |number| {
            let worker = &worker;
            scope.spawn(move || worker(number))
        };
        let workers: Vec<_> = (0..WORKERS).map(start).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| bail!("a worker gave up")))
    })
}

/// Runs a program and counts its instructions; `report` is where valgrind writes what it counted.
///
/// # Errors
/// If valgrind is not there, or the program fails.
pub fn count<'a>(program: &Path, arguments: impl IntoIterator<Item = &'a str>, report: &Path) -> Result<u64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no", "--quiet"]);
    // The C library would choose its functions by the machine, and where the memory is by chance.
    command
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX512BW,-BMI1,-BMI2,-ERMS,-FSRM,-RTM");
    command.arg(format!("--cachegrind-out-file={}", report.display())).arg(program).args(arguments);
    process::read(&mut command).context("valgrind counts the instructions; install it with the system's packages")?;
    let text = std::fs::read_to_string(report).context("valgrind wrote no counts")?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary:"));
    total.and_then(|count| count.trim().parse().ok()).context("valgrind wrote no total")
}

/// Builds a program of the tests as it is counted; all of them are built alike.
///
/// # Errors
/// If it does not compile.
pub fn built(repo: &Repository, name: &str) -> Result<PathBuf> {
    let mut build = process::cargo();
    build.current_dir(repo.path("")).args(["build", "--release", "--quiet", "-p", "sealform-tests", "--bin", name]);
    process::run(&mut build)?;
    Ok(repo.target("release").join(name))
}
