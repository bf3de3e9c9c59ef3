//! Surveys of our own making, compared with what SurveyJS's own engine makes of them.
//!
//! A program for Node writes small surveys and expressions by construct, with what `survey-core` gives; another one puts
//! every member of its metadata into a survey. Programs of the tests play them.

use anyhow::Result;

use crate::clock::Watch;
use crate::generated::{Build, Table, tests_program};
use crate::process::{self, program, say};
use crate::repository::Repository;
use crate::tools::{self, Need, SURVEYS};

/// The document that says what becomes of every member.
const MEMBERS: &str = "www/docs/surveyjs-members.md";

/// Surveys, and as many expressions, in a test; a soak plays more.
pub const IN_A_TEST: u32 = 2_000;

/// Compares surveys with SurveyJS's own engine.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many surveys, and as many expressions
    #[arg(long, default_value_t = IN_A_TEST)]
    count: u32,
    /// Where the random numbers start; the same seed gives the same surveys
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the table of members anew instead of comparing it
    #[arg(long)]
    write: bool,
}

/// Plays surveys and prints the rates by construct and the differences by class.
///
/// # Errors
/// If a difference belongs to no class, a member is dropped in silence, or the table of members is not up to date.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    play(repo, arguments.count, arguments.seed, Build::Quick)?;
    members(repo, if arguments.write { Table::Write } else { Table::Compare })
}

/// Makes surveys and expressions, and compares.
///
/// # Errors
/// If a difference belongs to no class.
pub fn play(repo: &Repository, count: u32, seed: u64, build: Build) -> Result<()> {
    tools::ensure(repo, &[Need::Surveys])?;
    let watch = Watch::start();
    let folder = repo.path(SURVEYS);
    let cases = repo.target("surveys.jsonl");
    let mut make = program("node");
    // Both engines use one time zone.
    make.env("TZ", "UTC").arg(folder.join("generate.mjs")).arg(&cases);
    process::run(make.arg(count.to_string()).arg(seed.to_string()))?;
    say(format_args!("{count} surveys are made ({})", watch.elapsed()));
    process::run(tests_program(repo, "generated", build)?.arg(cases).arg(folder.join("classes.json")))
}

/// Puts every member of SurveyJS's metadata into a survey, and compares the table of what becomes of them.
///
/// # Errors
/// If a member is dropped in silence, or the table is not up to date.
pub fn members(repo: &Repository, table: Table) -> Result<()> {
    tools::ensure(repo, &[Need::Surveys])?;
    let folder = repo.path(SURVEYS);
    let probes = repo.target("survey-members.jsonl");
    process::run(program("node").arg(folder.join("probe.mjs")).arg(&probes))?;
    let mut probe = tests_program(repo, "probe", Build::Quick)?;
    let made = process::read(probe.arg(probes).arg(folder.join("not-applicable.json")))?;
    table.hold(repo, MEMBERS, &made, "cargo xtask surveys --write")
}
