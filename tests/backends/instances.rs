//! Compares our instances with those that ODK Web Forms made of the same answers: `instances RECORD.json`.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use sealform_tests::conformance::Verdict;
use sealform_tests::conformance::instances;
use sealform_types::Json;

/// Each line: the form, and why its instance differs. A form that is the same must leave the list.
const KNOWN: &str = include_str!("openrosa/known.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: instances RECORD.json")?;
    let record = Json::parse(&std::fs::read(file)?)?;
    let lines = KNOWN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known: BTreeMap<&str, &str> = lines.filter_map(|line| line.split_once(' ')).collect();
    let (mut same, mut differ, mut left) = (0, 0, 0);
    let mut faults = Vec::new();
    for case in instances::play(&record) {
        match (&case.verdict, known.get(case.id.as_str())) {
            (Verdict::Passed, None) => same += 1,
            (Verdict::Failed(_), Some(_)) => differ += 1,
            (Verdict::OutOfScope(_), _) => left += 1,
            (Verdict::Failed(why), None) => faults.push(format!("{}: {why}", case.id)),
            (Verdict::Passed, Some(_)) => faults.push(format!("{}: is the same now, take it off the list", case.id)),
        }
    }
    let mut out = io::stdout();
    writeln!(
        out,
        "{same} instances are the same as Web Forms', {differ} differ as is known, {left} were not compared"
    )?;
    faults.iter().try_for_each(|fault| writeln!(out, "{fault}"))?;
    match (faults.is_empty(), same) {
        (true, 1..) => Ok(()),
        (true, _) => Err("nothing was compared".into()),
        (false, _) => Err(format!("{} instances differ", faults.len()).into()),
    }
}
