//! The state of every assignment, as a table for people and as JSON for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};
use sealform_submission::Trust;
use sealform_submission::agency::Assignment;
use sealform_types::iso::{SecondParts, write_date, write_moment};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::judge::{File, Line, State, Status};
use super::read::issuers;
use crate::commands::print_json;
use crate::failure::FileReport;
use crate::report;
use crate::screen::plain;

/// Prints the table, how many are in each state, and what was found.
///
/// # Errors
/// If the output cannot be written.
pub fn text(out: &mut dyn Write, status: &Status) -> io::Result<()> {
    let head = ["assignment", "version", "observer", "site", "channel", "state", "due", "file"].map(str::to_owned);
    let rows: Vec<[String; 8]> = std::iter::once(head).chain(status.lines.iter().map(row)).collect();
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..8).map(widest).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    let counts: Vec<String> = counts(status).iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
    writeln!(
        out,
        "{} assignments: {}",
        status.lines.len(),
        if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
    )?;
    if !status.unassigned.is_empty() {
        writeln!(out, "{} files of no assignment that is known", status.unassigned.len())?;
    }
    for (file, finding) in &status.findings {
        report::write(out, &FileReport { file: file.clone(), text: None, findings: vec![finding.clone()] })?;
    }
    Ok(())
}

fn row(line: &Line) -> [String; 8] {
    let Assignment { assignment, version, observer, site, channel, .. } = &line.assignment;
    let word = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), plain);
    let site =
        site.as_ref().map_or_else(|| "-".to_owned(), |site| plain(&site.name.clone().unwrap_or(site.id.clone())));
    let conflict = if line.has_conflict { " (conflict)" } else { "" };
    let counting = line.files.first().filter(|file| file.counts);
    let late = if counting.is_some_and(|file| file.after_due) { " (after it was due)" } else { "" };
    [
        plain(assignment),
        version.to_string(),
        word(observer),
        site,
        word(channel),
        format!("{}{conflict}{late}", line.state.word()),
        due(&line.assignment).unwrap_or_else(|| "-".to_owned()),
        counting.map_or_else(|| "-".to_owned(), |file| plain(&file.file)),
    ]
}

/// Until when the report is sent; without that, the last day of the visit.
fn due(assignment: &Assignment) -> Option<String> {
    let last = || Some(write_date(assignment.visit.as_ref()?.to?));
    assignment.submit_by.as_ref().map(|due| write_moment(due, SecondParts::None)).or_else(last)
}

fn counts(status: &Status) -> BTreeMap<State, usize> {
    let mut counts = BTreeMap::new();
    status.lines.iter().for_each(|line| *counts.entry(line.state).or_default() += 1);
    counts
}

/// Prints everything for programs.
///
/// # Errors
/// If the output cannot be written.
pub fn json(out: &mut dyn Write, status: &Status, at: DateTime<FixedOffset>, trust: &Trust) -> io::Result<()> {
    #[derive(Serialize)]
    struct Printed<'a> {
        at: String,
        /// Whether the signatures of agencies were checked.
        issuers: &'static str,
        counts: BTreeMap<&'static str, usize>,
        assignments: Vec<Row<'a>>,
        unassigned: &'a [String],
        findings: Vec<Reported>,
    }
    #[derive(Serialize)]
    struct Row<'a> {
        iss: &'a str,
        assignment: &'a str,
        version: u32,
        observer: Option<&'a str>,
        site: Option<&'a str>,
        channel: Option<&'a str>,
        state: State,
        due: Option<String>,
        conflict: bool,
        files: &'a [File],
    }
    #[derive(Serialize)]
    struct Reported {
        file: String,
        #[serde(flatten)]
        finding: sealform_types::Finding,
    }
    let rows = status.lines.iter().map(|Line { assignment, state, files, has_conflict }| Row {
        iss: &assignment.iss,
        assignment: &assignment.assignment,
        version: assignment.version,
        observer: assignment.observer.as_deref(),
        site: assignment.site.as_ref().map(|site| site.id.as_str()),
        channel: assignment.channel.as_deref(),
        state: *state,
        due: due(assignment),
        conflict: *has_conflict,
        files,
    });
    let findings = status.findings.iter().cloned().map(|(file, finding)| Reported { file, finding });
    let printed = Printed {
        at: write_moment(&at, SecondParts::AsNeeded),
        issuers: if issuers(trust).is_some() { "checked" } else { "unchecked" },
        counts: counts(status).into_iter().map(|(state, count)| (state.word(), count)).collect(),
        assignments: rows.collect(),
        unassigned: &status.unassigned,
        findings: findings.collect(),
    };
    print_json(out, &printed)
}
