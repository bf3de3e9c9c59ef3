//! `--report`: what a sealed file says, for people to read, as one page that loads and runs nothing. One that is not in order
//! says so first, and none is left that looks better than its file.

use std::fs;
use std::io::Write;
use std::path::Path;

use sealform_receiver::{Reader, report_of};
use sealform_types::{Finding, Place};
use sealform_ui::{Examined, draw_report, report_style};

use super::Arguments;
use super::judge::Whole;
use super::row::Row;
use crate::catalogues::{catalogue, has_catalogue, tags};
use crate::commands::build::keep;
use crate::failure::{Exit, Failure, FileReport};
use crate::output::{Output, Privacy};
use crate::screen::plain;
use crate::sealed::Judge;
use crate::still_page::StillPage;

/// What the page looks like beside what reports look like everywhere.
const STYLE: &str = include_str!("report.css");
/// The language of a report of which nothing says another.
const FALLBACK: &str = "en";

/// Refuses what no report can be made of, before anything is verified.
///
/// # Errors
/// [`Failure`] where several files are named, where the page would replace what is read, or where nothing speaks its language.
pub fn check(arguments: &Arguments, output: &Output, judge: Option<&Judge>) -> Result<(), Failure> {
    let is_one = matches!(arguments.files.as_slice(), [one] if !one.path().is_some_and(Path::is_dir));
    if !is_one {
        return Err(not_one());
    }
    if arguments.output.is_some() || arguments.format.is_some() {
        let message = "a report is written instead of a table";
        return Err(Failure::usage(message, "write the table in a run of its own, without `--report`"));
    }
    if arguments.json && *output == Output::Printed {
        let message = "the report and what `--json` prints would go to the same place";
        return Err(Failure::usage(message, "name a file with `--report`"));
    }
    let read = [&arguments.trust, &arguments.questionnaire, &arguments.key];
    for input in arguments.files.iter().chain(read.into_iter().flatten()) {
        keep(input, output, "the report would replace what is verified")?;
    }
    if let Output::File(path) = output
        && fs::read(path).is_ok_and(|bytes| !StillPage::is_one(&bytes))
    {
        let message = format!("{} is there, and is no earlier report", plain(&path.display().to_string()));
        return Err(Failure::usage(message, "name another file: what is there may be evidence"));
    }
    match &arguments.language {
        Some(wanted) if !is_spoken(wanted, judge) => {
            let message = format!("neither the form nor a report speaks `{wanted}`");
            let known = tags().collect::<Vec<_>>().join(", ");
            Err(Failure::usage(message, format!("name a language of the form, or one of these: {known}")))
        }
        Some(_) | None => Ok(()),
    }
}

/// Several files were named, or one that holds several.
pub fn not_one() -> Failure {
    Failure::usage("a report is of one file", "name one file, and its report with `--report`")
}

fn is_spoken(wanted: &str, judge: Option<&Judge>) -> bool {
    let of_form = judge.map(|judge| judge.form().questionnaire().languages.as_slice()).unwrap_or_default();
    has_catalogue(wanted) || of_form.iter().any(|tag| tag.eq_ignore_ascii_case(wanted))
}

/// Says of a report that is there already that it is none of what was asked for now. It stays: it may be evidence.
pub fn not_written(mut failure: Failure, path: &Path) -> Failure {
    if fs::read(path).is_ok_and(|bytes| StillPage::is_one(&bytes)) {
        let message = "this report is of an earlier run: none was written now";
        let finding = Finding::warning("report/earlier", message, Place::default());
        let findings = vec![finding.hint("do not read it as the outcome of this run")];
        failure.reports.push(FileReport { file: path.display().to_string(), text: None, findings });
    }
    failure
}

/// Writes the report.
///
/// # Errors
/// [`Failure`] where it cannot be written.
pub fn write(
    arguments: &Arguments,
    output: &Output,
    judge: Option<&Judge>,
    (row, whole): (&Row, Option<&Whole>),
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let wanted = arguments.language.as_deref();
    let reader = Reader { language: wanted.unwrap_or_default(), is_respondent: false };
    let mut report = whole.and_then(|whole| {
        let report = report_of(&whole.submission, judge.map(Judge::receiver), reader);
        report.map(|report| (report, whole.missing.clone()))
    });
    if let Some((report, _)) = &mut report {
        // What lies beside the file was held against it as well.
        report.seal.ok = row.is_fine();
    }
    let of_form = || judge.and_then(|judge| judge.form().questionnaire().languages.first().cloned());
    let own = report.as_ref().map(|(report, _)| report.language.clone());
    let language = wanted.map(str::to_owned).or(own).or_else(of_form).unwrap_or_else(|| FALLBACK.to_owned());
    let (report, missing) = report.map_or_else(Default::default, |(report, missing)| (Some(report), missing));
    let examined = Examined { file: row.file.clone(), report, findings: row.findings.clone(), missing };
    let drawn = draw_report(examined, &language, catalogue(&language)).map_err(|message| {
        let findings = vec![Finding::error("page/undrawn", message, Place::default())];
        Failure { exit: Exit::Found, reports: vec![FileReport { file: row.file.clone(), text: None, findings }] }
    })?;
    let style = [&report_style(), STYLE].concat();
    let page = StillPage { language: drawn.language, title: &drawn.title, style: &style, drawn: &drawn.html };
    output.write(page.write().as_bytes(), Privacy::Usual)?;
    if let Output::File(path) = output
        && !arguments.json
    {
        let (path, of) = (plain(&path.display().to_string()), plain(&row.file));
        writeln!(out, "{path}: the report of {of}")?;
    }
    Ok(())
}
