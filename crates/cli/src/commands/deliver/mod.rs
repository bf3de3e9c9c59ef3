//! `sealform deliver`: sealed files go to the targets of a delivery document, by the rules of the page.

mod files;
mod print;
mod row;
mod run;

use std::env::VarError;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use url::{Host, Url};

use crate::deliver::beside::Finder;
use crate::deliver::encrypted::Encrypted;
use crate::deliver::http::{Http, Tls};
use crate::deliver::journal::Journal;
use crate::deliver::lane::Patience;
use crate::deliver::outcome::FIRST_PAUSE;
use crate::deliver::plan::{self, Plan, Target};
use crate::deliver::sending::{Missing, Shared};
use crate::failure::{Exit, Failure};
use crate::input::{Input, piped_once};
use crate::sealed;
use files::Files;
use print::Printer;
use run::Run;

/// Headers of the grant, one in each line: what stands there stands in no list of processes.
const HEADERS: &str = "SEALFORM_GRANT_HEADERS";

/// A year: nobody waits longer.
const MOST_SECONDS: u64 = 31_536_000;

/// Arguments of `deliver`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files, or folders and archives with them, as `verify` takes them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// The delivery document that names the targets
    #[arg(long, value_name = "DELIVERY")]
    to: Input,
    /// Send to the target of this id only; can be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// The folder with what was attached, under any name [default: that of each file]
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    /// Send files also where what was attached to them is not at hand
    #[arg(long)]
    incomplete: bool,
    /// Whom to trust: a file of somebody else is not sent, and of receipts only those of its issuers are kept
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// A header for requests to the `grant` address, for example `Authorization: Bearer …`; can be given several times.
    /// Better in the environment, one in each line of SEALFORM_GRANT_HEADERS: others on this machine see arguments
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
    /// The address of the page to which the delivery's addresses are relative
    #[arg(long, value_name = "URL")]
    page: Option<Url>,
    /// How long something that fails is tried again, in seconds
    #[arg(long = "for", value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(..=MOST_SECONDS))]
    patience: u64,
    /// Keep what has arrived in this file: a run that was ended goes on where it was
    #[arg(long, value_name = "STATE")]
    resume: Option<PathBuf>,
    /// The folder for receipts that come with replies
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
    /// Print what would go where, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print a line of JSON for each file and target
    #[arg(long)]
    pub json: bool,
    /// For tests: how long a request may take, in milliseconds
    #[arg(long, value_name = "MS", hide = true)]
    within: Option<u64>,
    /// For tests: the first pause, in milliseconds
    #[arg(long, value_name = "MS", hide = true)]
    first_pause: Option<u64>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.files.iter().chain([&arguments.to]).chain(&arguments.trust))?;
    let plan = plan::read(&arguments.to, arguments.page.as_ref(), &arguments.only)?;
    let headers = arguments.headers(&plan)?;
    arguments.check_receipts()?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let mut printer = Printer { out, json: arguments.json };
    plan.skipped.iter().try_for_each(|(id, kind)| printer.skipped(id, kind))?;
    plan.targets.iter().filter(|to| to.wants_cookies).try_for_each(|to| printer.without_cookies(&to.id))?;
    let Files { prepared, refused, exit } =
        files::read(&arguments.files, arguments.attachments.as_deref(), &trust, &plan)?;
    refused.iter().try_for_each(|report| printer.refused(report))?;
    if arguments.dry_run {
        printer.plan(&prepared, &plan)?;
        return Ok(exit);
    }
    let mut journal = Journal::open(arguments.resume.as_deref())?;
    printer.resumed(journal.len())?;
    let encrypted = match prepared.iter().any(|file| file.recipient.is_some()) {
        true => Encrypted::beside(arguments.resume.as_deref())?,
        false => Encrypted::unused(),
    };
    let shared = Shared {
        http: &Http::new(wanted_tls(&plan))?,
        finder: &Finder::default(),
        encrypted: &encrypted,
        missing: if arguments.incomplete { Missing::Told } else { Missing::Stops },
        headers: &headers,
        within: arguments.within.map(Duration::from_millis),
    };
    let run = Run {
        plan: &plan,
        files: &prepared,
        shared: &shared,
        trust: &trust,
        receipts: arguments.receipts.as_deref(),
        patience: arguments.patience(),
    };
    let counts = run.send(&mut journal, &mut printer)?;
    printer.end(&counts)?;
    Ok(exit.max(counts.exit()))
}

impl Arguments {
    /// Headers of the grant, from the arguments and from the environment.
    fn headers(&self, plan: &Plan) -> Result<Vec<(String, String)>, Failure> {
        let given = match std::env::var(HEADERS) {
            Ok(given) => given,
            Err(VarError::NotPresent) => String::new(),
            Err(VarError::NotUnicode(_)) => {
                return Err(Failure::usage(format!("{HEADERS} is no text"), "write 'Authorization: Bearer …'"));
            }
        };
        let lines = given.lines().filter(|line| !line.trim().is_empty());
        let headers = lines.chain(self.header.iter().map(String::as_str)).map(header).collect::<Result<Vec<_>, _>>()?;
        if headers.is_empty() {
            return Ok(headers);
        }
        let mut grants: Vec<&Url> = plan.targets.iter().filter_map(|to| to.grant.as_ref()).collect();
        grants.sort_by_key(|url| url.origin().ascii_serialization());
        grants.dedup_by_key(|url| url.origin());
        let hint = "name a target that has one with `--only`";
        match grants.as_slice() {
            [] if self.header.is_empty() => Ok(Vec::new()),
            [] => Err(Failure::usage("headers go to the `grant` address, and no target has one", hint)),
            [grant] if grant.scheme() == "https" || is_of_this_machine(grant) => Ok(headers),
            [_] => {
                let message = "the `grant` address is not https: everybody on the way would read the headers";
                Err(Failure::usage(message, "name an https address in the delivery"))
            }
            [_, _, ..] => Err(Failure::usage(
                "the targets have `grant` addresses of several servers, and headers are for one of them",
                "send to one target after the other, with `--only`",
            )),
        }
    }

    fn patience(&self) -> Patience {
        let first_pause = self.first_pause.map_or(FIRST_PAUSE, Duration::from_millis);
        Patience { lasts: Duration::from_secs(self.patience), first_pause }
    }

    fn check_receipts(&self) -> Result<(), Failure> {
        match &self.receipts {
            Some(folder) if !folder.is_dir() => {
                let name = folder.display().to_string();
                Err(Failure::io(
                    &name,
                    "file/no-folder",
                    "the folder for receipts does not exist",
                    "create the folder first",
                ))
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn wanted_tls(plan: &Plan) -> Tls {
    if plan.targets.iter().any(Target::is_https) {
        return Tls::Wanted;
    }
    // Where to a grant leads is not known yet.
    if plan.targets.iter().any(|to| to.grant.is_some()) { Tls::Possible } else { Tls::Absent }
}

/// Never says what stands in it: it may be a secret.
fn header(line: &str) -> Result<(String, String), Failure> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match line.split_once(':').map(|(name, value)| (name.trim(), value.trim())) {
        Some((name, value))
            if is_name(name) && !value.is_empty() && value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) =>
        {
            Ok((name.to_owned(), value.to_owned()))
        }
        Some(_) | None => {
            Err(Failure::usage("a header is no `Name: value` of one line", "write 'Authorization: Bearer …'"))
        }
    }
}

fn is_of_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
