//! `sealform enrol`: which device an observer has.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use sealform_submission::Trust;
use sealform_submission::agency::Enrolment;
use sealform_types::{Finding, Place};
use serde::Serialize;

use super::print_json;
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, Source, piped_once};
use crate::observers::Observers;
use crate::output::Hold;
use crate::screen::plain;
use crate::sealed;

/// Arguments of `enrol`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Enrolments, as the observers' devices made them; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// The list of devices, which is added to; `sealform assign --observers` reads it
    #[arg(long, value_name = "FILE")]
    observers: PathBuf,
    /// The trust document: an enrolment is for one of its issuers
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// Let a device take the place of the one that the observer had
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// One enrolment as programs read it.
#[derive(Serialize)]
struct Row<'a> {
    iss: &'a str,
    observer: &'a str,
    jkt: String,
    origin: &'a str,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.files.iter().chain(&arguments.trust))?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let _held = Hold::of([arguments.observers.as_path()])?;
    let mut observers = Observers::read(&arguments.observers)?;
    let (mut enrolled, mut reports) = (Vec::new(), Vec::new());
    for input in &arguments.files {
        let source = input.read()?;
        match enrol(&source, &trust, &mut observers, arguments) {
            Ok(enrolment) => enrolled.push(enrolment),
            Err(findings) => reports.push(FileReport { file: source.name, text: None, findings }),
        }
    }
    if !reports.is_empty() {
        return Err(Failure { exit: Exit::Found, reports });
    }
    observers.write(&arguments.observers)?;
    let rows = enrolled.iter().map(|Enrolment { iss, observer, jwk, origin, .. }| Row {
        iss,
        observer,
        jkt: jwk.thumbprint().to_string(),
        origin,
    });
    if arguments.json {
        print_json(out, &rows.collect::<Vec<_>>())?;
    } else {
        for Row { observer, jkt, origin, .. } in rows {
            writeln!(out, "{}: the device {jkt} of {} is enrolled", plain(observer), plain(origin))?;
        }
    }
    Ok(Exit::Fine)
}

/// Checks one, and adds it where it is new.
fn enrol(
    source: &Source,
    trust: &Trust,
    observers: &mut Observers,
    arguments: &Arguments,
) -> Result<Enrolment, Vec<Finding>> {
    let token = String::from_utf8_lossy(&source.bytes);
    let enrolment = Enrolment::verify(&token).map_err(|fault| fault.findings().cloned().collect::<Vec<_>>())?;
    let findings: Vec<Finding> =
        [foreign(&enrolment, trust), taken(&enrolment, observers, arguments)].into_iter().flatten().collect();
    if !findings.is_empty() {
        return Err(findings);
    }
    if observers.of(&enrolment.iss, &enrolment.observer).is_none_or(|known| known.jwk != enrolment.jwk) {
        observers.add(&token, enrolment.clone());
    }
    Ok(enrolment)
}

/// What trust says against it: it is for nobody who is known, or its key signs for an agency.
fn foreign(enrolment: &Enrolment, trust: &Trust) -> Option<Finding> {
    let Trust::Document(document) = trust else { return None };
    let Some(keys) = document.issuer(&enrolment.iss) else {
        let message = "the enrolment is for an issuer who is not trusted";
        let finding = Finding::error("enrolment/issuer", message, Place::at("/payload/iss"));
        return Some(finding.hint("ask the observer to open the agency's own link again"));
    };
    keys.contains(&enrolment.jwk).then(|| {
        let message = "this key signs for the agency: it cannot seal for a device as well";
        let finding = Finding::error("trust/two-roles", message, Place::at("/payload/jwk"));
        finding.hint("let the device make a key of its own")
    })
}

/// What the list says against it: the observer has another device, or another observer has this one.
fn taken(enrolment: &Enrolment, observers: &Observers, arguments: &Arguments) -> Option<Finding> {
    let known = observers.of(&enrolment.iss, &enrolment.observer);
    if known.is_some_and(|known| known.jwk != enrolment.jwk) && !arguments.replace {
        let message = format!("`{}` has another device", enrolment.observer);
        let finding = Finding::error("enrolment/other-device", message, Place::at("/payload/jwk"));
        let hint =
            "ask the observer whether this is a new device, by another channel than it came by; then pass `--replace`";
        return Some(finding.hint(hint));
    }
    let owner = observers.with_key(enrolment).filter(|known| known.observer != enrolment.observer)?;
    let message = format!("this is the device of `{}`", owner.observer);
    let finding = Finding::error("enrolment/shared-device", message, Place::at("/payload/jwk"));
    Some(finding.hint("each observer has a device, or a profile of the browser, of their own"))
}
