//! `conformance [DIR] [--json | --markdown]`: plays the suites of a folder and prints what became of them.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use sealform_tests::conformance;

fn main() -> ExitCode {
    let (flags, rest): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let form = flags.first().map_or("", String::as_str);
    if !matches!(form, "" | "--json" | "--markdown") || flags.len() > 1 || rest.len() > 1 {
        return failed("usage: conformance [DIR] [--json | --markdown]");
    }
    let folder = conformance::folder(rest.first().map(PathBuf::from));
    if !folder.is_dir() {
        return failed(&format!("there are no suites at {}", folder.display()));
    }
    let printed = conformance::all(&folder).and_then(|reports| {
        let printed = match form {
            "--markdown" => conformance::print_markdown(&reports, &mut io::stdout()),
            form => conformance::print(&reports, form == "--json", &mut io::stdout()),
        };
        printed.map_err(|fault| fault.to_string())
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&fault),
    }
}

fn failed(why: &str) -> ExitCode {
    // Nothing is left to do where not even this can be written.
    let _ = writeln!(io::stderr(), "{why}");
    ExitCode::from(2)
}
