//! XForms and spreadsheets of our own making, compared with what the engines of the field make of them.
//!
//! A program for Node writes small forms by construct, pyxform makes XForms of the spreadsheets among them, and ODK Web
//! Forms' engine fills all. A program of the tests fills them again.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::clock::Watch;
use crate::generated::{Build, Table, tests_program};
use crate::process::{self, program, say};
use crate::repository::Repository;
use crate::tools::{self, FORMS, Need};

/// The document that says what becomes of every member.
const MEMBERS: &str = "www/docs/xlsform-members.md";

/// Forms of each format in a test; a soak plays more.
pub const IN_A_TEST: u32 = 2_000;

/// Compares XForms and spreadsheets with pyxform and ODK Web Forms.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many XForms, and as many spreadsheets
    #[arg(long, default_value_t = IN_A_TEST)]
    count: u32,
    /// Where the random numbers start; the same seed gives the same forms
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the table of members anew instead of comparing it
    #[arg(long)]
    write: bool,
}

/// Plays forms and prints the rates by construct and the differences by class.
///
/// # Errors
/// If a difference belongs to no class, a member is dropped in silence, or the table of members is not up to date.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    play(repo, arguments.count, arguments.seed, Build::Quick)?;
    members(repo, if arguments.write { Table::Write } else { Table::Compare })
}

/// Puts every member of XLSForm and of XForms into a form, and compares the table of what becomes of them.
///
/// # Errors
/// If a member is dropped in silence, or the table is not up to date.
pub fn members(repo: &Repository, table: Table) -> Result<()> {
    tools::ensure(repo, &[Need::Python])?;
    let folder = repo.path(FORMS);
    let probes = repo.target("form-members.jsonl");
    process::run(Command::new(tools::python_program(repo)).arg(folder.join("probe.py")).arg(&probes))?;
    let mut probe = tests_program(repo, "probe", Build::Quick)?;
    let made = process::read(probe.arg(probes).arg(folder.join("not-applicable.json")))?;
    table.hold(repo, MEMBERS, &made, "cargo xtask forms --write")
}

/// Makes forms, has them converted and filled, and compares.
///
/// # Errors
/// If a difference belongs to no class.
pub fn play(repo: &Repository, count: u32, seed: u64, build: Build) -> Result<()> {
    tools::ensure(repo, &[Need::WebForms, Need::Python])?;
    let watch = Watch::start();
    let folder = repo.path(FORMS);
    let [forms, converted, cases] = ["forms", "converted", "filled"].map(|name| repo.target(&format!("{name}.jsonl")));
    let mut make = program("node");
    process::run(make.arg(folder.join("generate.mjs")).arg(&forms).arg(count.to_string()).arg(seed.to_string()))?;
    let mut convert = Command::new(tools::python_program(repo));
    let made = process::read(convert.arg(folder.join("convert.py")).arg(&forms))?;
    fs::write(&converted, made).context("cannot write into the build directory")?;
    let mut fill = program("node");
    // Both engines use one time zone.
    fill.env("TZ", "America/Phoenix").arg(folder.join("play-all.mjs")).arg(&converted).arg(&cases);
    process::run(&mut fill)?;
    say(format_args!("{count} forms of each format are filled ({})", watch.elapsed()));
    process::run(tests_program(repo, "generated", build)?.arg(cases).arg(folder.join("classes.json")))
}
