//! `sealform receipt`: the agency confirms what it has received, with its key.

use std::io::Write;

use chrono::{DateTime, FixedOffset};
use clap::Args;
use sealform_submission::Trust;
use sealform_submission::agency::{AgencyDocument, Receipt, UnsignedDocument};
use sealform_types::Finding;

use super::assign::Agency;
use super::fill::moment;
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, Source, piped_once};
use crate::output::{Fresh, Output};
use crate::screen::plain;
use crate::sources::{Content, Item, Met, Sources};
use crate::{platform, report, sealed};

/// Arguments of `receipt`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files that were received, folders or archives with them, as `verify` takes them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// The agency's private key, made by `sealform keygen --issuer`
    #[arg(long, short = 'k', value_name = "JWK")]
    signing_key: Input,
    /// The agency's name [default: the one in the key]
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// Whom to trust: a file of somebody else gets no receipt
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// When they were received, in ISO 8601 with offset [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    received_at: Option<DateTime<FixedOffset>>,
    /// Where the receipts go, one in each line, as `verify --receipts` takes them [default: printed]
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.files.iter().chain([&arguments.signing_key]).chain(&arguments.trust))?;
    let agency = Agency::open(&arguments.signing_key, arguments.issuer.as_deref())?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let at = platform::now();
    let received_at = arguments.received_at.unwrap_or(at);
    if received_at > at {
        return Err(Failure::usage(
            "nothing is received in the future",
            "give `--received-at` a moment that has passed",
        ));
    }
    let office = Office { agency, trust, received_at, at };
    match &arguments.output {
        Some(Output::File(path)) => {
            let mut file = Fresh::create(path)?;
            let (exit, made) = office.confirm(&arguments.files, &mut file)?;
            file.keep()?;
            let receipts = if made == 1 { "1 receipt".to_owned() } else { format!("{made} receipts") };
            writeln!(out, "{}: {receipts}", plain(&path.display().to_string()))?;
            Ok(exit)
        }
        Some(Output::Printed) | None => office.confirm(&arguments.files, out).map(|(exit, _)| exit),
    }
}

/// Who confirms.
struct Office {
    agency: Agency,
    trust: Trust,
    received_at: DateTime<FixedOffset>,
    at: DateTime<FixedOffset>,
}

impl Office {
    /// Writes a receipt for each file that is in order, and says why the others get none.
    fn confirm(&self, files: &[Input], out: &mut dyn Write) -> Result<(Exit, u64), Failure> {
        let (mut exit, mut made) = (Exit::Fine, 0);
        for met in Sources::of(files) {
            let Met::Item(item) = met else { continue };
            let file = item.name.clone();
            match self.receipt(item) {
                Ok(token) => {
                    writeln!(out, "{token}")?;
                    made += 1;
                }
                Err((findings, worst)) => {
                    exit = exit.max(worst);
                    report::write(&mut anstream::stderr(), &FileReport { file, text: None, findings })?;
                }
            }
        }
        Ok((exit, made))
    }

    fn receipt(&self, Item { name, content }: Item) -> Result<String, (Vec<Finding>, Exit)> {
        let read = match content {
            Content::File(path) => Input::File(path).read(),
            Content::Bytes(bytes) => Ok(Source { name, bytes }),
            Content::Unread(failure) => Err(failure),
        };
        let source = read.map_err(|failure| (failure.findings().cloned().collect::<Vec<_>>(), failure.exit))?;
        let submission = sealed::open(&source, &self.trust).map_err(|findings| (findings, Exit::Found))?;
        let receipt = Receipt {
            iss: self.agency.iss.clone(),
            jti: submission.claims().jti.clone(),
            sha256: submission.payload_sha256(),
            received_at: self.received_at,
            at: self.at,
        };
        let key = &self.agency.key;
        let unsigned = UnsignedDocument::new(AgencyDocument::Receipt, &receipt.to_json(), &key.public())
            .map_err(|fault| (fault.findings().cloned().collect::<Vec<_>>(), Exit::Found))?;
        unsigned.attach(&key.sign(unsigned.signing_input())).map_err(|error| (vec![error.into()], Exit::Found))
    }
}
