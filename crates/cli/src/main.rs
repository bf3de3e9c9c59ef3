//! `sealform`: check, fill, verify and score questionnaires at the command line.
//!
//! Architecture invariants: this is the only crate with files, a clock, a terminal and (in `deliver`) the network; it decides nothing about
//! questionnaires, scores or seals, but asks the crates that do. Each command is a module of `commands` with its
//! arguments and a `run`; it prints what it found and says how it ended.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod answers;
mod attachments;
mod catalogues;
mod commands;
mod deliver;
mod delivery;
mod documents;
mod failure;
mod forms;
mod history;
mod input;
mod locate;
mod observers;
mod offline;
mod output;
mod package;
mod packed;
mod platform;
mod progress;
mod report;
mod screen;
mod sealed;
mod sheet;
mod signer;
mod sources;
mod still_page;
mod trust_file;
mod zone;

use std::process::ExitCode;

use clap::Parser;

use commands::{Command, Format};
use screen::Screen;

/// Check, fill, verify and score questionnaires.
///
/// Exit codes: 0 all in order, 1 findings, 2 wrong use, 3 something could not be read or written.
#[derive(Debug, Parser)]
#[command(name = "sealform", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let format = command.format();
    match command.run(&mut Screen(anstream::stdout())) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            // Where not even this can be written, the exit code still says so.
            let _ = match format {
                Format::Text => commands::print_failure(&mut Screen(anstream::stderr()), &failure),
                Format::Json => commands::print_failure_json(&mut Screen(anstream::stdout()), &failure),
            };
            failure.exit.into()
        }
    }
}
