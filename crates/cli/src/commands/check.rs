//! `sealform check`: findings about documents, and how to repair them.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use sealform_engine::{NEEDS_KEY, find_in_expressions};
use sealform_formats::Imported;
use sealform_questionnaire::{Item, Questionnaire, recorded_without_notice};
use sealform_submission::{PublicJwk, Trust, TrustDocument};
use sealform_types::{Finding, Json, Place, Severity};
use serde::Serialize;

use super::{Format, print_json};
use crate::documents::{DocumentKind, Form, Key, is_fault_of_form};
use crate::failure::{Exit, Failure, FileReport};
use crate::forms;
use crate::input::{Input, Source, piped_once};
use crate::locate::locate;
use crate::progress::Progress;
use crate::screen::plain;
use crate::{delivery, report, sealed};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Questionnaires (JSON or XLSForm), scoring keys, deliveries or sealed files; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// The questionnaire that scoring keys are checked against [default: the one beside the key]
    #[arg(long, short = 'q', value_name = "FILE")]
    questionnaire: Option<Input>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What was found in one document.
struct Checked {
    kind: DocumentKind,
    /// More about a document without errors, for people.
    about: String,
    report: FileReport,
    exit: Exit,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.files.iter().chain(&arguments.questionnaire))?;
    let form = arguments.questionnaire.as_ref().map(Form::read).transpose()?;
    let progress = Progress::over(arguments.files.len());
    let mut all = Vec::new();
    for input in &arguments.files {
        let checked = check(input, form.as_ref(), &arguments.files);
        if Format::of(arguments.json) == Format::Text {
            progress.print(out, |out| print(out, &checked))?;
        }
        all.push(checked);
        progress.step();
    }
    drop(progress);
    if arguments.json {
        print_json(out, &Report::of(&all))?;
    }
    Ok(all.iter().map(|checked| checked.exit).max().unwrap_or(Exit::Fine))
}

fn check(input: &Input, form: Option<&Form>, all: &[Input]) -> Checked {
    let source = match input.read() {
        Ok(source) => source,
        Err(failure) => {
            let findings = failure.findings().cloned().collect();
            let report = FileReport { file: input.name(), text: None, findings };
            return Checked { kind: DocumentKind::Unknown, about: String::new(), report, exit: failure.exit };
        }
    };
    if let Some(imported) = forms::import(&source) {
        return spreadsheet(&source, &imported);
    }
    let (kind, about, findings) = match source.json("document") {
        Ok(json) => {
            let kind = DocumentKind::of(&json);
            let (about, findings) = look(kind, &json, &source, input, (form, all));
            (kind, about, findings)
        }
        Err(finding) => (DocumentKind::Unknown, String::new(), vec![*finding]),
    };
    let exit = match findings.iter().any(|finding| finding.severity == Severity::Error) {
        true => Exit::Found,
        false => Exit::Fine,
    };
    Checked { kind, about, report: source.report(findings), exit }
}

/// A form in another format: its findings name cells.
fn spreadsheet(source: &Source, imported: &Imported) -> Checked {
    let mut findings = forms::findings(imported, source);
    let read = imported.questionnaire.as_ref().and_then(|document| Questionnaire::read(document).0);
    let unsaid = read.iter().flat_map(recorded_without_notice);
    unsaid.for_each(|finding| findings.push(imported.located(finding)));
    let about = read.map(|form| format!("{} {}, {}", form.id, form.version, counted(&form))).unwrap_or_default();
    let exit = if findings.has_errors() { Exit::Found } else { Exit::Fine };
    Checked { kind: DocumentKind::Questionnaire, about, report: forms::report(source, findings), exit }
}

fn look(
    kind: DocumentKind,
    json: &Json,
    source: &Source,
    input: &Input,
    with: (Option<&Form>, &[Input]),
) -> (String, Vec<Finding>) {
    match kind {
        DocumentKind::Questionnaire => questionnaire(json, source, with.1),
        DocumentKind::Key => key(json, source, input, with),
        DocumentKind::Sealed => match sealed::open(source, &Trust::None) {
            Ok(submission) => (format!("jti {}", submission.claims().jti), Vec::new()),
            Err(findings) => (String::new(), findings),
        },
        DocumentKind::SigningKey => {
            let read = PublicJwk::from_json(json);
            (String::new(), read.err().map(Finding::from).into_iter().collect())
        }
        DocumentKind::Trust => {
            let read = TrustDocument::from_json(json);
            (String::new(), read.err().map(Finding::from).into_iter().collect())
        }
        DocumentKind::Delivery => {
            let (targets, findings) = delivery::check(json);
            (plural(targets, "target"), findings)
        }
        DocumentKind::Answers | DocumentKind::Unknown => {
            let message = "this is not a questionnaire, scoring key, delivery or sealed file";
            let hint = match kind {
                DocumentKind::Answers => "answers are checked by filling a questionnaire: `sealform fill`",
                _ => "a questionnaire starts with `\"sealform\": 1`, a scoring key with `\"sealform_key\": 1`",
            };
            (String::new(), vec![Finding::error("document/unknown-kind", message, Place::default()).hint(hint)])
        }
    }
}

fn questionnaire(json: &Json, source: &Source, all: &[Input]) -> (String, Vec<Finding>) {
    let (questionnaire, mut findings) = Questionnaire::read(json);
    let about = questionnaire.as_ref().map(|form| format!("{} {}, {}", form.id, form.version, counted(form)));
    if !findings.has_errors() {
        match Form::of(source.clone(), json) {
            Ok(form) => {
                // A key is another document, and says itself whether it is the one.
                let (lacks, others) = form.compile().1.into_iter().partition::<Vec<_>, _>(is_key_needed);
                others
                    .into_iter()
                    .chain(unaccompanied(lacks, &form.questionnaire().id, all))
                    .for_each(|finding| findings.push(finding));
            }
            Err((_, others)) => findings.append(others),
        }
    } else if let Some(questionnaire) = &questionnaire {
        // Expressions are checked all the same, so that one pass reports everything.
        let found = find_in_expressions(questionnaire, &|name| source.beside(name));
        let follows = |finding: &Finding| follows_from_damage(finding, json, source);
        found.into_iter().filter(|finding| !follows(finding)).for_each(|finding| findings.push(finding));
    }
    questionnaire.iter().flat_map(recorded_without_notice).for_each(|finding| findings.push(finding));
    (about.unwrap_or_default(), findings.into_vec())
}

fn is_key_needed(finding: &Finding) -> bool {
    finding.code == NEEDS_KEY
}

/// What is said of the form of that id that is filled with one key alone: a warning, where no key of it is checked with it.
fn unaccompanied(lacks: Vec<Finding>, id: &str, all: &[Input]) -> impl Iterator<Item = Finding> {
    let is_own = |key: Key| key.scoring_key().questionnaire.id == id;
    let is_key = |input: &Input| input.path().is_some() && Key::read(input).is_ok_and(is_own);
    let is_alone = !lacks.is_empty() && !all.iter().any(is_key);
    lacks.into_iter().filter(move |_| is_alone).map(|finding| Finding { severity: Severity::Warning, ..finding })
}

/// Whether a finding only follows from a part that could not be read: a name that stands in the document, in a row that
/// was passed over, or an expression that is not there at all.
fn follows_from_damage(finding: &Finding, json: &Json, source: &Source) -> bool {
    let text = std::str::from_utf8(&source.bytes).unwrap_or_default();
    match (finding.code, &finding.place.source, finding.place.columns) {
        ("expr/unknown-question" | "expr/unknown-choice", Some(source), Some((first, end))) => {
            let width = end.saturating_sub(first) as usize;
            let written: String = source.chars().skip(first.saturating_sub(1) as usize).take(width).collect();
            let name = written.trim_matches(['$', '{', '}', ' ', '\'', '"']);
            is_named(json, name)
        }
        ("expr/empty", _, _) => locate(text, &finding.place.pointer).is_none(),
        _ => false,
    }
}

/// Whether a member `name` somewhere in the document says this. Reading has counted how deep the document is.
fn is_named(json: &Json, wanted: &str) -> bool {
    match json {
        Json::Object(members) => members
            .iter()
            .any(|(name, value)| (name == "name" && value.as_str() == Some(wanted)) || is_named(value, wanted)),
        Json::Array(items) => items.iter().any(|item| is_named(item, wanted)),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => false,
    }
}

fn counted(form: &Questionnaire) -> String {
    fn questions(items: &[Item]) -> usize {
        let of = |item: &Item| match item {
            Item::Group(group) => questions(&group.children),
            Item::Question(_) => 1,
            Item::Terminate(_) => 0,
        };
        items.iter().map(of).sum()
    }
    match questions(&form.survey) {
        1 => "1 question".to_owned(),
        count => format!("{count} questions"),
    }
}

fn key(json: &Json, source: &Source, input: &Input, (form, all): (Option<&Form>, &[Input])) -> (String, Vec<Finding>) {
    let key = match Key::of(source.clone(), json) {
        Ok(key) => key,
        Err((_, findings)) => return (String::new(), findings.into_vec()),
    };
    let about = format!("fits {} {}", key.scoring_key().questionnaire.id, key.scoring_key().questionnaire.version);
    let named = if form.is_some() { None } else { named(all, &key) };
    let beside = || if form.is_some() { None } else { beside(input, &key) };
    let read = named.map(Ok).or_else(|| Some(Form::read(&Input::File(beside()?))));
    let form = match (form, &read) {
        (Some(form), _) | (None, Some(Ok(form))) => form,
        (None, Some(Err(_))) => {
            return (about, vec![alone("the questionnaire beside it has errors", "check that first")]);
        }
        (None, None) => {
            let hint = "name it with `--questionnaire`";
            return (about, vec![alone("its questionnaire is not beside it", hint)]);
        }
    };
    let known = form.compile().1;
    if known.iter().any(is_fault_of_form) {
        return (about, vec![alone("the questionnaire has errors", "check that first")]);
    }
    (about, key.fit(form, &known).1.into_vec())
}

fn alone(why: &str, hint: &str) -> Finding {
    let message = format!("the key was read, but not compared with a questionnaire: {why}");
    Finding::warning("key/alone", message, Place::at("/questionnaire")).hint(hint)
}

/// The questionnaire of a key among the files that are checked with it.
fn named(all: &[Input], key: &Key) -> Option<Form> {
    let wanted = &key.scoring_key().questionnaire;
    let files = all.iter().filter(|input| input.path().is_some());
    let forms = files.filter_map(|input| Form::read(input).ok());
    let mut own = forms.filter(|form| form.questionnaire().id == wanted.id).collect::<Vec<_>>();
    let same = own.iter().position(|form| form.questionnaire().version == wanted.version).unwrap_or(0);
    (same < own.len()).then(|| own.swap_remove(same))
}

/// `visit.json` beside `visit.key.json`, else the file with the questionnaire's id.
fn beside(input: &Input, key: &Key) -> Option<PathBuf> {
    let path = input.path()?;
    let stem = path.file_name()?.to_str()?.strip_suffix(".key.json");
    let names = stem
        .into_iter()
        .chain([key.scoring_key().questionnaire.id.as_str()])
        .filter(|name| !name.contains(['/', '\\']));
    names.map(|name| path.with_file_name(format!("{name}.json"))).find(|path| path.is_file())
}

fn print(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let Checked { kind, about, report, .. } = checked;
    report::write(out, report)?;
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let about = if about.is_empty() { String::new() } else { format!(" ({})", plain(about)) };
    let found = match (errors, warnings) {
        (0, 0) => "no findings".to_owned(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    };
    writeln!(out, "{}: {}{about}: {found}", plain(&report.file), kind.name())
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    files: Vec<JsonFile>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct JsonFile {
    file: String,
    kind: &'static str,
    findings: Vec<report::JsonFinding>,
}

impl Report {
    fn of(all: &[Checked]) -> Self {
        let count = |severity| {
            let findings = all.iter().flat_map(|checked| &checked.report.findings);
            findings.filter(|finding| finding.severity == severity).count()
        };
        let file = |checked: &Checked| JsonFile {
            file: checked.report.file.clone(),
            kind: checked.kind.word(),
            findings: report::to_json(&checked.report),
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { files: all.iter().map(file).collect(), errors, warnings }
    }
}
