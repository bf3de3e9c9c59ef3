//! The commands. Each has its arguments, and a `run` that prints its result.
//! What they share (documents, output, failures) is one folder up.

mod assign;
mod build;
mod check;
mod commit;
mod deliver;
mod diff;
mod enrol;
mod eval;
mod fill;
mod import;
mod keygen;
mod offline;
mod open;
mod openrosa;
mod print;
mod receipt;
mod reference;
mod revoke;
mod schema;
mod score;
mod serve;
mod status;
mod verify;

use std::io::{self, Write};

use clap::Subcommand;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::report;

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check questionnaires, scoring keys and sealed files, and say how to repair them
    Check(check::Arguments),
    /// Compile a questionnaire into the program that `<sealform-form program="…">` shows without a compiler
    Build(build::Arguments),
    /// Let a folder of pages and forms work without a network: write its service worker
    Offline(offline::Arguments),
    /// Write an empty form as one page for paper, with every branch and its condition in words
    Print(print::Arguments),
    /// Read a form of another format as a questionnaire, or write a questionnaire as a spreadsheet
    Import(import::Arguments),
    /// List the changes between two versions of a questionnaire
    Diff(diff::Arguments),
    /// Fill a questionnaire from a file of answers, as a person would, and seal it
    Fill(fill::Arguments),
    /// Verify sealed files: signature, digest, and with the questionnaire every rule of the form
    Verify(verify::Arguments),
    /// Open files that were encrypted for a key of yours
    Open(open::Arguments),
    /// Send sealed files to the targets of a delivery, with what was attached to them
    Deliver(deliver::Arguments),
    /// Score sealed files with a scoring key: one line by line, several together
    Score(score::Arguments),
    /// Commit to a scoring key, so that a change of it would show
    Commit(commit::Arguments),
    /// Evaluate an expression
    Eval(eval::Arguments),
    /// Make a signing key for a device or an agency, or print the public half of one
    Keygen(keygen::Arguments),
    /// Issue assignments: one, a table of them, or the next versions of some
    Assign(assign::Arguments),
    /// Check enrolments, and keep which device each observer has
    Enrol(enrol::Arguments),
    /// Take assignments back, in a trust document
    Revoke(revoke::Arguments),
    /// Confirm with the agency's key that files were received
    Receipt(receipt::Arguments),
    /// Say how far each assignment has come
    Status(status::Arguments),
    /// Print the JSON Schema of a kind of document
    Schema(schema::Arguments),
    /// Serve a folder to browsers on this machine
    Serve(serve::Arguments),
    /// Print reference documentation as Markdown
    Reference(reference::Arguments),
}

/// In which form a command reports what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Format {
    /// The form that a flag `--json` asks for.
    fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

impl Command {
    /// In which form to report failures.
    pub fn format(&self) -> Format {
        Format::of(match self {
            Self::Check(arguments) => arguments.json,
            Self::Import(arguments) => arguments.json,
            Self::Diff(arguments) => arguments.json,
            Self::Fill(arguments) => arguments.json,
            Self::Verify(arguments) => arguments.json,
            Self::Deliver(arguments) => arguments.json,
            Self::Score(arguments) => arguments.json,
            Self::Eval(arguments) => arguments.json,
            Self::Assign(arguments) => arguments.json,
            Self::Enrol(arguments) => arguments.json,
            Self::Status(arguments) => arguments.json,
            Self::Build(_)
            | Self::Offline(_)
            | Self::Print(_)
            | Self::Commit(_)
            | Self::Keygen(_)
            | Self::Open(_)
            | Self::Receipt(_)
            | Self::Revoke(_)
            | Self::Schema(_)
            | Self::Serve(_)
            | Self::Reference(_) => false,
        })
    }

    /// Does it.
    ///
    /// # Errors
    /// [`Failure`] where it could not be done; nothing has been printed about that yet.
    pub fn run(self, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            Self::Build(arguments) => build::run(&arguments, out),
            Self::Offline(arguments) => offline::run(&arguments, out),
            Self::Print(arguments) => print::run(&arguments, out),
            Self::Check(arguments) => check::run(&arguments, out),
            Self::Import(arguments) => import::run(&arguments, out),
            Self::Diff(arguments) => diff::run(&arguments, out),
            Self::Fill(arguments) => fill::run(&arguments, out),
            Self::Verify(arguments) => verify::run(&arguments, out),
            Self::Deliver(arguments) => deliver::run(&arguments, out),
            Self::Score(arguments) => score::run(&arguments, out),
            Self::Commit(arguments) => commit::run(&arguments, out),
            Self::Eval(arguments) => eval::run(&arguments, out),
            Self::Keygen(arguments) => keygen::run(&arguments, out),
            Self::Open(arguments) => open::run(&arguments, out),
            Self::Assign(arguments) => assign::run(&arguments, out),
            Self::Enrol(arguments) => enrol::run(&arguments, out),
            Self::Revoke(arguments) => revoke::run(&arguments, out),
            Self::Receipt(arguments) => receipt::run(&arguments, out),
            Self::Status(arguments) => status::run(&arguments, out),
            Self::Schema(arguments) => schema::run(&arguments, out),
            Self::Serve(arguments) => serve::run(&arguments, out),
            Self::Reference(arguments) => reference::run(&arguments, out),
        }
    }
}

/// Prints for a person why a command failed.
///
/// # Errors
/// If the output cannot be written.
pub fn print_failure(out: &mut dyn Write, failure: &Failure) -> io::Result<()> {
    failure.reports.iter().try_for_each(|report| report::write(out, report))
}

/// Prints for a program why a command failed.
///
/// # Errors
/// If the output cannot be written.
pub fn print_failure_json(out: &mut dyn Write, failure: &Failure) -> io::Result<()> {
    #[derive(Serialize)]
    struct Failed {
        failed: Vec<File>,
    }
    #[derive(Serialize)]
    struct File {
        file: String,
        findings: Vec<report::JsonFinding>,
    }
    let of =
        |report: &crate::failure::FileReport| File { file: report.file.clone(), findings: report::to_json(report) };
    print_json(out, &Failed { failed: failure.reports.iter().map(of).collect() })
}

/// Prints a value as indented JSON.
fn print_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
