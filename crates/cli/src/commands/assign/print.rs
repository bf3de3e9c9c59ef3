//! What was issued: tokens or links, as text, as a table, as JSON.

use std::io::Write;

use sealform_submission::agency::Assignment;
use sealform_types::iso::{SecondParts, write_date, write_moment};
use serde::Serialize;

use super::Arguments;
use crate::commands::print_json;
use crate::failure::Failure;
use crate::history::Issued;
use crate::output::Output;
use crate::screen::plain;

/// One assignment as programs read it.
#[derive(Serialize)]
struct Row<'a> {
    assignment: &'a str,
    version: u32,
    observer: Option<&'a str>,
    site: Option<&'a str>,
    channel: Option<&'a str>,
    from: Option<String>,
    to: Option<String>,
    submit_by: Option<String>,
    jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(issued: &'a Issued, url: Option<&str>) -> Self {
        let assignment: &Assignment = &issued.assignment;
        let visit = assignment.visit.as_ref();
        Self {
            assignment: &assignment.assignment,
            version: assignment.version,
            observer: assignment.observer.as_deref(),
            site: assignment.site.as_ref().map(|site| site.id.as_str()),
            channel: assignment.channel.as_deref(),
            from: visit.and_then(|visit| visit.from).map(write_date),
            to: visit.and_then(|visit| visit.to).map(write_date),
            submit_by: assignment.submit_by.as_ref().map(|due| write_moment(due, SecondParts::AsNeeded)),
            jti: &assignment.jti,
            link: url.map(|url| link(url, issued)),
            token: url.is_none().then_some(issued.token.as_str()),
        }
    }
}

/// A link that opens the form with this assignment: what stands behind `#` is sent to no server.
fn link(url: &str, issued: &Issued) -> String {
    format!("{url}#a={}", issued.token)
}

/// What goes into the file: the token or link of one, a table of several.
///
/// # Errors
/// [`Failure`] where the table cannot be written.
pub fn listed(arguments: &Arguments, issued: &[Issued]) -> Result<Vec<u8>, Failure> {
    let url = arguments.url.as_deref();
    match issued {
        [one] if arguments.csv.is_none() => {
            let text = url.map_or_else(|| one.token.clone(), |url| link(url, one));
            Ok(format!("{text}\n").into_bytes())
        }
        issued => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            issued.iter().try_for_each(|issued| writer.serialize(Row::of(issued, url))).map_err(unwritable)?;
            writer.into_inner().map_err(|error| unwritable(error.into_error().into()))
        }
    }
}

fn unwritable(error: csv::Error) -> Failure {
    Failure::io("", "output/unwritable", format!("the table cannot be written: {error}"), "write to another file")
}

/// Prints what was issued, or how much of it went where.
///
/// # Errors
/// [`Failure`] where the output cannot be written.
pub fn print(arguments: &Arguments, issued: &[Issued], out: &mut dyn Write) -> Result<(), Failure> {
    let rows = || issued.iter().map(|issued| Row::of(issued, arguments.url.as_deref()));
    if arguments.json {
        return Ok(print_json(out, &rows().collect::<Vec<_>>())?);
    }
    match &arguments.output {
        None | Some(Output::Printed) => Ok(out.write_all(&listed(arguments, issued)?)?),
        Some(Output::File(path)) => {
            let (count, path) = (issued.len(), path.display().to_string());
            let word = if count == 1 { "assignment" } else { "assignments" };
            Ok(writeln!(out, "{}: {count} {word}", plain(&path))?)
        }
    }
}
