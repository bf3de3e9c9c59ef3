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
    let given = rest.first().map(PathBuf::from);
    if let Some(folder) = given.as_ref().filter(|folder| !folder.is_dir()) {
        return failed(&format!("there is no folder {}", folder.display()));
    }
    let folder = conformance::folder(given);
    let missing: Vec<_> = conformance::missing(&folder).collect();
    let printed = conformance::all(&folder).and_then(|reports| {
        let (out, told) = (&mut io::stdout(), &mut io::stderr());
        let printed = match form {
            "--json" => conformance::print_json(&reports, &missing, out),
            "--markdown" => conformance::print_markdown(&reports, out),
            _ => conformance::print(&reports, out).and_then(|()| conformance::print_missing(&missing, told)),
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
