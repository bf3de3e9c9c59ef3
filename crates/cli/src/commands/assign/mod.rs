//! `sealform assign`: assignments and their links, one by one, from a table, or again with changes.

mod balance;
mod draft;
mod fresh;
mod print;
mod reissue;
mod table;
mod tree;

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::Args;
use sealform_submission::SoftKey;
use sealform_submission::agency::{AgencyDocument, Assignment, UnsignedDocument};
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Finding, Json, Place, iso};

use super::fill::moment;
use crate::documents::{self, DocumentKind};
use crate::failure::{Exit, Failure, FileReport};
use crate::history::{History, Issued};
use crate::input::{Input, Source, piped_once};
use crate::output::{Hold, Output, Privacy};
use crate::platform;
use crate::trust_file;
use balance::{Share, Week};
use draft::Desk;

/// Arguments of `assign`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What all of them say: the members of an assignment as JSON; with `--reissue`, what is to change (RFC 7396)
    template: Option<Input>,
    /// The agency's private key, made by `sealform keygen --issuer`
    #[arg(long, short = 'k', value_name = "JWK")]
    signing_key: Input,
    /// The agency's name [default: the one in the key]
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// The questionnaire that is filled: it is checked, and named by its digest
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Option<Input>,
    /// The name of the assignment
    #[arg(long, value_name = "NAME", conflicts_with_all = ["csv", "reissue"])]
    assignment: Option<String>,
    /// Whom it is for, by a pseudonym
    #[arg(long, value_name = "NAME")]
    observer: Option<String>,
    /// Who or what is contacted, by the agency's name for it
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    /// By which channel
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// The first day of the visit
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<NaiveDate>,
    /// The last day of the visit
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<NaiveDate>,
    /// Until when the report is sent, in ISO 8601 with offset
    #[arg(long, value_name = "TIME", value_parser = moment)]
    submit_by: Option<DateTime<FixedOffset>>,
    /// A table of assignments, one row each
    #[arg(long, value_name = "FILE", conflicts_with = "reissue")]
    csv: Option<Input>,
    /// Channels for rows without one, with their parts: `phone=2,chat=1`
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = balance::share, requires = "csv")]
    channels: Vec<Share>,
    /// Weeks for rows without days: `2026-W47,2026-W48`
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = balance::week, requires = "csv")]
    weeks: Vec<Week>,
    /// Issue again, as the next version: the name of an assignment, `observer=NAME` or `site=ID`; may be repeated
    #[arg(long, value_name = "WHICH", requires = "history")]
    reissue: Vec<String>,
    /// The trust document in which the version before is taken back
    #[arg(long, value_name = "FILE", requires = "reissue")]
    trust: Option<PathBuf>,
    /// The devices of observers, kept by `sealform enrol`: an assignment is bound to the device of its observer
    #[arg(long, value_name = "FILE")]
    observers: Option<PathBuf>,
    /// What was issued so far, one line each: read, and added to. No observer gets the same site twice
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// The address of the form: links are printed instead of tokens
    #[arg(long, value_name = "URL", value_parser = address)]
    url: Option<String>,
    /// When they are issued [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<DateTime<FixedOffset>>,
    /// Where tokens or links go: one alone as text, several as CSV [default: printed]
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    iso::read_date(text).ok_or_else(|| "write a day such as 2026-11-16".to_owned())
}

fn address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = !text.contains(['#', '<', '>', '"']) && !text.contains(char::is_whitespace);
    (is_web && is_plain).then(|| text.to_owned()).ok_or_else(|| {
        "write the address of the form with https:// and without `#`, such as https://forms.example/visit/".to_owned()
    })
}

/// Who signs.
pub struct Agency {
    pub key: SoftKey,
    pub iss: String,
}

impl Agency {
    /// Reads the key, and the name that is given or stands in it.
    ///
    /// # Errors
    /// [`Failure`] where it is no private key, or nothing says whose it is.
    pub fn open(input: &Input, issuer: Option<&str>) -> Result<Self, Failure> {
        let (key, json) = documents::signing_key(input)?;
        let noted = json.get("iss").and_then(Json::as_str);
        match issuer.or(noted) {
            Some(iss) => Ok(Self { key, iss: iss.to_owned() }),
            None => {
                let hint = "pass `--issuer NAME`, or make a key with `sealform keygen --issuer NAME`";
                Err(Failure::usage("the key does not say whose it is", hint))
            }
        }
    }

    /// Signs an assignment.
    fn issue(&self, assignment: Assignment) -> Result<Issued, Failure> {
        let about = assignment.assignment.clone();
        let cannot = |findings: Vec<Finding>| Failure::of(FileReport { file: about.clone(), text: None, findings });
        let unsigned = UnsignedDocument::new(AgencyDocument::Assignment, &assignment.to_json(), &self.key.public())
            .map_err(|fault| cannot(fault.findings().cloned().collect()))?;
        let token = unsigned.attach(&self.key.sign(unsigned.signing_input()));
        Ok(Issued { assignment, token: token.map_err(|error| cannot(vec![error.into()]))? })
    }
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let optional = [&arguments.template, &arguments.questionnaire, &arguments.csv];
    piped_once([&arguments.signing_key].into_iter().chain(optional.into_iter().flatten()))?;
    if arguments.json && arguments.output == Some(Output::Printed) {
        return Err(Failure::usage("the tokens and `--json` cannot both be printed", "name a file with `--output`"));
    }
    if arguments.csv.is_none() && !(arguments.channels.is_empty() && arguments.weeks.is_empty()) {
        return Err(Failure::usage("channels and weeks are for the rows of a table", "name it with `--csv`"));
    }
    let agency = Agency::open(&arguments.signing_key, arguments.issuer.as_deref())?;
    let template = Template::read(arguments)?;
    let _held = Hold::of(arguments.history.as_deref().into_iter().chain(arguments.trust.as_deref()))?;
    let history = arguments.history.as_deref().map_or_else(|| Ok(History::default()), History::read)?;
    let at = arguments.at.unwrap_or_else(platform::now);
    let desk = Desk::open(&agency.iss, arguments.questionnaire.as_ref(), arguments.observers.as_deref(), at)?;
    let mut trust =
        arguments.trust.as_deref().map(|path| trust_file::read(path).map(|file| (path, file))).transpose()?;
    let assignments = match &arguments.reissue[..] {
        [] => fresh::make(arguments, &desk, &template, &history)?,
        which => reissue::make(which, &desk, &template, &history, trust.as_ref().map(|(_, file)| file))?,
    };
    let issued = assignments.into_iter().map(|assignment| agency.issue(assignment)).collect::<Result<Vec<_>, _>>()?;
    if let Some((_, file)) = &mut trust {
        reissue::take_back(file, &issued)?;
    }
    // The history first: whatever fails afterwards, no token was given out that it does not know.
    if let Some(path) = &arguments.history {
        history.append(path, &issued)?;
    }
    if let Some((path, file)) = &trust {
        trust_file::write(path, file)?;
    }
    if let Some(Output::File(path)) = &arguments.output {
        let list = print::listed(arguments, &issued)?;
        Output::File(path.clone()).write(&list, Privacy::Secret)?;
    }
    print::print(arguments, &issued, out)?;
    Ok(Exit::Fine)
}

/// What all assignments of one run say.
struct Template {
    source: Option<Source>,
    tree: Json,
}

/// Members that the program gives by itself.
const OWN: [&str; 5] = ["at", "iss", "jti", "nonce", "version"];

impl Template {
    fn read(arguments: &Arguments) -> Result<Self, Failure> {
        let (source, mut tree) = match &arguments.template {
            None => (None, Json::Object(Vec::new())),
            Some(input) => documents::read(input, DocumentKind::Unknown).map(|(source, tree)| (Some(source), tree))?,
        };
        let own = tree.as_object().unwrap_or_default().iter().filter(|(name, _)| OWN.contains(&name.as_str()));
        let given = own.map(|(name, _)| {
            let message = format!("`{name}` is given by the program");
            Finding::error("assign/own-member", message, Place::at(format!("/{name}"))).hint("take it out")
        });
        let findings: Vec<Finding> = given.collect();
        if let Some(source) = source.as_ref().filter(|_| !findings.is_empty()) {
            return Err(Failure::found(source, findings));
        }
        let Arguments { assignment, observer, site, channel, from, to, submit_by, .. } = arguments;
        let days = |day: &Option<NaiveDate>| day.map(iso::write_date);
        let due = submit_by.map(|moment| write_moment(&moment, SecondParts::AsNeeded));
        for (path, text) in [
            (&["assignment"][..], assignment.clone()),
            (&["observer"], observer.clone()),
            (&["site", "id"], site.clone()),
            (&["channel"], channel.clone()),
            (&["visit", "from"], days(from)),
            (&["visit", "to"], days(to)),
            (&["submit_by"], due),
        ] {
            if let Some(text) = text {
                tree::put(&mut tree, path, Json::String(text));
            }
        }
        Ok(Self { source, tree })
    }

    /// What is reported about it.
    fn report(&self, findings: Vec<Finding>) -> FileReport {
        match &self.source {
            Some(source) => source.report(findings),
            None => FileReport { file: String::new(), text: None, findings },
        }
    }
}
