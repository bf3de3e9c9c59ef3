//! `cargo xtask bench verify`, the second half: how many files `sealform verify` takes in a second on one processor and on all of
//! them, beside bare P-256 signatures and as many programs that share nothing in the same run, and how much memory it takes for few files and for many.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::clock::Watch;
use crate::process::{self, say};
use crate::repository::Repository;

/// The form of the kept file that every file is made from.
const FORM: &str = "ksp-phone";
/// So many files are verified for each rate, and for the lesser memory.
const FEW: u32 = 10_000;
/// So many files for the greater memory.
const MANY: u32 = 100_000;
/// The best of so many runs counts: other work only ever makes one slower.
const RUNS: u32 = 3;
/// How often the memory of a run is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Files a second on one processor.
    pub one: f64,
    /// Files a second on all of them.
    pub all: f64,
    /// Files a second of as many programs, each on one processor: what the machine gives at most when all are busy.
    pub apart: f64,
    /// How many processors that are.
    pub processors: usize,
    /// Bare P-256 signatures a second on one processor.
    pub curve: f64,
    /// Bytes that were resident at most for [`FEW`] files, and for [`MANY`]; nothing where the system does not say.
    pub memory: Option<(u64, u64)>,
}

/// Measures; what it needs is made in `folder`, and removed again.
///
/// # Errors
/// If something does not build, or a file is not in order.
pub fn run(repo: &Repository, folder: &Path) -> Result<Rates> {
    process::run(process::cargo().current_dir(repo.path("")).args([
        "build",
        "--release",
        "--quiet",
        "-p",
        "sealform-cli",
    ]))?;
    fs::create_dir_all(folder).context("cannot make the folder of results")?;
    let made = Made { few: folder.join("few.ndjson"), many: folder.join("many.ndjson") };
    make(repo, FEW, &made.few)?;
    make(repo, MANY, &made.many)?;
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let (mut one, mut all, mut apart, mut curve) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    let (mut few, mut many) = (None, None);
    // In turn, so that what else the machine does meets them all.
    for _ in 0..RUNS {
        one = one.max(verified(repo, &made.few, FEW, Share { programs: 1, processors: 1 })?.rate);
        let run = verified(repo, &made.few, FEW, Share { programs: 1, processors })?;
        all = all.max(run.rate);
        apart = apart.max(verified(repo, &made.few, FEW, Share { programs: processors, processors: 1 })?.rate);
        few = few.max(run.memory);
        curve = curve.max(signatures(repo)?);
    }
    many = many.max(verified(repo, &made.many, MANY, Share { programs: 1, processors })?.memory);
    let rates = Rates { one, all, apart, processors, curve, memory: few.zip(many) };
    say(rates);
    Ok(rates)
}

/// Files that are removed afterwards.
struct Made {
    few: PathBuf,
    many: PathBuf,
}

impl Drop for Made {
    fn drop(&mut self) {
        for path in [&self.few, &self.many] {
            // Where it was not made there is nothing to remove.
            drop(fs::remove_file(path));
        }
    }
}

impl std::fmt::Display for Rates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { one, all, apart, processors, curve, memory } = self;
        write!(f, "verify: {one:.0} files a second on one processor, {all:.0} on {processors} ({:.2} x), ", all / one)?;
        write!(f, "{apart:.0} by {processors} programs ({:.2} x); ", apart / one)?;
        write!(f, "bare P-256 signatures {curve:.0} ({:.0} % of them)", one / curve * 100.0)?;
        match memory {
            Some((few, many)) => {
                let kb = |bytes: &u64| bytes / 1000;
                write!(f, "; memory {} kB for {FEW} files, {} kB for {MANY}", kb(few), kb(many))
            }
            None => Ok(()),
        }
    }
}

fn example(repo: &Repository, part: &str, times: u32) -> Command {
    let mut command = Command::new(repo.target("release/examples/verify_cost"));
    command.arg(part).arg(times.to_string()).arg(repo.path(crate::verify_cost::FOLDER)).arg(FORM).stdin(Stdio::null());
    command
}

/// Files that differ, all in order, each a line.
fn make(repo: &Repository, count: u32, path: &Path) -> Result<()> {
    let lines = File::create(path).context("cannot make the files")?;
    let status = example(repo, "files", count).stdout(lines).status().context("cannot make the files")?;
    ensure!(status.success(), "the files could not be made");
    Ok(())
}

/// Bare signatures a second.
fn signatures(repo: &Repository) -> Result<f64> {
    let watch = Watch::start();
    process::read(&mut example(repo, "curve", FEW))?;
    let all = watch.elapsed();
    let watch = Watch::start();
    process::read(&mut example(repo, "none", FEW))?;
    Ok(f64::from(FEW) / all.0.saturating_sub(watch.elapsed().0).as_secs_f64())
}

/// Who verifies at once.
#[derive(Clone, Copy)]
struct Share {
    programs: usize,
    /// Of each program.
    processors: usize,
}

/// How a run went.
struct Run {
    /// Files a second of all programs together.
    rate: f64,
    /// Bytes that one of them took at most.
    memory: Option<u64>,
}

fn verified(repo: &Repository, lines: &Path, count: u32, share: Share) -> Result<Run> {
    let watch = Watch::start();
    let start = |name| start(repo, lines, name, share.processors);
    let mut running = (0..share.programs).map(start).collect::<Result<Vec<_>>>()?;
    let mut memory = None;
    while running.iter().any(|program| program.ended.is_none()) {
        thread::sleep(LOOK);
        for Program { child, ended, .. } in running.iter_mut().filter(|program| program.ended.is_none()) {
            memory = memory.max(peak(child.id()));
            *ended = child.try_wait().context("sealform is lost")?;
        }
    }
    let took = watch.elapsed();
    let mut files = 0.0;
    for Program { results, ended, .. } in running {
        fs::remove_file(&results).context("sealform wrote no results")?;
        ensure!(ended.is_some_and(|status| status.success()), "a file is not in order: {}", repo.short(lines));
        files += f64::from(count);
    }
    Ok(Run { rate: files / took.0.as_secs_f64(), memory })
}

/// A program that verifies.
struct Program {
    child: Child,
    results: PathBuf,
    ended: Option<ExitStatus>,
}

fn start(repo: &Repository, lines: &Path, name: usize, processors: usize) -> Result<Program> {
    let results = lines.with_extension(format!("{name}.csv"));
    let mut command = Command::new(repo.target("release/sealform"));
    command.arg("verify").arg(lines).arg("--output").arg(&results);
    command.env("RAYON_NUM_THREADS", processors.to_string()).stdin(Stdio::null()).stdout(Stdio::null());
    let child = command.spawn().context("cannot start sealform")?;
    Ok(Program { child, results, ended: None })
}

/// What a process had in memory at most so far, where Linux says it.
fn peak(process: u32) -> Option<u64> {
    read_peak(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

fn read_peak(status: &str) -> Option<u64> {
    let said = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    said.trim().strip_suffix(" kB")?.parse().ok().map(|kibibytes: u64| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_as_linux_writes_it() {
        let status = "Name:\tsealform\nVmPeak:\t  90000 kB\nVmHWM:\t   12345 kB\nVmRSS:\t   12000 kB\n";
        assert_eq!(read_peak(status), Some(12_345 * 1024));
        assert_eq!(read_peak("Name:\tsealform\n"), None);
    }

    #[test]
    fn rates_are_said_with_what_stands_beside_them() {
        let rates = Rates {
            one: 500.0,
            all: 980.0,
            apart: 990.0,
            processors: 2,
            curve: 2000.0,
            memory: Some((40_000_000, 50_000_000)),
        };
        assert_eq!(
            rates.to_string(),
            "verify: 500 files a second on one processor, 980 on 2 (1.96 x), 990 by 2 programs (1.98 x); bare P-256 signatures 2000 (25 % of them); \
             memory 40000 kB for 10000 files, 50000 kB for 100000"
        );
    }
}
