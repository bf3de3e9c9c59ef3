//! `cargo xtask bench`: Sealform compared with current form runtimes, in one run.
//!
//! The harness and its adapters are in `tests/bench`. They are copied into the build directory together with the
//! current npm package, and the peers are installed there, so that a run changes nothing in the repository.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::clock::Watch;
use crate::dist;
use crate::process::{self, cargo, program, say};
use crate::repository::Repository;
use crate::site::copy_folder;
use crate::tools::npm;
use crate::verify_cost::Cost;
use crate::verify_rate::Rates;

const HARNESS: &str = "tests/bench";
/// Where our adapter looks for the npm package, and where the harness keeps our bundle, inside the copied harness.
const PACKAGE: &str = "adapters/sealform/sealform";
const BUNDLE: &str = "dist/sealform";
/// Our Wasm with the names of its functions; the harness finds beside it where its bytes go.
const NAMED: &str = "results/shares.wasm";
/// Where results are published.
const PAGE: &str = "www/docs/performance.md";
const RESULT: &str = "results/sealform.json";

/// Measures Sealform beside other form runtimes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to measure: bytes, engine, engine-chromium, load, interact, profile, or verify alone
    #[arg(default_value = "engine", value_parser = ["bytes", "engine", "engine-chromium", "load", "interact", "profile", "verify"])]
    steps: Vec<String>,
    /// Contenders, separated by commas; all of them if left out
    #[arg(long)]
    only: Option<String>,
    /// Forms, separated by commas
    #[arg(long, default_value = "ksp,wide-100,wide-1000,wide-10000,chain-1000,fan-1000")]
    forms: String,
    /// Fresh processes, or browsers, for each figure
    #[arg(long, default_value_t = 3)]
    runs: u32,
    /// Fail where a goal of `tests/bench/harness/goals.mjs` is missed
    #[arg(long)]
    check: bool,
    /// Write the report to `www/docs/performance.md`
    #[arg(long)]
    write: bool,
    /// Clicks in each run of `interact`
    #[arg(long, default_value_t = 50)]
    clicks: u32,
}

/// Prepares the harness, runs the steps and prints the tables.
///
/// # Errors
/// If the package does not build, the peers cannot be installed, or a step fails.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let watch = Watch::start();
    let (verify, steps): (Vec<&String>, Vec<&String>) = arguments.steps.iter().partition(|step| *step == "verify");
    let folder = repo.target("bench");
    if !verify.is_empty() {
        let costs = crate::verify_cost::run(repo)?;
        let rates = crate::verify_rate::run(repo, &folder)?;
        keep(&folder, &costs, &rates)?;
    }
    if steps.is_empty() {
        return Ok(());
    }
    dist::run(repo)?;
    // It builds the site that is measured.
    process::run(cargo().current_dir(repo.path("")).args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "sealform-cli",
    ]))?;
    prepare(repo, &folder)?;
    if steps.iter().any(|step| *step == "profile") {
        dist::shares(repo, &folder.join(NAMED))?;
    }
    for step in steps {
        say(format_args!("measuring {step}"));
        node(repo, &folder, step, &options(arguments))?;
    }
    node(repo, &folder, "report", &["--out".to_owned(), RESULT.to_owned()])?;
    let report = folder.join(RESULT).with_extension("md");
    let text = fs::read_to_string(&report).context("the harness wrote no report")?;
    println!("\n{text}");
    if arguments.write {
        fs::write(repo.path(PAGE), page(&text, arguments)).context("cannot write the page of results")?;
    }
    if arguments.check {
        node(repo, &folder, "check", &["--out".to_owned(), RESULT.to_owned()])?;
    }
    say(format_args!("the report is in {} ({})", repo.short(&report), watch.elapsed()));
    Ok(())
}

/// Keeps what verifying the first form costs, and how fast it is, for the report.
fn keep(folder: &Path, costs: &[Cost], rates: &Rates) -> Result<()> {
    let Some(Cost { curve, seal, whole }) = costs.first() else { return Ok(()) };
    let Rates { one, all, apart, processors, curve: bare, memory } = rates;
    let memory = memory.map(|(few, many)| serde_json::json!({ "few": few, "many": many }));
    let kept = serde_json::json!({
        "curve": curve, "seal": seal, "whole": whole,
        "rates": { "one": one, "all": all, "apart": apart, "processors": processors, "curve": bare }, "memory": memory,
    });
    fs::create_dir_all(folder.join("results")).context("cannot make the folder of results")?;
    fs::write(folder.join("results/verify.json"), format!("{kept}\n")).context("cannot keep the costs")
}

/// The page of results: the report, and how it is made again.
fn page(report: &str, arguments: &Arguments) -> String {
    let Arguments { steps, only, forms, runs, clicks, .. } = arguments;
    let only = only.iter().map(|only| format!(" --only {only}")).collect::<String>();
    let command =
        format!("cargo xtask bench {}{only} --forms {forms} --runs {runs} --clicks {clicks} --write", steps.join(" "));
    let body = report.strip_prefix("# Results\n").unwrap_or(report);
    format!(
        "# Performance\n\nWritten by `{command}`; nothing in it is typed by hand. [tests/bench](../../tests/bench/README.md) says what is measured.\n{body}"
    )
}

fn prepare(repo: &Repository, folder: &Path) -> Result<()> {
    // The harness bundles a contender once and keeps it: ours is what was built now.
    for old in [folder.join(BUNDLE), folder.join(PACKAGE)] {
        if old.is_dir() {
            fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", repo.short(&old)))?;
        }
    }
    copy_folder(&repo.path(HARNESS), folder)?;
    copy_folder(&repo.path(dist::DIST), &folder.join(PACKAGE))?;
    fs::create_dir_all(folder.join("results")).context("cannot make the folder of results")?;
    // Some peers ask for others of versions that do not fit together.
    npm(folder, &["--legacy-peer-deps"])
}

fn options(arguments: &Arguments) -> Vec<String> {
    let mut options: Vec<String> = ["--out", RESULT, "--forms", &arguments.forms].map(str::to_owned).into();
    options.extend([
        "--runs".to_owned(),
        arguments.runs.to_string(),
        "--clicks".to_owned(),
        arguments.clicks.to_string(),
    ]);
    options.extend(arguments.only.iter().flat_map(|only| ["--only".to_owned(), only.clone()]));
    options
}

fn node(repo: &Repository, folder: &Path, step: &str, options: &[String]) -> Result<()> {
    process::run(
        program("node")
            .current_dir(folder)
            .env("SEALFORM", repo.target("release/sealform"))
            .arg("run.mjs")
            .arg(step)
            .args(options),
    )
}
