//! Plays the text cases of this folder, each as a test of its own: `cargo test -p sealform-tests --test suite -- repeats` plays
//! those with `repeats` in their name, which is that of their folder, file and title.
//!
//! With `--update` (or `SEALFORM_UPDATE=1`) what the cases expect is written anew as it is now, to be read in review. Cases are
//! here; how a person fills a form is in `support/respondent.rs`.

mod engine;
mod expressions;
mod faults;
mod files;
mod sheets;
mod update;

use std::collections::BTreeMap;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use update::{Correction, Mode};

/// Cases that must be here, so that none gets lost.
const LEAST: usize = 300;

/// A case of a text file.
pub struct Case {
    /// Folder, file and title, with `/` between them.
    pub name: String,
    /// Where it stands.
    pub file: files::File,
    /// Plays it.
    pub play: Box<dyn FnOnce() -> Vec<Fault> + Send>,
}

/// Where a case differs from what it expects.
pub struct Fault {
    /// What a person has to know.
    pub sentence: String,
    /// How the file would have to read, where what came can be expected.
    pub correction: Option<Correction>,
}

fn main() -> ExitCode {
    let (ours, words): (Vec<String>, Vec<String>) = std::env::args().partition(|word| word == "--update");
    let mode = Mode::of(!ours.is_empty() || std::env::var_os("SEALFORM_UPDATE").is_some_and(|value| value == "1"));
    let cases: Vec<Case> = [engine::cases(), faults::cases(), expressions::cases()].into_iter().flatten().collect();
    let order = names_are_in_order(&cases);
    let mut trials = vec![Trial::test("suite/names", move || order.map_err(Failed::from))];
    trials.extend(cases.into_iter().map(|case| trial(case, mode)));
    let conclusion = libtest_mimic::run(&Arguments::from_iter(words), trials);
    if let Err(error) = update::write() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn trial(case: Case, mode: Mode) -> Trial {
    let Case { name, file, play } = case;
    Trial::test(name, move || {
        let faults = play().into_iter().filter_map(|fault| match fault.correction {
            Some(correction) if mode == Mode::Update => {
                update::keep(&file, correction);
                None
            }
            Some(_) | None => Some(fault.sentence),
        });
        let faults: Vec<String> = faults.collect();
        if faults.is_empty() { Ok(()) } else { Err(Failed::from(faults.join("\n"))) }
    })
}

/// Every case can be asked for by its name, and none has been lost.
fn names_are_in_order(cases: &[Case]) -> Result<(), String> {
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for case in cases {
        *times.entry(&case.name).or_default() += 1;
    }
    if let Some((name, _)) = times.iter().find(|(_, times)| **times > 1) {
        return Err(format!("`{name}` stands twice"));
    }
    if cases.len() < LEAST { Err(format!("only {} cases", cases.len())) } else { Ok(()) }
}
