//! Scenarios and whole forms of other projects through the importer, the compiler and a session.

#[path = "conformance/outcome.rs"]
mod outcome;
#[path = "conformance/scenario/mod.rs"]
mod scenario;
#[path = "conformance/xform_files.rs"]
mod xform_files;

use std::collections::BTreeMap;

use outcome::Outcome;
use sealform_tests::conformance_dir;

/// Prints how many pass and why the others do not, the most frequent reason first.
fn report(set: &str, outcomes: &[Outcome]) {
    let scope: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.in_scope).collect();
    let passed = scope.iter().filter(|outcome| outcome.passed.is_ok()).count();
    println!("{set}: {passed} of {} ({} in all)", scope.len(), outcomes.len());
    if std::env::var_os("SEALFORM_REASONS").is_none() {
        return;
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for outcome in &scope {
        if let Err(reason) = &outcome.passed {
            let kind = reason.split(" (").next().unwrap_or(reason);
            reasons.entry(kind).or_default().push(&outcome.id);
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
    for (reason, ids) in reasons {
        println!("{:5}  {reason}  [{}]", ids.len(), ids.first().unwrap_or(&""));
    }
}

fn rate(outcomes: &[Outcome]) -> f64 {
    let scope = outcomes.iter().filter(|outcome| outcome.in_scope);
    let (passed, all) =
        scope.fold((0_u32, 0_u32), |(passed, all), outcome| (passed + u32::from(outcome.passed.is_ok()), all + 1));
    f64::from(passed) / f64::from(all.max(1))
}

#[test]
fn scenarios_of_web_forms() {
    let Some(dir) = conformance_dir() else { return };
    let outcomes = scenario::run(&dir.join("web-forms-scenario"));
    report("web-forms-scenario", &outcomes);
    assert!(rate(&outcomes) >= 0.0);
}

#[test]
fn scenarios_of_javarosa() {
    let Some(dir) = conformance_dir() else { return };
    let outcomes = scenario::run(&dir.join("javarosa-scenario"));
    report("javarosa-scenario", &outcomes);
    assert!(rate(&outcomes) >= 0.0);
}

#[test]
fn whole_forms() {
    let Some(dir) = conformance_dir() else { return };
    let outcomes = xform_files::run(&dir.join("forms"));
    report("forms (XForms)", &outcomes);
    assert!(rate(&outcomes) >= 0.0);
}
