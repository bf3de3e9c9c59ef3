//! `sealform fill`: answers from a file, entered as a person would, and sealed.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use clap::Args;
use sealform_engine::{Beginning, Facts, Finished, OpenPoint, Program, Session};
use sealform_protocol::{Action, ApplyError, BadFact, Command, Issue};
use sealform_receiver::issues;
use sealform_submission::{Jti, SealedFile};
use sealform_types::{Finding, Json, Place, VecMap, closest_match, pointer};
use serde::Serialize;

use super::{openrosa, print_json};
use crate::answers::{self, Script};
use crate::documents::{self, DocumentKind, Form, Key};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, Source, piped_once};
use crate::output::{Output, Privacy};
use crate::screen::{Screen, plain};
use crate::signer::{Origin, Signer};
use crate::{attachments, platform, zone};

/// Arguments of `fill`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The questionnaire
    questionnaire: Input,
    /// `{"answers": {path: value or {"v": value, "c": comment}}}` or `{"commands": […]}`
    #[arg(long, short, value_name = "FILE")]
    answers: Input,
    /// Facts by name, such as `assignment`
    #[arg(long, value_name = "FILE")]
    facts: Option<Input>,
    /// The scoring key to attach
    #[arg(long, short, value_name = "FILE")]
    key: Option<Input>,
    /// The private key that seals [default: a new one, which is discarded]
    #[arg(long, value_name = "JWK")]
    signing_key: Option<Input>,
    /// The date and time, in ISO 8601 with its offset [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<DateTime<FixedOffset>>,
    /// The time zone in which the form is filled, by its IANA name [default: that of this machine; with `--at`, its offset]
    #[arg(long, value_name = "NAME", value_parser = zone::read)]
    zone: Option<Tz>,
    /// The identity of the submission, a version 4 UUID [default: a random one]
    #[arg(long, value_name = "UUID", value_parser = jti)]
    id: Option<Jti>,
    /// The language in which the form is read [default: its first]
    #[arg(long, short, value_name = "TAG")]
    language: Option<String>,
    /// Where the sealed file goes; `-` prints it
    #[arg(long, short, value_name = "FILE")]
    output: Output,
    /// The folder of the files that answers name: they are claimed, and written beside the instance of `--xml`
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    #[command(flatten)]
    instance: openrosa::Arguments,
    /// Print JSON about what was sealed
    #[arg(long)]
    pub json: bool,
}

impl Arguments {
    /// The zone, where one is known by its name.
    fn zone(&self) -> Option<Tz> {
        self.zone.or_else(|| zone::read(&platform::zone_name()).ok().filter(|_| self.at.is_none()))
    }

    /// Now, or the moment that is given, on the clock of the zone.
    fn moment(&self) -> DateTime<FixedOffset> {
        let at = self.at.unwrap_or_else(platform::now);
        self.zone.map_or(at, |zone| at.with_timezone(&zone).fixed_offset())
    }
}

/// Reads a date and time from the command line.
pub fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|_| "write a date and time such as 2026-11-21T14:30:00+01:00".to_owned())
}

fn jti(text: &str) -> Result<Jti, String> {
    Jti::parse(text).ok_or_else(|| "write a version 4 UUID in lower case, with hyphens".to_owned())
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let optional = [&arguments.facts, &arguments.key, &arguments.signing_key];
    let inputs = [&arguments.questionnaire, &arguments.answers];
    piped_once(inputs.into_iter().chain(optional.into_iter().flatten()))?;
    if arguments.json && arguments.output == Output::Printed {
        return Err(Failure::usage("the file and `--json` cannot both be printed", "name a file with `--output`"));
    }
    let form = Form::read(&arguments.questionnaire)?;
    let key = arguments.key.as_ref().map(Key::read).transpose()?;
    let program = form.program(key.as_ref())?;
    let at = arguments.moment();
    let (source, json) = documents::read(&arguments.answers, DocumentKind::Answers)?;
    let script = answers::read(&json, at).map_err(|findings| Failure::found(&source, findings))?;
    let started = script.begins().map_or(at, |begins| begins.min(at));
    let signer = Signer::open(arguments.signing_key.as_ref(), started)?;
    let id = arguments.id.clone().map_or_else(platform::new_jti, Ok)?;
    let mut session = begin(&program, &id, started, arguments)?;
    let finished = play(&mut session, &script, at, &source)?;
    let folder = arguments.files.as_deref();
    let attachments = attachments::claim(folder, &finished.files)?;
    if let Some(instance) = arguments.instance.prepare(form.questionnaire(), &session, &finished, &id, folder)? {
        instance.write()?;
    }
    let sealed = at.max(session.draft().at);
    let file = signer.seal(finished, attachments, session.draft(), sealed)?;
    arguments.output.write(file.bytes(), Privacy::Usual)?;
    print_result(arguments, out, &file, &session, &signer)?;
    Ok(Exit::Fine)
}

/// Begins the form, with the language and the facts that it is given.
fn begin(
    program: &Arc<Program>,
    id: &Jti,
    at: DateTime<FixedOffset>,
    arguments: &Arguments,
) -> Result<Session, Failure> {
    let language = arguments.language.clone().unwrap_or_default();
    let beginning = Beginning { id: id.to_string(), at, language, facts: begin_facts(at, arguments)? };
    if let Some(language) = &arguments.language {
        // A trial run of the command that says the same: the engine knows which languages there are.
        let mut trial = Session::start(Arc::clone(program), beginning.clone());
        let action = Action::Language { language: language.clone() };
        if trial.apply(Command { at, action }).is_err() {
            return Err(unknown_language(language, program.languages()));
        }
    }
    Ok(Session::start(Arc::clone(program), beginning))
}

/// The facts of the file, and the zone.
fn begin_facts(at: DateTime<FixedOffset>, arguments: &Arguments) -> Result<Facts, Failure> {
    let (source, mut facts) = match &arguments.facts {
        Some(input) => facts(input).map(|(source, facts)| (Some(source), facts))?,
        None => (None, VecMap::new()),
    };
    if let Some(zone) = arguments.zone() {
        match (facts.contains_key("zone"), arguments.zone) {
            (true, Some(_)) => {
                let hint = "leave out `--zone`, or `zone` in the file of facts";
                return Err(Failure::usage("the time zone is given twice", hint));
            }
            (true, None) => {}
            (false, _) => _ = facts.insert("zone".to_owned(), zone::fact(zone, at)),
        }
    }
    Facts::new(facts).map_err(|bad| {
        let finding = |bad: &BadFact| {
            Finding::error("answer/bad-fact", bad.fault.message(), Place::at(bad.pointer.clone()))
                .hint(bad.fault.hint())
        };
        let findings: Vec<Finding> = bad.iter().map(finding).collect();
        match &source {
            Some(source) => Failure::found(source, findings),
            None => {
                Failure { exit: Exit::Found, reports: vec![FileReport { file: String::new(), text: None, findings }] }
            }
        }
    })
}

fn facts(input: &Input) -> Result<(Source, VecMap<String, Json>), Failure> {
    let source = input.read()?;
    let json = source.json("file of facts").map_err(|finding| Failure::found(&source, [*finding]))?;
    match json {
        Json::Object(members) => Ok((source, members.into_iter().collect())),
        other => {
            let message = format!("expected an object from name to fact, found {}", other.kind());
            let finding = Finding::error("facts/wrong-kind", message, Place::default());
            Err(Failure::found(&source, [finding.hint("write {\"assignment\": {\"site\": …}}")]))
        }
    }
}

fn unknown_language(language: &str, known: &[String]) -> Failure {
    let error = ApplyError::UnknownLanguage { language: language.to_owned() };
    let near = closest_match(language, known.iter().map(String::as_str));
    let hint = near.map_or_else(|| format!("it has {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    Failure::usage(error.to_string(), hint)
}

/// Enters everything and finishes; reports everything that a person could not have entered and everything still open.
fn play(
    session: &mut Session,
    script: &Script,
    at: DateTime<FixedOffset>,
    source: &Source,
) -> Result<Finished, Failure> {
    let mut findings = script.enter(session, at);
    match session.finish() {
        Ok(finished) if findings.is_empty() => Ok(finished),
        Ok(_) => Err(Failure::found(source, findings)),
        Err(open) => {
            // What was refused is not also missing.
            let is_refused = |point: &OpenPoint| {
                let at = pointer("/answers", &point.path);
                let is_reported = findings.iter().any(|finding| finding.place.pointer.starts_with(&at));
                is_reported && matches!(point.issue, Issue::Required { .. })
            };
            let open: Vec<Finding> =
                open.iter().filter(|point| !is_refused(point)).map(|point| issues::open(point, "/answers")).collect();
            findings.extend(open);
            Err(Failure::found(source, findings))
        }
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Filled {
    file: String,
    jti: String,
    sha256: String,
    outcome: String,
    signer: String,
}

fn print_result(
    arguments: &Arguments,
    out: &mut dyn Write,
    file: &SealedFile,
    session: &Session,
    signer: &Signer,
) -> Result<(), Failure> {
    let thumbprint = signer.public().thumbprint();
    if signer.origin() == Origin::Fresh {
        let mut err = Screen(anstream::stderr());
        writeln!(
            err,
            "sealed with a new key that is not stored, {thumbprint}: pass `--signing-key` to seal with a known key"
        )?;
    }
    let Output::File(path) = &arguments.output else { return Ok(()) };
    let outcome = session.snapshot().outcome.as_ref().map_or("completed", |end| end.outcome.as_str());
    let path = path.display().to_string();
    if arguments.json {
        let filled = Filled {
            file: path,
            jti: file.jti().to_string(),
            sha256: file.payload_sha256().to_string(),
            outcome: outcome.to_owned(),
            signer: thumbprint.to_string(),
        };
        print_json(out, &filled)?;
    } else {
        writeln!(out, "{}: sealed, {}, jti {}", plain(&path), plain(outcome), file.jti())?;
    }
    Ok(())
}
