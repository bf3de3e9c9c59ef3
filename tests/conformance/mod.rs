//! Suites that other projects wrote, played through the public interfaces.
//!
//! `cargo xtask conformance` prints what [`all`] finds; `tests/conformance.rs` holds it against `known.txt`, which lists every case
//! in scope that fails, with its reason. To add a suite, write a module and a line in [`SUITES`].

mod forms_xlsform;
pub mod generated;
pub mod instances;
pub mod probe;
mod pyxform_tables;
mod report;
mod scenario;
pub mod skeletons;
mod surveyjs;
mod surveyjs_surveys;
mod xform_facts;
mod xform_files;
mod xpath;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use report::{Report, print, print_json, print_markdown, print_missing};

/// A suite and how it is played.
#[derive(Debug)]
pub struct Suite {
    /// Its folder.
    pub name: &'static str,
    /// The project whose tests it was read from, and where they are.
    pub origin: &'static str,
    /// Plays the cases of a folder.
    pub play: fn(&Path) -> Result<Vec<Judged>, String>,
}

/// The longest that one form may take, as programs are shipped. Tests are not optimised, and share their machine: there
/// only what never ends is told.
pub const MOST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 2 });

/// All suites.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "web-forms-xpath",
        origin: "https://github.com/getodk/web-forms, packages/xpath/test",
        play: xpath::play,
    },
    Suite {
        name: "enketo-xpath",
        origin: "https://github.com/enketo/enketo, packages/openrosa-xpath-evaluator/test/integration",
        play: xpath::play,
    },
    Suite {
        name: "javarosa-xpath",
        origin: "https://github.com/getodk/javarosa, src/test/java/org/javarosa/xpath/test/XPathEvalTest.java",
        play: xpath::play,
    },
    Suite {
        name: "web-forms-scenario",
        origin: "https://github.com/getodk/web-forms, packages/scenario/test",
        play: scenario::play,
    },
    Suite {
        name: "javarosa-scenario",
        origin: "https://github.com/getodk/javarosa, src/test/java",
        play: scenario::play,
    },
    Suite { name: "pyxform-tables", origin: "https://github.com/XLSForm/pyxform, tests", play: pyxform_tables::play },
    Suite {
        name: "forms",
        origin: "form files of getodk/web-forms, getodk/collect, enketo/enketo, XLSForm/pyxform, onaio/onadata and others on https://github.com",
        play: forms,
    },
    Suite {
        name: "surveyjs-expressions",
        origin: "https://github.com/surveyjs/survey-library, packages/survey-core/tests/expressions",
        play: surveyjs::play,
    },
    Suite {
        name: "surveyjs-surveys",
        origin: "https://github.com/surveyjs/survey-library, packages/survey-core/tests",
        play: surveyjs_surveys::play,
    },
];

/// Whole forms of both kinds.
fn forms(dir: &Path) -> Result<Vec<Judged>, String> {
    let mut all = xform_files::play(dir)?;
    all.extend(forms_xlsform::play(dir)?);
    Ok(all)
}

/// One case and what became of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// As the suite names it.
    pub id: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It asks for what is left out by decision, or its origin does not stand by it: why.
    OutOfScope(String),
    /// As expected.
    Passed,
    /// What came instead.
    Failed(String),
}

/// The folder of suites: the one given, the one that `SEALFORM_CONFORMANCE` names, or `../shared/conformance` beside the repository.
pub fn folder(given: Option<PathBuf>) -> PathBuf {
    given.or_else(|| std::env::var_os("SEALFORM_CONFORMANCE").map(PathBuf::from)).unwrap_or_else(beside)
}

/// The folder of suites beside the repository.
pub fn beside() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance")
}

/// The suites that the folder does not hold.
pub fn missing(folder: &Path) -> impl Iterator<Item = &'static Suite> {
    SUITES.iter().filter(move |suite| !folder.join(suite.name).is_dir())
}

/// Plays every suite that the folder holds.
///
/// # Errors
/// A suite that is there and cannot be read.
pub fn all(folder: &Path) -> Result<Vec<Report>, String> {
    let there = SUITES.iter().filter(|suite| folder.join(suite.name).is_dir());
    there
        .map(|suite| {
            let judged = (suite.play)(&folder.join(suite.name)).map_err(|fault| format!("{}: {fault}", suite.name))?;
            Ok(Report { name: suite.name, judged })
        })
        .collect()
}

/// The cases of a suite's `cases.json`, and what its head says.
pub(crate) fn cases(folder: &Path) -> Result<(serde_json::Value, Vec<serde_json::Value>), String> {
    let file = folder.join("cases.json");
    let bytes = std::fs::read(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
    let mut head: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|fault| format!("{}: {fault}", file.display()))?;
    match head.get_mut("cases").map(serde_json::Value::take) {
        Some(serde_json::Value::Array(cases)) => Ok((head, cases)),
        _ => Err(format!("{}: has no cases", file.display())),
    }
}

/// Why the origin itself does not ask for a case, if it does not.
pub(crate) fn set_aside(case: &serde_json::Value) -> Option<String> {
    match (case.get("upstream").and_then(serde_json::Value::as_str), case.get("disputed")) {
        (Some(flag), _) => Some(format!("its origin flags it `{flag}`")),
        (None, Some(_)) => Some("another project's tests say otherwise".to_owned()),
        (None, None) => None,
    }
}
