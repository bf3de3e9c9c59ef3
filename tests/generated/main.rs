//! `generated CASES CLASSES [--all]`: plays cases of our own making and prints the rates by construct, the differences by
//! class, and those that belong to no class (a few of each construct; `--all` prints all, with their class).

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use sealform_tests::conformance::generated::{Known, Outcome, Played, Rate, play, sorted};

/// So many unknown differences of a construct are told.
const TOLD: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, given): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let [cases, classes] = given.as_slice() else { return Err("usage: generated CASES CLASSES [--all]".into()) };
    let known = Known::read(Path::new(classes))?;
    let played = play(Path::new(cases))?;
    let outcome = sorted(&played, &known.classes);
    let mut out = io::stdout().lock();
    rates(&outcome, &mut out)?;
    for (class, count) in known.classes.iter().zip(&outcome.classes) {
        writeln!(out, "{count:>6} {}: {}", class.name, class.why)?;
    }
    let is_all = flags.iter().any(|flag| flag == "--all");
    unknown(&outcome, if is_all { usize::MAX } else { TOLD }, &mut out)?;
    let (fallen, idle) = (known.fallen(&outcome), known.idle(&outcome));
    match (played.len(), outcome.unknown.len(), fallen.as_slice()) {
        (0, _, _) => Err("there are no cases".into()),
        (_, 0, []) if !idle.is_empty() => Err(format!("nothing belongs to some classes: {}", idle.join(", ")).into()),
        (_, 0, []) => Ok(()),
        (_, 0, fallen) => Err(format!("fewer cases than before come out as expected: {}", fallen.join(", ")).into()),
        (_, count, _) => Err(format!("{count} differences belong to no class").into()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody makes 2^53 cases")]
fn percent(rate: &Rate) -> f64 {
    rate.same as f64 / rate.cases.max(1) as f64 * 100.0
}

fn rates(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut all = Rate::default();
    for (construct, rate) in &outcome.rates {
        writeln!(out, "{construct:<24}{:>7}{:>7}{:>9.2} %", rate.cases, rate.same, percent(rate))?;
        all.cases += rate.cases;
        all.same += rate.same;
    }
    writeln!(out, "{:<24}{:>7}{:>7}{:>9.2} %", "all", all.cases, all.same, percent(&all))
}

fn unknown(outcome: &Outcome<'_>, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut last: Option<&Played> = None;
    let mut told = 0;
    let mut all = outcome.unknown.clone();
    all.sort_by(|one, other| one.construct.cmp(&other.construct));
    for one in all {
        told = if last.is_some_and(|last| last.construct == one.construct) { told + 1 } else { 0 };
        last = Some(one);
        if told < most {
            writeln!(out, "{}: {}", one.id, one.differs.as_deref().unwrap_or_default())?;
        }
    }
    Ok(())
}
