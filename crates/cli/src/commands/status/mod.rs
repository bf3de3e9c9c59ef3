//! `sealform status`: how far each assignment has come, by what lies in folders.

mod judge;
mod print;
mod read;

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::Args;

use super::fill::moment;
use crate::failure::{Exit, Failure};
use crate::input::Input;
use crate::{platform, sealed};

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders with histories (*.ndjson), submissions (*.jws.json), and assignments, returns and reviews (*.jws)
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Whom to trust: without it, nobody's signature is checked but those of the submissions
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// The moment for which it is said [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<DateTime<FixedOffset>>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let at = arguments.at.unwrap_or_else(platform::now);
    let found = read::read(&arguments.folders, &trust)?;
    let status = judge::judge(found, &trust, at);
    match arguments.json {
        true => print::json(out, &status, at, &trust)?,
        false => print::text(out, &status)?,
    }
    let findings: Vec<_> = status.findings.into_iter().map(|(_, finding)| finding).collect();
    Ok(sealed::exit(&findings))
}
