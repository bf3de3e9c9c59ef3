//! `cargo xtask`: the only build tool of this repository.
//!
//! A person runs `cargo xtask demo` or `cargo xtask test` on a bare machine; whatever is missing is installed and
//! named. Continuous integration runs the same commands.

mod advisories;
mod assignments;
mod bench;
mod catch_alls;
mod check;
mod checklists;
mod clock;
mod conformance;
mod cycles;
mod demo;
mod dependencies;
mod digests;
mod dist;
mod economy;
mod excerpt;
mod forms;
mod fuzz;
mod generated;
mod headers;
mod instances;
mod instructions;
mod layers;
mod lengths;
mod libraries;
mod linear;
mod messages;
mod package;
mod packaging;
mod parity;
mod policies;
mod process;
mod programmes;
mod promises;
mod quick;
mod repository;
mod site;
mod size;
mod soak;
mod surveys;
mod test;
mod tidy;
mod tools;
mod unused;
mod verifiers;
mod verify_cost;
mod verify_rate;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, tests and serves Sealform.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything and serve the demo on this machine.
    Demo(demo::Arguments),
    /// Check format, lints, the rules of the repository and its libraries; fast.
    Check,
    /// Check the rules of the repository that no compiler checks.
    Tidy,
    /// Build the npm package into `www/package/dist`.
    Dist,
    /// Generate the TypeScript types of what crosses to JavaScript.
    Types,
    /// Compare the first load with its budget.
    Size(size::Arguments),
    /// Run all tests in order.
    Test(test::Arguments),
    /// Run fuzzers and property tests for as long as you like.
    Soak(soak::Arguments),
    /// Compare Sealform with other form runtimes.
    Bench(bench::Arguments),
    /// Run the test suites of other projects and print what passes.
    Conformance(conformance::Arguments),
    /// Compare small XForms and spreadsheets of every construct with pyxform and ODK Web Forms.
    Forms(forms::Arguments),
    /// Compare small surveys of every construct with SurveyJS's own engine.
    Surveys(surveys::Arguments),
    /// Count that twice as much takes at most 2.2 times the instructions.
    Linear(linear::Arguments),
    /// Count that what is done most often takes the instructions that a table says.
    Economy(economy::Arguments),
    /// Install what the other commands need.
    Tools(tools::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = repository::Repository::find().and_then(|repo| match &arguments.command {
        Command::Demo(arguments) => demo::run(&repo, arguments),
        Command::Check => check::run(&repo),
        Command::Tidy => tidy::run(&repo),
        Command::Dist => dist::run(&repo),
        Command::Types => package::types(&repo),
        Command::Size(arguments) => size::run(&repo, arguments),
        Command::Test(arguments) => test::run(&repo, arguments),
        Command::Soak(arguments) => soak::run(&repo, arguments),
        Command::Bench(arguments) => bench::run(&repo, arguments),
        Command::Conformance(arguments) => conformance::run(&repo, arguments),
        Command::Forms(arguments) => forms::run(&repo, arguments),
        Command::Surveys(arguments) => surveys::run(&repo, arguments),
        Command::Linear(arguments) => linear::run(&repo, arguments),
        Command::Economy(arguments) => economy::run(&repo, arguments),
        Command::Tools(arguments) => tools::run(&repo, arguments),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
