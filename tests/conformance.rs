//! Holds the suites of other projects against `conformance/known.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use sealform_tests::conformance::{self, Report};
use sealform_tests::repo_file;

/// Each line: the id of a case in scope that fails, and why.
const KNOWN: &str = include_str!("conformance/known.txt");

fn known() -> BTreeMap<&'static str, &'static str> {
    let lines = KNOWN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap_or_else(|| panic!("`{line}` gives no reason"))).collect()
}

/// What became of all suites, played once; nothing where there are none.
fn reports() -> Option<&'static [Report]> {
    static REPORTS: OnceLock<Option<Vec<Report>>> = OnceLock::new();
    let play = || {
        let folder = conformance::folder(None);
        let missing: Vec<_> = conformance::missing(&folder).collect();
        // Tests go on where not even this can be written.
        let _ = conformance::print_missing(&missing, &mut std::io::stderr());
        if missing.len() == conformance::SUITES.len() {
            return None;
        }
        Some(conformance::all(&folder).expect("the suites can be read"))
    };
    REPORTS.get_or_init(play).as_deref()
}

#[test]
fn what_fails_is_listed_with_its_reason_and_what_passes_is_not() {
    let Some(reports) = reports() else { return };
    let known = known();
    let mut faults = Vec::new();
    for report in reports {
        let failed: BTreeMap<&str, &str> = report.failed().collect();
        faults.extend(
            failed.iter().filter(|(id, _)| !known.contains_key(*id)).map(|(id, why)| format!("{id} fails: {why}")),
        );
        let passing = report
            .judged
            .iter()
            .filter(|case| known.contains_key(case.id.as_str()) && !failed.contains_key(case.id.as_str()));
        faults.extend(passing.map(|case| format!("{} does not fail any more: take it off the list", case.id)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_language_passes_99_percent_of_the_xpath_suites() {
    let Some(reports) = reports() else { return };
    let xpath = || reports.iter().filter(|report| report.name.ends_with("-xpath"));
    let (scope, passed) = xpath().fold((0, 0), |(scope, passed), one| (scope + one.in_scope(), passed + one.passed()));
    assert!(passed * 100 >= scope * 99, "{passed} of {scope}");
}

/// With other suites than those beside this repository the figures are others; a variable that names just those changes nothing.
#[test]
fn the_guide_shows_what_the_command_prints() {
    let played = fs::canonicalize(conformance::folder(None)).ok();
    let beside = fs::canonicalize(conformance::beside()).ok();
    let Some(reports) = reports().filter(|_| played == beside) else { return };
    let mut table = Vec::new();
    conformance::print_markdown(reports, &mut table).expect("memory takes everything");
    let guide = fs::read_to_string(repo_file("www/docs/conformance.md")).expect("the guide");
    let table = String::from_utf8(table).expect("text");
    assert!(guide.contains(table.trim()), "put this into www/docs/conformance.md:\n{table}");
}
