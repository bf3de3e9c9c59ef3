//! `conformance [DIR] [--json]`: plays the suites of a folder and prints what became of them.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use sealform_tests::conformance;

fn main() -> ExitCode {
    let (flags, rest): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let as_json = flags.iter().any(|flag| flag == "--json");
    if flags.iter().any(|flag| flag != "--json") || rest.len() > 1 {
        return failed("usage: conformance [DIR] [--json]");
    }
    let folder = conformance::folder(rest.first().map(PathBuf::from));
    if !folder.is_dir() {
        return failed(&format!("there are no suites at {}", folder.display()));
    }
    let printed = conformance::all(&folder).and_then(|reports| {
        conformance::print(&reports, as_json, &mut io::stdout()).map_err(|fault| fault.to_string())
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
