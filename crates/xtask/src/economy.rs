//! `cargo xtask economy`: what the engine is asked to do most often takes the instructions that `tests/costs/table.json`
//! says, and neither 2 % more nor 2 % less.
//!
//! `tests/costs` does the deeds; instructions are counted by valgrind.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::instructions;
use crate::process::{self, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

const TABLE: &str = "tests/costs/table.json";
/// By how many thousandths a count may differ.
const TOLERANCE: u64 = 20;
/// The table is for the compiler of `rust-toolchain.toml` on this kind of processor.
const COUNTED_ON: &str = "x86_64";

/// What is done with what was counted.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Write the table anew
    #[arg(long)]
    update: bool,
    /// Only deeds whose name begins like this; nothing is written then
    #[arg(long, default_value = "", conflicts_with = "update")]
    only: String,
}

/// Instructions by deed.
type Table = BTreeMap<String, u64>;

/// Counts and compares.
///
/// # Errors
/// If a deed takes more or less than the table says, or fails.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    if std::env::consts::ARCH != COUNTED_ON {
        say(format_args!("instructions are those of {COUNTED_ON}: there is nothing to compare here"));
        return Ok(());
    }
    tools::ensure(repo, &[Need::Valgrind])?;
    let program = instructions::built(repo, "costs")?;
    let printed = process::read(&mut Command::new(&program))?;
    let deeds: Vec<Deed> =
        printed.lines().filter_map(Deed::read).filter(|deed| deed.name().starts_with(&arguments.only)).collect();
    let counted = Mutex::new(Table::new());
    instructions::each(repo, "economy", &deeds, |deed, report| {
        let count = deed.count(&program, report)?;
        say(format_args!("{}: {count} instructions", deed.name()));
        counted.lock().unwrap_or_else(PoisonError::into_inner).insert(deed.name(), count);
        Ok(())
    })?;
    let counted = counted.into_inner().unwrap_or_else(PoisonError::into_inner);
    if arguments.update {
        std::fs::write(repo.path(TABLE), serde_json::to_string_pretty(&counted)? + "\n")?;
        return Ok(());
    }
    let text = std::fs::read_to_string(repo.path(TABLE)).with_context(|| format!("{TABLE} cannot be read"))?;
    let mut expected: Table = serde_json::from_str(&text).with_context(|| format!("{TABLE} is no table of counts"))?;
    expected.retain(|name, _| name.starts_with(&arguments.only));
    let differences = differences(&expected, &counted);
    ensure!(
        differences.is_empty(),
        "{}\nwhere that is meant, write the table anew: cargo xtask economy --update",
        differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
    Ok(())
}

/// One thing that is done, and how often it is done to be counted.
struct Deed<'a> {
    deed: &'a str,
    form: &'a str,
    times: u64,
}

impl<'a> Deed<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut words = line.split(' ');
        Some(Self { deed: words.next()?, form: words.next()?, times: words.next()?.parse().ok()? })
    }

    fn name(&self) -> String {
        format!("{} {}", self.deed, self.form)
    }

    /// What it takes once more: what comes before it, and what is done at first only, does not count.
    fn count(&self, program: &Path, report: &Path) -> Result<u64> {
        let of = |times: u64| instructions::count(program, [self.deed, self.form, &times.to_string()], report);
        Ok(of(self.times * 2)?.saturating_sub(of(self.times)?) / self.times)
    }
}

/// How a count differs from the table.
#[derive(Debug, PartialEq, Eq)]
struct Difference<'a> {
    deed: &'a str,
    expected: Option<u64>,
    counted: Option<u64>,
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.expected, self.counted) {
            (Some(expected), Some(counted)) => {
                let thousandths = counted.abs_diff(expected) * 1000 / expected.max(1);
                let way = if counted > expected { "more" } else { "less" };
                let (percent, rest) = (thousandths / 10, thousandths % 10);
                write!(f, "{}: {counted} instructions, {percent}.{rest} % {way} than {expected}", self.deed)
            }
            (Some(_), None) => write!(f, "{}: it is in the table, and is not done", self.deed),
            (None, _) => write!(f, "{}: it is not in the table", self.deed),
        }
    }
}

fn differences<'a>(expected: &'a Table, counted: &'a Table) -> Vec<Difference<'a>> {
    let names = expected.keys().chain(counted.keys().filter(|name| !expected.contains_key(*name)));
    let difference = |deed: &'a String| {
        let (expected, counted) = (expected.get(deed).copied(), counted.get(deed).copied());
        let is_near = |(one, other): (u64, u64)| one.abs_diff(other) * 1000 <= one * TOLERANCE;
        (!expected.zip(counted).is_some_and(is_near)).then_some(Difference { deed, expected, counted })
    };
    names.filter_map(difference).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(counts: &[(&str, u64)]) -> Table {
        counts.iter().map(|(deed, count)| ((*deed).to_owned(), *count)).collect()
    }

    #[test]
    fn a_deed_may_take_a_fiftieth_more_or_less() {
        let expected = table(&[("set ksp", 1000)]);
        for (counted, is_near) in [(980, true), (1020, true), (979, false), (1021, false)] {
            assert_eq!(differences(&expected, &table(&[("set ksp", counted)])).is_empty(), is_near, "{counted}");
        }
        let counted = table(&[("set ksp", 1100)]);
        let said: Vec<String> = differences(&expected, &counted).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["set ksp: 1100 instructions, 10.0 % more than 1000"]);
    }

    #[test]
    fn what_only_one_of_them_knows_is_said() {
        let (expected, counted) = (table(&[("set old", 1)]), table(&[("set new", 1)]));
        let said: Vec<String> = differences(&expected, &counted).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["set old: it is in the table, and is not done", "set new: it is not in the table"]);
    }

    #[test]
    fn deeds_are_read_with_their_forms_and_times() {
        let deed = Deed::read("open-json wide-1000 1").expect("a deed");
        assert_eq!((deed.name().as_str(), deed.times), ("open-json wide-1000", 1));
        assert!(Deed::read("open-json").is_none());
    }
}
