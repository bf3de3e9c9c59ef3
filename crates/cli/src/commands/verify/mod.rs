//! `sealform verify`: is it intact, who sealed it, and could the form have given it? For one file and for millions.

mod beside;
mod columns;
mod essentials;
mod intact;
mod journal;
mod judge;
mod parquet;
mod print;
mod receipts;
mod report;
mod row;
mod shape;
mod spool;
mod stream;
mod together;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use sealform_types::digest;

use super::build::keep;
use crate::documents;
use crate::failure::{Exit, Failure};
use crate::input::{Input, piped_once};
use crate::output::{Fresh, Output};
use crate::screen::{Colourless, plain};
use crate::sealed::{self, Judge};
use crate::sources::Sources;
use beside::Beside;
use journal::Journal;
use judge::With;
use receipts::Receipts;
use row::Row;
use shape::{Counts, Shape, Writer};
use stream::Results;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sealed files, or folders with them (`.jws.json`, also in folders inside), or archives: .zip, .tar, .tar.gz, and .ndjson
    /// with one in each line; `-` reads any of them from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,
    /// Whom to trust: a trust document, or a JWK Set of devices
    #[arg(long, short, value_name = "TRUST")]
    trust: Option<Input>,
    /// The questionnaire that was filled: plays every answer through it again
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Option<Input>,
    /// The scoring key: computes the score again
    #[arg(long, short, value_name = "FILE", requires = "questionnaire")]
    key: Option<Input>,
    /// What was said of the key before: what `sealform commit` printed. Where an assignment says it, it is compared anyway
    #[arg(long, value_name = "TEXT", requires = "key", allow_hyphen_values = true)]
    commitment: Option<String>,
    /// The folder with what was sent beside the files: attachments and events (audit.jsonl) are checked
    #[arg(id = "beside", long = "files", value_name = "DIR")]
    beside: Option<PathBuf>,
    /// What the agency has confirmed: a file with a receipt in each line, or a folder with them (`.receipt.jws`, `.receipts`)
    #[arg(long, value_name = "FILE", requires = "trust")]
    receipts: Option<Input>,
    /// Write a report of the file for people to read: one page that loads and runs nothing. `-` prints it instead of the outcome
    #[arg(long, value_name = "FILE")]
    report: Option<Output>,
    /// With `--report`: its language [default: that in which the form was filled]
    #[arg(long, visible_alias = "lang", value_name = "TAG", requires = "report")]
    language: Option<String>,
    /// Write what came of each file into this file; its ending says how: .csv, .json, .ndjson, .parquet, .txt
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
    /// How to write it [default: by the ending of `--output`, else text]
    #[arg(long, value_name = "SHAPE", value_enum, conflicts_with = "json")]
    format: Option<Shape>,
    /// Keep what was judged in this file, by its digest: a run that was ended goes on where it was
    #[arg(long, value_name = "STATE", conflicts_with = "report")]
    resume: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

impl Arguments {
    /// Those of somebody who verifies a file that was just opened.
    pub fn opened(file: PathBuf, beside: Option<PathBuf>, with: Documents) -> Self {
        let Documents { trust, questionnaire, key } = with;
        Self {
            files: vec![Input::File(file)],
            trust,
            questionnaire,
            key,
            commitment: None,
            beside,
            receipts: None,
            report: None,
            language: None,
            output: None,
            format: None,
            resume: None,
            json: false,
        }
    }
}

/// What files are verified with.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    pub trust: Option<Input>,
    pub questionnaire: Option<Input>,
    pub key: Option<Input>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let ended = examine(arguments, out);
    match &arguments.report {
        Some(Output::File(path)) => ended.map_err(|failure| report::not_written(failure, path)),
        Some(Output::Printed) | None => ended,
    }
}

fn examine(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let optional = [&arguments.trust, &arguments.questionnaire, &arguments.key, &arguments.receipts];
    piped_once(arguments.files.iter().chain(optional.into_iter().flatten()))?;
    let shape = arguments.shape()?;
    let trust = sealed::trust(arguments.trust.as_ref())?;
    let judge = arguments.questionnaire.as_ref().map(|form| Judge::new(form, arguments.key.as_ref())).transpose()?;
    if let Some(judge) = &judge {
        judge.check_commitment(arguments.commitment.as_deref())?;
    }
    if let Some(output) = &arguments.report {
        report::check(arguments, output, judge.as_ref())?;
    }
    let with = With {
        trust: &trust,
        judge: judge.as_ref(),
        beside: &Beside::read(arguments.beside.as_deref())?,
        keeps_whole: arguments.report.is_some(),
    };
    // Whether it can be written is known before a million files are judged.
    let fresh = match &arguments.output {
        Some(Output::File(path)) => Some((Fresh::create(path)?, path.as_path())),
        Some(Output::Printed) | None => None,
    };
    let (receipts, refused) = Receipts::read(arguments.receipts.as_ref(), &trust)?;
    let journal = arguments.journal(judge.as_ref())?;
    let mut results = stream::judge_all(Sources::of(&arguments.files), &with, journal.as_ref())?;
    let whole = results.whole.take();
    if arguments.report.is_some() && results.spool.len() != 1 {
        return Err(report::not_one());
    }
    for row in refused {
        results.spool.push(&spool::to_line(&row)?)?;
    }
    let results = (results, &receipts);
    let ended = match fresh {
        Some(fresh) => to_file(results, shape, fresh, out)?,
        // The page is what is printed.
        None if arguments.report == Some(Output::Printed) => {
            finish(results, Writer::printing(Shape::Ndjson, &mut std::io::sink())?)?
        }
        None => finish(results, Writer::printing(shape, out)?)?,
    };
    if let (Some(output), Some(row)) = (&arguments.report, &ended.first) {
        report::write(arguments, output, judge.as_ref(), (row, whole.as_ref()), out)?;
    }
    Ok(ended.exit)
}

impl Arguments {
    /// How results are written.
    fn shape(&self) -> Result<Shape, Failure> {
        let by_name = self.output.as_ref().and_then(|output| match output {
            Output::File(path) => Some((path, Shape::of(&path.display().to_string()))),
            Output::Printed => None,
        });
        let shape = match (self.json, self.format, by_name) {
            (true, _, _) => Shape::Json,
            (false, Some(shape), _) | (false, None, Some((_, Some(shape)))) => shape,
            (false, None, Some((path, None))) => {
                let message = format!("the ending of {} does not say how to write", plain(&path.display().to_string()));
                return Err(Failure::usage(message, "say it with `--format`, for example `--format csv`"));
            }
            (false, None, None) => Shape::Text,
        };
        if shape == Shape::Parquet && !matches!(self.output, Some(Output::File(_))) {
            return Err(Failure::usage("Parquet is not printed", "name a file with `--output`"));
        }
        let read = [&self.trust, &self.questionnaire, &self.key].into_iter().flatten();
        if let Some(output) = &self.output {
            let what = "the results would replace what is verified";
            self.files.iter().chain(read).try_for_each(|input| keep(input, output, what))?;
        }
        Ok(shape)
    }

    fn journal(&self, judge: Option<&Judge>) -> Result<Option<Journal>, Failure> {
        let Some(path) = &self.resume else { return Ok(None) };
        let with = journal::With {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            trust: self
                .trust
                .as_ref()
                .map(|trust| Ok::<_, Failure>(digest(&trust.read()?.bytes).to_string()))
                .transpose()?,
            questionnaire: judge.map(|judge| judge.form().sha256().to_string()),
            key: judge.and_then(Judge::key).map(documents::Key::sha256),
        };
        let journal = Journal::open(path, &with)?;
        if journal.len() > 0 {
            let (path, known) = (plain(&path.display().to_string()), journal.len());
            writeln!(anstream::stderr(), "{path}: {known} files were judged before")?;
        }
        Ok(Some(journal))
    }
}

/// How the results were.
struct Ended {
    exit: Exit,
    counts: Counts,
    /// What came of the first file.
    first: Option<Row>,
}

/// Writes every row, each with what the others say of it. While some are written, others are read.
fn finish((results, receipts): (Results, &Receipts), mut writer: Writer<'_>) -> Result<Ended, Failure> {
    let Results { mut spool, together, passed_over, whole: _ } = results;
    // A file is in order only where no other file speaks against it.
    let mut compared = together.compare();
    let mut ended = Ended { exit: Exit::Fine, counts: Counts { passed_over, ..Counts::default() }, first: None };
    let (mut index, mut rows) = (0, spool.some_from(0)?.rows());
    while !rows.is_empty() {
        let (count, mut next) = (rows.len(), Vec::new());
        let lines = spool.some_from(index + count)?;
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| next = lines.rows());
            for (row, index) in rows.into_iter().zip(index..) {
                let mut row = row?;
                compared.mark(u32::try_from(index).unwrap_or(u32::MAX), &mut row, &mut spool)?;
                receipts.mark(&mut row);
                writer.row(&row)?;
                ended.counts.add(&row);
                ended.exit = ended.exit.max(row.exit);
                ended.first.get_or_insert(row);
            }
            Ok::<_, Failure>(())
        })?;
        (index, rows) = (index + count, next);
    }
    writer.end(&ended.counts)?;
    Ok(ended)
}

/// Writes the results into a file, and says how many files are in order.
fn to_file(
    results: (Results, &Receipts),
    shape: Shape,
    (mut file, path): (Fresh<'_>, &Path),
    out: &mut dyn Write,
) -> Result<Ended, Failure> {
    let ended = match shape {
        Shape::Text | Shape::Table => {
            let mut plain = Colourless::of(&mut file);
            finish(results, Writer::printing(shape, &mut plain)?)?
        }
        Shape::Json | Shape::Ndjson | Shape::Csv => finish(results, Writer::printing(shape, &mut file)?)?,
        Shape::Parquet => finish(results, Writer::begin(&mut file)?)?,
    };
    file.keep()?;
    writeln!(out, "{}", ended.counts)?;
    writeln!(out, "{}: what came of each file", plain(&path.display().to_string()))?;
    Ok(ended)
}
