//! `cargo xtask`: the only build tool of this repository.
//!
//! A person runs `cargo xtask demo` or `cargo xtask test` on a bare machine; whatever is missing is installed and
//! named. Continuous integration runs the same commands.

mod bench;
mod check;
mod checklists;
mod circles;
mod clock;
mod conformance;
mod demo;
mod dependencies;
mod dist;
mod fuzz;
mod headers;
mod house;
mod instances;
mod layers;
mod lengths;
mod messages;
mod package;
mod packaging;
mod parity;
mod process;
mod quick;
mod site;
mod size;
mod soak;
mod test;
mod tidy;
mod tools;
mod unused;
mod verifiers;

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
    /// Look at format, lints and order: fast, for every save.
    Check,
    /// Compare the repository with the rules of its house.
    Tidy,
    /// Build the npm package into `www/package/dist`.
    Dist,
    /// Write the TypeScript types of what crosses to JavaScript.
    Types,
    /// Measure the first load against its budget.
    Size(size::Arguments),
    /// Test everything, in order, from nothing.
    Test(test::Arguments),
    /// Run fuzzers and property tests for as long as you like.
    Soak(soak::Arguments),
    /// Measure Sealform beside other form runtimes.
    Bench(bench::Arguments),
    /// Play the suites of other projects and print what passes.
    Conformance(conformance::Arguments),
    /// Install what the other commands need.
    Tools(tools::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = house::House::find().and_then(|house| match &arguments.command {
        Command::Demo(arguments) => demo::run(&house, arguments),
        Command::Check => check::run(&house),
        Command::Tidy => tidy::run(&house),
        Command::Dist => dist::run(&house),
        Command::Types => package::types(&house),
        Command::Size(arguments) => size::run(&house, arguments),
        Command::Test(arguments) => test::run(&house, arguments),
        Command::Soak(arguments) => soak::run(&house, arguments),
        Command::Bench(arguments) => bench::run(&house, arguments),
        Command::Conformance(arguments) => conformance::run(&house, arguments),
        Command::Tools(arguments) => tools::run(&house, arguments),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
