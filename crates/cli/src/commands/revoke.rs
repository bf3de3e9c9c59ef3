//! `sealform revoke`: assignments are taken back, in a trust document.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use sealform_submission::agency::Changed;

use crate::failure::{Exit, Failure, FileReport};
use crate::history::History;
use crate::output::Hold;
use crate::screen::plain;
use crate::trust_file;

/// Arguments of `revoke`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The names of assignments
    #[arg(required = true, value_name = "ASSIGNMENT")]
    assignments: Vec<String>,
    /// The trust document that is changed
    #[arg(long, short, value_name = "FILE")]
    trust: PathBuf,
    /// The agency's name [default: the one in the history]
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// The version that is taken back, with all below [default: the latest of the history]
    #[arg(long = "up-to", value_name = "VERSION", value_parser = clap::value_parser!(u32).range(1..))]
    version: Option<u32>,
    /// What was issued, as `sealform assign` keeps it
    #[arg(long, value_name = "FILE", required_unless_present_all = ["issuer", "version"])]
    history: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let history = arguments.history.as_deref().map_or_else(|| Ok(History::default()), History::read)?;
    let rows =
        arguments.assignments.iter().map(|name| row(arguments, &history, name)).collect::<Result<Vec<_>, _>>()?;
    let _held = Hold::of([arguments.trust.as_path()])?;
    let mut file = trust_file::read(&arguments.trust)?;
    let mut lines = Vec::new();
    for (iss, name, version) in &rows {
        let said = match file.revoke(iss, name, *version) {
            Ok(Changed::Yes) => format!("taken back up to version {version}"),
            Ok(Changed::No) => format!("was taken back already, up to version {version} or a later one"),
            Err(fault) => {
                let findings = fault.findings().cloned().collect();
                return Err(Failure::of(FileReport { file: name.clone(), text: None, findings }));
            }
        };
        lines.push(format!("{}: {said}", plain(name)));
    }
    trust_file::write(&arguments.trust, &file)?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(Exit::Fine)
}

/// Issuer, name and version of one row.
fn row(arguments: &Arguments, history: &History, name: &str) -> Result<(String, String, u32), Failure> {
    let latest = history.latest();
    let mut known = latest.values().map(|issued| &issued.assignment).filter(|assignment| {
        assignment.assignment == name && arguments.issuer.as_ref().is_none_or(|iss| *iss == assignment.iss)
    });
    let found = known.next();
    if known.next().is_some() {
        let message = format!("several agencies have an assignment `{name}`");
        return Err(Failure::usage(message, "say which with `--issuer`"));
    }
    let iss = arguments.issuer.clone().or_else(|| found.map(|found| found.iss.clone()));
    let version = arguments.version.or_else(|| found.map(|found| found.version));
    match (iss, version) {
        (Some(iss), Some(version)) => Ok((iss, name.to_owned(), version)),
        (_, _) => {
            let hint = "check the name, or pass `--issuer` and `--up-to`";
            Err(Failure::usage(format!("the history has no assignment `{name}`"), hint))
        }
    }
}
