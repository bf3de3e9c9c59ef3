//! `cargo xtask test`: all tests in order.
//!
//! A step that fails does not hide the ones after it; the last line counts them.

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::clock::{Took, Watch};
use crate::excerpt::Excerpt;
use crate::generated::{Build, Table};
use crate::process::{self, cargo, say};
use crate::repository::Repository;
use crate::size::{self, Figures};
use crate::tools::{self, ALL, Consent};
use crate::{
    check, dist, economy, forms, fuzz, instances, libraries, linear, package, packaging, parity, site, surveys, tidy,
    verifiers,
    workspace::{self, BROWSERS},
};

/// Tests everything, in order.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only this step; may be given more than once
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Install system packages without asking
    #[arg(long)]
    install: bool,
}

/// One step of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// What the other steps need is installed
    Tools,
    /// Every file is as `cargo fmt` writes it
    Format,
    /// Clippy has no findings
    Lint,
    /// The rules of the repository hold
    Tidy,
    /// Libraries come from registries, under licences that fit, and nothing is known against them
    Libraries,
    /// Every crate's own tests
    Native,
    /// The scripts of the npm package: types, format, lints, unit tests
    Package,
    /// Suites, vectors and properties across crates
    Vectors,
    /// The npm package builds
    Dist,
    /// The Wasm does what the native engine does
    Parity,
    /// The packed package works in Node, in React and with common bundlers
    Packaging,
    /// The first load is within its budget
    Size,
    /// Forms are filled and sealed in three browsers
    Browsers,
    /// Standard libraries verify what was sealed
    Verifiers,
    /// Instances are those that ODK Web Forms makes of the same answers
    Instances,
    /// Surveys of every construct are filled as SurveyJS fills them, or differ as is known
    Surveys,
    /// XForms and spreadsheets of every construct are filled as the engines of the field fill them, or differ as is known
    Forms,
    /// Twice as much takes at most 2.2 times the instructions
    Linear,
    /// What is done most often takes the instructions that a table says
    Economy,
    /// Documentation builds without a warning
    Docs,
    /// A short run of every fuzzer
    Fuzz,
}

/// The package of the tests across crates.
const ACROSS: &str = "sealform-tests";

/// Seconds that each fuzzer runs in a test; `cargo xtask soak` runs them for as long as one likes.
const FUZZ_SECONDS: u32 = 6;

/// Runs the steps.
///
/// # Errors
/// If a step fails, after all of them have run.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let steps: &[Step] = if arguments.only.is_empty() { Step::value_variants() } else { &arguments.only };
    if steps
        .iter()
        .any(|step| [Step::Tools, Step::Packaging, Step::Browsers, Step::Linear, Step::Economy].contains(step))
    {
        tools::consent(Consent::of(arguments.install))?;
    }
    let watch = Watch::start();
    let results: Vec<StepResult> = steps.iter().map(|step| attempt(repo, *step)).collect();
    for (result, excerpt) in results.iter().filter_map(|result| Some((result, result.excerpt()?))) {
        println!("\nWhat step {} printed about it:\n{excerpt}", result.step.name());
    }
    println!("\nSteps:");
    for result in &results {
        println!("    {result}");
    }
    let failed = results.iter().filter(|result| result.error.is_some()).count();
    println!("\nAll took {}.\n{}", watch.elapsed(), closing_line(results.len() - failed, failed));
    if failed == 0 { Ok(()) } else { bail!("{failed} step(s) failed") }
}

/// What became of a step.
struct StepResult {
    step: Step,
    took: Took,
    error: Option<anyhow::Error>,
}

impl StepResult {
    /// What the program printed that made this step fail.
    fn excerpt(&self) -> Option<&Excerpt> {
        let failed = self.error.as_ref()?.downcast_ref::<process::Failed>()?;
        Some(&failed.excerpt)
    }
}

impl std::fmt::Display for StepResult {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<9} {:>12}  ", self.step.name(), self.took.to_string())?;
        match &self.error {
            None => f.write_str("passed"),
            Some(error) => write!(f, "FAILED: {error:#}"),
        }
    }
}

fn attempt(repo: &Repository, step: Step) -> StepResult {
    say(format_args!("step {}", step.name()));
    let watch = Watch::start();
    let error = step.run(repo).err();
    let result = StepResult { step, took: watch.elapsed(), error };
    say(format_args!("step {result}"));
    result
}

/// The one line that continuous integration reads.
fn closing_line(passed: usize, failed: usize) -> String {
    format!("{passed} passed, {failed} failed")
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self, repo: &Repository) -> Result<()> {
        match self {
            Self::Tools => tools::ensure(repo, &ALL),
            Self::Format => check::format(repo),
            Self::Lint => check::lint(repo),
            Self::Tidy => tidy::run(repo),
            Self::Libraries => libraries::run(repo),
            Self::Native => native(repo),
            Self::Package => package::test(repo),
            Self::Vectors => process::run(workspace::test(repo).args(workspace::targets(repo, |name| name == ACROSS)?)),
            Self::Dist => dist::run(repo),
            Self::Parity => parity::run(repo),
            Self::Packaging => packaging::run(repo),
            Self::Size => size::measure(repo, &site::assemble(repo)?, Figures::Compare),
            Self::Browsers => browsers(repo),
            Self::Verifiers => verifiers::run(repo),
            Self::Instances => instances::run(repo),
            Self::Surveys => surveys::play(repo, surveys::IN_A_TEST, 1, Build::Quick)
                .and_then(|()| surveys::members(repo, Table::Compare)),
            Self::Forms => {
                forms::play(repo, forms::IN_A_TEST, 1, Build::Quick).and_then(|()| forms::members(repo, Table::Compare))
            }
            Self::Linear => linear::run(repo, &linear::Arguments::default()),
            Self::Economy => economy::run(repo, &economy::Arguments::default()),
            Self::Docs => docs(repo),
            Self::Fuzz => fuzz::all(repo, FUZZ_SECONDS),
        }
    }
}

fn native(repo: &Repository) -> Result<()> {
    let own = workspace::targets(repo, |name| ![ACROSS, BROWSERS].contains(&name))?;
    let tests = process::run(workspace::test(repo).args(["--lib", "--bins"]).args(own));
    // Cargo takes no other target beside the examples of documentation.
    tests.and(process::run(workspace::test(repo).arg("--doc")))
}

fn browsers(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[tools::Need::Browsers, tools::Need::Npm, tools::Need::Python, tools::Need::Backends])?;
    site::assemble(repo)?;
    let sealed = repo.target("sealed");
    if sealed.exists() {
        // Only what this build seals says something about it.
        std::fs::remove_dir_all(&sealed)?;
    }
    // Whoever receives what the browsers seal was built with the site.
    process::run(workspace::plain_test(repo).args(["--package", BROWSERS]))
}

fn docs(repo: &Repository) -> Result<()> {
    let mut command = cargo();
    command.current_dir(repo.path("")).args(["doc", "--workspace", "--no-deps"]);
    process::run(command.env("RUSTDOCFLAGS", "-D warnings"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_the_names_that_people_type() {
        let names: Vec<String> = Step::value_variants().iter().map(|step| step.name()).collect();
        assert_eq!(names.first().map(String::as_str), Some("tools"));
        assert!(names.contains(&"browsers".to_owned()));
        assert_eq!(Step::from_str("SIZE", true), Ok(Step::Size));
    }

    #[test]
    fn the_closing_line_stands_alone() {
        assert_eq!(closing_line(11, 0), "11 passed, 0 failed");
    }

    #[test]
    fn a_failed_step_says_why() {
        let error = Some(anyhow::anyhow!("inner").context("outer"));
        let result = StepResult { step: Step::Lint, took: Took(std::time::Duration::from_secs(3)), error };
        assert_eq!(result.to_string(), "lint             3.0 s  FAILED: outer: inner");
    }
}
