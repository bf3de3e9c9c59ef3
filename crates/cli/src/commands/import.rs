//! `sealform import`: a form of another format as a questionnaire, or a questionnaire as a spreadsheet.

use std::io::Write;

use clap::Args;
use sealform_formats::xlsform::{Format, write};
use sealform_types::{Json, Severity};
use serde::Serialize;

use super::print_json;
use crate::failure::{Exit, Failure, FileReport};
use crate::forms;
use crate::input::{Input, piped_once};
use crate::output::{Output, Privacy};
use crate::report;
use crate::screen::Screen;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The form: an XLSForm (.xlsx .xls .csv .md), an ODK XForm (.xml) or a questionnaire (.json); `-` reads standard input
    #[arg(value_name = "FORM")]
    form: Input,
    /// Where it goes: .json for a questionnaire, .xlsx .csv .md for an XLSForm; `-` prints JSON
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Output,
    /// Where the scoring key goes that the form's columns `score::…` make
    #[arg(long, value_name = "FILE")]
    key_out: Option<Output>,
    /// A scoring key to write into the spreadsheet
    #[arg(long, value_name = "FILE")]
    key: Option<Input>,
    /// Print findings as JSON
    #[arg(long)]
    pub json: bool,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(std::iter::once(&arguments.form).chain(&arguments.key))?;
    let target = target(&arguments.output)?;
    let source = arguments.form.read()?;
    let (document, imported) = forms::document(&source)?;
    let key = match &arguments.key {
        Some(input) => {
            let source = input.read()?;
            Some(source.json("scoring key").map_err(|finding| Failure::found(&source, [*finding]))?)
        }
        None => imported.as_ref().and_then(|imported| imported.key.clone()),
    };
    let report = match &imported {
        Some(imported) => forms::report(&source, forms::findings(imported, &source)),
        None => source.report([]),
    };
    if report.findings.iter().any(|finding| finding.severity == Severity::Error) {
        // What nobody could use is not written over what is there.
        print(arguments, &report, out)?;
        return Ok(Exit::Found);
    }
    match target {
        None => arguments.output.write(pretty(&document)?.as_bytes(), Privacy::Usual)?,
        Some(format) => {
            let bytes =
                write(&document, key.as_ref(), format).map_err(|finding| Failure::found(&source, [*finding]))?;
            arguments.output.write(&bytes, Privacy::Usual)?;
        }
    }
    match (&arguments.key_out, &key) {
        (Some(output), Some(key)) => output.write(pretty(key)?.as_bytes(), Privacy::Usual)?,
        (Some(_), None) => {
            let message = "the form has no scores, so there is no key to write";
            return Err(Failure::usage(message, "leave out `--key-out`, or add columns `score::…`"));
        }
        (None, _) => {}
    }
    print(arguments, &report, out)?;
    Ok(Exit::Fine)
}

/// The format of the output, by its ending; `None` for JSON.
fn target(output: &Output) -> Result<Option<Format>, Failure> {
    let Output::File(path) = output else { return Ok(None) };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => Ok(None),
        Some("xlsx") => Ok(Some(Format::Xlsx)),
        Some("csv") => Ok(Some(Format::Csv)),
        Some("md") => Ok(Some(Format::Markdown)),
        _ => Err(Failure::usage("the file extension of the output is unknown", "use .json, .xlsx, .csv or .md")),
    }
}

fn pretty(json: &Json) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(json).map_err(std::io::Error::from)?;
    text.push('\n');
    Ok(text)
}

/// Prints the findings; on standard error where the document itself is printed.
fn print(arguments: &Arguments, report: &FileReport, out: &mut dyn Write) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Report {
        file: String,
        findings: Vec<report::JsonFinding>,
    }
    let mut errors = Screen(anstream::stderr());
    let out: &mut dyn Write = if arguments.output == Output::Printed { &mut errors } else { out };
    match arguments.json {
        true => print_json(out, &Report { file: report.file.clone(), findings: report::to_json(report) })?,
        false => report::write(out, report)?,
    }
    Ok(())
}
