//! `cargo xtask linear`: twice as much of anything takes at most 2.2 times the instructions, whatever is done with it.
//!
//! `tests/linear` makes the forms and does the steps; instructions are counted by valgrind.

use std::fmt;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};

use crate::instructions;
use crate::process::{self, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// So many parts the smaller of two forms has: more than the findings of one code that are kept.
const FEW: u64 = 200;
/// How many times as many instructions the larger form may take, in tenths.
const MOST_TENTHS: u64 = 22;

/// Which forms are made.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only forms whose name begins like this
    #[arg(long, default_value = "")]
    only: String,
    /// How many parts the smaller form has
    #[arg(long, default_value_t = FEW)]
    count: u64,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { only: String::new(), count: FEW }
    }
}

/// Counts, and prints what grows faster than it may.
///
/// # Errors
/// If a step takes more than 2.2 times as much for twice as much, or fails.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    tools::ensure(repo, &[Need::Valgrind])?;
    let program = instructions::built(repo, "linear")?;
    let forms = process::read(&mut Command::new(&program))?;
    let steps = steps(&forms).filter(|step| step.form.starts_with(&arguments.only)).collect::<Vec<_>>();
    let grown = Mutex::new(Vec::new());
    instructions::each(repo, "linear", &steps, |step, report| {
        let growth = step.growth(&program, arguments.count, report)?;
        say(&growth);
        if growth.is_too_much() {
            grown.lock().unwrap_or_else(PoisonError::into_inner).push(growth.to_string());
        }
        Ok(())
    })?;
    let grown = grown.into_inner().unwrap_or_else(PoisonError::into_inner);
    ensure!(grown.is_empty(), "more than 2.2 times as much for twice as much:\n{}", grown.join("\n"));
    Ok(())
}

/// One thing that is done with one form.
struct Step<'a> {
    form: &'a str,
    name: &'a str,
}

/// The steps by the lines that the program prints: a form, and what is done with it.
fn steps(lines: &str) -> impl Iterator<Item = Step<'_>> {
    let forms = lines.lines().filter_map(|line| line.split_once(' '));
    forms.flat_map(|(form, names)| names.split(' ').map(move |name| Step { form, name }))
}

impl Step<'_> {
    fn growth(&self, program: &Path, count: u64, report: &Path) -> Result<Growth> {
        let of = |count: u64| instructions::count(program, [self.form, self.name, &count.to_string()], report);
        let [none, few, many] = [of(1)?, of(count)?, of(count * 2)?];
        let [once, twice] = [few, many].map(|counted| counted.saturating_sub(none));
        Ok(Growth { step: format!("{} {}", self.form, self.name), once, twice })
    }
}

/// What a step takes once, and for twice as much.
struct Growth {
    step: String,
    once: u64,
    twice: u64,
}

impl Growth {
    fn is_too_much(&self) -> bool {
        self.twice * 10 > self.once * MOST_TENTHS
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, once, twice } = self;
        let hundredths = twice * 100 / once.max(&1);
        write!(
            f,
            "{step}: {} k instructions, {}.{:02} times for twice as much",
            once / 1000,
            hundredths / 100,
            hundredths % 100
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_tenth_above_twice_is_too_much() {
        let growth = |twice| Growth { step: "wards read".to_owned(), once: 10_000, twice };
        assert!(!growth(22_000).is_too_much());
        assert!(growth(22_001).is_too_much());
        assert_eq!(growth(22_001).to_string(), "wards read: 10 k instructions, 2.20 times for twice as much");
    }

    #[test]
    fn each_step_of_each_form_is_taken() {
        let names: Vec<String> =
            steps("a read write\nb read\n").map(|step| format!("{} {}", step.form, step.name)).collect();
        assert_eq!(names, ["a read", "a write", "b read"]);
    }
}
