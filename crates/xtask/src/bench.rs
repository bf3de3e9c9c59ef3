//! `cargo xtask bench`: Sealform beside the form runtimes that one could pick today, in one run.
//!
//! The peers' harness lies beside the repository; it is copied into the build directory together with our adapter
//! (`tests/bench/sealform`), so that neither is changed by a run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::clock::Watch;
use crate::dist;
use crate::house::House;
use crate::process::{self, program, say};
use crate::site::copy_folder;

const HARNESS: &str = "../shared/bench";
const ADAPTER: &str = "tests/bench/sealform";
const RESULT: &str = "results/sealform.json";

/// Our line in the harness's table of contenders. The element looks for its Wasm and its styles beside itself; the
/// engine's Wasm is taken in by the bundler where a page needs it.
const CONTENDER: &str = "  sealform: { title: 'Sealform', packages: [], css: [], \
                         files: ['adapters/sealform/sealform/sealform_web_bg.wasm', \
                         'adapters/sealform/sealform/sealform_seal_bg.wasm', \
                         'adapters/sealform/sealform/sealform.css'] },\n};\n";

/// Measures Sealform beside other form runtimes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to measure: bytes, engine, engine-chromium, load, interact
    #[arg(default_value = "engine", value_parser = ["bytes", "engine", "engine-chromium", "load", "interact"])]
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
    /// Clicks in each run of `interact`
    #[arg(long, default_value_t = 50)]
    clicks: u32,
}

/// Prepares the harness, runs the steps and prints the tables.
///
/// # Errors
/// If the harness is not there or a step fails.
pub fn run(house: &House, arguments: &Arguments) -> Result<()> {
    let watch = Watch::start();
    dist::run(house)?;
    let folder = house.target("bench");
    prepare(house, &folder)?;
    for step in &arguments.steps {
        say(format_args!("measuring {step}"));
        node(&folder, step, &options(arguments))?;
    }
    node(&folder, "report", &["--out".to_owned(), RESULT.to_owned()])?;
    let report = folder.join(RESULT).with_extension("md");
    println!("\n{}", fs::read_to_string(&report).context("the harness wrote no report")?);
    say(format_args!("the report is in {} ({})", house.short(&report), watch.elapsed()));
    Ok(())
}

fn prepare(house: &House, folder: &Path) -> Result<()> {
    let harness = house.path(HARNESS);
    if !harness.is_dir() {
        bail!("the peers' harness is not beside this repository (`{HARNESS}`)");
    }
    copy_folder(&harness, folder)?;
    let adapter = folder.join("adapters/sealform");
    // The harness bundles a contender once and keeps it: ours is what was built now.
    for old in [folder.join("dist/sealform"), adapter.clone()] {
        if old.is_dir() {
            fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", house.short(&old)))?;
        }
    }
    copy_folder(&house.path(ADAPTER), &adapter)?;
    copy_folder(&house.path(dist::DIST), &adapter.join("sealform"))?;
    let table = folder.join("contenders.mjs");
    let text = fs::read_to_string(&table).context("the harness has no table of contenders")?;
    fs::write(&table, with_us(&text)?).context("cannot write the table of contenders")?;
    install(folder)
}

/// The harness pins its peers without a lock file.
fn install(folder: &Path) -> Result<()> {
    if folder.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    say("installing the peers");
    let options = ["install", "--no-package-lock", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(program("npm").current_dir(folder).args(options))
}

fn with_us(table: &str) -> Result<String> {
    let rest = table.strip_suffix("};\n").context("the harness's table of contenders does not end as expected")?;
    Ok(rest.to_owned() + CONTENDER)
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

fn node(folder: &Path, step: &str, options: &[String]) -> Result<()> {
    process::run(program("node").current_dir(folder).arg("run.mjs").arg(step).args(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_line_is_the_last_of_the_table() {
        let table =
            with_us("export const contenders = {\n  plain: { title: 'x' },\n};\n").expect("it ends as expected");
        assert!(
            table
                .starts_with("export const contenders = {\n  plain: { title: 'x' },\n  sealform: { title: 'Sealform',")
        );
        assert!(table.ends_with("sealform.css'] },\n};\n"));
        assert!(with_us("export default 1").is_err());
    }
}
