//! XLSForms of other projects: test tables of pyxform, and whole forms.

#[path = "conformance/forms_xlsform.rs"]
mod forms_xlsform;
#[path = "conformance/pyxform_tables.rs"]
mod pyxform_tables;
#[path = "conformance/xform_facts.rs"]
mod xform_facts;

use sealform_tests::conformance_dir;

/// What became of one case.
#[derive(Debug)]
pub struct Outcome {
    /// The case.
    pub id: String,
    /// Whether it is ours to pass.
    pub in_scope: bool,
    /// Why it did not pass.
    pub passed: Result<(), String>,
}

/// Prints the rate and the failing cases; the rate must hold.
fn judge(set: &str, outcomes: &[Outcome], least: f64) {
    let in_scope: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.in_scope).collect();
    let passed = in_scope.iter().filter(|outcome| outcome.passed.is_ok()).count();
    let rate = passed as f64 / in_scope.len() as f64;
    for outcome in &in_scope {
        if let Err(why) = &outcome.passed {
            println!("{set} {}: {why}", outcome.id);
        }
    }
    println!("{set}: {passed} of {} ({:.2} %)", in_scope.len(), rate * 100.0);
    assert!(rate >= least, "{set}: {passed} of {}", in_scope.len());
}

#[test]
fn tables_become_what_pyxform_makes_of_them() {
    let Some(dir) = conformance_dir().map(|folder| folder.join("pyxform-tables")) else { return };
    judge("pyxform-tables", &pyxform_tables::run(&dir), 0.97);
}

#[test]
fn whole_forms_are_read() {
    let Some(dir) = conformance_dir().map(|folder| folder.join("forms")) else { return };
    judge("forms (xlsform)", &forms_xlsform::run(&dir), 0.98);
}
