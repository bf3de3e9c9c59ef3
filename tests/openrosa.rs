//! Instances of imported spreadsheets stand as pyxform writes them.

use std::collections::BTreeMap;

use sealform_tests::conformance::{Verdict, skeletons};

/// Each line: the case, and why its instance differs.
const KNOWN: &str = include_str!("backends/openrosa/spreadsheets.txt");

#[test]
fn instances_of_spreadsheets_are_those_of_pyxform() {
    let Some(folder) = sealform_tests::conformance_dir().map(|folder| folder.join("pyxform-tables")) else { return };
    let lines = KNOWN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known: BTreeMap<&str, &str> =
        lines.map(|line| line.split_once(' ').unwrap_or_else(|| panic!("`{line}` gives no reason"))).collect();
    let judged = skeletons::play(&folder).expect("the cases can be read");
    let mut faults = Vec::new();
    for case in &judged {
        match (&case.verdict, known.contains_key(case.id.as_str())) {
            (Verdict::Failed(why), false) => faults.push(format!("{}: {why}", case.id)),
            (Verdict::Passed, true) => faults.push(format!("{}: is the same now, take it off the list", case.id)),
            (Verdict::Passed, false) | (Verdict::Failed(_), true) | (Verdict::OutOfScope(_), _) => {}
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), judged.len(), faults.join("\n"));
    assert!(judged.iter().any(|case| case.verdict == Verdict::Passed), "nothing was compared");
}
