//! What the suites gave, for people and for machines.

use std::io::{self, Write};

use serde_json::json;

use super::{Judged, Suite, Verdict};

/// A suite and what became of its cases.
#[derive(Debug)]
pub struct Report {
    /// The suite.
    pub name: &'static str,
    /// Its cases, in its order.
    pub judged: Vec<Judged>,
}

impl Report {
    /// The cases that count.
    pub fn in_scope(&self) -> usize {
        self.judged.iter().filter(|case| !matches!(case.verdict, Verdict::OutOfScope(_))).count()
    }

    /// The cases that came out as expected.
    pub fn passed(&self) -> usize {
        self.judged.iter().filter(|case| case.verdict == Verdict::Passed).count()
    }

    /// Each case in scope that failed, and what came instead.
    pub fn failed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.judged.iter().filter_map(|case| match &case.verdict {
            Verdict::Failed(reason) => Some((case.id.as_str(), reason.as_str())),
            _ => None,
        })
    }

    /// The share of the cases in scope that passed, in percent; 100 where there is none.
    #[expect(clippy::cast_precision_loss, reason = "no suite has 2^53 cases")]
    pub fn rate(&self) -> f64 {
        match self.in_scope() {
            0 => 100.0,
            count => self.passed() as f64 / count as f64 * 100.0,
        }
    }
}

/// Prints the reports as a table of Markdown, for the documents.
///
/// # Errors
/// Those of writing.
pub fn print_markdown(reports: &[Report], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| suite | cases | in scope | passed | rate |\n| --- | ---: | ---: | ---: | ---: |")?;
    for report in reports {
        let (cases, scope, passed, rate) = (report.judged.len(), report.in_scope(), report.passed(), report.rate());
        writeln!(out, "| {} | {cases} | {scope} | {passed} | {rate:.2} % |", report.name)?;
    }
    Ok(())
}

/// Prints the suites that are not at hand: each with where it comes from, and their number.
///
/// # Errors
/// Those of writing.
pub fn print_missing(missing: &[&Suite], out: &mut dyn Write) -> io::Result<()> {
    for suite in missing {
        writeln!(out, "skipped {}: not at hand; it comes from {}", suite.name, suite.origin)?;
    }
    if missing.is_empty() { Ok(()) } else { writeln!(out, "{} suite(s) skipped", missing.len()) }
}

/// Prints the reports, and the suites that are not at hand, as JSON.
///
/// # Errors
/// Those of writing.
pub fn print_json(reports: &[Report], missing: &[&Suite], out: &mut dyn Write) -> io::Result<()> {
    let sets = reports.iter().map(|report| {
        json!({
            "set": report.name, "cases": report.judged.len(), "in_scope": report.in_scope(),
            "passed": report.passed(), "rate": report.rate(),
            "failed": report.failed().map(|(id, reason)| json!({"id": id, "reason": reason})).collect::<Vec<_>>(),
        })
    });
    let skipped = missing.iter().map(|suite| json!({ "set": suite.name, "origin": suite.origin }));
    let (sets, skipped): (Vec<_>, Vec<_>) = (sets.collect(), skipped.collect());
    writeln!(out, "{}", json!({ "sets": sets, "skipped": skipped }))
}

/// Prints the reports as a table, with the failing cases below.
///
/// # Errors
/// Those of writing.
pub fn print(reports: &[Report], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<24}{:>8}{:>10}{:>8}{:>9}", "set", "cases", "in scope", "passed", "rate")?;
    for report in reports {
        let (cases, scope, passed, rate) = (report.judged.len(), report.in_scope(), report.passed(), report.rate());
        writeln!(out, "{:<24}{cases:>8}{scope:>10}{passed:>8}{rate:>8.2}%", report.name)?;
    }
    for (id, reason) in reports.iter().flat_map(Report::failed) {
        writeln!(out, "{id}  {reason}")?;
    }
    Ok(())
}
